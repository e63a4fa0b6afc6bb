import * as z from 'zod/mini';
import { QueueEnvironment } from '../pages/contract.ts';
import { StoreEnvironment, required } from '../shared/contract.ts';

/** How often it is asked whether the day of a review has come, minutes. */
export const REMINDED_EVERY_MINUTES = 60;

/** The pages of findings and improvements; `UNREVIEWED` is how many deployed texts of each language nobody has signed off, as JSON: `{"es":[80,120]}`. */
export const ShowImprovementEnvironment = z.extend(QueueEnvironment, {
  MEASURES_TABLE: required,
  ADDRESS_KEY_SECRET: required,
  UNREVIEWED: required,
});

/** The forms on them. */
export const AnswerImprovementEnvironment = z.extend(ShowImprovementEnvironment, { OFFICE: required });

/** The schedule that reminds of reviews. */
export const RemindImprovementsEnvironment = z.extend(StoreEnvironment, { OFFICE: required });
