/** Text that is HTML already; only `html` and `trusted` make it, so that nothing reaches a page unescaped by accident. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The markup itself, to be answered or sent. */
  toString(): string {
    return this.#text;
  }
}

/** What `html` takes between its tags; lists are joined, and false, null and undefined leave nothing behind. */
export type HtmlValue = Html | string | number | boolean | null | undefined | readonly HtmlValue[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// What no HTML document may hold, escaped or not: control characters other than tab, line feed and carriage return,
// and surrogates without their partner (HTML Standard 13.1.4, 13.2.3.5).
const NOT_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Surrogate}/gu;

/** Text as it stands in an element or in a quoted attribute; characters that no document may hold become U+FFFD. */
export const escapeHtml = (text: string): string =>
  text.replace(NOT_TEXT, '\u{fffd}').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/**
 * Builds HTML and escapes every value that is not `Html` already: html`<p>${words}</p>`.
 * Good for element content and quoted attributes; never put a value into a script, a style, a comment or an unquoted
 * attribute, and check an address (`https:`) before it becomes an `href`: escaping does not make those safe.
 */
export const html = (parts: TemplateStringsArray, ...values: HtmlValue[]): Html =>
  new Html(parts.map((part, index) => (index === 0 ? '' : write(values[index - 1])) + part).join(''));

/** Marks a constant of ours (a style sheet, an icon) as HTML; never for text that came from outside. */
export const trusted = (text: string): Html => new Html(text);

const write = (value: HtmlValue): string => {
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(write).join('');
  if (value === null || value === undefined || typeof value === 'boolean') return '';
  return escapeHtml(String(value));
};
