import type { TrendFinding } from './finding.ts';

/** A finding as it is kept: from the week in which it was first made to the one in which it was no longer so. */
export interface KeptFinding extends TrendFinding {
  /** What is found, of what, since when; for ever. */
  id: string;
  /** Some requests that it is of. */
  cases: string[];
  told: boolean;
  /** Monday of the week in which it was no longer found. */
  closed?: string;
}

/** What a finding is about, whatever its week. */
const topicOf = ({ kind, subject, place, direction }: TrendFinding): string =>
  [kind, subject, ...(place === undefined ? [] : [place]), direction ?? 'as-is'].join('#');

/**
 * What to write after a night: new findings; those that are still true, with their latest figures; and as closed those that were not found again.
 * One that comes back in the week it began in or was closed in is the same and is not told again.
 */
export const settle = (known: readonly KeptFinding[], found: readonly TrendFinding[], week: string): KeptFinding[] => {
  const present = new Map(
    known.filter(({ closed }) => closed === undefined || closed === week).map((one) => [topicOf(one), one]),
  );
  const topics = new Set(found.map(topicOf));
  return [
    ...found.map((finding): KeptFinding => {
      const { closed: _, ...before } = present.get(topicOf(finding)) ?? {
        id: `${topicOf(finding)}#${week}`,
        cases: [],
        told: false,
      };
      return { ...before, ...finding };
    }),
    ...[...present.values()]
      .filter((one) => one.closed === undefined && !topics.has(topicOf(one)))
      .map((one) => ({ ...one, closed: week })),
  ];
};
