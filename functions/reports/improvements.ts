import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Improvement } from '../improvements/improvement.ts';
import { sayEffect, sayOutcome } from '../improvements/improvement-words.ts';
import { ownerName } from '../improvements/owner.ts';

/** An improvement as a report tells of it. */
export interface ReportedImprovement {
  /** What is changed. */
  what: string;
  /** Who answers for it, by name. */
  owner: string;
  /** How far it is, in words, with its date. */
  state: string;
  /** The measured effect with its numbers; absent where nothing was measured. */
  effect?: string;
}

/** The register as a report tells of it: those with a measured effect first, then those under way, the latest first; closed ones only where something was measured. */
export const reportedImprovements = (
  improvements: readonly Improvement[],
  catalogue: Pick<Catalogue, 'partners'>,
): ReportedImprovement[] =>
  improvements
    .filter(({ closed, review }) => !closed || review?.effect !== undefined)
    .toSorted(
      (one, other) =>
        Number(other.review?.effect !== undefined) - Number(one.review?.effect !== undefined) ||
        other.startedAt - one.startedAt,
    )
    .map((improvement) => {
      const { title, owner, change, reviewOn, review } = improvement;
      const outcome = sayOutcome(improvement);
      const dates = [change ? `changed on ${change.on}` : '', review ? '' : reviewOn ? `review on ${reviewOn}` : ''];
      return {
        what: title,
        owner: ownerName(owner, catalogue),
        state: [`${outcome.charAt(0).toLowerCase()}${outcome.slice(1)}`, ...dates].filter(Boolean).join(', '),
        ...(review?.effect ? { effect: sayEffect(review.effect) } : {}),
      };
    });
