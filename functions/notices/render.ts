import { type Html, html, trusted } from '../shared/html.ts';
import type { Language } from '../requests/request.ts';
import { sayInstant, saySpan } from '../requests/say-time.ts';
import { MESSAGE_TEXTS, type MessageText, type Wordings } from './message-texts.ts';
import type { NoticeDraft, NoticeValue } from './notice.ts';
import { isolated, oneLine, plainText, shortened } from './plain-text.ts';
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
  notice: Pick<NoticeDraft, 'message' | 'language' | 'timeZone' | 'values'>,
  { city, url, queueUrl }: { city: string; url: string; queueUrl?: string },
): RenderedNotice => {
  if (![url, queueUrl ?? url].every((address) => /^https?:\/\//u.test(address)))
    throw new TypeError('A notice leads to a web page.');
  const texts = MESSAGE_TEXTS[notice.message];
  const language = Object.hasOwn(texts, notice.language) ? notice.language : 'en';
  const letter = compose(texts[language] ?? texts.en, valuesIn(notice, language, city));
  return {
    subject: shortened(oneLine(letter.subject), MAX_SUBJECT),
    text: writeText(letter, FRAME[language], city, { url, queueUrl }),
    html: writeHtml(letter, { language, city, url, queueUrl }),
    language,
  };
};

/** A value in words, and the language that it is in where that is known to differ. */
interface Value {
  lines: string[];
  english: boolean;
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
  closing: Sentence[];
  action: string;
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
    if (lines.length > 0) known.set(name, { lines, english });
  }
  return known;
};

const linesOf = (name: string, value: NoticeValue, language: Language, timeZone: string): string[] => {
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'string') return [plainText(sayValue(name, value, language))];
  if (Array.isArray(value)) return value.map((item) => plainText(sayValue(name, item, language)));
  if ('instant' in value) return [sayInstant(value.instant, timeZone, language)];
  return [saySpan(value.span, language)];
};

const compose = (text: MessageText, values: Values): Letter => {
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
      const sentence = fill(value, values);
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

const asIs = ({ sentence }: { sentence: Sentence }) => sentence;

const choose = (wordings: Wordings, values: Values): { sentence: Sentence } | undefined => {
  for (const wording of wordings) {
    const sentence = fill(wording, values);
    if (sentence) return { sentence };
  }
  return undefined;
};

/** Puts values into a sentence in one pass, so that braces within a value stay what they are; undefined when one is missing. */
const fill = (template: string, values: Values): Sentence | undefined => {
  const sentence: Sentence = [];
  for (const [index, part] of template.split(/\{(\w+)\}/u).entries()) {
    const piece = index % 2 === 0 ? afterValue(part, sentence.at(-1)) : values.get(part);
    if (piece === undefined) return undefined;
    if (piece !== '') sentence.push(piece);
  }
  return sentence;
};

/** Our words after a value: a value that ends with a full stop, as "9:00 a. m." does, ends the sentence too. */
const afterValue = (words: string, before: Piece | undefined): string => {
  const ended = typeof before === 'object' && before.lines.at(-1)?.endsWith('.') === true;
  return ended && words.startsWith('.') ? words.slice(1) : words;
};

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

/** Where an e-mail leads. */
interface Addresses {
  url: string;
  queueUrl: string | undefined;
}

const writeText = (
  letter: Letter,
  frame: (typeof FRAME)[Language],
  city: string,
  { url, queueUrl }: Addresses,
): string =>
  [
    oneLine(sentenceText(letter.heading)),
    ...letter.paragraphs.map(sentenceText),
    letter.facts.map(({ label, value }) => factText(label, value)).join('\n'),
    ...letter.lists.map(
      ({ title, items, otherwise }) =>
        `${title}:\n${items ? items.lines.map((line) => `- ${isolated(oneLine(line))}`).join('\n') : otherwise}`,
    ),
    ...letter.closing.map(sentenceText),
    `${letter.action}:\n${url}`,
    queueUrl ? `${frame.queue}\n${queueUrl}` : '',
    `--\n${frame.sender(city)}\n${frame.automatic}`,
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');

const LINE_BREAK = trusted('<br>');

const linesHtml = (text: string): Html[] =>
  text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`${LINE_BREAK}${line}`));

