import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './local-store.ts';
import type { Mail, Mailbox } from './mailbox.ts';
import { mailHeaders } from './mail-headers.ts';
import { sesEvents } from './ses-events.ts';
import type { Template } from './template.ts';
import type { Topics } from './topics.ts';

/** An answer of a query API: XML. */
export interface XmlAnswer {
  status: number;
  xml: string;
}

/** SES version 1, as far as sending goes. */
export interface Ses {
  /** Handles a form whose Action is SendRawEmail or SendEmail. */
  handle(form: URLSearchParams): XmlAnswer;
}

/** SES v1 takes messages up to 10 MB, after base64. */
const MOST_BYTES = 10 * 1024 * 1024;

/** What the sender did wrong, by the error code of SES. */
class Rejection extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Opens SES: a message and the events that tell of it are kept in one transaction, before the sender gets its answer. */
export function openSes(options: {
  template: Template;
  mailbox: Mailbox;
  topics: Topics;
  store: DatabaseSync;
  /** Called after the transaction, so that what it put down is acted on. */
  afterwards: () => void;
}): Ses {
  const { template, mailbox, topics, store } = options;
  const identities = template.ofType('AWS::SES::EmailIdentity').map(({ name }) => name.toLowerCase());
  const sets = new Set(template.ofType('AWS::SES::ConfigurationSet').map(({ name }) => name));
  const destinations = template.ofType('AWS::SES::ConfigurationSetEventDestination').map(({ properties }) => ({
    set: String(properties.ConfigurationSetName),
    ...(properties.EventDestination as {
      Enabled?: boolean;
      MatchingEventTypes: string[];
      SnsDestination?: { TopicARN: string };
    }),
  }));

  function check(mail: Omit<Mail, 'id' | 'at'>): void {
    const sender = addressOf(mail.from).toLowerCase();
    const domain = sender.slice(sender.lastIndexOf('@') + 1);
    if (!identities.includes(sender) && !identities.includes(domain)) {
      const message = `Email address is not verified. The following identities failed the check: ${sender}`;
      throw new Rejection('MessageRejected', message);
    }
    if (mail.configurationSet !== undefined && !sets.has(mail.configurationSet)) {
      const message = `Configuration set <${mail.configurationSet}> does not exist.`;
      throw new Rejection('ConfigurationSetDoesNotExist', message);
    }
    if (mail.to.length === 0) throw new Rejection('InvalidParameterValue', 'Missing required header "To".');
    if (mail.raw.length * (4 / 3) > MOST_BYTES) {
      throw new Rejection('InvalidParameterValue', `Message length is more than ${MOST_BYTES} bytes long.`);
    }
  }

  function accept(mail: Omit<Mail, 'id' | 'at'>): string {
    check(mail);
    const id = inTransaction(store, () => {
      const kept = mailbox.keep(mail);
      for (const event of sesEvents(kept, template.place)) {
        for (const { set, Enabled, MatchingEventTypes, SnsDestination } of destinations) {
          if (set !== mail.configurationSet || Enabled === false || !SnsDestination) continue;
          if (!MatchingEventTypes.map((type) => type.toLowerCase()).includes(event.eventType.toLowerCase())) continue;
          const message = JSON.stringify(event);
          topics.publish(SnsDestination.TopicARN, {
            subject: 'Amazon SES Email Event Notification',
            message,
            lane: kept.id,
          });
        }
      }
      return kept.id;
    });
    options.afterwards();
    return id;
  }

  return {
    handle(form) {
      const action = form.get('Action') ?? '';
      try {
        const id = accept(mailOf(form));
        return { status: 200, xml: success(action, id) };
      } catch (error) {
        if (error instanceof Rejection) return { status: 400, xml: failure(error.code, error.message) };
        throw error;
      }
    },
  };
}

/** The message that a form hands over. */
const mailOf = (form: URLSearchParams): Omit<Mail, 'id' | 'at'> =>
  form.get('Action') === 'SendRawEmail' ? rawMail(form) : simpleMail(form);

