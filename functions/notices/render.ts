import { type Html, type HtmlValue, html, trusted } from '../shared/html.ts';
import type { Language } from '../languages/language.ts';
import { type Wordings, fill } from '../languages/wording.ts';
import type { Print } from '../preferences/preferences.ts';
import { type DuePiece, sayDueLine, sayDueText, sayStorm, sayStormPieces, sayTarget } from '../requests/say-promise.ts';
import { sayDate, sayInstant, sayNumber, saySpan } from '../requests/say-time.ts';
import { LAYOUT } from './layout.ts';
import { MESSAGE_TEXTS, type MessageText } from './message-texts.ts';
import type { NoticeDraft, NoticeValue } from './notice.ts';
import { isolated, oneLine, plainText, shortened } from '../languages/plain-text.ts';
import { ENGLISH_VALUES, FRAME, sayValue } from './words.ts';

/** A notice as an e-mail: both parts say the same, and each stands alone. */
export interface RenderedNotice {
  /** One line without control characters, at most 150 characters. */
  subject: string;
  text: string;
  html: string;
  /** The language that it was written in; another one than asked for when the message has no text in that (R143). */
  language: Language;
}

/** Longest subject, characters: what the widest mail programs show. */
const MAX_SUBJECT = 150;

/** Longest value within a subject, characters: the number of the request comes after it and must be seen. */
const MAX_SUBJECT_VALUE = 60;

/**
 * Writes a notice out. Pure: the same notice gives the same e-mail. Every value is escaped, on its own in direction (R144), and
 * shown as text only; `url` is the signed address of the page, and has to be http or https (throws TypeError otherwise).
 */
