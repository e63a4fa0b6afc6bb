import * as z from 'zod/mini';
import { StoreEnvironment, required } from '../shared/contract.ts';
import { SurveyWindowEnvironment } from '../surveys/contract.ts';

/** The environment of the function that reads requests: what its readers need, of the workflow, of followers and of the public copy. */
export const PassOnChangesEnvironment = z.extend(StoreEnvironment, {
  ...SurveyWindowEnvironment.shape,
  STATE_MACHINE_ARN: required,
  OFFICE: required,
  PUBLIC_TABLE: required,
  OPEN311: required,
});

/** The environment of the function that reads the history: what its readers need, of the measures and of webhooks. */
export const PassOnEventsEnvironment = z.extend(StoreEnvironment, {
  MEASURES_TABLE: required,
  WEBHOOK_TARGETS: required,
});
