import type { TrendFinding } from './finding.ts';

/** Stands where other notices name their request, and begins the ids of letters. */
export const TRENDS_LIST = 'trends-list';

/** A finding as it is kept: from the week in which it was first made to the one in which it was no longer so. */
export interface KeptFinding extends TrendFinding {
  /** What is found, of what, since when; for ever. */
  id: string;
  /** Some requests that it is of. */
  cases: string[];
  told: boolean;
  /** The letter that tells of it, noted before that is queued: by it a run knows what one that went no further had told. */
  letter?: string;
  /** Monday of the week in which it was no longer found. */
  closed?: string;
}

/** What a finding is about, whatever its week. */
const topicOf = ({ kind, subject, place, direction }: TrendFinding): string =>
  [kind, subject, ...(place === undefined ? [] : [place]), direction ?? 'as-is'].join('#');

/** Monday of the week in which a finding was first made, which its id keeps: its `week` is the last. */
export const firstWeekOf = ({ id }: Pick<KeptFinding, 'id'>): string => id.slice(id.lastIndexOf('#') + 1);

/** The letter of findings that are new together; its name is theirs alone, because each is the first of one letter at most. */
const letterOf = (fresh: readonly KeptFinding[], week: string): string =>
  [TRENDS_LIST, week, fresh.length, fresh[0]?.id].join('#');

/** Whether somebody has still to be told of a finding. */
export const isFresh = ({ told, closed }: KeptFinding): boolean => !told && closed === undefined;

/** Notes by which letter each new finding is told; one that was noted before stays with its own. */
export const withLetters = (settled: readonly KeptFinding[], week: string): KeptFinding[] => {
  const fresh = settled.filter((one) => isFresh(one) && one.letter === undefined);
  const letter = letterOf(fresh, week);
  return settled.map((one) => (fresh.includes(one) ? { ...one, letter } : one));
};

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
