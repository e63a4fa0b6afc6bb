import type { ExtraPut } from '../requests/change.ts';
import type { Request, SurveyAnswers } from '../requests/request.ts';
import { isOver } from '../requests/request.ts';

/** A question that was sent, or an answer that came; of whoever asked it knows nothing. */
export type SurveyRecord = {
  requestId: string;
  cycle: number;
  catalogue: string;
  /** Code of the partner that answered for the work. */
  partner: string;
  /** UTC instant. */
  at: number;
} & ({ kind: 'asked' } | ({ kind: 'answered'; asked: boolean } & Scores));

type Scores = Pick<SurveyAnswers, 'accuracy' | 'courtesy' | 'ease' | 'overall'>;

/** What is particular to one record. */
type Particular = { kind: 'asked'; at: number } | ({ kind: 'answered'; at: number; asked: boolean } & Scores);

/** The partition of a month of UTC. */
export const surveysKey = (month: string): string => `SURVEYS#${month}`;

/**
 * A question or an answer as an item beside the change that it is part of, named by what it is, so that it is written once. Both stand in
 * the month in which the request was resolved, so that answers are counted against the questions that they belong to.
 */
export const surveyRecord = (request: Request, particular: Particular): ExtraPut[] => {
  if (!isOver(request) || request.partner === undefined) return [];
  const { id: requestId, cycle, catalogue, partner, resolvedAt } = request;
  const record: SurveyRecord = { requestId, cycle, catalogue, partner, ...particular };
  const month = new Date(resolvedAt).toISOString().slice(0, 7);
  return [{ item: { pk: surveysKey(month), sk: `${requestId}#${cycle}#${particular.kind}`, ...record } }];
};
