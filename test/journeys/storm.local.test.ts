import { afterAll, beforeAll, expect, test } from 'vitest';
import { toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import { partnerQueueId } from '../../functions/requests/queue-line.ts';
import { STAFF_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { type LinkPurpose, linkUrl } from '../../functions/pages/signed-link.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { statistic } from '../../infra/local/metrics.ts';
import { misroutes } from '../../infra/ops/misroutes.ts';
import type { StormDeclaration } from '../../infra/ops/storm-changes.ts';
import {
  type StormOptions,
  declareStorm,
  endStorm,
  extendStorm,
  showStorms,
  withdrawStorm,
} from '../../infra/ops/storms.ts';
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
  notices,
  post,
  stored,
} from '../support/local-stack.ts';

const MINUTE = HOUR / 60;
const ZONE = 'America/New_York';
const at = (local: string): number => toInstant(local, ZONE);
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

const where = () => ({ console: console.url, by: 'Ana' });
/** From this Monday noon until Friday 09:00, one business day more for all that the highway crews owe. */
const aSnowStorm = (more: Partial<StormOptions & StormDeclaration> = {}): StormOptions & StormDeclaration => ({
  ...where(),
  catalogue: 'somerville',
  name: 'Snow storm of 1 June',
  reason: 'All crews plough',
  from: '2026-06-01T12:00',
  until: '2026-06-05T09:00',
  partners: 'dpw-highway',
  relax: '1 business day',
  ...more,
});
const until = async (local: string): Promise<void> => {
  await stack.clock.advanceTo(at(local));
  await stack.settle();
};
let reports = 0;
/** A report through the signed webhook; far from all others, so that none is taken for a duplicate. */
const reported = async (email: string, more: Record<string, unknown> = {}): Promise<string> => {
  reports += 1;
  const location = { address: `${reports} Elm St`, lat: 42.38 + reports * 0.005, lon: -71.11 };
  const reporter = { name: 'Ana', email, language: 'en' };
  const { body } = await deliver(stack, aPothole({ location, reporter, ...more }));
  await stack.settle();
  return String(body.id);
};
const resolveOf = async (id: string) => (await stored(stack, id)).request.clocks.find(({ kind }) => kind === 'resolve');
const dueOf = async (id: string) => toLocal((await resolveOf(id))?.dueAt ?? 0, ZONE);
const pageOf = async (email: string): Promise<string> => (await fetch(linkIn(await letterTo(stack, email)))).text();
const staffPage = async (purpose: LinkPurpose, id: string): Promise<string> => {
  const link = { purpose, id, expiresAt: stack.clock.now() + STAFF_LINK_LIFE_MS };
  return (await fetch(linkUrl(stack.url, link, stack.service.linkKeys()))).text();
};
const complete = async (id: string): Promise<void> => {
  const link = { purpose: 'work-order', id: `${id}-1`, expiresAt: stack.clock.now() + STAFF_LINK_LIFE_MS } as const;
  const fields = { action: 'complete', outcome: 'done', resolution: 'We filled the hole and swept the street.' };
  expect((await post(linkUrl(stack.url, link, stack.service.linkKeys()), fields)).status).toBe(303);
  await stack.settle();
};
const reproaches = (): string[] =>
  letters(stack).filter((letter) => /escalat|due and not done|running out/iu.test(letter));
const isLateTold = (): string[] => letters(stack).filter((letter) => /^open@.*is late/u.test(letter));
/** A measure of the city as the dashboard draws it: its greatest value, or its sum, over the last quarter of an hour. */
const measured = (name: string, stat: 'Maximum' | 'Sum'): number | undefined => {
  const now = stack.clock.now();
  const metric = stack.metrics
    .list('Resolve311/Measures')
    .find((one) => one.name === name && Object.keys(one.dimensions).length === 1);
  const values = metric && [...stack.metrics.aggregates(metric, now - 15 * MINUTE, now + MINUTE, 300).values()];
  return values && values.length > 0 ? Math.max(...values.map((one) => statistic(one, stat))) : undefined;
};

let open = '';
let done = '';
let lamp = '';

test('what a storm would move is said before it is declared, and nothing moves', async () => {
  await until('2026-06-01T11:00');
  open = await reported('open@resident.example');
  done = await reported('done@resident.example');
  lamp = await reported('lamp@resident.example', { type: 'flashing-beacon-out' });
  expect(await dueOf(open)).toBe('2026-06-03T11:00:00');
  const tried = await printed(() => declareStorm('snow-1', aSnowStorm({ dryRun: true })));
  expect(tried).toContain('2 of 3 open requests would move:');
  expect(tried).toContain(`${open} resolve: Wednesday, June 3, 2026, 11:00 AM → Thursday, June 4, 2026, 11:00 AM`);
  expect(tried).toContain('Nothing was published.');
  await expect(declareStorm('snow-1', aSnowStorm({ partners: 'dpw' }))).rejects.toThrow(
    'Storm snow-1, partners: there is no dpw: `partners export` lists them.',
  );
  expect(await printed(() => showStorms(where()))).toBe('No storm was declared.\n');
});

test('R112 a declared storm moves what it touches and nothing else, and everybody reads its name', async () => {
  const said = await printed(() => declareStorm('snow-1', aSnowStorm()));
  expect(said).toContain('Added to what was promised: 1 business day.');
  expect(said).toContain('Known everywhere from Monday, June 1, 2026, 11:02 AM');
  await until('2026-06-01T12:20');
  expect(await dueOf(open)).toBe('2026-06-04T11:00:00');
  expect((await resolveOf(lamp))?.storms).toBeUndefined();
  const page = await pageOf('open@resident.example');
  expect(page).toContain(
    'Snow storm of 1 June (All crews plough), from June 1, 2026, 12:00 PM to June 5, 2026, 9:00 AM.',
  );
  expect(page).toContain('because a storm was declared, changed or withdrawn: “Snow storm of 1 June”');
  expect(page).toContain('Because of Snow storm of 1 June, 1 business day more were given.');
  expect(await pageOf('lamp@resident.example')).not.toContain('Snow storm');
  for (const [purpose, id] of [
    ['work-order', `${open}-1`],
    ['review', open],
    ['escalation', open],
    ['queue', partnerQueueId('somerville', 'dpw-highway')],
    ['queue', 'review'],
  ] as const)
    expect(await staffPage(purpose, id), purpose).toContain('Snow storm of 1 June');
  expect(await staffPage('queue', partnerQueueId('somerville', 'eversource'))).not.toContain('Snow storm');
  expect(measured('StormInForce', 'Maximum')).toBe(1);
  expect(measured('OpenUnderStorm', 'Maximum')).toBe(2);
  expect(await printed(() => showStorms(where()))).toMatch(/^snow-1 {2}on: .*\n {2}touches the work of dpw-highway/u);
  expect(await printed(() => misroutes({ console: console.url, csv: true }))).toMatch(/^storm,Snow storm[^,]*,,/m);
  expect(await printed(() => misroutes({ console: console.url }))).toContain(
    'Storms in this time: Snow storm of 1 June.',
  );
});

test('who reports meanwhile reads of it in the notice of receipt, in their language', async () => {
  const late = await reported('late@resident.example');
  expect(await dueOf(late)).toBe('2026-06-04T12:20:00');
  expect(await letterTo(stack, 'late@resident.example')).toContain('Snow storm of 1 June (All crews plough), from');
  const reporter = { name: 'Ana', email: 'tarde@resident.example', language: 'es' };
  const spanish = await reported('', { reporter });
  const letter = await letterTo(stack, 'tarde@resident.example');
  expect(letter.replace(/\s+/gu, ' ')).toContain('Se añade al plazo prometido: 1 día hábil.');
  for (const id of [late, spanish]) await complete(id);
});

test('R150 what is resolved meanwhile is asked no questions, may be reopened, and is counted apart', async () => {
  await complete(done);
  const letter = await letterTo(stack, 'done@resident.example');
  expect(letter).toContain('Is it not solved?');
  const page = await pageOf('done@resident.example');
  expect(page).toContain('name="action" value="reopen"');
  expect(page).not.toContain('value="rate"');
  expect((await stored(stack, done)).events.find(({ type }) => type === 'request-resolved')?.data).toMatchObject({
    verdict: 'met',
    storm: 'snow-1',
  });
  expect(measured('ClocksMetInStorm', 'Sum')).toBeGreaterThan(0);
  expect(measured('ClocksMet', 'Sum')).toBe(measured('ClocksMetInStorm', 'Sum'));
});

test('R131 the moments of the clock are recorded while it is on, and nobody is told of them', async () => {
  const before = reproaches().filter((letter) => letter.includes(open));
  expect(before).toEqual([]);
  await until('2026-06-05T08:50');
  const { request, events } = await stored(stack, open);
  const kinds = request.milestones
    .filter(({ clock }) => clock === 'resolve')
    .map(({ kind, outcome }) => [kind, outcome]);
  expect(kinds).toEqual([
    ['at-risk', 'suppressed'],
    ['due', 'suppressed'],
  ]);
  expect(events.filter(({ data }) => data?.storm === 'snow-1' && data.kind === 'due').at(-1)?.type).toBe(
    'milestone-skipped',
  );
  expect(reproaches().filter((letter) => letter.includes(open))).toEqual([]);
  expect(isLateTold()).toHaveLength(0);
  expect(measured('StormInForce', 'Maximum')).toBe(1);
  // What the storm does not touch is told as ever.
  expect(reproaches().some((letter) => letter.includes(lamp))).toBe(true);
  // Nobody was asked later how it went, either (R150).
  expect(notices(stack).filter(({ to, subject }) => to.includes('done@') && /How did it go/u.test(subject))).toEqual(
    [],
  );
});

test('R131 the highest that is due is told when it is over', async () => {
  await until('2026-06-05T09:10');
  const told = reproaches().filter((letter) => letter.includes(open));
  expect(told.length).toBeGreaterThan(0);
  for (const letter of told) expect(letter).toContain('Due and not done');
  expect(isLateTold()).toHaveLength(1);
  await until('2026-06-05T09:40');
  expect(measured('StormInForce', 'Maximum')).toBe(0);
  expect(measured('OpenUnderStorm', 'Maximum')).toBe(0);
  expect(reproaches().filter((letter) => letter.includes(open))).toEqual(told);
});

test('a storm that stops promises is lengthened, ended and withdrawn, and they move as often', async () => {
  const ice = await reported('ice@resident.example');
  expect(await dueOf(ice)).toBe('2026-06-09T09:40:00');
  const { relax: _, partners: __, ...rest } = aSnowStorm();
  const pausing = { ...rest, types: 'pothole', pause: true, from: '2026-06-08', until: '2026-06-09' };
  await printed(() => declareStorm('ice-2', { ...pausing, name: 'Ice of 8 June', reason: 'Streets are closed' }));
  await until('2026-06-05T10:00');
  expect(await dueOf(ice)).toBe('2026-06-10T09:40:00');
  expect(await pageOf('ice@resident.example')).toContain(
    'The time from Monday, June 8, 2026, 12:00 AM to Tuesday, June 9, 2026, 12:00 AM does not count (Ice of 8 June).',
  );
  await printed(() => extendStorm('ice-2', { ...where(), until: '2026-06-10' }));
  await until('2026-06-05T10:20');
  expect(await dueOf(ice)).toBe('2026-06-11T09:40:00');
  await until('2026-06-08T10:28');
  await expect(withdrawStorm('snow-1', where())).rejects.toThrow('snow-1 is over since June 5, 2026, 9:00 AM');
  await printed(() => endStorm('ice-2', where()));
  await until('2026-06-08T10:50');
  expect(await dueOf(ice)).toBe('2026-06-09T11:40:00');
  const moves = (await stored(stack, ice)).events.filter(
    ({ type, data }) => type === 'clock-moved' && data?.clock === 'resolve',
  );
  expect(moves.map(({ text }) => text)).toEqual(['Ice of 8 June', 'Ice of 8 June', 'Ice of 8 June']);

  await printed(() => declareStorm('flood-3', { ...pausing, name: 'Flood', from: '2026-06-09', until: '2026-06-12' }));
  await until('2026-06-08T11:05');
  expect(await dueOf(ice)).not.toBe('2026-06-09T11:40:00');
  const withdrawal = await printed(() => withdrawStorm('flood-3', { ...where(), dryRun: true }));
  expect(withdrawal).toContain('Flood was withdrawn.');
  await printed(() => withdrawStorm('flood-3', where()));
  await until('2026-06-08T11:20');
  expect(await dueOf(ice)).toBe('2026-06-09T11:40:00');
  expect(await printed(() => showStorms(where()))).toMatch(/^flood-3 {2}withdrawn/u);
});
