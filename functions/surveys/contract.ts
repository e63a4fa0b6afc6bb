import { FormEnvironment } from '../pages/contract.ts';

/** The constituent's page posts its survey and its reopening here. */
export const AnswerSurveyEnvironment = FormEnvironment;
