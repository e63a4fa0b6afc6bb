import { describeHoldReason } from '../requests/hold-reason.ts';
import type { Language, RequestOutcome, ReviewReason } from '../requests/request.ts';

/** The words around every message. */
export interface FrameWords {
  /** Before the bare address of the link, for programs that show no button. */
  copyAddress: string;
  /** Who wrote, and about what. */
  sender: (city: string) => string;
  /** Why this came, and that nobody reads answers. */
  automatic: string;
}

/** The words around every message, by language. */
export const FRAME: Record<Language, FrameWords> = {
  en: {
    copyAddress: 'If the link does not open, copy this address:',
    sender: (city) => `${city} 311`,
    automatic: 'This e-mail was written by a program. Please do not answer it; use the link.',
  },
  es: {
    copyAddress: 'Si el enlace no se abre, copie esta dirección:',
    sender: (city) => `311 de ${city}`,
    automatic: 'Este correo lo escribió un programa. Por favor, no lo responda; use el enlace.',
  },
};

const OUTCOMES: Record<RequestOutcome, Record<Language, string>> = {
  done: { en: 'The work was done', es: 'El trabajo se hizo' },
  unable: { en: 'The work could not be done', es: 'El trabajo no se pudo hacer' },
  referred: { en: 'It was passed on to another office', es: 'Se remitió a otra oficina' },
  declined: { en: 'It cannot be taken on', es: 'No se puede aceptar' },
  duplicate: { en: 'It had been reported before', es: 'Ya se había comunicado antes' },
  withdrawn: { en: 'It was withdrawn', es: 'Se retiró' },
};

const REVIEW_REASONS: Record<ReviewReason, Record<Language, string>> = {
  'unknown-type': {
    en: 'The type that was reported is not in the catalogue.',
    es: 'El tipo comunicado no está en el catálogo.',
  },
  'place-unknown': {
    en: 'The work needs a place, and none was given.',
    es: 'El trabajo necesita un lugar, y no se dio ninguno.',
  },
  'outside-the-city': { en: 'The place is outside the city.', es: 'El lugar está fuera de la ciudad.' },
  'missing-answer': {
    en: 'A question that this type needs was not answered.',
    es: 'Falta la respuesta a una pregunta necesaria para este tipo.',
  },
  'private-type': {
    en: 'This type is private, so a person has to read it first.',
    es: 'Este tipo es privado, así que una persona tiene que leerla primero.',
  },
};

const LEVEL_NAMES: Record<string, Record<Language, string>> = {
  desk: { en: 'desk', es: 'oficina responsable' },
  supervisor: { en: 'supervisor', es: 'supervisión' },
  director: { en: 'director', es: 'dirección' },
  'Service Operations Manager': { en: 'Service Operations Manager', es: 'gerencia de operaciones del 311' },
};

/** What `describeTarget` says, word for word, in Spanish. */
const SPANISH_UNITS: Record<string, [one: string, many: string]> = {
  'business day': ['día hábil', 'días hábiles'],
  'business hour': ['hora hábil', 'horas hábiles'],
  'calendar day': ['día natural', 'días naturales'],
  hour: ['hora', 'horas'],
};

const sayPromise = (promise: string, language: Language): string => {
  const [, amount, unit = ''] = /^([\d.]+) (.+?)s?$/.exec(promise) ?? [];
  const words = Object.hasOwn(SPANISH_UNITS, unit) ? SPANISH_UNITS[unit] : undefined;
  if (language === 'en' || !words) return promise;
  return `${amount} ${amount === '1' ? words[0] : words[1]}`;
};

const from =
  (table: Record<string, Record<Language, string>>) =>
  (code: string, language: Language): string =>
    (Object.hasOwn(table, code) ? table[code]?.[language] : undefined) ?? code;

/** Values that are codes, or English phrases of a closed set, and how each is said in a language. */
const SAY: Record<string, (code: string, language: Language) => string> = {
  outcome: from(OUTCOMES),
  levelName: from(LEVEL_NAMES),
  reasons: from(REVIEW_REASONS),
  reason: describeHoldReason,
  promise: sayPromise,
};

/** Says the text of a value in a language: codes in words, everything else as it is. */
export const sayValue = (name: string, text: string, language: Language): string =>
  Object.hasOwn(SAY, name) ? (SAY[name]?.(text, language) ?? text) : text;

/** Values that are written in English only, whatever the language of the message. */
export const ENGLISH_VALUES: ReadonlySet<string> = new Set(['tried', 'why']);
