import type { MissingContact } from '../clocks/contact.ts';
import type { DueLine } from '../clocks/explain-due.ts';
import type { MilestoneOfNotice } from '../clocks/milestone.ts';
import type { StormLine } from '../clocks/storm.ts';
import type { Target } from '../clocks/target.ts';
import type { Language } from '../languages/language.ts';
import type { LinkPurpose } from '../pages/signed-link.ts';
import { type NoticeStatus, WAITING, placeOnTheWay } from './notice-progress.ts';

/** The messages that residents get, in every language; one folder each under messages/, one file for each language. */
export const RESIDENT_MESSAGES = [
  'request-received',
  'request-in-progress',
  'request-scheduled',
  'request-delayed',
  'request-on-hold',
  'request-resolved',
  'survey-asked',
  'survey-reminder',
  'request-declined',
  'request-reopened',
  'question-asked',
  'request-linked',
  'request-withdrawn',
  'concern-received',
  'concern-resolved',
  'links-renewed',
] as const;
export type ResidentMessage = (typeof RESIDENT_MESSAGES)[number];

/** The messages that only partners, reviewers and the manager get, in the staff's languages. */
export const STAFF_MESSAGES = [
  'work-offered',
  'work-transferred',
  'work-changed',
  'review-needed',
  'question-offered',
  'work-sent-back',
  'work-ping-pong',
  'work-cancelled',
  'work-reminder',
  'question-answered',
  'detail-added',
  'clock-at-risk',
  'clock-due',
  'clock-escalated',
  'hold-too-long',
  'morning-list',
  'partner-week',
  'manager-week',
  'scorecard',
  'trends-list',
  'undeliverable-list',
  'concern-raised',
  'concern-due',
  'queue-link-renewed',
  'register-attention',
  'calendar-attention',
  'audit-drawn',
  'correction-opened',
  'correction-due',
  'reopen-proposed',
  'improvement-owned',
  'improvement-due',
  'improvement-overdue',
] as const;
export type StaffMessage = (typeof STAFF_MESSAGES)[number];

/** Every message that can be sent. */
export const MESSAGES = [...RESIDENT_MESSAGES, ...STAFF_MESSAGES] as const;
export type MessageName = (typeof MESSAGES)[number];

/**
 * What a placeholder may hold: words, a number, an instant (written as a local date and time), the local day of one, a span in ms, an
 * amount of promised time, why a promise is due when it is, storms, or a list of words. All but words are said in the notice's language when it
 * is written.
 */
export type NoticeValue =
  | string
  | number
  | { instant: number }
  | { day: number }
  | { span: number }
  | { target: Target }
  | { why: DueLine[] }
  | { storms: StormLine[] }
  | string[];

/** One thing of a notice that lists several: the wording of the message's text that says it, its values, and its own page. */
export interface NoticeEntry {
  kind: string;
  values: Record<string, NoticeValue>;
  /** The id of the notice that left as this entry, in a list of several. */
  notice?: string;
  /** Signed when it is sent, like that of the notice. */
  link: { purpose: LinkPurpose; id: string; expiresAt: number };
}

/** An e-mail to be written, as the transaction that causes it says it; complete, so that a late sending says the same. */
export interface NoticeDraft {
  /** Deterministic, so that a repeated decision writes the same notice: once (R130). */
  id: string;
  requestId: string;
  message: MessageName;
  audience: 'constituent' | 'partner' | 'reviewer' | 'manager';
  /** Address of the recipient. */
  to: string;
  /** Set where the recipient stands in for a partner's level at which there is nobody (R137). */
  missing?: MissingContact;
  language: Language;
  timeZone: string;
  values: Record<string, NoticeValue>;
  /** What it lists, in the order in which it is read. */
  entries?: NoticeEntry[];
  /** The page that the notice leads to; signed when it is sent. */
  link: { purpose: LinkPurpose; id: string; expiresAt: number };
  /** The queue that it stands in, for those who have more than one thing waiting. */
  queue?: { purpose: 'queue'; id: string; expiresAt: number };
  /** Nobody is to read it before this instant, epoch ms: the next opening of an office that is closed (R133). */
  notBefore?: number;
  /** What a notice that waits is about, to be asked for again at its time (R135). */
  milestone?: MilestoneOfNotice;
}

/** A notice as it is stored. */
export interface Notice extends NoticeDraft {
  status: NoticeStatus;
  /** Its partition in the index of what is on its way, see `placeOnTheWay`. */
  progress?: string;
  createdAt: number;
  /** When the status was last changed, UTC instant. */
  changedAt?: number;
  /** Sendings tried. */
  attempts: number;
  claimedAt?: number;
  /** Name of the claim, so that a claim's own repeated write is known again. */
  claimId?: string;
  /** When the reconciler last brought it to the sender again, UTC instant; its place in the index stays. */
  nudgedAt?: number;
  /** Set while a queued notice waits for the retry of the record that could not send it; its own change must not send it too. */
  postponedAt?: number;
  sentAt?: number;
  /** SES's own id of the message. */
  messageId?: string;
  /** Id of the list that it left in. */
  combinedIn?: string;
  /** Why it failed, bounced, was postponed or withheld: a code, never an address. */
  failure?: string;
}

/** Turns a draft into what is stored. */
export const queued = (draft: NoticeDraft, now: number): Notice => ({
  ...draft,
  status: 'queued',
  createdAt: now,
  attempts: 0,
});

/** A queued notice as the table takes it. One that waits stands in the index at the moment at which it may go; the sender leaves it alone. */
export const noticeItem = (notice: Notice) => {
  const { status, createdAt, notBefore } = notice;
  const waits = notBefore !== undefined && notBefore > createdAt;
  return {
    ...notice,
    progress: placeOnTheWay(notice.id, waits ? WAITING : status),
    changedAt: waits ? notBefore : createdAt,
  };
};
