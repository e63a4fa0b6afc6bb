import * as z from 'zod/mini';
import { NOTICE_TAG } from './contract.ts';
import { noticeIdOf } from './message-tag.ts';
import type { Confirmation } from './notice.store.ts';
import type { NoticeStatus } from './notice-progress.ts';

/** What an event of SES says, or why it says nothing here. */
export type ReadEvent =
  { kind: 'event'; noticeId: string; confirmation: Confirmation } | { kind: 'ignored'; reason: IgnoredReason };

export type IgnoredReason = 'malformed' | 'other-kind' | 'no-tag';

/** SES's own id of a message: letters, digits, hyphens, and whatever else it may write in ASCII one day. */
const MessageId = z.string().check(z.regex(/^[\x21-\x7e]{1,200}$/));

const Code = z.string().check(z.regex(/^[\w .-]{1,80}$/));

/** The few fields that are read; SES may add others at any time (R141). Addresses and headers are never looked at. */
const SesEvent = z.object({
  eventType: z.string(),
  mail: z.object({
    messageId: MessageId,
    tags: z.optional(z.record(z.string(), z.array(z.string()))),
  }),
  bounce: z.optional(z.object({ bounceType: z.optional(Code), bounceSubType: z.optional(Code) })),
});

const STATUSES: Record<string, Confirmation['status']> = {
  Send: 'sent',
  Delivery: 'delivered',
  Bounce: 'bounced',
  Complaint: 'complained',
  Reject: 'failed',
};

/** Before a delivery, a transient bounce means that SES gave up; after one, it is an automatic answer (SES, "Bounce types"). */
const BEFORE_DELIVERY: readonly NoticeStatus[] = ['queued', 'claimed', 'uncertain', 'sent'];

/** Reads the text of a message as an event of SES about a notice; never throws. */
export const readSesEvent = (message: string): ReadEvent => {
  const result = z.safeParse(SesEvent, parse(message));
  if (!result.success) return { kind: 'ignored', reason: 'malformed' };
  const { eventType, mail, bounce } = result.data;
  const status = Object.hasOwn(STATUSES, eventType) ? STATUSES[eventType] : undefined;
  if (!status) return { kind: 'ignored', reason: 'other-kind' };
  const noticeId = noticeIdOf(mail.tags?.[NOTICE_TAG]?.[0] ?? '');
  if (noticeId === undefined) return { kind: 'ignored', reason: 'no-tag' };
  const confirmation: Confirmation = { status, messageId: mail.messageId };
  if (status === 'bounced') {
    const { bounceType = 'Undetermined', bounceSubType = 'Undetermined' } = bounce ?? {};
    confirmation.failure = `bounce ${bounceType}/${bounceSubType}`;
    if (bounceType === 'Transient') confirmation.onlyFrom = BEFORE_DELIVERY;
  }
  if (status === 'failed') confirmation.failure = 'rejected by SES';
  return { kind: 'event', noticeId, confirmation };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
