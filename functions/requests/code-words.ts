import type { Language } from '../languages/language.ts';
import type { ConcernOutcome, ConcernReason } from './concern.ts';
import type { RequestOutcome } from './request.ts';
import en from './words/codes/en.json' with { type: 'json' };
import es from './words/codes/es.json' with { type: 'json' };
import ht from './words/codes/ht.json' with { type: 'json' };
import ne from './words/codes/ne.json' with { type: 'json' };
import pt from './words/codes/pt.json' with { type: 'json' };
import zhHant from './words/codes/zh-Hant.json' with { type: 'json' };

interface CodeWords {
  /** The pause reasons of the agreements (R107), as they complete "On hold: …" in a sentence. */
  holds: typeof en.holds;
  /** Why a concern is raised, as the person who raises it would say it. */
  concernReasons: Record<ConcernReason, string>;
  concernOutcomes: Record<ConcernOutcome, string>;
  outcomes: Record<RequestOutcome, string>;
}

const CODES: Record<Language, CodeWords> = { en, es, pt, ht, ne, 'zh-Hant': zhHant };

const wordOf = (table: Record<string, string>, code: string): string | undefined =>
  Object.hasOwn(table, code) ? table[code] : undefined;

/** Says a pause reason in words; a code without words of its own is read out, its hyphens as spaces. */
export const describeHoldReason = (code: string, language: Language): string =>
  wordOf(CODES[language].holds, code) ?? code.replaceAll('-', ' ');

/** Says why a concern was raised; a code that is none stands for itself. */
export const sayConcernReason = (code: string, language: Language): string =>
  wordOf(CODES[language].concernReasons, code) ?? code;

/** Says how a concern ended; a code that is none stands for itself. */
export const sayConcernOutcome = (code: string, language: Language): string =>
  wordOf(CODES[language].concernOutcomes, code) ?? code;

/** Says how a request ended; a code that is none stands for itself. */
export const sayOutcome = (code: string, language: Language): string => wordOf(CODES[language].outcomes, code) ?? code;
