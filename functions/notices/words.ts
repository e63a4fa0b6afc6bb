import { type Language, type StaffLanguage, forStaff } from '../languages/language.ts';
import { say } from '../languages/wording.ts';
import { describeHoldReason, sayConcernOutcome, sayConcernReason, sayOutcome } from '../requests/code-words.ts';
import { RAISER_WORDS } from '../requests/concern-words.ts';
import { isMonth } from '../measures/window.ts';
import { sayMonth } from '../requests/say-time.ts';
import type { Priority, ReviewReason } from '../requests/request.ts';
import type { SendBackReason, TransferReason } from '../requests/work-order.ts';
import type { Again, RegisterFinding, UndeliverableEntry } from './message-values.ts';
import type { UnreachableReason } from './recipient.ts';
import en from './words/en.json' with { type: 'json' };
import es from './words/es.json' with { type: 'json' };
import ht from './words/ht.json' with { type: 'json' };
import ne from './words/ne.json' with { type: 'json' };
import pt from './words/pt.json' with { type: 'json' };
import zhHant from './words/zh-Hant.json' with { type: 'json' };

/** The words around every message. */
export interface FrameWords {
  /** Before the bare address of the link, for programs that show no button. */
  copyAddress: string;
  /** Who wrote, and about what. */
  sender: (city: string) => string;
  /** Why this came, and that nobody reads answers. */
  automatic: string;
  /** On the link by which residents choose what they are sent, and how. */
  preferences: string;
  /** On the link to everything that waits for the recipient, which staff have. */
  queue: string;
}

const QUEUE: Record<StaffLanguage, string> = {
  en: 'Everything that waits for you',
  es: 'Todo lo que espera por usted',
};

const frameOf = ({ copyAddress, sender, automatic, preferences }: typeof en, queue = QUEUE.en): FrameWords => ({
  copyAddress,
  sender: (city) => say(sender, { city }),
  automatic,
  preferences,
  queue,
});

/** The words around every message, by language. */
export const FRAME: Record<Language, FrameWords> = {
  en: frameOf(en),
  es: frameOf(es, QUEUE.es),
  pt: frameOf(pt),
  ht: frameOf(ht),
  ne: frameOf(ne),
  'zh-Hant': frameOf(zhHant),
};

const REVIEW_REASONS: Record<ReviewReason, Record<StaffLanguage, string>> = {
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
    en: 'The words sound like an emergency. Has 911 been called?',
    es: 'Las palabras suenan a emergencia. ¿Se llamó al 911?',
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
export const describeReviewReason = (reason: ReviewReason, language: StaffLanguage): string =>
  REVIEW_REASONS[reason][language];

/** Why a partner says that work is not theirs, as it completes a sentence. */
export const SEND_BACK_WORDS: Record<SendBackReason, Record<StaffLanguage, string>> = {
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

/** Why work goes on, as those are told who get it. */
const TRANSFER_WORDS: Record<TransferReason, Record<StaffLanguage, string>> = {
  'their-service': { en: 'it is your kind of work', es: 'es el tipo de trabajo que hacen ustedes' },
  'their-place': { en: 'the place is yours', es: 'el lugar les corresponde a ustedes' },
  'needs-their-equipment': { en: 'it needs your equipment', es: 'hace falta el equipo de ustedes' },
  workload: { en: 'it was agreed that you take it', es: 'se acordó que ustedes lo tomen' },
};

/** Why work comes again, after words that say so. */
const AGAIN_WORDS: Record<Again, Record<StaffLanguage, string>> = {
  reopened: { en: 'it was reopened', es: 'se reabrió' },
  'sent-back': { en: 'it was sent back', es: 'se devolvió' },
  cancelled: { en: 'it is needed after all', es: 'sí hace falta' },
};

/** How urgent work has become, after words that say what it is. */
const PRIORITY_WORDS: Record<Priority, Record<StaffLanguage, string>> = {
  urgent: { en: 'urgent now', es: 'ahora es urgente' },
  normal: { en: 'not urgent any more', es: 'ya no es urgente' },
};

/** What stands before everything else of an urgent offer. */
const URGENT: Record<string, Record<StaffLanguage, string>> = { Urgent: { en: 'Urgent', es: 'Urgente' } };

/** What the register of partners lacks, as it stands in a subject. */
const REGISTER_FINDINGS: Record<RegisterFinding, Record<StaffLanguage, string>> = {
  'agreement-ends': { en: 'the agreement runs out', es: 'el acuerdo está por vencer' },
  'agreement-over': { en: 'the agreement has run out', es: 'el acuerdo ha vencido' },
  'agreement-missing': { en: 'there is no agreement', es: 'no hay acuerdo' },
  'contact-ends': { en: 'a contact is about to lapse', es: 'un contacto está por vencer' },
  'contact-over': { en: 'a contact has lapsed', es: 'un contacto ha vencido' },
  'contact-missing': { en: 'a contact is missing', es: 'falta un contacto' },
  'contact-bounced': { en: 'e-mail to a contact comes back', es: 'el correo a un contacto vuelve' },
  'contact-complained': {
    en: 'a contact marked our mail as spam',
    es: 'un contacto marcó nuestro correo como no deseado',
  },
};

/** Who was written to in vain. */
const WHOM: Record<UndeliverableEntry['whom'], Record<StaffLanguage, string>> = {
  resident: { en: 'the person who asked', es: 'la persona que la pidió' },
  staff: { en: 'a partner or the 311 office', es: 'un socio o la oficina del 311' },
};

/** Why nothing more is sent, as it completes a sentence. */
const UNREACHABLE: Record<UnreachableReason, Record<StaffLanguage, string>> = {
  bounced: { en: 'the mailbox takes no mail', es: 'el buzón no recibe correo' },
  complained: { en: 'they marked our mail as spam', es: 'marcaron nuestro correo como no deseado' },
};

/** The Spanish masculine ordinal needs no letters; the English one does. */
const sayOrdinal = (number: string, language: StaffLanguage): string => {
  if (language === 'es') return `${number}.º`;
  const tens = Number(number) % 100;
  const suffix = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][Number(number) % 10] ?? 'th');
  return `${number}${suffix}`;
};

