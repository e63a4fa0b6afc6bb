import * as z from 'zod/mini';
import { BaseEnvironment, LinkEnvironment, StoreEnvironment, namespaceOf, required } from '../shared/contract.ts';

export const METRICS_NAMESPACE = namespaceOf('Notices');

export const MetricName = {
  NoticesSent: 'NoticesSent',
  NoticesFailed: 'NoticesFailed',
  NoticesBounced: 'NoticesBounced',
  NoticesWithheld: 'NoticesWithheld',
  NoticesUnwanted: 'NoticesUnwanted',
  StaffUnreachable: 'StaffUnreachable',
  MailBacklogAge: 'MailBacklogAge',
} as const;

/** Whether an environment sends its e-mails, sends some, or writes them only. */
export const MAIL_MODES = ['send', 'sandbox', 'dry-run'] as const;
export type MailMode = (typeof MAIL_MODES)[number];

/** E-mails a second that SES takes from this account. */
const MAIL_RATE = z.string().check(z.regex(/^[1-9]\d*$/));

/** The stream's reader that writes the e-mail. */
export const SendNoticeEnvironment = z.extend(BaseEnvironment, {
  ...LinkEnvironment.shape,
  ADDRESS_KEY_SECRET: required,
  NOTICES_TABLE: required,
  /** From address. */
  SENDER: required,
  /** SES configuration set that publishes what became of a message. */
  CONFIGURATION_SET: required,
  /** City's name in letters. */
  CITY: required,
  MAIL_RATE,
  MAIL_MODE: z.enum(MAIL_MODES),
  /** Addresses and domains that a sandbox sends to, between commas. */
  MAIL_ALLOWED: z.string(),
});

/** How often notices that wait are looked at, seconds: one is at most as late as this. A run lets go for as long, at the account's rate. */
export const RELEASE_EVERY_SECONDS = 240;

/**
 * How long a run may last, seconds: it looks at what waits before it lets any go, while the run before it still does, so that mail leaves
 * without a gap.
 */
export const RELEASE_TIMEOUT_SECONDS = RELEASE_EVERY_SECONDS + 60;

/** The schedule that lets go what waited for its time. */
export const ReleaseNoticesEnvironment = z.extend(StoreEnvironment, {
  MAIL_RATE,
  ADDRESS_KEY_SECRET: required,
});

/** The reader of SES's own events. */
export const ConfirmNoticeEnvironment = z.extend(BaseEnvironment, { NOTICES_TABLE: required });

/** The stream's reader that looks at what came back. */
export const NoteUnreachableEnvironment = z.extend(StoreEnvironment, {
  ADDRESS_KEY_SECRET: required,
  OFFICE: required,
});

/** Name of the message tag that carries the notice's id to SES and back. */
export const NOTICE_TAG = 'notice';

/**
 * Sparse index of notices on their way: partition `progress` (the status while queued, claimed or uncertain; `waiting` before its time;
 * with a shard behind it), order `changedAt` (of one that waits, the moment at which it may go).
 */
export const ON_THE_WAY_INDEX = 'on-the-way';

/** Index of all notices by their request, oldest first; keys only, so that no later change of a notice writes it again. */
export const BY_REQUEST_INDEX = 'by-request';
