import MailComposer from 'nodemailer/lib/mail-composer';
import type { Format } from '../preferences/preferences.ts';
import type { RenderedNotice } from './render.ts';

/** Header that says which notice a message is, for people who look at its source. */
const NOTICE_HEADER = 'X-Resolve311-Notice';

/** How a message is addressed and built. */
interface Envelope {
  /** Id of the notice. */
  id: string;
  from: { name: string; address: string };
  to: string;
  /** `text` leaves the layout out; both parts unless told. */
  format?: Format;
  /** Where one click stops what is optional (RFC 8058), signed for its recipient; staff have none. Throws TypeError for no URL. */
  unsubscribeUrl?: string;
}

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
 * Builds the MIME message of a notice, its text and its HTML or its text alone, every byte ASCII. `Auto-Submitted` keeps other programs
 * from answering (RFC 3834, R139), and `List-Unsubscribe` gives them a button by which a resident stops what is optional. Files and addresses named in the content are never fetched. Throws TypeError for more or less than one mailbox.
 */
export const buildMime = async (
  { subject, text, html, language }: RenderedNotice,
  { id, from, to, format = 'html', unsubscribeUrl }: Envelope,
): Promise<MimeMessage> => {
  if (!isOneMailbox(to)) throw new TypeError('A notice goes to exactly one mailbox.');
  const message = new MailComposer({
    from,
    to: { name: '', address: to },
    subject,
    text,
    ...(format === 'html' ? { html } : {}),
    textEncoding: 'base64',
    headers: {
      [NOTICE_HEADER]: id,
      'Auto-Submitted': 'auto-generated',
      'Content-Language': language,
      ...(unsubscribeUrl ? oneClick(new URL(unsubscribeUrl)) : {}),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const [recipient, ...others] = message.getEnvelope().to || [];
  if (!recipient || others.length > 0) throw new TypeError('A notice goes to exactly one mailbox.');
  return { raw: await message.build(), recipient };
};

/** The two headers of RFC 8058: a POST to the address, with the second header's own words as its body, unsubscribes. */
const oneClick = ({ href }: URL): Record<string, string> => ({
  'List-Unsubscribe': `<${href}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});
