import * as z from 'zod/mini';
import { PageEnvironment } from '../pages/contract.ts';
import { required } from '../shared/contract.ts';

/** The constituent's page posts its survey and its reopening here. */
export const AnswerSurveyEnvironment = z.extend(PageEnvironment, { OFFICE: required });
