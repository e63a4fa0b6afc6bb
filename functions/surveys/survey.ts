import type { Catalogue } from '../catalogue/catalogue.ts';
import { stormOver } from '../clocks/storms.ts';
import type { Request, ResolvedRequest, SurveyAnswers } from '../requests/request.ts';

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

/** Whether an answer says that it went badly: overall, or in what the resident was told. Whoever says so is offered what can be done (R152). */
export const isBadAnswer = ({ accuracy, overall }: Pick<SurveyAnswers, 'accuracy' | 'overall'>): boolean =>
  accuracy <= 2 || overall <= 2;

/** When the resident last said of an earlier end that it was none: by opening it again, or by a bad answer; undefined where they never did. */
export const lastUnhappyAt = ({ pastCycles }: Pick<Request, 'pastCycles'>): number | undefined =>
  pastCycles
    .map(({ unsolvedAt, survey }) => unsolvedAt ?? (survey && isBadAnswer(survey) ? survey.answeredAt : undefined))
    .findLast((at) => at !== undefined);
