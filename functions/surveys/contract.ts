import * as z from 'zod/mini';
import { LinkEnvironment, StoreEnvironment } from '../shared/contract.ts';

/** The constituent's page posts its survey and its reopening here. */
export const AnswerSurveyEnvironment = z.extend(StoreEnvironment, LinkEnvironment.shape);
