import { afterAll, beforeAll, expect, test } from 'vitest';
import { toLocal } from '../../functions/clocks/business-calendar.ts';
import { type DeclareOptions, checkCalendars, closeDays, openDays, showCalendars } from '../../infra/ops/calendar.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { aConsole, printed } from '../support/console.ts';
import {
  HOUR,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  letters,
  linkIn,
  post,
  stored,
} from '../support/local-stack.ts';

const MINUTE = HOUR / 60;
const ZONE = 'America/New_York';
let stack: LocalStack;
let console: LocalConsole;

beforeAll(async () => {
  stack = await aLocalStack({ scheduleSpacing: 5 * MINUTE });
  console = await aConsole(stack);
});
afterAll(async () => {
  await console.stop();
  await stack.stop();
});

const options = (more: Partial<DeclareOptions> = {}): DeclareOptions => ({
  console: console.url,
  calendar: 'somerville-business',
  reason: 'Snow emergency',
  by: 'Ana',
  ...more,
});
const later = (ms: number) => stack.clock.advanceTo(stack.clock.now() + ms);
/** A report through the signed webhook; far from all others, so that none is taken for a duplicate. */
const reported = async (nth: number, email: string): Promise<string> => {
  const location = { address: `${nth} Elm St`, lat: 42.38 + nth * 0.005, lon: -71.11 };
  const { body } = await deliver(stack, aPothole({ location, reporter: { name: 'Ana', email, language: 'en' } }));
  await stack.settle();
  return String(body.id);
};
const dueOf = async (id: string) => {
  const { request } = await stored(stack, id);
  const resolve = request.clocks.find(({ kind }) => kind === 'resolve');
  return toLocal(resolve?.dueAt ?? 0, ZONE);
};
const pageOf = async (email: string): Promise<string> => (await fetch(linkIn(await letterTo(stack, email)))).text();
const crew = 'highway.desk@dpw.somerville.example';
const moves = async (id: string) =>
  (await stored(stack, id)).events.filter(({ type, data }) => type === 'clock-moved' && data?.clock === 'resolve');

let open = '';
let done = '';

test('R112 a day that is closed at run time moves an open promise, and the resident reads when and why', async () => {
  open = await reported(1, 'open@resident.example');
  done = await reported(2, 'done@resident.example');
  // The crew's latest letter is about the second.
  const workLink = linkIn(await letterTo(stack, crew));
  await post(workLink, { action: 'complete', outcome: 'done', resolution: 'We filled the hole and swept the street.' });
  await stack.settle();
  expect((await stored(stack, done)).request.status).toBe('resolved');
  expect(await dueOf(open)).toBe('2026-06-03T09:00:00');

  const tried = await printed(() => closeDays('2026-06-02', options({ dryRun: true })));
  expect(tried).toContain('1 of 2 open requests would move under somerville-business:');
  expect(tried).toContain(`${open} resolve: Wednesday, June 3, 2026, 9:00 AM → Thursday, June 4, 2026, 9:00 AM`);
  await later(20 * MINUTE);
  expect(await dueOf(open)).toBe('2026-06-03T09:00:00');

  const said = await printed(() => closeDays('2026-06-02', options()));
  expect(said).toContain('somerville-business is closed on 2026-06-02, as its version 2, from Monday, June 1, 2026');
  await later(15 * MINUTE);
  expect(await dueOf(open)).toBe('2026-06-04T09:00:00');
  const [move, ...more] = await moves(open);
  expect(more).toEqual([]);
  expect(move).toMatchObject({ text: 'Snow emergency', data: { because: 'closed', days: '2026-06-02' } });
  const page = await pageOf('open@resident.example');
  expect(page).toContain('Tuesday, June 2, 2026 was closed (Snow emergency) and does not count.');
  expect(page).toContain('The promised time moved from June 3, 2026, 9:00 AM to June 4, 2026, 9:00 AM');
});

test('R112 a request that is done keeps its result', async () => {
  expect(await moves(done)).toEqual([]);
  expect(await dueOf(done)).toBe('2026-06-03T09:00:00');
});

test('R112 the warning comes at the new time, and not at the old one', async () => {
  const warned = () =>
    letters(stack).filter((letter) => letter.includes(open) && /due|soon|risk/iu.test(letter)).length;
  const before = warned();
  const atRisk = async () =>
    (await stored(stack, open)).request.milestones.filter(
      ({ clock, kind }) => clock === 'resolve' && kind === 'at-risk',
    );
  // Three quarters of two working days: Tuesday afternoon before it moved, Wednesday afternoon now.
  await stack.clock.advanceTo(Date.parse('2026-06-03T09:00:00-04:00'));
  expect(await atRisk()).toEqual([]);
  await stack.clock.advanceTo(Date.parse('2026-06-03T16:00:00-04:00'));
  expect((await atRisk()).map(({ at }) => toLocal(at, ZONE))).toEqual(['2026-06-03T13:00:00']);
  expect(warned()).toBeGreaterThan(before);
});

test('R112 a closure that is taken back brings the promise back, and one that was not declared is refused', async () => {
  await expect(openDays('2026-07-03', options())).rejects.toThrow('was not closed, so there is nothing to take back');
  await expect(openDays('2026-07-04', options())).rejects.toThrow(/deployed file of somerville-business/);
  await closeDays('2026-06-05', options({ name: 'City Day', reason: 'By order of the city council' }));
  const friday = await reported(3, 'friday@resident.example');
  await later(15 * MINUTE);
  expect(await dueOf(friday)).toBe('2026-06-08T16:00:00');
  expect(await pageOf('friday@resident.example')).toContain('Friday, June 5, 2026 is City Day and does not count.');
  await openDays('2026-06-05', options({ reason: 'The council changed its mind' }));
  await later(15 * MINUTE);
  expect(await dueOf(friday)).toBe('2026-06-05T16:00:00');
  expect((await moves(friday)).at(-1)).toMatchObject({ data: { because: 'opened', days: '2026-06-05' } });
});

test('what may not be closed is refused with the remedy, and what is there is shown', async () => {
  await expect(closeDays('2026-06-02', options())).rejects.toThrow(
    '2026-06-02 was closed (Snow emergency) already, so',
  );
  await expect(closeDays('2026-06-19', options())).rejects.toThrow('2026-06-19 is Juneteenth already');
  await expect(closeDays('tomorrow', options())).rejects.toThrow('write 2026-12-24');
  await expect(closeDays('2026-06-09', options({ calendar: 'cambridge' }))).rejects.toThrow('There are: ');
  const shown = await printed(() => showCalendars('somerville-business', { console: console.url }));
  expect(shown).toContain('2026-07-04  Independence Day');
  expect(await printed(() => checkCalendars({ console: console.url }))).toContain('reaches past its longest promise');
});
