import * as z from 'zod/mini';
import { FormEnvironment } from '../pages/contract.ts';
import { StoreEnvironment, namespaceOf, required } from '../shared/contract.ts';

export const METRICS_NAMESPACE = namespaceOf('Audits');

/** Measured by the schedule that reminds, of everything that is left. */
export const MetricName = {
  /** Audits that nobody has done by the end of the month after theirs. */
  AuditsLate: 'AuditsLate',
  /** Corrections that are not put right, past their due date. */
  CorrectionsOverdue: 'CorrectionsOverdue',
} as const;

/** How often it is asked whether a month is to be drawn, or a correction is due, minutes. */
export const ASKED_EVERY_MINUTES = 30;

/** The schedule that draws the sample of a month and reminds of corrections. */
export const DrawAuditsEnvironment = z.extend(StoreEnvironment, { OFFICE: required, MEASURES_TABLE: required });

/** The pages of audits and corrections. */
export const ShowAuditEnvironment = FormEnvironment;

/** The forms on them. */
export const AnswerAuditEnvironment = FormEnvironment;
