import { createHash } from 'node:crypto';
import type { Framed } from './frame.ts';

/** Cases that each partner has in the sample, or all where it ended fewer (R161). */
export const PER_PARTNER = 10;

/** The most that can be asked for: the list of a whole sample is one item of 400 KB at most. */
export const MOST_PER_PARTNER = 50;

/** The share of the sample that a second auditor sees too, without knowing of the first (R162). */
export const SECOND_SHARE = 0.2;

/** A request's place in a draw: even, and nobody can choose it. */
const placeOf = (...of: (string | number)[]): string => createHash('sha256').update(of.join('#')).digest('hex');

/** The same things, in the order of a draw. */
const shuffled = <T extends { requestId: string }>(all: readonly T[], ...by: (string | number)[]): T[] =>
  all
    .map((one) => ({ one, place: placeOf(...by, one.requestId) }))
    .sort((one, other) => (one.place < other.place ? -1 : 1))
    .map(({ one }) => one);

/** How much of a stratum is in the sample. */
export interface Stratum {
  partner: string;
  frame: number;
  sampled: number;
}

/**
 * Draws the sample of a month from its frame: of each partner the first `perPartner` in an order that month and seed alone decide, so
 * that the same frame gives the same sample in whatever order it comes (R160), and each partner has its share (R161).
 */
export const drawSample = (
  frame: readonly Framed[],
  { month, seed, perPartner }: { month: string; seed: number; perPartner: number },
): { strata: Stratum[]; drawn: Framed[] } => {
  const strata = Map.groupBy(frame, ({ partner }) => partner);
  const parts = [...strata]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([partner, some]) => ({
      partner,
      frame: some.length,
      drawn: shuffled(some, month, seed).slice(0, perPartner),
    }));
  return {
    strata: parts.map(({ drawn, ...stratum }) => ({ ...stratum, sampled: drawn.length })),
    drawn: parts.flatMap(({ drawn }) => drawn),
  };
};

/** A drawn request with those who ended it: partners' codes and roles, as its history names them. */
export type Drawn = Framed & { endedBy: readonly string[] };

/** Who may audit, and for whom they work besides: a partner's code or a role. */
export interface Auditing {
  code: string;
  of?: string;
}

/** Whether somebody may audit a case: nobody looks at what they closed themselves (R162). */
export const mayAudit = ({ of }: Auditing, endedBy: readonly string[]): boolean =>
  of === undefined || !endedBy.includes(of);

/** A case with whoever looks at it; `first` is undefined where nobody may, `second` where one look is enough. */
export type Assigned<D> = D & { first?: string; second?: string };

/**
 * Gives each case to an auditor in turn, and a seeded share of them to a second one, who is another person (R162). Never to whoever
 * closed it. A case that only one person may see has no second.
 */
export const assign = <D extends Drawn>(
  drawn: readonly D[],
  auditors: readonly Auditing[],
  { month, seed }: { month: string; seed: number },
): Assigned<D>[] => {
  const twice = shuffled(
    drawn.filter(({ endedBy }) => auditors.filter((one) => mayAudit(one, endedBy)).length > 1),
    'second',
    month,
    seed,
  ).slice(0, Math.ceil(SECOND_SHARE * drawn.length));
  const seconds = new Set(twice.map(({ requestId }) => requestId));
  return shuffled(drawn, 'first', month, seed).map((one, index) => {
    const may = auditors.filter((auditor) => mayAudit(auditor, one.endedBy));
    const [first, second] = [may[index % may.length], may[(index + 1) % may.length]];
    return {
      ...one,
      ...(first ? { first: first.code } : {}),
      ...(second && seconds.has(one.requestId) ? { second: second.code } : {}),
    };
  });
};
