import * as z from 'zod/mini';
import { FormEnvironment } from '../pages/contract.ts';

/** Read by functions whose commands may close a request, and so say how long it can be reopened. */
export const SurveyWindowEnvironment = z.object({
  /** How long a resolved request may be reopened, days of 24 hours. */
  SURVEY_WINDOW_DAYS: z.string().check(z.regex(/^\d+$/)),
});

/** How long a resolved request may be reopened, ms. */
export const surveyWindowMs = ({ SURVEY_WINDOW_DAYS }: z.infer<typeof SurveyWindowEnvironment>): number =>
  Number(SURVEY_WINDOW_DAYS) * 86_400_000;

/** The constituent's page posts its survey and its reopening here. */
export const AnswerSurveyEnvironment = FormEnvironment;
