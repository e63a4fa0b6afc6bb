import { type Figures, countIn } from '../measures/figures.ts';
import { STEPS } from '../measures/roll-up.ts';
import { COUNTED_AS, SHARES, type TrendFinding } from './finding.ts';
import { type TargetOf, judgementsOf } from './judgements.ts';
import { type PlaceTest, testPlaces } from './places.ts';
import { type RatingTest, testRatings } from './ratings.ts';
import { type ShareTest, testShares } from './shares.ts';
import { type Share, discoveries } from './statistics.ts';
import { type VolumeTest, testVolumes } from './volumes.ts';
import type { PlaceDay, Weeks } from './weeks.ts';

/** Of the tested findings of a week this share is false on average; where nothing has changed it is the chance of any (Benjamini and Hochberg). */
export const FALSE_RATE = 0.05;
/**
 * The part of it that places have. Two families each held to a rate of its own come to at most the sum of both together, and so thousands of places do not
 * drown the tests of types.
 */
const PLACES_RATE = 0.01;

/** A count is worth telling of that is half more or a third less than expected, and by ten cases. */
const FEWEST_MORE = 10;
const LEAST_RATIO = 1.5;
/** A share is worth telling of that moved by ten points. */
const LEAST_POINTS = 0.1;
/** A rating is worth telling of that moved by three tenths of a step. */
const LEAST_STEPS = 0.3;

/** The shares of a type's weeks; more were counted of a part than of its whole only where the two fell on different weeks. */
const sharesOf = (figures: readonly Figures[], [part, whole]: (typeof SHARES)[keyof typeof SHARES]): Share[] =>
  figures.map((week) => {
    const all = countIn(week, ...whole);
    return [Math.min(countIn(week, ...part), all), all];
  });

/** Every test of the last week's counts and the last four weeks' shares and ratings that has cases enough; the findings are those among them that are discoveries, and large enough. What comes again is looked for half a year back, so that it grows in a young record by itself. */
const testsOf = ({ monday, byType, young }: Weeks): TrendFinding[] => {
  const volumes = testVolumes(
    new Map([...byType].map(([type, weeks]) => [type, weeks.map((week) => countIn(week, ...COUNTED_AS.volume))])),
  );
  const shares = (Object.keys(SHARES) as (keyof typeof SHARES)[]).flatMap((kind) =>
    testShares(
      new Map(
        [...byType].map(([type, weeks]) => [
          type,
          sharesOf(kind === 'recurring' ? weeks.slice(young) : weeks, SHARES[kind]),
        ]),
      ),
    ).map((test) => shareFinding(kind, test, monday)),
  );
  const ratings = testRatings(
    new Map([...byType].map(([type, weeks]) => [type, weeks.map((week) => STEPS.map((step) => countIn(week, step)))])),
  );
  return [
    ...volumes.map((test) => volumeFinding(test, monday)),
    ...shares,
    ...ratings.map((test) => ratingFinding(test, monday)),
  ];
};

/** Days of a place that are named at most: the cases are looked up on them. */
const MOST_DAYS = 10;

const byWeek = (days: readonly PlaceDay[]): Map<number, number> => {
  const weeks = new Map<number, number>();
  for (const { week, count } of days) weeks.set(week, (weeks.get(week) ?? 0) + count);
  return weeks;
};

/** What comes again at a place beyond chance, of all types in all squares. */
const placesAgain = ({ monday, byPlace }: Weeks): TrendFinding[] => {
  const { tests, many } = testPlaces(
    new Map(
      [...byPlace].map(([type, places]) => [
        type,
        new Map([...places].map(([place, days]) => [place, byWeek(days)] as const)),
      ]),
    ),
  );
  return discoveries(tests, PLACES_RATE, many).map((test) => {
    const days = (byPlace.get(test.subject)?.get(test.place) ?? []).map(({ day }) => day);
    return placeFinding(test, [...new Set(days)].sort().slice(-MOST_DAYS), monday);
  });
};

const placeFinding = (
  { subject, place, n, weeks, expected, usual, p }: PlaceTest,
  days: string[],
  week: string,
): TrendFinding => ({
  kind: 'comes-again',
  subject,
  place,
  days,
  week,
  n,
  value: weeks,
  usual: expected,
  interval: usual,
  p,
});

const ratingFinding = ({ subject, n, mean, before, delta, interval, p }: RatingTest, week: string): TrendFinding => ({
  kind: 'rating',
  subject,
  direction: delta > 0 ? 'more' : 'less',
  week,
  n,
  value: mean,
  usual: before,
  interval,
  p,
});

const volumeFinding = ({ subject, count, expected, usual, p }: VolumeTest, week: string): TrendFinding => ({
  kind: 'volume',
  subject,
  direction: count > expected ? 'more' : 'less',
  week,
  n: count,
  value: count,
  usual: expected,
  interval: usual,
  p,
});

const shareFinding = (
  kind: keyof typeof SHARES,
  { subject, present, before, difference, p }: ShareTest,
  week: string,
): TrendFinding => {
  const [value, usual] = [present[0] / present[1], before[0] / before[1]];
  const direction = value > usual ? 'more' : 'less';
  return { kind, subject, direction, week, n: present[1], value, usual, interval: difference, p };
};

const isLarge = ({ kind, value, usual = 0 }: TrendFinding): boolean =>
  kind === 'volume'
    ? Math.abs(value - usual) >= FEWEST_MORE && (value >= usual * LEAST_RATIO || value * LEAST_RATIO <= usual)
    : Math.abs(value - usual) >= (kind === 'rating' ? LEAST_STEPS : LEAST_POINTS);

/** Everything that is found in a week: first what was tested, the least likely by chance first, then places, then what was judged. */
export const trendsOf = (weeks: Weeks, targetOf: TargetOf): TrendFinding[] => [
  ...discoveries(
    testsOf(weeks).flatMap((test) => (test.p === undefined ? [] : [{ ...test, p: test.p }])),
    FALSE_RATE - PLACES_RATE,
  ).filter(isLarge),
  ...placesAgain(weeks),
  ...judgementsOf(weeks, targetOf),
];
