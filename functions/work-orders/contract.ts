import * as z from 'zod/mini';
import { FormEnvironment } from '../pages/contract.ts';

/** The partner's page posts here. */
export const UpdateWorkOrderEnvironment = z.extend(FormEnvironment, {
  /** How long a resolved request may be reopened, days of 24 hours. */
  SURVEY_WINDOW_DAYS: z.string().check(z.regex(/^\d+$/)),
});

/** The partner's queue posts here. */
export const UpdateQueueEnvironment = z.extend(UpdateWorkOrderEnvironment, {});
