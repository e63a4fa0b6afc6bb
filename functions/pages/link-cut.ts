import type { Recipient } from '../clocks/contact.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { cutNow, staffLinkEnd } from './link-life.ts';

/** One taking back, kept with who did it and why. */
export interface Revocation {
  /** UTC instant. */
  at: number;
  /** Who did it, as they named themselves. */
  by: string;
  reason: string;
}

/** What cuts off a queue's links, and with a partner's queue those to all of its work orders. */
export interface LinkCut {
  /** The id by which a link names the queue. */
  queue: string;
  /** Links made before this instant no longer open. */
  linksFrom: number;
  version: number;
  /** Oldest first. */
  revocations: Revocation[];
}

/** Most revocations that are remembered, a reason of a thousand characters each: an item of DynamoDB holds 400 KB. */
const MOST_REVOCATIONS = 200;

/** Takes back the links of a queue; `before` is what had been taken back, undefined for the first time. */
export const cutLinks = (
  before: LinkCut | undefined,
  { queue, by, reason }: Pick<LinkCut, 'queue'> & Omit<Revocation, 'at'>,
  now: number,
): LinkCut => ({
  queue,
  linksFrom: cutNow(now, before?.linksFrom),
  version: (before?.version ?? 0) + 1,
  revocations: [...(before?.revocations ?? []), { at: now, by, reason }].slice(-MOST_REVOCATIONS),
});

/** Whose queue it is, and who is written to. */
export interface QueueReader {
  name: string;
  recipient: Pick<Recipient, 'level' | 'email'>;
  /** True for a partner, whose links to work orders are cut as well. */
  partner: boolean;
}

/** Stands where other notices name their request. */
const LINKS = 'links';

/** A fresh link to a queue whose links were cut; it outlives the cut, so it opens. */
export const renewedQueueLink = (
  { queue, linksFrom }: LinkCut,
  { name, recipient, partner }: QueueReader,
  timeZone: string,
  now: number,
): NoticeDraft =>
  draftNotice('queue-link-renewed', {
    id: `${LINKS}#${queue}#${linksFrom}`,
    requestId: LINKS,
    audience: !partner ? 'reviewer' : recipient.level === 'service-operations-manager' ? 'manager' : 'partner',
    to: recipient.email,
    language: 'en',
    timeZone,
    link: { purpose: 'queue', id: queue, expiresAt: staffLinkEnd(now, linksFrom) },
    values: { partner: name, ...(partner ? { workOf: name } : {}) },
  });
