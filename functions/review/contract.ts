import * as z from 'zod/mini';
import { FormEnvironment } from '../pages/contract.ts';
import { StoreEnvironment, required } from '../shared/contract.ts';
import { SurveyWindowEnvironment } from '../surveys/contract.ts';

/** Addresses of the people of the 311 office, as JSON: `{ reviewDesk, serviceOperationsManager, auditors }`. */
const Office = { OFFICE: required };

/** The workflow's first task. */
export const ReviewRequestEnvironment = z.extend(StoreEnvironment, Office);

/** The page's POST: a person decides. */
export const DecideReviewEnvironment = z.extend(FormEnvironment, SurveyWindowEnvironment.shape);
