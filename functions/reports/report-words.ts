import type { TrendFinding, TrendKind } from '../trends/finding.ts';

type Say = (direction: TrendFinding['direction']) => string;

const more =
  (some: string, fewer: string): Say =>
  (direction) =>
    direction === 'less' ? fewer : some;

/** What a finding says, by its kind, in plain words. */
export const FINDING_WORDS: Record<TrendKind, Say> = {
  volume: more('more requests in a week', 'fewer requests in a week'),
  late: more('more is late', 'less is late'),
  reopened: more('more is reopened', 'less is reopened'),
  transferred: more('more goes to the wrong partner first', 'less goes to the wrong partner first'),
  recurring: more('more comes again at the same place', 'less comes again at the same place'),
  rating: more('residents are more content', 'residents are less content'),
  'comes-again': () => 'comes again and again at one place, in weeks of the last 26',
  'target-not-met': () => 'hardly ever done on time',
  'target-padded': () => 'its target is easily met; nine of ten need half of it',
  'accept-hides-delay': () => 'accepted in time, and done late',
};
