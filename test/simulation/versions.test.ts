import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openCity } from './city.ts';
import { loadCode } from './code.ts';
import type { Item } from './fakes/expressions.ts';
import { NO_FAULTS } from './fakes/faults.ts';
import { violationsIn } from './invariants.ts';
import { withMachine } from './machine.ts';
import { type Service, openTemplate, playOut } from './play.ts';
import { SCENARIOS } from './all-scenarios.ts';
import { DONE, work } from './scenarios.ts';
import { createWorld } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Earlier texts of the lifecycle as git has them: of commit 487de13, until concerns came, and of 4344934, until every failure was tried again. */
const TEXTS = ['2026-11-22', '2026-11-24'];
const read = (file: string): string => readFileSync(new URL(`versions/${file}`, import.meta.url), 'utf8');
const textOf = (day: string): string => read(`request-lifecycle-of-${day}.asl.json`);

/** What the tables held when the version of 23 November ran, with the executions of that time. */
const EARLIER = JSON.parse(read('items-of-2026-11-23.json')) as {
  at: number;
  executions: { name: string; input: object }[];
  tables: Record<string, Item[]>;
};

let service: Service;
beforeAll(async () => {
  service = { template: openTemplate(), code: await loadCode() };
});

describe.each(TEXTS)('an execution that the text of %s began', (day) => {
  test.each(SCENARIOS.map(({ name }) => name))('goes on to its end with the functions of today: %s', async (name) => {
    const scenario = SCENARIOS.find((one) => one.name === name)!;
    const older = { ...service, template: withMachine(service.template, textOf(day)) };
    for (const after of [2_000, 10 * 60_000, 3 * HOUR, 2.5 * DAY]) {
      const deployment = { deployAt: scenario.startAt + after, deploys: service.template };
      const { violations } = await playOut(older, { scenario, seed: 4, plan: NO_FAULTS, ...deployment });
      expect(violations, `deployed after ${after} ms`).toEqual([]);
    }
  });
});

test('what an earlier version stored is taken up by the code of today, and led to its end', async () => {
  const { at, executions, tables } = EARLIER;
  const { template } = service;
  const older = withMachine(template, textOf('2026-11-22'));
  const world = createWorld({ ...service, template: older, seed: 5, startAt: at, plan: NO_FAULTS });
  const city = openCity(world);
  for (const [table, items] of Object.entries(tables)) {
    const { name } = template.find(`${table}Table/Table`, 'AWS::DynamoDB::Table');
    for (const item of items) world.tables.plant(name, item);
  }
  const ids = tables.Requests!.filter(({ sk }) => sk === 'REQUEST').map(({ id }) => String(id));
  ids.forEach((id) => city.accepted.add(id));
  for (const { name, input } of executions) world.start(name, input);
  const [accepted, inReview] = ids as [string, string];
  world.send(async () => {
    await world.sleep(2 * HOUR);
    await city.press({ purpose: 'review', id: inReview }, { action: 'accept', typeCode: 'pothole' });
    await city.until(({ workOrders }) => workOrders.length > 0, inReview);
    await city.press(work(city.see(inReview).workOrders[0]!.id), DONE);
    // Late, so that what an earlier version promised is warned of, missed and told.
    await world.sleep(3 * DAY);
    await city.press(work(`${accepted}-1`), DONE);
    await world.sleep(2 * DAY);
    await city.pressAsResident(accepted, { action: 'reopen', text: 'The hole is back.' });
    await city.until(({ workOrders }) => workOrders.length > 1, accepted);
    await city.press(work(`${accepted}-2`), DONE);
  });
  await world.run(at + 40 * DAY);
  // What was sent and counted before stands in no mailbox and no row of this world.
  const before = [...tables.Notices!, ...tables.Requests!].map(({ id, sk, requestId }) =>
    String(id ?? `${String(requestId)}#${String(sk).slice('EVENT#'.length)}`),
  );
  const isBefore = (what: string) => before.some((id) => what.includes(`${id} is `));
  const violations = violationsIn(world, city).filter(({ what }) => !isBefore(what));
  const told = world.mails.filter(({ subject }) => /late|due/i.test(subject)).length;
  const stored = city.see(accepted).request;
  world.end();
  expect(violations).toEqual([]);
  expect(told).toBeGreaterThan(0);
  expect(stored).toMatchObject({ schema: 2, status: 'closed', cycle: 2 });
});
