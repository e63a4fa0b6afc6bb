import { chance } from '../support/chance.ts';
import { type Crowd, openCrowd } from './crowd.ts';
import type { Item } from './fakes/expressions.ts';
import { type Violation, violationsIn } from './invariants.ts';
import type { Service } from './play.ts';
import { DAY, DONE, HOUR, MINUTE, aPothole, work } from './scenarios.ts';

/** What a soak has come to so far. */
export interface Soaked {
  day: number;
  delivered: number;
  accepted: number;
  /** Requests that were closed, looked at by every invariant, and forgotten. */
  closed: number;
  open: number;
  letters: number;
  /** Letters and lines of history of the closed, which have to add up with those of the open. */
  lettersOfClosed: number;
  linesOfClosed: number;
  executionsOfClosed: number;
  violations: Violation[];
}

/** 1 January 2026, midnight in Somerville. */
const NEW_YEAR = Date.UTC(2026, 0, 1, 5);

/** How long after its end a request is looked at, ms: everything that follows from it has followed. */
const SETTLED_MS = DAY;

/** So many residents report, again and again. */
const RESIDENTS = 5_000;

/**
 * A year of a city on the fakes: reports by day, most of them done in time, some late, some reopened. Each closed request is looked at by
 * every invariant and forgotten, so that memory stays flat. `onDay` hears of each day.
 */
export async function soak(
  service: Service,
  { requests, days, seed = 1, tickMs = MINUTE }: { requests: number; days: number; seed?: number; tickMs?: number },
  onDay: (soaked: Soaked) => void = () => undefined,
): Promise<Soaked> {
  const crowd = openCrowd(service, { startAt: NEW_YEAR, region: 'us-east-1', seed, mailRate: 'unpaced', tickMs });
  const random = chance(seed);
  const soaked: Soaked = {
    day: 0,
    delivered: 0,
    accepted: 0,
    closed: 0,
    open: 0,
    letters: 0,
    lettersOfClosed: 0,
    linesOfClosed: 0,
    executionsOfClosed: 0,
    violations: [],
  };
  const settledDays = days + 40;
  for (let day = 0; day < settledDays; day += 1) {
    const midnight = NEW_YEAR + day * DAY;
    const until = day < days ? Math.round(((day + 1) * requests) / days) : requests;
    for (; soaked.delivered < until; soaked.delivered += 1) {
      const index = soaked.delivered;
      const at = midnight + 7 * HOUR + random() * 13 * HOUR;
      const fate = random();
      crowd.world.scheduler.at(at, () => crowd.world.send(() => lifeOf(crowd, index, fate)));
    }
    await crowd.world.run(midnight + DAY);
    sweep(crowd, soaked);
    soaked.day = day + 1;
    onDay(soaked);
    if (soaked.violations.length > 0 || (day >= days && soaked.open === 0)) break;
  }
  const { city, world } = crowd;
  const amiss = (what: string) => soaked.violations.push({ rule: 'accepted is kept', what });
  if (soaked.closed !== requests) amiss(`${requests} were delivered and ${soaked.closed} are closed.`);
  if (city.accepted.size > 0) amiss(`${city.accepted.size} were accepted and are not closed.`);
  if (soaked.letters !== soaked.lettersOfClosed)
    amiss(`${soaked.letters} letters left, ${soaked.lettersOfClosed} belong to a request.`);
  if (world.deadLetters.length > 0) amiss(`${world.deadLetters.length} dead letters.`);
  crowd.end();
  return soaked;
}

