import { afterAll, beforeAll, expect, test } from 'vitest';
import { noFigures } from '../../functions/measures/figures.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { dayOf } from '../../functions/measures/row.ts';
import { plusDays } from '../../functions/measures/window.ts';
import { lastWeekBefore } from '../../functions/trends/weeks.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { OpsError } from '../../infra/ops/register.ts';
import { showTrends } from '../../infra/ops/trends.ts';
import { aConsole, printed } from '../support/console.ts';
import { DAY, type LocalStack, aLocalStack, letterTo } from '../support/local-stack.ts';

const REQUEST = 'R-0000-0000-1000';
let stack: LocalStack;
let console: LocalConsole;
let monday: string;

/** What the command prints. */
const trends = (more: { at?: string; csv?: boolean } = {}): Promise<string> =>
  printed(() => showTrends({ console: console.url, ...more }));

beforeAll(async () => {
  stack = await aLocalStack({ scheduleSpacing: 365 * DAY });
  console = await aConsole(stack);
  monday = lastWeekBefore(dayOf(stack.clock.now()));
  const measures = createMeasuresStore(stack.service.dynamodb, stack.service.tables.measures);
  // Twelve quiet weeks, then one with four times as many potholes; the requests of one of them are known.
  for (let week = -12; week <= 0; week += 1) {
    const day = plusDays(monday, week * 7);
    const slice = { day, partner: 'dpw-highway', type: 'pothole', channel: 'web', ward: '-' };
    await measures.touch(day);
    await measures.replace(
      day,
      [{ ...slice, ...noFigures(), counts: { accepted: week === 0 ? 80 : 20 + (week % 3) } }],
      1,
    );
  }
  const by = { typeCode: 'pothole', partner: 'dpw-highway' };
  await measures.put([{ day: monday, id: `${REQUEST}#000002#00`, line: { type: 'request-accepted' }, by }]);
});
afterAll(async () => {
  await console.stop();
  await stack.stop();
});

test('R177 the night writes to the manager of what changed, with how sure it is and where to look', async () => {
  const run = await stack.functions.invoke('Resolve311-Local-FindTrends', {});
  expect('payload' in run && run.payload).toEqual({ findings: 1, fresh: 1, closed: 0 });
  await stack.settle();
  const letter = await letterTo(stack, 'manager@city.example');
  expect(letter).toContain('Pothole: more requests');
  expect(letter).toContain('In the week: 80. To be expected: 19 (95 %: ');
  expect(letter).toContain(`Cases: ${REQUEST}.`);
});

test('the command prints the same findings, as of any day, and changes nothing', async () => {
  const said = await trends();
  expect(said).toContain(`The week from Monday, ${monday}: 1 findings.`);
  expect(said).toContain('Pothole: volume, more: 80 against 19, n = 80, p < 0.0001 (95 %: ');
  expect(said).toContain(REQUEST);
  expect((await trends({ csv: true })).split('\n')[1]).toContain('volume,Pothole,more,80,80,19,');
  expect(await trends({ at: monday })).toContain(': 0 findings.');
  await expect(trends({ at: 'Monday' })).rejects.toThrow(OpsError);
});
