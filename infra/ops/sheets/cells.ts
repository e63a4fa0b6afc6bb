import { type Agreement, MOST_OF_TARGET, contactLevels } from '../../../functions/clocks/agreement.ts';
import { dayNumber } from '../../../functions/clocks/business-calendar.ts';
import { type Target, describeTarget } from '../../../functions/clocks/target.ts';
import type { Question, RequestType } from '../../../functions/catalogue/request-type.ts';

/** A cell that cannot be read: what to write there, in a sentence. */
export class CellError extends Error {
  override readonly name = 'CellError';
  /** Title of the column, where it is another than the one being read. */
  readonly column: string | undefined;

  constructor(message: string, column?: string) {
    super(message);
    this.column = column;
  }
}

const refuse = (sentence: string): never => {
  throw new CellError(sentence);
};

/** One of a few words. Throws a CellError for any other. */
export const readWord = <T extends string>(text: string, words: readonly T[]): T =>
  words.find((word) => word === text) ?? refuse(`write one of: ${words.join(', ')}.`);

/** A number. Throws a CellError for anything else. */
export const readNumber = (text: string): number =>
  /^\d+(\.\d+)?$/u.test(text) ? Number(text) : refuse('write a number, for example 60.');

/**
 * A day of the calendar, YYYY-MM-DD. American spreadsheets write 2026-12-01 back as 12/1/2026, so that is read too. Throws a CellError
 * for anything else.
 */