const LEVEL_NAMES: Record<string, Record<StaffLanguage, string>> = {
  desk: { en: 'desk', es: 'oficina responsable' },
  supervisor: { en: 'supervisor', es: 'supervisión' },
  director: { en: 'director', es: 'dirección' },
  'Service Operations Manager': { en: 'Service Operations Manager', es: 'gerencia de operaciones del 311' },
};

const from =
  (table: Record<string, Record<StaffLanguage, string>>) =>
  (code: string, language: StaffLanguage): string =>
    (Object.hasOwn(table, code) ? table[code]?.[language] : undefined) ?? code;

type Say<L> = Readonly<Record<string, (code: string, language: L) => string>>;

/** Values that are codes, and how each is said in a language. */
const SAY: Say<Language> = {
  outcome: sayOutcome,
  concernReason: sayConcernReason,
  concernOutcome: sayConcernOutcome,
  reason: describeHoldReason,
};

/** The same of values, codes or English phrases of a closed set, that only staff are told. */
const SAY_TO_STAFF: Say<StaffLanguage> = {
  levelName: from(LEVEL_NAMES),
  reasons: from(REVIEW_REASONS),
  sentBack: from(SEND_BACK_WORDS),
  transferReason: from(TRANSFER_WORDS),
  again: from(AGAIN_WORDS),
  priority: from(PRIORITY_WORDS),
  urgent: from(URGENT),
  finding: from(REGISTER_FINDINGS),
  whom: from(WHOM),
  unreachable: from(UNREACHABLE),
  raisedBy: from(RAISER_WORDS),
  owner: from(LEVEL_NAMES),
  month: (text, language) => (isMonth(text) ? sayMonth(text, language) : text),
  nth: sayOrdinal,
};

/** Says the text of a value in a language: codes in words, everything else as it is. */
export const sayValue = (name: string, text: string, language: Language): string => {
  if (Object.hasOwn(SAY, name)) return SAY[name]?.(text, language) ?? text;
  return Object.hasOwn(SAY_TO_STAFF, name) ? (SAY_TO_STAFF[name]?.(text, forStaff(language)) ?? text) : text;
};

/** Values that are written in English only, whatever the language of the message: what staff or the catalogue call things. */
export const ENGLISH_VALUES: ReadonlySet<string> = new Set([
  'typeName',
  'wasType',
  'partner',
  'partners',
  'from',
  'tried',
  'inVain',
  'task',
]);
