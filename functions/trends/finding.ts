import type { CountName } from '../measures/figures.ts';

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
  /** The square of about 100 m where something comes again (`squareOf`). */
  place?: string;
  /** The last days on which something came there, or on which its cases were counted; absent where those of its week hold them. */
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
