import type { SurveyRecord } from './survey-record.ts';
import { SURVEY_QUESTIONS } from './survey.ts';

/** Fewest answers of which an average is said: of less, one resident moves it by more than a step of the scale is worth (R157). */
export const FEWEST_ANSWERS = 5;

/** How a city or a partner was answered; a number that is absent is no data, and not zero (R179). */
export interface SurveyScores {
  /** Requests whose resident was asked. */
  asked: number;
  /** Answers, of those who were asked and of those who answered by themselves. */
  answered: number;
  /** Answered of those asked, 0 to 1; absent where nobody was asked. */
  responseRate?: number;
  /** Averages, one to five; absent below {@link FEWEST_ANSWERS} answers. */
  averages?: Record<(typeof SURVEY_QUESTIONS)[number], number>;
}

/** Counts the records of one city or partner. Only answers of those who were asked count for the rate, so that it is never above one. */
export const scoresOf = (records: readonly SurveyRecord[]): SurveyScores => {
  const asked = records.filter(({ kind }) => kind === 'asked').length;
  const answers = records.filter((record) => record.kind === 'answered');
  const ofAsked = answers.filter((answer) => answer.asked).length;
  const meanOf = (question: (typeof SURVEY_QUESTIONS)[number]) =>
    answers.reduce((sum, answer) => sum + answer[question], 0) / answers.length;
  return {
    asked,
    answered: answers.length,
    ...(asked > 0 ? { responseRate: ofAsked / asked } : {}),
    ...(answers.length >= FEWEST_ANSWERS
      ? {
          averages: {
            accuracy: meanOf('accuracy'),
            courtesy: meanOf('courtesy'),
            ease: meanOf('ease'),
            overall: meanOf('overall'),
          },
        }
      : {}),
  };
};

/** The scores of each city, and below it of its partners in the order of their codes. */
export const scoresBy = (records: readonly SurveyRecord[]): [name: string, scores: SurveyScores][] => {
  const byName = Map.groupBy(
    records.flatMap((record) => [
      [record.catalogue, record] as const,
      [`${record.catalogue} ${record.partner}`, record] as const,
    ]),
    ([name]) => name,
  );
  return [...byName]
    .map(([name, found]): [string, SurveyScores] => [name, scoresOf(found.map(([, record]) => record))])
    .sort(([one], [other]) => (one < other ? -1 : 1));
};
