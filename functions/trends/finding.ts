import { type CountName, type Figures, countIn } from '../measures/figures.ts';
import { STEPS } from '../measures/roll-up.ts';
import { type PlaceTest, testPlaces } from './places.ts';
import { type RatingTest, testRatings } from './ratings.ts';
import { type ShareTest, testShares } from './shares.ts';
import { type TargetOf, judgementsOf } from './judgements.ts';
import { type Share, discoveries } from './statistics.ts';
import { type VolumeTest, testVolumes } from './volumes.ts';
import { type PlaceDay, type Weeks } from './weeks.ts';

/** The findings that a statistical test of a type makes, all of one week together. */
export const TESTED = ['volume', 'late', 'reopened', 'transferred', 'recurring', 'rating'] as const;
/** The findings that a test of a type at a place makes, all of half a year together. */
export const PLACED = ['comes-again'] as const;
/** The findings that are read off a quarter of a year, with an interval. */
export const JUDGED = ['target-not-met', 'target-padded', 'accept-hides-delay'] as const;
export type TrendKind = (typeof TESTED)[number] | (typeof PLACED)[number] | (typeof JUDGED)[number];

/** Something that is not as it was, or not as it should be; counts of cases or weeks, shares from 0 to 1, ratings from 1 to 5. */
export interface TrendFinding {
  kind: TrendKind;
  /** Code of the request type; of the partner where an accept clock hides delay. */
  subject: string;
  /** The square of about 100 m where something comes again (`squareOf`), and the last days on which it came. */
  place?: string;
  days?: string[];
  /** Whether there is more of it than is usual, or less; what stands by itself has none. */
  direction?: 'more' | 'less';
  /** Monday of the last week that it is of. */
  week: string;
  /** How many cases it is of. */
  n: number;
  /** What is: a count of a week, a share, a mean rating, or weeks of the last 26. */
  value: number;
  /** What was to be expected, or the share or rating before. */
  usual?: number;
  /** 95 % interval: of the count that is to be expected, of the difference of two shares, of the share of better answers less that of worse ones, or of the share. */
  interval: [low: number, high: number];
  /** The chance of something at least so unusual where nothing has changed; absent where nothing was tested. */
  p?: number;
}

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

/** What each share is of: the part, and all. */
export const SHARES: Record<
  Exclude<(typeof TESTED)[number], 'volume' | 'rating'>,
  readonly [part: CountName[], whole: CountName[]]
> = {
  late: [['missed'], ['met', 'missed']],
  reopened: [['reopened'], ['met', 'missed', 'noTarget', 'inquiriesAnswered']],
  transferred: [
    ['transferredOut', 'sentBack'],
    ['offered', 'transferredIn'],
  ],
  recurring: [['recurring'], ['accepted']],
};

/** What the cases of a finding were counted as. */
export const COUNTED_AS: Record<TrendKind, readonly CountName[]> = {
  volume: ['accepted', 'inquiriesAccepted'],
  late: ['missed'],
  reopened: ['reopened'],
  transferred: ['transferredOut', 'sentBack'],
  recurring: ['recurring'],
  // Its bad answers.
  rating: ['overall1', 'overall2'],
  'comes-again': ['accepted', 'inquiriesAccepted'],
  'target-not-met': ['missed'],
  'target-padded': ['met'],
  'accept-hides-delay': ['completeMissed'],
};

/** The shares of a type's weeks; more were counted of a part than of its whole only where the two fell on different weeks. */
const sharesOf = (figures: readonly Figures[], [part, whole]: (typeof SHARES)[keyof typeof SHARES]): Share[] =>
  figures.map((week) => {
    const all = countIn(week, ...whole);
    return [Math.min(countIn(week, ...part), all), all];
  });

/** Every test of the last week's counts and the last four weeks' shares and ratings that has cases enough; the findings are those among them that are discoveries, and large enough. */
export const testsOf = ({ monday, byType }: Weeks): TrendFinding[] => {
  const volumes = testVolumes(
    new Map([...byType].map(([type, weeks]) => [type, weeks.map((week) => countIn(week, ...COUNTED_AS.volume))])),
  );
  const shares = (Object.keys(SHARES) as (keyof typeof SHARES)[]).flatMap((kind) =>
    testShares(new Map([...byType].map(([type, weeks]) => [type, sharesOf(weeks, SHARES[kind])]))).map((test) =>
      shareFinding(kind, test, monday),
    ),
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
