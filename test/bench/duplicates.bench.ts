/**
 * The search for duplicates over 81,408 real requests of Boston in the local engine's table: what it finds, how long one look-up takes
 * and how much it reads, beside a look at everything and beside fixed radii. How far to look for a type is learned from January to May and
 * held to June to August. The city's remarks on its closings are not in the data (they held telephone numbers and addresses), so what
 * it closed as a duplicate is not known; what one visit closed is.
 * Run: `node test/bench/duplicates.bench.ts` (after `npm run synth`)
 */
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import type { RequestType } from '../../functions/catalogue/request-type.ts';
import { MOST_CANDIDATES } from '../../functions/review/duplicates.ts';
import { anEngine } from '../support/engine.ts';
import { type PlacedRequest, readPlaces } from './boston-places.ts';
import { type Pair, type Reach, learnReach, lookAtAll, within } from './duplicate-pairs.ts';
import { type Answer, type Measured, createMeteredSearch } from './duplicate-search.ts';
import { median, quantile, table } from './report.ts';

const JUNE = Date.UTC(2015, 5, 1, 4);
const WEEK_END = Date.UTC(2015, 5, 8, 4);
/** Of how many that are searched for one is asked of the engine: all of them take seven minutes and say the same. */
const ONE_OF = 3;
/** Of how many asked one is asked in the other ways too. */
const ONE_OF_ASKED = 10;

/** A household's own thing, a call that was answered, or work that a crew wrote down when it was done: a second one is not the same. */
const NOT_SHARED =
  /cart|bulk item|sticker|call-in|notification|animal (lost|found)|\(internal\)|general comments|new tree requests/i;

const catalogue = catalogueOf('boston');
const places = readPlaces();
const looked = lookAtAll(places);
const byType = Map.groupBy(looked.values(), ({ request }) => request.type);

const typeOf = (name: string): RequestType => {
  const type = catalogue.findByName(name);
  if (!type) throw new Error(`Boston's catalogue has no ${name}.`);
  return type;
};

/** The reach of each type that is worth a search, learned from what was opened before June. */
const learned = new Map<string, Reach>();
for (const [name, all] of byType) {
  const type = typeOf(name);
  if (type.class !== 'service' || type.emergency || type.privacy === 'private' || NOT_SHARED.test(name)) continue;
  const reach = learnReach(all.filter(({ request }) => request.opened < JUNE));
  if (reach) learned.set(name, reach);
}

const count = (value: number): string => value.toLocaleString('en-US');
const perThousand = (part: number, of: number): string => ((1000 * part) / of).toFixed(1);
const percent = (part: number, of: number): string => (of === 0 ? '–' : `${((100 * part) / of).toFixed(0)} %`);
const say = (...lines: string[]) => process.stdout.write(`${lines.join('')}\n`);

// --- Everything as it came: asked about, then put into the table.

const engine = await anEngine();
const search = createMeteredSearch(engine, catalogue);
const nothing = (): Measured => ({ answers: [], times: [], calls: 0, units: 0 });
const own = nothing();
const others = [
  { name: '60 m, 14 days', reach: { radiusMeters: 60, days: 14 }, into: nothing() },
  { name: '250 m, 14 days (mySociety’s radius)', reach: { radiusMeters: 250, days: 14 }, into: nothing() },
];
const startedAt = performance.now();
let searched = 0;
for (const place of places) {
  const reach = place.placed ? learned.get(place.type) : undefined;
  if (reach && searched++ % ONE_OF === 0) {
    await search.ask(place, reach, own);
    const also = own.answers.length % ONE_OF_ASKED === 0 ? others : [];
    for (const other of also) await search.ask(place, other.reach, other.into);
  }
  search.add(place);
}
const minutes = (performance.now() - startedAt) / 60_000;
say(
  `${count(places.length)} requests in the order in which they came, in ${minutes.toFixed(1)} minutes; ${count(looked.size)} have `,
  `a place of their own, ${count(searched)} of these a type that is searched; every third of them was asked about.\n`,
);

// --- What the search reads and how long it takes.

/** For how many requests the search tells another number of open ones than a look at everything, which may tell five at most. */
const differing = (answers: readonly Answer[], reachOf: (type: string) => Reach): number =>
  answers.filter(({ request, open }) => {
    const one = looked.get(request);
    return open.length !== Math.min(MOST_CANDIDATES, one ? within(one, reachOf(request.type)).length : 0);
  }).length;
