import * as z from 'zod/mini';
import { QueueEnvironment } from '../pages/contract.ts';
import { StoreEnvironment, required } from '../shared/contract.ts';

/** How often it is asked whether somebody's month has begun, minutes. */
export const ASKED_EVERY_MINUTES = 15;

/** The schedule that writes the scorecards. */
export const WriteScorecardsEnvironment = z.extend(StoreEnvironment, {
  MEASURES_TABLE: required,
  PUBLIC_TABLE: required,
  OFFICE: required,
});

/** The page of a scorecard. */
export const ShowScorecardEnvironment = z.extend(QueueEnvironment, { MEASURES_TABLE: required });
