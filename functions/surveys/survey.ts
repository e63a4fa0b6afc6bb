import type { Catalogue } from '../catalogue/catalogue.ts';
import { stormOver } from '../clocks/storms.ts';
import type { ResolvedRequest } from '../requests/request.ts';

/** The four questions that Somerville's survey asks, each one (very poor) to five (excellent). */
export const SURVEY_QUESTIONS = ['accuracy', 'courtesy', 'ease', 'overall'] as const;

/**
 * Says whether a resolved request is asked about at all: not a private matter, a duplicate, or a question that was answered (R150), and
 * not what was resolved while a storm was on over it. Whether it may be reopened is another matter.
 */
export const isSurveyed = (request: ResolvedRequest, catalogue: Catalogue): boolean =>
  !request.private &&
  request.typeClass !== 'information' &&
  request.follows?.kind !== 'duplicate' &&
  !request.origin &&
  !stormOver(request, catalogue, request.resolvedAt);
