import * as z from 'zod/mini';
import { FormEnvironment, ShowQueueEnvironment } from '../pages/contract.ts';
import { required } from '../shared/contract.ts';

const Window = {
  /** How long a resolved request may be reopened, days of 24 hours. */
  SURVEY_WINDOW_DAYS: z.string().check(z.regex(/^\d+$/)),
};

/** The partner's page posts here. */
export const UpdateWorkOrderEnvironment = z.extend(FormEnvironment, Window);

/** The partner's queue posts here. */
export const UpdateQueueEnvironment = z.extend(ShowQueueEnvironment, { ...Window, OFFICE: required });
