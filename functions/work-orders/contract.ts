import * as z from 'zod/mini';
import { FormEnvironment, ShowQueueEnvironment } from '../pages/contract.ts';
import { SurveyWindowEnvironment } from '../surveys/contract.ts';

/** The partner's page posts here. */
export const UpdateWorkOrderEnvironment = z.extend(FormEnvironment, SurveyWindowEnvironment.shape);

/** The partner's queue posts here. */
export const UpdateQueueEnvironment = z.extend(ShowQueueEnvironment, SurveyWindowEnvironment.shape);
