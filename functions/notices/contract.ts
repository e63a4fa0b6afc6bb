import * as z from 'zod/mini';
import { BaseEnvironment, LinkEnvironment, namespaceOf, required } from '../shared/contract.ts';

export const METRICS_NAMESPACE = namespaceOf('Notices');

export const MetricName = {
  NoticesSent: 'NoticesSent',
  NoticesFailed: 'NoticesFailed',
  NoticesBounced: 'NoticesBounced',
} as const;

/** The stream's reader that writes the e-mail. */
export const SendNoticeEnvironment = z.extend(BaseEnvironment, {
  ...LinkEnvironment.shape,
  NOTICES_TABLE: required,
  /** From address. */
  SENDER: required,
  /** SES configuration set that publishes what became of a message. */
  CONFIGURATION_SET: required,
  /** City's name in letters. */
  CITY: required,
});

/** The reader of SES's own events. */
export const ConfirmNoticeEnvironment = z.extend(BaseEnvironment, { NOTICES_TABLE: required });

/** Name of the message tag that carries the notice's id to SES and back. */
export const NOTICE_TAG = 'notice';

/** Sparse index of notices on their way: partition `status` (only while queued, claimed or uncertain), order `changedAt`. */
export const ON_THE_WAY_INDEX = 'on-the-way';