/** By which address a form is sent, and through which configuration set. */
export const senderOf = (form: URLSearchParams): { address: string; configurationSet: string | undefined } => {
  const { from, configurationSet } = mailOf(form);
  return { address: addressOf(from), configurationSet };
};

/** The message of SendRawEmail; its own headers say what the call does not. SES takes its own headers out. */
function rawMail(form: URLSearchParams): Omit<Mail, 'id' | 'at'> {
  const raw = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64');
  const headers = mailHeaders(raw);
  const header = (name: string) => headers.find((it) => it.name.toLowerCase() === name)?.value;
  const listed = members(form, 'Destinations');
  const addressed = ['to', 'cc', 'bcc'].flatMap((name) => (header(name) ?? '').split(',')).map(addressOf);
  return {
    from: form.get('Source') ?? header('from') ?? '',
    to: listed.length > 0 ? listed.map(addressOf) : addressed.filter((address) => address !== ''),
    subject: decodeWords(header('subject') ?? ''),
    tags: { ...headerTags(header('x-ses-message-tags')), ...formTags(form) },
    configurationSet: form.get('ConfigurationSetName') ?? header('x-ses-configuration-set'),
    raw,
  };
}

function simpleMail(form: URLSearchParams): Omit<Mail, 'id' | 'at'> {
  const from = form.get('Source') ?? '';
  const to = ['To', 'Cc', 'Bcc'].flatMap((kind) => members(form, `Destination.${kind}Addresses`));
  const subject = form.get('Message.Subject.Data') ?? '';
  const html = form.get('Message.Body.Html.Data');
  const text = html ?? form.get('Message.Body.Text.Data') ?? '';
  const configurationSet = form.get('ConfigurationSetName') ?? undefined;
  const raw = plainMail({ from, to, subject, text, type: html === null ? 'text/plain' : 'text/html' });
  return { from, to: to.map(addressOf), subject, tags: formTags(form), configurationSet, raw };
}

/** A message of one part, in UTF-8. */
export function plainMail(mail: { from: string; to: string[]; subject: string; text: string; type?: string }): Buffer {
  const subject = `=?UTF-8?B?${Buffer.from(mail.subject).toString('base64')}?=`;
  const head = [
    `From: ${mail.from}`,
    `To: ${mail.to.join(', ')}`,
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    `Content-Type: ${mail.type ?? 'text/plain'}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${Buffer.from(mail.text).toString('base64')}\r\n`);
}

/** Reads encoded words (RFC 2047) in UTF-8, as our own composer writes them. */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_whole, kind: string, body: string) => {
      if (kind.toLowerCase() === 'b') return Buffer.from(body, 'base64').toString('utf8');
      const bytes = body
        .replaceAll('_', ' ')
        .replace(/=([0-9A-F]{2})/gi, (_hex, code: string) => String.fromCharCode(parseInt(code, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    });
}

const addressOf = (text: string): string => (/<([^>]*)>/.exec(text)?.[1] ?? text).trim();

function members(form: URLSearchParams, name: string): string[] {
  const found: string[] = [];
  for (let index = 1; form.has(`${name}.member.${index}`); index += 1) found.push(form.get(`${name}.member.${index}`)!);
  return found;
}

function formTags(form: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; form.has(`Tags.member.${index}.Name`); index += 1) {
    tags[form.get(`Tags.member.${index}.Name`)!] = form.get(`Tags.member.${index}.Value`) ?? '';
  }
  return tags;
}

/** `X-SES-MESSAGE-TAGS: a=1, b=2`. */
const headerTags = (text = ''): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/([\w.@-]+)=([\w.@-]+)/g)].map(([, name, value]) => [name!, value!]));

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';
const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

const success = (action: string, id: string): string =>
  `<${action}Response xmlns="${NAMESPACE}"><${action}Result><MessageId>${id}</MessageId></${action}Result>` +
  `<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata></${action}Response>`;

/** An error of a query API, whatever the service. */
export const failure = (code: string, message: string, namespace = NAMESPACE): string =>
  `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code>` +
  `<Message>${message.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</Message></Error>` +
  `<RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`;