const rowOf = (name: string, { answers, times, calls, units }: Measured, reachOf: (type: string) => Reach) => [
  name,
  count(answers.length),
  median(times).toFixed(2),
  quantile(times, 0.99).toFixed(2),
  (calls / answers.length).toFixed(2),
  (units / answers.length).toFixed(2),
  String(differing(answers, reachOf)),
];
const nowhere: Reach = { radiusMeters: 0, days: 0 };
const scan = await search.scan(typeOf('Street Light Outages').code);
const openThen = own.answers.reduce((total, { request }) => total + (looked.get(request)?.open ?? 0), 0);
const perOpen = openThen / own.answers.length;
say(
  table(
    ['one look-up', 'asked', 'median ms', 'p99 ms', 'calls', 'read units', 'other than a look at all'],
    [
      rowOf('each type’s own reach', own, (type) => learned.get(type) ?? nowhere),
      ...others.map(({ name, reach, into }) => rowOf(name, into, () => reach)),
      [
        `all ${perOpen.toFixed(0)} open ones of its type`,
        '',
        '',
        '',
        '',
        ((perOpen * scan.units) / scan.items).toFixed(1),
        '',
      ],
      ['a scan of the table', '1', scan.ms.toFixed(0), '', '', count(Math.round(scan.units)), ''],
    ],
  ),
);

// --- What it finds, of everything; the look at all of it is what the search was just held to.

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
interface Found {
  request: PlacedRequest;
  pairs: Pair[];
}
const foundWith = (reachOf: (type: string) => Reach | undefined): Found[] =>
  [...looked.values()].flatMap((one): Found[] => {
    const reach = reachOf(one.request.type);
    const pairs = reach ? within(one, reach) : [];
    return pairs.length > 0 ? [{ request: one.request, pairs }] : [];
  });
const oneVisit = (found: readonly Found[]): string =>
  percent(found.filter(({ pairs }) => pairs.some((pair) => pair.oneVisit)).length, found.length);
const foundCells = (found: readonly Found[], of: number): string[] => [
  perThousand(found.length, of),
  perThousand(sum(found.map(({ pairs }) => pairs.length)), of),
  oneVisit(found),
];

const byOwnReach = foundWith((type) => learned.get(type));
const between =
  (from: number, to: number) =>
  ({ opened }: PlacedRequest) =>
    opened >= from && opened < to;
const foundDuring = (from: number, to: number) => byOwnReach.filter(({ request }) => between(from, to)(request));
const periodRow = (name: string, from: number, to: number): string[] => {
  const requests = places.filter(between(from, to)).length;
  return [name, count(requests), ...foundCells(foundDuring(from, to), requests)];
};
const fixedRow = (radiusMeters: number, days: number): string[] => [
  `everything: ${radiusMeters} m, ${days} ${days === 1 ? 'day' : 'days'}`,
  count(places.length),
  ...foundCells(
    foundWith(() => ({ radiusMeters, days })),
    places.length,
  ),
];
say(
  table(
    ['reach', 'requests', 'held ‰', 'pairs ‰', 'one visit closed both'],
    [
      periodRow('each type’s own: January to May, learned from', 0, JUNE),
      periodRow('each type’s own: June to August', JUNE, Infinity),
      periodRow('each type’s own: the week of `npm start`', JUNE, WEEK_END),
      fixedRow(15, 1),
      fixedRow(25, 3),
      ...[25, 50, 60, 100, 250].map((radiusMeters) => fixedRow(radiusMeters, 14)),
    ],
  ),
);
const ended = own.answers.filter(({ onlyEnded }) => onlyEnded).length;
say(`Only one that had ended within 30 days: ${perThousand(ended * ONE_OF, places.length)} ‰ more would be held.\n`);

const heldOf = (type: string, from: number, to: number): string => {
  const held = foundDuring(from, to).filter(({ request }) => request.type === type);
  return held.length === 0 ? '0' : `${held.length} (${oneVisit(held)})`;
};
say(
  table(
    ['type', 'm', 'days', 'requests', 'held until May (one visit)', 'held since June (one visit)'],
    [...learned]
      .map(([name, reach]) => ({ name, reach, requests: byType.get(name)?.length ?? 0 }))
      .toSorted((a, b) => b.requests - a.requests)
      .map(({ name, reach, requests }) => [
        name,
        String(reach.radiusMeters),
        String(reach.days),
        count(requests),
        heldOf(name, 0, JUNE),
        heldOf(name, JUNE, Infinity),
      ]),
  ),
);

await engine.stop();
