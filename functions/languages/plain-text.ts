// Characters that turn the direction of the text after them (UAX #9): left open, they would mix up our own words too.
const DIRECTION_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

// Everything that ends a line for some program: also vertical tab, form feed, next line, and U+2028 and U+2029.
const LINE_ENDS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/gu;

const CONTROLS = /[^\P{Cc}\n\t]/gu;

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Text from outside as plain text: whole characters, one kind of line end, no controls and nothing that turns directions. */
export const plainText = (text: string): string =>
  text.toWellFormed().replace(DIRECTION_CONTROLS, '').replace(LINE_ENDS, '\n').replace(CONTROLS, '').trim();

/** The same on one line, as a header needs it: no line end of any kind (R143). */
export const oneLine = (text: string): string => plainText(text).replace(/\s+/gu, ' ');

/** A line cut to a number of characters, not in the middle of one, with an ellipsis where something was cut off. */
export const shortened = (text: string, length: number): string => {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
};

/** Right-to-left text between isolates (UAX #9), so that the line around it keeps its order; other text as it is. */
export const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);
