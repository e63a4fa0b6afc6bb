import { LANGUAGES, LANGUAGE_LIST, type Language } from '../languages/language.ts';
import { type Outcome, type Refusal, type RequestFile, invalid } from './change.ts';
import type { Actor } from './event.ts';

/** The action of the form by which a constituent chooses a language. */
export const CHANGE_LANGUAGE = 'change-language';

/** The language of the constituent's page and of every e-mail to them from now on. */
export interface LanguageCommand {
  action: typeof CHANGE_LANGUAGE;
  language: Language;
}

/** Reads the form; refuses what is none of our languages, and names them. */
export const readLanguageCommand = (
  fields: Record<string, string>,
): { kind: 'command'; command: LanguageCommand } | Refusal => {
  const language = LANGUAGES.find((one) => one === fields.language);
  return language
    ? { kind: 'command', command: { action: CHANGE_LANGUAGE, language } }
    : invalid('language', `Choose one of these languages: ${LANGUAGE_LIST}.`);
};

/** Keeps the language with the request, whatever its state, and writes it into the history; the workflow has nothing to do with it. */
export const changeLanguage = (
  { request }: RequestFile,
  { language }: LanguageCommand,
  by: Actor,
  now: number,
): Outcome => {
  const from = request.reporter?.language ?? 'en';
  if (from === language) return { kind: 'unchanged' };
  return {
    kind: 'changed',
    change: {
      request: { ...request, reporter: { ...request.reporter, language }, wakes: false },
      workOrders: [],
      events: [{ type: 'language-changed', at: now, by, data: { from, to: language } }],
      notices: [],
    },
  };
};
