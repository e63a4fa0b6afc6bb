import { createHmac } from 'node:crypto';
import type { Preferences } from '../preferences/preferences.ts';
import type { Notice } from './notice.ts';

/** Why nothing more is sent to an address: its mailbox does not take mail, or its owner called ours a nuisance (R140). */
export type UnreachableReason = 'bounced' | 'complained';

/** Why a notice is withheld for the sake of its recipient: they cannot be reached, or chose not to be written to about this. */
export type RecipientReason = UnreachableReason | 'unwanted';

/** What is known of an address. */
export interface Recipient {
  /** Absent where nothing is known against it. */
  unreachable?: UnreachableReason;
  preferences: Preferences;
}

/** What begins the failure of a notice that was withheld for the sake of its recipient; the reason follows. */
const RECIPIENT = 'recipient-';

/** An address as a key of a table may tell it: hashed under a secret, and for each use to another hash, so that two tables cannot be put together. */
export const hashOfAddress = (address: string, use: string, key: string): string =>
  createHmac('sha256', key).update(`${use}:${address.trim().toLowerCase()}`).digest('base64url');

/** The place of an address in the notices table. */
export const recipientId = (address: string, key: string): string =>
  `#recipient#${hashOfAddress(address, 'recipient', key)}`;

/** Whether a notice shows that its address cannot be reached: a permanent bounce or a complaint; a transient bounce is neither (R142). */
export const unreachableBy = ({
  status,
  failure = '',
}: Pick<Notice, 'status' | 'failure'>): UnreachableReason | undefined => {
  if (status === 'complained') return 'complained';
  return status === 'bounced' && failure.startsWith('bounce Permanent/') ? 'bounced' : undefined;
};

/** The failure of a notice that is withheld because of its recipient. */
export const withheldBecause = (reason: RecipientReason): string => `${RECIPIENT}${reason}`;

/** The reason that such a failure names; undefined for every other. */
export const reasonWithheld = (failure = ''): RecipientReason | undefined =>
  (['bounced', 'complained', 'unwanted'] as const).find((reason) => failure === withheldBecause(reason));