/** What those outside do about one request: nine of ten are done in time, some a day and a half late, and some come back. */
async function lifeOf({ world, city }: Crowd, index: number, fate: number): Promise<void> {
  const place = {
    address: `${index % 7_919} Medford St`,
    lat: 42.3 + (index % 211) * 0.004,
    lng: -71.2 + (Math.floor(index / 211) % 199) * 0.004,
  };
  const reporter = { name: 'Ana', email: `resident-${index % RESIDENTS}@resident.example`, language: 'en' };
  const id = await city.deliver(aPothole(`Y-${index}`, { location: place, reporter }), { id: `delivery-${index}` });
  await world.sleep(2 * MINUTE);
  const order = city.see(id).workOrders[0];
  // Near another of its kind a person looks at it first.
  if (!order) {
    await city.press({ purpose: 'review', id }, { action: 'accept', typeCode: 'pothole' });
    await world.sleep(2 * MINUTE);
  }
  const first = order ?? city.see(id).workOrders[0];
  if (!first) throw new Error(`There is no work for ${id}.`);
  await city.press(work(first.id), { action: 'accept' });
  await world.sleep(fate < 0.9 ? HOUR + fate * 8 * HOUR : 4.5 * DAY);
  await city.press(work(first.id), DONE);
  if (fate < 0.97) return;
  await world.sleep(2 * DAY);
  await city.pressAsResident(id, { action: 'reopen', text: 'The hole is back.' });
  await world.sleep(5 * MINUTE);
  const again = city.see(id).workOrders.find(({ status }) => !['done', 'cancelled', 'unable'].includes(status));
  if (again) await city.press(work(again.id), DONE);
}

/** Looks at every request that has been closed for a day, and forgets it. */
function sweep(crowd: Crowd, soaked: Soaked): void {
  const { world, city, letters } = crowd;
  const { tables, template } = world;
  const nameOf = (path: string) => template.find(`${path}/Table`, 'AWS::DynamoDB::Table').name;
  const names = {
    requests: nameOf('RequestsTable'),
    notices: nameOf('NoticesTable'),
    published: nameOf('PublicTable'),
    measures: nameOf('MeasuresTable'),
  };
  const settledBefore = world.scheduler.now() - SETTLED_MS;
  const ready = new Map<string, Map<string, Item[]>>();
  let open = 0;
  for (const { sk, id, status, changedAt } of tables.items(names.requests)) {
    if (sk !== 'REQUEST') continue;
    if (status === 'closed' && Number(changedAt) < settledBefore)
      ready.set(String(id), new Map(Object.values(names).map((name) => [name, []])));
    else open += 1;
  }
  const sort = (table: string, requestId: unknown, item: Item) => ready.get(String(requestId))?.get(table)?.push(item);
  for (const item of tables.items(names.requests))
    sort(
      names.requests,
      String(item.pk).startsWith('DELIVERY#') ? item.requestId : /^REQUEST#(.*)$/.exec(String(item.pk))?.[1],
      item,
    );
  for (const item of tables.items(names.notices))
    sort(names.notices, item.requestId ?? /^[^#]+/.exec(String(item.id))?.[0], item);
  for (const item of tables.items(names.published))
    sort(names.published, /^REQUEST#(.*)$/.exec(String(item.pk))?.[1], item);
  for (const item of tables.items(names.measures))
    if (String(item.pk).startsWith('ROWS#')) sort(names.measures, /^[^#]+/.exec(String(item.sk))?.[0], item);
  const executions = Map.groupBy(
    world.executions(),
    ({ input }) => (JSON.parse(input) as { requestId: string }).requestId,
  );

  for (const [id, own] of ready) {
    const notices = own.get(names.notices)!;
    const mails = notices.flatMap((notice) => letters.get(String(notice.id)) ?? []);
    const its = executions.get(id) ?? [];
    const view = {
      ...world,
      mails,
      executions: () => its,
      tables: { ...tables, items: (table: string) => (own.get(table) ?? []).values() },
      deadLetters: [],
      story: [],
    };
    soaked.violations.push(...violationsIn(view, { ...city, accepted: new Set([id]) }));
    soaked.closed += 1;
    soaked.lettersOfClosed += mails.length;
    soaked.linesOfClosed += own.get(names.requests)!.filter(({ sk }) => String(sk).startsWith('EVENT#')).length;
    soaked.executionsOfClosed += its.length;
    for (const [table, items] of own) for (const item of items) tables.forget(table, item);
    for (const notice of notices) letters.delete(String(notice.id));
    its.forEach(world.forget);
    city.accepted.delete(id);
  }
  crowd.bySecond.clear();
  Object.assign(soaked, { open, letters: crowd.sent(), accepted: soaked.closed + city.accepted.size });
}