export const renderNotice = (
  notice: Pick<NoticeDraft, 'message' | 'language' | 'timeZone' | 'values' | 'entries'>,
  {
    city,
    url,
    queueUrl,
    preferencesUrl,
    entryUrls = [],
    print = 'standard',
  }: {
    city: string;
    url: string;
    queueUrl?: string;
    preferencesUrl?: string;
    entryUrls?: readonly string[];
    print?: Print;
  },
): RenderedNotice => {
  const { entries = [] } = notice;
  if (entryUrls.length !== entries.length) throw new TypeError('Each entry of a notice leads to a page of its own.');
  if (![url, queueUrl ?? url, preferencesUrl ?? url, ...entryUrls].every((address) => /^https?:\/\//u.test(address)))
    throw new TypeError('A notice leads to a web page.');
  const texts: Partial<Record<Language, MessageText>> & { en: MessageText } = MESSAGE_TEXTS[notice.message];
  const language = Object.hasOwn(texts, notice.language) ? notice.language : 'en';
  const text = texts[language] ?? texts.en;
  const letter: Letter = {
    ...compose(text, valuesIn(notice, language, city)),
    entries: entries.map(({ kind, values }, index) => ({
      ...composeEntry(text, kind, valuesIn({ values, timeZone: notice.timeZone }, language, city)),
      url: entryUrls[index] ?? url,
    })),
  };
  return {
    subject: shortened(oneLine(letter.subject), MAX_SUBJECT),
    text: writeText(letter, FRAME[language], city, { url, queueUrl, preferencesUrl }),
    html: writeHtml(letter, { language, city, url, queueUrl, preferencesUrl, print }),
    language,
  };
};

/** A value in words, and the language that it is in where that is known to differ. */
interface Value {
  lines: string[];
  english: boolean;
  /** The lines as HTML, where only a part of one is in another language. */
  marked?: Html[];
}

/** What stands in a sentence: our words, or a value. */
type Piece = string | Value;
type Sentence = Piece[];

/** A message with everything chosen and filled in, before it is text or HTML. */
interface Letter {
  subject: string;
  heading: Sentence;
  paragraphs: Sentence[];
  facts: { label: string; value: Sentence }[];
  lists: { title: string; items: Value | undefined; otherwise: string }[];
  entries: Entry[];
  closing: Sentence[];
  action: string;
}

/** One of several things that a message lists, with the address of its page. */
interface Entry {
  heading: Sentence;
  lines: Sentence[];
  url: string;
}

type Values = ReadonlyMap<string, Value>;

const valuesIn = (
  { values, timeZone }: Pick<NoticeDraft, 'values' | 'timeZone'>,
  language: Language,
  city: string,
): Values => {
  const known = new Map<string, Value>([['city', { lines: [plainText(city)], english: false }]]);
  for (const [name, value] of Object.entries(values)) {
    const english = language !== 'en' && ENGLISH_VALUES.has(name);
    const lines = linesOf(name, value, language, timeZone).filter((line) => line !== '');
    if (lines.length > 0) known.set(name, { lines, english, ...markedOf(value, timeZone, language) });
  }
  return known;
};

const linesOf = (name: string, value: NoticeValue, language: Language, timeZone: string): string[] => {
  if (typeof value === 'number') return [sayNumber(value, language)];
  if (typeof value === 'string') return [plainText(sayValue(name, value, language))];
  if (Array.isArray(value)) return value.map((item) => plainText(sayValue(name, item, language)));
  if ('instant' in value) return [sayInstant(value.instant, timeZone, language)];
  if ('day' in value) return [sayDate(value.day, timeZone, language)];
  if ('target' in value) return [sayTarget(value.target, language)];
  if ('why' in value) return value.why.map((line) => sayDueText(line, timeZone, language));
  if ('storms' in value) return [value.storms.map((storm) => sayStorm(storm, timeZone, language)).join(' ')];
  return [saySpan(value.span, language)];
};

/** The lines of a value in which only a part is in another language. */
const markedOf = (value: NoticeValue, timeZone: string, language: Language): Pick<Value, 'marked'> => {
  if (typeof value !== 'object') return {};
  if ('why' in value) return { marked: value.why.map((line) => piecesHtml(sayDueLine(line, timeZone, language))) };
  if ('storms' in value)
    return {
      marked: [
        html`${value.storms.map((storm, index) => html`${index > 0 ? ' ' : ''}${piecesHtml(sayStormPieces(storm, timeZone, language))}`)}`,
      ],
    };
  return {};
};

const piecesHtml = (pieces: readonly DuePiece[]): Html =>
  html`<span dir="auto"
    >${pieces.map((piece) => (typeof piece === 'string' ? piece : html`<bdi lang="en">${piece.english}</bdi>`))}</span
  >`;

const compose = (text: MessageText, values: Values): Omit<Letter, 'entries'> => {
  const sentences = (all: readonly Wordings[]) => all.flatMap((wordings) => choose(wordings, values) ?? []).map(asIs);
  return {
    subject: (choose(text.subject, values)?.sentence ?? [])
      .map((piece) =>
        typeof piece === 'string' ? piece : shortened(oneLine(piece.lines.join(' ')), MAX_SUBJECT_VALUE),
      )
      .join(''),
    heading: choose(text.heading, values)?.sentence ?? [],
    paragraphs: sentences(text.paragraphs),
    facts: text.facts.flatMap(({ label, value }) => {
      const sentence = fillIn(value, values);
      return sentence ? [{ label, value: sentence }] : [];
    }),
    lists: text.lists.flatMap(({ title, items, otherwise = '' }) => {
      const value = values.get(items.slice(1, -1));
      return value || otherwise ? [{ title, items: value, otherwise }] : [];
    }),
    closing: sentences(text.closing),
    action: text.action,
  };
};

/** An entry in words. Throws TypeError for a kind that the message has no wording for. */
const composeEntry = ({ entries = {} }: MessageText, kind: string, values: Values): Omit<Entry, 'url'> => {
  const text = Object.hasOwn(entries, kind) ? entries[kind] : undefined;
  if (!text) throw new TypeError(`A list has no words for ${kind}.`);
  return {
    heading: choose(text.heading, values)?.sentence ?? [],
    lines: text.lines.flatMap((wordings) => choose(wordings, values) ?? []).map(asIs),
  };
};

const asIs = ({ sentence }: { sentence: Sentence }) => sentence;

const choose = (wordings: Wordings, values: Values): { sentence: Sentence } | undefined => {
  for (const wording of wordings) {
    const sentence = fillIn(wording, values);
    if (sentence) return { sentence };
  }
  return undefined;
};

const fillIn = (template: string, values: Values): Sentence | undefined =>
  fill(
    template,
    (name) => values.get(name),
    ({ lines }) => lines.at(-1) ?? '',
  );

const sentenceText = (sentence: Sentence): string =>
  sentence.map((piece) => (typeof piece === 'string' ? piece : isolated(oneLine(piece.lines.join(' '))))).join('');

const factText = (label: string, value: Sentence): string => {
  const text = value.map((piece) => (typeof piece === 'string' ? piece : piece.lines.join('\n'))).join('');
  // Somebody's own lines are set off, so that they cannot pass for ours.
  if (!text.includes('\n')) return `${label}: ${isolated(text)}`;
  return `${label}:\n${text
    .split('\n')
    .map((line) => `  ${isolated(line)}`)
    .join('\n')}`;
};

const entryText = ({ heading, lines, url }: Entry, index: number): string =>
  [`${index + 1}. ${sentenceText(heading)}`, ...lines.map((line) => `   ${sentenceText(line)}`), `   ${url}`].join(
    '\n',
  );

/** Where an e-mail leads. */
interface Addresses {
  url: string;
  queueUrl: string | undefined;
  /** Where its recipient chooses how to be written to; staff choose nothing. */
  preferencesUrl: string | undefined;
}

const writeText = (
  letter: Letter,
  frame: (typeof FRAME)[Language],
  city: string,
  { url, queueUrl, preferencesUrl }: Addresses,
): string =>
  [
    oneLine(sentenceText(letter.heading)),
    ...letter.paragraphs.map(sentenceText),
    letter.facts.map(({ label, value }) => factText(label, value)).join('\n'),
    ...letter.lists.map(
      ({ title, items, otherwise }) =>
        `${title}:\n${items ? items.lines.map((line) => `- ${isolated(oneLine(line))}`).join('\n') : otherwise}`,
    ),
    ...letter.entries.map(entryText),
    ...letter.closing.map(sentenceText),
    `${letter.action}:\n${url}`,
    queueUrl ? `${frame.queue}:\n${queueUrl}` : '',
    `--\n${frame.sender(city)}\n${frame.automatic}`,
    preferencesUrl ? `${frame.preferences}:\n${preferencesUrl}` : '',
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');

const LINE_BREAK = trusted('<br>');

const linesHtml = (text: string): Html[] =>
  text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`${LINE_BREAK}${line}`));

/** A value on its own in direction and, where it differs, in language. */
const valueHtml = ({ lines, english, marked }: Value): Html => {
  if (marked) return html`${marked}`;
  const content = linesHtml(lines.join('\n'));
  return english ? html`<span dir="auto" lang="en">${content}</span>` : html`<span dir="auto">${content}</span>`;
};

const sentenceHtml = (sentence: Sentence): Html[] =>
  sentence.map((piece) => (typeof piece === 'string' ? html`${piece}` : valueHtml(piece)));

/** Everything of the layout before, between and after its places; a place stands at every odd index. */
const LAYOUT_PARTS = LAYOUT.split(/\{\{(\w+)\}\}/u);

/** Sizes of the text, px: large print is half as large again. */
const SIZES: Record<Print, { text: string; small: string }> = {
  standard: { text: '16px', small: '14px' },
  large: { text: '24px', small: '21px' },
};

const writeHtml = (
  letter: Letter,
  {
    language,
    city,
    url,
    queueUrl,
    preferencesUrl,
    print,
  }: { language: Language; city: string; print: Print } & Addresses,
): string => {
  const frame = FRAME[language];
  const paragraph = (sentence: Sentence) => html`<p>${sentenceHtml(sentence)}</p> `;
  const places: Record<string, HtmlValue> = {
    ...SIZES[print],
    language,
    title: shortened(oneLine(letter.subject), MAX_SUBJECT),
    preview: letter.paragraphs[0] ? oneLine(sentenceText(letter.paragraphs[0])) : '',
    letter: html`<h1>${sentenceHtml(letter.heading)}</h1>
      ${letter.paragraphs.map(paragraph)} ${factsHtml(letter.facts)}
      ${letter.lists.map(({ title, items, otherwise }) => listHtml(title, items, otherwise))}
      ${letter.entries.length > 0 ? entriesHtml(letter.entries) : undefined} ${letter.closing.map(paragraph)}`,
    url,
    action: letter.action,
    foot: html`<p>${frame.copyAddress}<br /><span class="address">${url}</span></p>
      ${queueUrl ? html`<p><a href="${queueUrl}">${frame.queue}</a></p>` : undefined}
      <p>${frame.sender(city)}<br />${frame.automatic}</p>
      ${preferencesUrl ? html`<p><a href="${preferencesUrl}">${frame.preferences}</a></p>` : undefined}`,
  };
  return LAYOUT_PARTS.map((part, index) => (index % 2 === 0 ? part : html`${places[part]}`.toString())).join('');
};

const factsHtml = (facts: Letter['facts']): Html | undefined =>
  facts.length === 0
    ? undefined
    : html`<dl>
        ${facts.map(
          ({ label, value }) =>
            html`<dt>${label}</dt>
              <dd>${sentenceHtml(value)}</dd> `,
        )}
      </dl>`;

/** Numbered, each with its own link; lines stand under it as lines. */
const entriesHtml = (entries: readonly Entry[]): Html =>
  html`<ol class="entries">
    ${entries.map(
      ({ heading, lines, url }) =>
        html`<li>
          <a href="${url}">${sentenceHtml(heading)}</a>
          ${lines.map((line) => html`<div>${sentenceHtml(line)}</div> `)}
        </li> `,
    )}
  </ol>`;

const listHtml = (title: string, items: Value | undefined, otherwise: string): Html =>
  html`<h2>${title}</h2>
    ${
      items
        ? html`<ul>
            ${items.lines.map((line, index) => html`<li>${items.marked?.[index] ?? valueHtml({ lines: [line], english: items.english })}</li>`)}
          </ul>`
        : html`<p>${otherwise}</p>`
    }`;
