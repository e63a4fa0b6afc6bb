import type { DueLine } from '../clocks/explain-due.ts';
import type { StormLine } from '../clocks/storm.ts';
import type { Target } from '../clocks/target.ts';
import type { Language } from '../languages/language.ts';
import { capital, fill } from '../languages/wording.ts';
import { isolated, oneLine } from '../languages/plain-text.ts';
import { describeHoldReason } from './code-words.ts';
import { sayCounted, sayDateTime, sayDay, sayInstant, sayList, sayNumber } from './say-time.ts';
import en from './words/promise/en.json' with { type: 'json' };
import es from './words/promise/es.json' with { type: 'json' };
import ht from './words/promise/ht.json' with { type: 'json' };
import ne from './words/promise/ne.json' with { type: 'json' };
import pt from './words/promise/pt.json' with { type: 'json' };
import zhHant from './words/promise/zh-Hant.json' with { type: 'json' };

const PROMISE: Record<Language, typeof en> = { en, es, pt, ht, ne, 'zh-Hant': zhHant };

/** A target in words: "2 business days", "2 días hábiles". */
export const sayTarget = (target: Target, language: Language): string => {
  const { targets } = PROMISE[language];
  return target.kind === 'none' ? targets.none : sayCounted(target.amount, targets[target.kind], language);
};

/** Words of ours, or words that exist in English only: what somebody wrote of a closure, or a holiday without a name of its own. */
export type DuePiece = string | { english: string };

/** Says in a sentence why a promise is due when it is; days and times are those of the zone. */
export const sayDueLine = (line: DueLine, timeZone: string, language: Language): DuePiece[] => {
  const words = dueWords(line, timeZone, language);
  const sentence =
    PROMISE[language].why[line.line === 'closedDays' && line.days.length === 1 ? 'closedDay' : line.line];
  const [first = '', ...others] = sayPieces(sentence, words);
  return [typeof first === 'string' ? capital(first) : first, ...others];
};

/** A sentence with its values, each in its own language. */
const sayPieces = (sentence: string, words: Record<string, DuePiece>): DuePiece[] =>
  fill<DuePiece>(
    sentence,
    (name) => (Object.hasOwn(words, name) ? words[name] : undefined),
    (piece) => (typeof piece === 'string' ? piece : piece.english),
  ) ?? [];

const textOf = (pieces: readonly DuePiece[]): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : isolated(oneLine(piece.english)))).join('');

/** The same as plain text. */
export const sayDueText = (line: DueLine, timeZone: string, language: Language): string =>
  textOf(sayDueLine(line, timeZone, language));

const dueWords = (line: DueLine, timeZone: string, language: Language): Record<string, DuePiece> => {
  const moment = (at: number) => sayInstant(at, timeZone, language);
  switch (line.line) {
    case 'nothing':
      return {};
    case 'started':
    case 'due':
      return { at: moment(line.at) };
    case 'startedLater':
      return { at: moment(line.at), from: moment(line.from) };
    case 'promised':
    case 'everyDay':
      return { target: sayTarget(line.target, language) };
    case 'holiday':
      return { day: sayDay(line.day, language), holiday: sayHoliday(line.holiday, language) };
    case 'closure':
      return { day: sayDay(line.day, language), reason: englishIn(line.reason, language) };
    case 'closedDays':
    case 'counted': {
      const days = sayList(
        line.days.map((day) => sayDay(day, language)),
        language,
      );
      return { day: days, days };
    }
    case 'manyClosedDays':
      return { count: sayNumber(line.count, language) };
    case 'manyCounted':
      return {
        count: sayNumber(line.count, language),
        first: sayDay(line.first, language),
        last: sayDay(line.last, language),
      };
    case 'storm':
      return { from: moment(line.from), to: moment(line.to), storm: englishIn(line.storm, language) };
    case 'stormMore':
      return { target: sayTarget(line.target, language), storm: englishIn(line.storm, language) };
    case 'pausedSince':
      return { from: moment(line.from), reason: describeHoldReason(line.reason, language) };
    case 'paused':
      return { from: moment(line.from), to: moment(line.to), reason: describeHoldReason(line.reason, language) };
    default:
      return line satisfies never;
  }
};

/** What somebody wrote in English, marked as such where the sentence around it is not. */
const englishIn = (words: string, language: Language): DuePiece => (language === 'en' ? words : { english: words });

const OBSERVED = / \(observed\)$/u;

/** A holiday's name; one that has no translation stays in English. */
const sayHoliday = (name: string, language: Language): DuePiece => {
  const { holidays, observed } = PROMISE[language];
  const known: Record<string, string> = holidays;
  const plain = name.replace(OBSERVED, '');
  if (!Object.hasOwn(known, plain)) return englishIn(name, language);
  const said = known[plain] ?? plain;
  return plain === name ? said : observed.replace('{holiday}', said);
};

/** A storm in a line, as everybody may read it: its name, its reason, from when to when, and what it does to promises. */
export const sayStormPieces = (
  { name, reason, from, until, relax }: StormLine,
  timeZone: string,
  language: Language,
): DuePiece[] => {
  const { still, more } = PROMISE[language].storm;
  const words: Record<string, DuePiece> = {
    storm: englishIn(name, language),
    reason: englishIn(reason, language),
    from: sayDateTime(from, timeZone, language),
    to: sayDateTime(until, timeZone, language),
    ...(relax ? { target: sayTarget(relax, language) } : {}),
  };
  return sayPieces(relax ? more : still, words);
};

/** The same as plain text. */
export const sayStorm = (storm: StormLine, timeZone: string, language: Language): string =>
  textOf(sayStormPieces(storm, timeZone, language));
