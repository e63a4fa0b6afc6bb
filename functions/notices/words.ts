import { CONCERN_OUTCOME_WORDS, CONCERN_REASON_WORDS, RAISER_WORDS } from '../requests/concern-words.ts';
import { describeHoldReason } from '../requests/hold-reason.ts';
import type { Language, RequestOutcome, ReviewReason } from '../requests/request.ts';
import type { RegisterFinding } from './message-values.ts';
import type { SendBackReason } from '../requests/work-order.ts';

/** The words around every message. */
export interface FrameWords {
  /** Before the bare address of the link, for programs that show no button. */
  copyAddress: string;
  /** Who wrote, and about what. */
  sender: (city: string) => string;
  /** Why this came, and that nobody reads answers. */
  automatic: string;
  /** On the link to everything that waits for the recipient. */
  queue: string;
}

/** The words around every message, by language. */
export const FRAME: Record<Language, FrameWords> = {
  en: {
    copyAddress: 'If the link does not open, copy this address:',
    sender: (city) => `${city} 311`,
    automatic: 'This e-mail was written by a program. Please do not answer it; use the link.',
    queue: 'Everything that waits for you:',
  },
  es: {
    copyAddress: 'Si el enlace no se abre, copie esta dirección:',
    sender: (city) => `311 de ${city}`,
    automatic: 'Este correo lo escribió un programa. Por favor, no lo responda; use el enlace.',
    queue: 'Todo lo que espera por usted:',
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
  'emergency-words': {
    en: 'The words sound like an emergency, and the type is none. Has 911 been called?',
    es: 'Las palabras suenan a emergencia, y el tipo no lo es. ¿Se llamó al 911?',
  },
  'feedback-without-subject': {
    en: 'It is feedback, and it does not say about which department.',
    es: 'Es una opinión, y no dice sobre qué departamento.',
  },
  'possible-duplicate': {
    en: 'Something like it was reported near by, not long ago.',
    es: 'Algo parecido se reportó cerca, hace poco.',
  },
  'sent-back': {
    en: 'The partner sent the work back: it is not theirs.',
    es: 'El equipo devolvió el trabajo: no le corresponde.',
  },
  'no-work-left': {
    en: 'All of its work was cancelled, and nothing was done.',
    es: 'Se canceló todo el trabajo y no se hizo nada.',
  },
  'no-answer': {
    en: 'The resident has not answered the question in time.',
    es: 'La persona no respondió la pregunta a tiempo.',
  },
  unlinked: {
    en: 'It was taken for a duplicate, and is none.',
    es: 'Se tomó por un duplicado, y no lo es.',
  },
};

/** Says why a person has to look at a request, in a sentence. */
export const describeReviewReason = (reason: ReviewReason, language: Language): string =>
  REVIEW_REASONS[reason][language];

/** Why a partner says that work is not theirs, as it completes a sentence. */
export const SEND_BACK_WORDS: Record<SendBackReason, Record<Language, string>> = {
  'not-our-service': { en: 'another department or company does this', es: 'lo hace otro departamento o empresa' },
  'not-our-place': { en: 'the place is not theirs', es: 'el lugar no les corresponde' },
  'private-property': { en: 'it is private property', es: 'es propiedad privada' },
  'state-or-utility-owned': {
    en: 'it belongs to the state or to a utility company',
    es: 'pertenece al estado o a una compañía de servicios públicos',
  },
  'cannot-be-found': { en: 'nothing was found at the place', es: 'no se encontró nada en el lugar' },
  'done-already': { en: 'it had been done already', es: 'ya estaba hecho' },
};

/** What the register of partners lacks, as it stands in a subject. */
const REGISTER_FINDINGS: Record<RegisterFinding, Record<Language, string>> = {
  'agreement-ends': { en: 'the agreement runs out', es: 'el acuerdo está por vencer' },
  'agreement-over': { en: 'the agreement has run out', es: 'el acuerdo ha vencido' },
  'agreement-missing': { en: 'there is no agreement', es: 'no hay acuerdo' },
  'contact-ends': { en: 'a contact is about to lapse', es: 'un contacto está por vencer' },
  'contact-over': { en: 'a contact has lapsed', es: 'un contacto ha vencido' },
  'contact-missing': { en: 'a contact is missing', es: 'falta un contacto' },
};

/** The Spanish masculine ordinal needs no letters; the English one does. */
const sayOrdinal = (number: string, language: Language): string => {
  if (language === 'es') return `${number}.º`;
  const tens = Number(number) % 100;
  const suffix = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][Number(number) % 10] ?? 'th');
  return `${number}${suffix}`;
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
  sentBack: from(SEND_BACK_WORDS),
  finding: from(REGISTER_FINDINGS),
  concernReason: from(CONCERN_REASON_WORDS),
  concernOutcome: from(CONCERN_OUTCOME_WORDS),
  raisedBy: from(RAISER_WORDS),
  owner: from(LEVEL_NAMES),
  nth: sayOrdinal,
  reason: describeHoldReason,
  promise: sayPromise,
  longestPause: sayPromise,
};

/** Says the text of a value in a language: codes in words, everything else as it is. */
export const sayValue = (name: string, text: string, language: Language): string =>
  Object.hasOwn(SAY, name) ? (SAY[name]?.(text, language) ?? text) : text;

/** Values that are written in English only, whatever the language of the message. */
export const ENGLISH_VALUES: ReadonlySet<string> = new Set(['tried', 'why', 'urgent', 'inVain', 'task']);