/** A value on its own in direction and, where it differs, in language. */
const valueHtml = ({ lines, english }: Value): Html => {
  const content = linesHtml(lines.join('\n'));
  return english ? html`<span dir="auto" lang="en">${content}</span>` : html`<span dir="auto">${content}</span>`;
};

const sentenceHtml = (sentence: Sentence): Html[] =>
  sentence.map((piece) => (typeof piece === 'string' ? html`${piece}` : valueHtml(piece)));

const writeHtml = (
  letter: Letter,
  { language, city, url, queueUrl }: { language: Language; city: string } & Addresses,
): string => {
  const frame = FRAME[language];
  const preheader = letter.paragraphs[0] ? oneLine(sentenceText(letter.paragraphs[0])) : '';
  const paragraph = (sentence: Sentence) => html`<p>${sentenceHtml(sentence)}</p>`;
  return html`<!doctype html>
    <html lang="${language}" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${shortened(oneLine(letter.subject), MAX_SUBJECT)}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <div class="preheader">${preheader}</div>
        <main>
          <h1>${sentenceHtml(letter.heading)}</h1>
          ${letter.paragraphs.map(paragraph)}
          <dl>
            ${letter.facts.map(
              ({ label, value }) =>
                html`<dt>${label}</dt>
                  <dd>${sentenceHtml(value)}</dd> `,
            )}
          </dl>
          ${letter.lists.map(({ title, items, otherwise }) => listHtml(title, items, otherwise))}
          ${letter.closing.map(paragraph)}
          <p><a class="action" href="${url}">${letter.action}</a></p>
          <p class="small">${frame.copyAddress}<br /><span class="address">${url}</span></p>
          ${queueUrl ? html`<p class="small"><a href="${queueUrl}">${frame.queue}</a></p>` : undefined}
          <p class="small">${frame.sender(city)}<br />${frame.automatic}</p>
        </main>
      </body>
    </html> `.toString();
};

const listHtml = (title: string, items: Value | undefined, otherwise: string): Html =>
  html`<h2>${title}</h2>
    ${
      items
        ? html`<ul>
            ${items.lines.map((line) => html`<li>${valueHtml({ lines: [line], english: items.english })}</li>`)}
          </ul>`
        : html`<p>${otherwise}</p>`
    }`;

// One column, no table and no image: readable at 320 px, at 400 % zoom and with images off. Contrasts are 7:1 or more in both
// schemes, and the link is 48 px high, above the 24 px of WCAG 2.2 (2.5.8) and the 44 px that thumbs want.
const STYLE = trusted(`
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 16px; background: #ffffff; color: #1b1b1b; font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 600px; margin: 0 auto; }
.preheader { display: none; max-height: 0; overflow: hidden; }
h1 { font-size: 24px; line-height: 1.25; margin: 8px 0 16px; }
h2 { font-size: 16px; margin: 24px 0 4px; }
dl { margin: 16px 0; }
dt { font-weight: 600; margin-top: 12px; }
dd { margin: 0; }
ul { margin: 0; padding-left: 20px; }
li { margin: 4px 0; }
.action { display: inline-block; padding: 12px 24px; border-radius: 6px; background: #0b3d6e; color: #ffffff; font-weight: 600; text-decoration: none; }
.small { font-size: 14px; color: #4a4a4a; }
.address { word-break: break-all; }
@media (prefers-color-scheme: dark) {
  body { background: #121212; color: #f0f0f0; }
  .action { background: #a8d0ff; color: #0a1a2b; }
  .small { color: #c4c4c4; }
}
`);
