import type { Target } from '../clocks/target.ts';
import { DAY, HOUR } from '../clocks/time-zone.ts';
import { countOf, quantile } from '../measures/durations.ts';
import { type CountName, type Figures, sumOf } from '../measures/figures.ts';
import { type ShareTest, testShares } from './shares.ts';
import { type Share, discoveries, intervalOf } from './statistics.ts';
import { type VolumeTest, testVolumes } from './volumes.ts';
import { type Weeks, countIn } from './weeks.ts';

/** The findings that a statistical test makes, all of one week together. */
export const TESTED = ['volume', 'late', 'reopened', 'transferred', 'recurring'] as const;
/** The findings that are read off a quarter of a year, with an interval. */
export const JUDGED = ['target-not-met', 'target-padded', 'accept-hides-delay'] as const;
export type TrendKind = (typeof TESTED)[number] | (typeof JUDGED)[number];

/** Something that is not as it was, or not as it should be; counts of cases, shares from 0 to 1. */
export interface TrendFinding {
  kind: TrendKind;
  /** Code of the request type; of the partner where an accept clock hides delay. */
  subject: string;
  /** Whether there is more of it than is usual, or less; what stands by itself has none. */
  direction?: 'more' | 'less';
  /** Monday of the last week that it is of. */
  week: string;
  /** How many cases it is of. */
  n: number;
  /** What is: a count of a week, or a share. */
  value: number;
  /** What was to be expected, or the share before. */
  usual?: number;
  /** 95 % interval: of the count that is to be expected, of the difference of two shares, or of the share. */
  interval: [low: number, high: number];
  /** The chance of something at least so unusual where nothing has changed; absent where nothing was tested. */
  p?: number;
}

/** Of the tested findings of a week this share is false on average; where nothing has changed it is the chance of any (Benjamini and Hochberg). */
export const FALSE_RATE = 0.05;

/** A count is worth telling of that is half more or a third less than expected, and by ten cases. */
const FEWEST_MORE = 10;
const LEAST_RATIO = 1.5;
/** A share is worth telling of that moved by ten points. */
const LEAST_POINTS = 0.1;

/** What each share is of: the part, and all. */
const SHARES: Record<Exclude<(typeof TESTED)[number], 'volume'>, [part: CountName[], whole: CountName[]]> = {
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
  'target-not-met': ['missed'],
  'target-padded': ['met'],
  'accept-hides-delay': ['completeMissed'],
};

/** The shares of a type's weeks; more were counted of a part than of its whole only where the two fell on different weeks. */
const sharesOf = (figures: readonly Figures[], [part, whole]: [CountName[], CountName[]]): Share[] =>
  figures.map((week) => {
    const all = countIn(week, ...whole);
    return [Math.min(countIn(week, ...part), all), all];
  });

/** Every test of the last week's counts and the last four weeks' shares that has cases enough; the findings are those among them that are discoveries, and large enough. */
export const testsOf = ({ monday, byType }: Weeks): TrendFinding[] => {
  const volumes = testVolumes(
    new Map([...byType].map(([type, weeks]) => [type, weeks.map((week) => countIn(week, ...COUNTED_AS.volume))])),
  );
  const shares = (Object.keys(SHARES) as (keyof typeof SHARES)[]).flatMap((kind) =>
    testShares(new Map([...byType].map(([type, weeks]) => [type, sharesOf(weeks, SHARES[kind])]))).map((test) =>
      shareFinding(kind, test, monday),
    ),
  );
  return [...volumes.map((test) => volumeFinding(test, monday)), ...shares];
};

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
    : Math.abs(value - usual) >= LEAST_POINTS;

/** Weeks that targets and clocks are judged by: a quarter of a year. */
const WEEKS_JUDGED = 13;
/** Cases that they are judged by at least. */
const FEWEST_JUDGED = 30;
/** A target that at most every fifth case meets is met by nobody; all but every tenth is everybody. */
const NOBODY = 0.2;
const EVERYBODY = 0.9;
/** An accept clock hides delay where more than three of ten pieces of work that were accepted in time are done late. */
const MANY = 0.3;
/** A target is padded of which nine of ten cases need half at most. */
const HALF = 0.5;
const NINE_OF_TEN = 0.9;

/** What is promised for a type now. */
export type TargetOf = (type: string) => Target | undefined;

/**
 * How much of its target the slowest of nine cases in ten needs. A business day is taken for 24 hours, the least that it lasts, so a target is
 * rather larger than said here; business hours are compared with the time worked. Undefined where nothing is promised or known.
 */
const needed = ({ times }: Figures, target: Target | undefined): number | undefined => {
  if (target === undefined || target.kind === 'none' || target.amount <= 0) return undefined;
  const durations = (target.kind === 'business-hours' ? times.toResolveWorking : times.toResolve) ?? {};
  const long = quantile(durations, NINE_OF_TEN);
  const unit = target.kind === 'business-hours' || target.kind === 'hours' ? HOUR : DAY;
  return long === undefined || countOf(durations) < FEWEST_JUDGED ? undefined : long / (target.amount * unit);
};

/** Targets that nobody meets, or everybody with ease, and partners that accept in time what they do late; each of a quarter of a year. */
export const judgementsOf = ({ monday, byType, byPartner }: Weeks, targetOf: TargetOf): TrendFinding[] => {
  const quarter = (weeks: readonly Figures[]) => sumOf(weeks.slice(-WEEKS_JUDGED));
  const judged = (kind: TrendKind, subject: string, [part, whole]: Share, usual?: number): TrendFinding => ({
    kind,
    subject,
    week: monday,
    n: whole,
    value: part / whole,
    ...(usual === undefined ? {} : { usual }),
    interval: intervalOf([part, whole]),
  });
  const targets = [...byType].flatMap(([type, weeks]): TrendFinding[] => {
    const figures = quarter(weeks);
    const met: Share = [countIn(figures, 'met'), countIn(figures, 'met', 'missed')];
    if (met[1] < FEWEST_JUDGED) return [];
    const [low, high] = intervalOf(met);
    if (high <= NOBODY) return [judged('target-not-met', type, met)];
    const share = needed(figures, targetOf(type));
    return low >= EVERYBODY && share !== undefined && share <= HALF ? [judged('target-padded', type, met, share)] : [];
  });
  const partners = [...byPartner].flatMap(([partner, weeks]): TrendFinding[] => {
    const figures = quarter(weeks);
    const kept: Share = [countIn(figures, 'acceptKept'), countIn(figures, 'acceptKept', 'acceptMissed')];
    const late: Share = [countIn(figures, 'completeMissed'), countIn(figures, 'completeKept', 'completeMissed')];
    if (kept[1] < FEWEST_JUDGED || late[1] < FEWEST_JUDGED) return [];
    const hides = intervalOf(kept)[0] >= EVERYBODY && intervalOf(late)[0] >= MANY;
    return hides ? [judged('accept-hides-delay', partner, late, kept[0] / kept[1])] : [];
  });
  return [...targets, ...partners];
};

/** Everything that is found in a week: first what was tested, the least likely by chance first, then what was judged. */
export const trendsOf = (weeks: Weeks, targetOf: TargetOf): TrendFinding[] => [
  ...discoveries(
    testsOf(weeks).flatMap((test) => (test.p === undefined ? [] : [{ ...test, p: test.p }])),
    FALSE_RATE,
  ).filter(isLarge),
  ...judgementsOf(weeks, targetOf),
];
