import MailComposer from 'nodemailer/lib/mail-composer';
import type { RenderedNotice } from './render.ts';

/** Header that says which notice a message is, for people who look at its source. */
const NOTICE_HEADER = 'X-Resolve311-Notice';

/** A message as bytes, and the one address that it goes to as SES takes it. */
export interface MimeMessage {
  raw: Uint8Array;
  recipient: string;
}

/** An address that names exactly one mailbox: no list, no display name, no control characters, ASCII before the at sign as SES asks. */
const ONE_MAILBOX = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,253}$/u;

/** Says whether a notice can be addressed to it at all. */
export const isOneMailbox = (address: string): boolean => ONE_MAILBOX.test(address);

/**
 * Builds the MIME message of a notice, text and HTML, every byte ASCII. `Auto-Submitted` keeps other programs from answering
 * (RFC 3834, R139). Files and addresses named in the content are never fetched. Throws TypeError for more or less than one mailbox.
 */
export const buildMime = async (
  { subject, text, html, language }: RenderedNotice,
  { id, from, to }: { id: string; from: { name: string; address: string }; to: string },
): Promise<MimeMessage> => {
  if (!isOneMailbox(to)) throw new TypeError('A notice goes to exactly one mailbox.');
  const message = new MailComposer({
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    textEncoding: 'base64',
    headers: { [NOTICE_HEADER]: id, 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const [recipient, ...others] = message.getEnvelope().to || [];
  if (!recipient || others.length > 0) throw new TypeError('A notice goes to exactly one mailbox.');
  return { raw: await message.build(), recipient };
};
