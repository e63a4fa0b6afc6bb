import { LANGUAGES, LANGUAGE_LIST, type Language } from '../languages/language.ts';
import { type Refusal, invalid } from '../requests/change.ts';

/** How large an e-mail is set. */
export const PRINTS = ['standard', 'large'] as const;
export type Print = (typeof PRINTS)[number];

/** Whether an e-mail has its layout beside its text, or is its text alone. */
export const FORMATS = ['html', 'text'] as const;
export type Format = (typeof FORMATS)[number];

/** What residents may do without: how the work goes on, and questions about how it went. */
export const OPTIONAL_GROUPS = ['progress', 'survey'] as const;
export type OptionalGroup = (typeof OPTIONAL_GROUPS)[number];

/** How the owner of an address wants to be written to, about all of their requests. */
export interface Preferences {
  print: Print;
  format: Format;
  /** Stands over the language of each request; absent where each is written in its own. */
  language?: Language;
  /** The groups that are not written, in the order of {@link OPTIONAL_GROUPS}. */
  unwanted: OptionalGroup[];
}

/** What holds for whoever has chosen nothing. */
export const DEFAULT_PREFERENCES: Preferences = { print: 'standard', format: 'html', unwanted: [] };

/** The action of the form by which preferences are chosen. */
export const CHOOSE = 'choose-preferences';

/** How the form says "each request in its own language". */
export const OWN_LANGUAGE = 'own';

/** Reads the form; what is not ticked is not wanted. Refuses the first choice that is none of those that it offers, and names them. */
export const readPreferences = (
  fields: Record<string, string>,
): { kind: 'command'; preferences: Preferences } | Refusal => {
  if (fields.action !== CHOOSE) return invalid('action', 'Use one of the forms of this page.');
  const language = LANGUAGES.find((one) => one === fields.language);
  if (!language && fields.language !== OWN_LANGUAGE)
    return invalid('language', `Choose one of these languages: ${OWN_LANGUAGE}, ${LANGUAGE_LIST}.`);
  const print = PRINTS.find((one) => one === fields.print);
  if (!print) return invalid('print', `Choose one of these sizes: ${PRINTS.join(', ')}.`);
  const format = FORMATS.find((one) => one === fields.format);
  if (!format) return invalid('format', `Choose one of these kinds: ${FORMATS.join(', ')}.`);
  const unwanted = OPTIONAL_GROUPS.filter((group) => fields[group] === undefined);
  return { kind: 'command', preferences: { print, format, unwanted, ...(language ? { language } : {}) } };
};

/** The same preferences with every optional group stopped: what one click in a mail program asks for (RFC 8058). */
export const withoutOptional = (preferences: Preferences): Preferences => ({
  ...preferences,
  unwanted: [...OPTIONAL_GROUPS],
});
