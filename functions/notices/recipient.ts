import { createHmac } from 'node:crypto';
import type { Notice } from './notice.ts';

/** Why nothing more is sent to an address: its mailbox does not take mail, or its owner called ours a nuisance (R140). */
export type UnreachableReason = 'bounced' | 'complained';

/** What begins the failure of a notice that was withheld for the sake of its recipient; the reason follows. */
const RECIPIENT = 'recipient-';

/** The place of an address among those that cannot be reached: a keyed hash, so that the table's keys tell nobody's address. */
export const recipientId = (address: string, key: string): string =>
  `#recipient#${createHmac('sha256', key).update(`recipient:${address.trim().toLowerCase()}`).digest('base64url')}`;

/** Whether a notice shows that its address cannot be reached: a permanent bounce or a complaint; a transient bounce is neither (R142). */
export const unreachableBy = ({
  status,
  failure = '',
}: Pick<Notice, 'status' | 'failure'>): UnreachableReason | undefined => {
  if (status === 'complained') return 'complained';
  return status === 'bounced' && failure.startsWith('bounce Permanent/') ? 'bounced' : undefined;
};

/** The failure of a notice that is withheld because of its recipient. */
export const withheldBecause = (reason: UnreachableReason): string => `${RECIPIENT}${reason}`;

/** The reason that such a failure names; undefined for every other. */
export const reasonWithheld = (failure = ''): UnreachableReason | undefined =>
  (['bounced', 'complained'] as const).find((reason) => failure === withheldBecause(reason));