export const readDate = (text: string): string => {
  const [, month = '', day = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/u.exec(text) ?? [];
  const date = year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  return dayNumber(date) === undefined ? refuse('write a date as 2026-12-01 or 12/1/2026.') : date;
};

/** What a cell is once it is read and written again; the cell itself where it cannot be read. */
const rewritten =
  <T>(read: (text: string) => T, write: (value: T) => string) =>
  (text: string): string => {
    try {
      return text === '' ? text : write(read(text));
    } catch (error) {
      if (error instanceof CellError) return text;
      throw error;
    }
  };

/** A date as sheets have it, however a spreadsheet wrote it back. */
export const plainDate = rewritten(readDate, String);

/** Yes or no, as people and spreadsheets write it. Throws a CellError for anything else. */
export const readYes = (text: string): boolean => {
  const word = text.toLowerCase();
  return readWord(word === 'true' ? 'yes' : word === 'false' ? 'no' : word, ['yes', 'no']) === 'yes';
};

/** Yes or no. */
export const writeYes = (yes: boolean): string => (yes ? 'yes' : 'no');

/** Yes or no as sheets have it, however a spreadsheet wrote it back. */
export const plainYes = rewritten(readYes, writeYes);

const UNITS = ['business-days', 'business-hours', 'calendar-days', 'hours'] as const;

/** A promise as {@link describeTarget} writes it. Throws a CellError for anything else. */
export const readTarget = (text: string): Target => {
  if (text === describeTarget({ kind: 'none' })) return { kind: 'none' };
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ((?:business |calendar )?(?:day|hour))s?$/u.exec(text) ?? [];
  const kind = UNITS.find((one) => one === `${unit?.replace(' ', '-')}s`);
  if (kind === undefined) return refuse('write for example 2 business days, 72 hours, 30 calendar days or no promise.');
  const most = MOST_OF_TARGET[kind];
  if (Number(amount) > most) return refuse(`write at most ${describeTarget({ kind, amount: most })}.`);
  return { kind, amount: Number(amount) };
};

const NO_LIMIT = 'no limit';

/** How long something may last: as a promise is written, or `no limit`. */
export const writeLimit = (limit: Target): string => (limit.kind === 'none' ? NO_LIMIT : describeTarget(limit));

/** How long something may last. Throws a CellError. */
export const readLimit = (text: string): Target => {
  if (text === NO_LIMIT) return { kind: 'none' };
  const limit = readTarget(text);
  return limit.kind === 'none' ? refuse('write for example 20 business days, or no limit.') : limit;
};

/** Several values, one a line. */
export const writeLines = (lines: readonly string[]): string => lines.join('\n');

/** Several values, one a line; none for an empty cell. */
export const readLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What tells a rung before the due moment from one after it. */
const BEFORE = ' before';

/** The rungs of a ladder, one a line: `4 business hours before: supervisor`, then `1 business day: director` after it. */
export const writeEscalations = (escalations: Agreement['escalations']): string =>
  writeLines(
    escalations.map(
      ({ before, after, to }) => `${before ? `${describeTarget(before)}${BEFORE}` : describeTarget(after)}: ${to}`,
    ),
  );

/** The rungs of a ladder, counted from 1 in their order. Throws a CellError. */
export const readEscalations = (text: string): Agreement['escalations'] =>
  readLines(text).map((line, index) => {
    const [when = '', who = ''] = line.split(': ');
    const rung = { level: index + 1, to: readWord(who, contactLevels) };
    return when.endsWith(BEFORE)
      ? { ...rung, before: readTarget(when.slice(0, -BEFORE.length)) }
      : { ...rung, after: readTarget(when) };
  });

/** Questions, one a line: `pole (text, optional): Which pole?`, with `[One | Two]` after a choice. */
export const writeQuestions = (questions: readonly Question[]): string =>
  writeLines(
    questions.map(({ code, kind, required, text, choices }) => {
      const end = choices ? ` [${choices.join(' | ')}]` : '';
      return `${code} (${kind}, ${required ? 'required' : 'optional'}): ${text}${end}`;
    }),
  );

/** Questions, one a line. Throws a CellError. */
export const readQuestions = (text: string): Question[] =>
  readLines(text).map((line) => {
    const [, code, word = '', need, rest = ''] = /^(\S+) \((\w+), (required|optional)\): (.+)$/u.exec(line) ?? [];
    if (code === undefined) return refuse('write each question as: pole (text, optional): Which pole?');
    const kind = readWord(word, ['text', 'choice', 'number', 'date']);
    const required = need === 'required';
    const [, asked, choices] = /^(.*) \[(.*)\]$/u.exec(rest) ?? [];
    if (kind !== 'choice' || asked === undefined || choices === undefined) return { code, text: rest, kind, required };
    return { code, text: asked, kind, required, choices: choices.split(' | ') };
  });

type Plan = NonNullable<RequestType['steps']>;

/** The steps of a plan, one a line: `fill (dpw-highway, after dig): Fill the hole`. */
export const writeSteps = (steps: Plan = []): string =>
  writeLines(
    steps.map(({ code, partner, task, after }) => {
      const waits = after ? `, after ${after.join(' and ')}` : '';
      return `${code} (${partner}${waits}): ${task}`;
    }),
  );

/** The steps of a plan. Throws a CellError. */
export const readSteps = (text: string): Plan =>
  readLines(text).map((line) => {
    const [, code, partner, after, task] = /^(\S+) \(([^\s,]+)(?:, after ([^)]+))?\): (.+)$/u.exec(line) ?? [];
    if (code === undefined || partner === undefined || task === undefined)
      return refuse('write each step as: fill (dpw-highway, after dig): Fill the hole');
    return { code, partner, task, ...(after ? { after: after.split(' and ') } : {}) };
  });

/** Ids on platforms, one a line: `qalert=300`. */
export const writeIds = (ids: RequestType['platformIds'] = {}): string =>
  writeLines(Object.entries(ids).map(([platform, id]) => `${platform}=${id}`));

/** Ids on platforms. Throws a CellError. */
export const readIds = (text: string): Record<string, string> =>
  Object.fromEntries(
    readLines(text).map((line) => {
      const at = line.indexOf('=');
      return at > 0 ? [line.slice(0, at), line.slice(at + 1)] : refuse('write each id as: qalert=300');
    }),
  );
