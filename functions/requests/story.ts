import { type ConcernOutcome, type ConcernReason, MANAGER } from './concern.ts';
import { toInstant } from '../clocks/business-calendar.ts';
import { CONCERN_OUTCOME_WORDS, CONCERN_REASON_WORDS, MANAGER_WORDS } from './concern-words.ts';
import type { ClockKind } from '../clocks/agreement.ts';
import type { EventType, RequestEvent } from './event.ts';
import { describeHoldReason } from './hold-reason.ts';
import type { Language } from './request.ts';
import { sayDate, sayDateTime } from './say-time.ts';

/** Who reads a history: the person who asked, a partner that works on it, or the people who run the service. */
export type Audience = 'constituent' | 'partner' | 'staff';

/** Turns codes of an event into the names that people know. */
export interface Names {
  partner(code: string): string;
}

/** Who may read of an event at all. A partner's note is for the resident only when the partner said so (`data.public`). */
const READERS: Record<EventType, readonly Audience[]> = {
  'request-received': ['constituent', 'partner', 'staff'],
  'review-needed': ['constituent', 'staff'],
  'request-accepted': ['constituent', 'partner', 'staff'],
  'request-declined': ['constituent', 'partner', 'staff'],
  'work-order-offered': ['constituent', 'partner', 'staff'],
  'work-order-accepted': ['constituent', 'partner', 'staff'],
  'request-retyped': ['constituent', 'partner', 'staff'],
  'request-withdrawn': ['constituent', 'partner', 'staff'],
  'request-linked': ['constituent', 'staff'],
  'request-unlinked': ['constituent', 'staff'],
  'follower-joined': ['partner', 'staff'],
  'follower-left': ['staff'],
  'question-asked': ['constituent', 'staff'],
  'question-answered': ['constituent', 'staff'],
  'question-unanswered': ['constituent', 'staff'],
  'work-order-scheduled': ['constituent', 'partner', 'staff'],
  'work-order-started': ['constituent', 'partner', 'staff'],
  'work-order-sent-back': ['constituent', 'partner', 'staff'],
  'work-order-transferred': ['constituent', 'partner', 'staff'],
  'work-order-cancelled': ['partner', 'staff'],
  'work-order-reminded': ['constituent', 'partner', 'staff'],
  'photo-added': ['constituent', 'partner', 'staff'],
  'photo-refused': ['partner', 'staff'],
  'partner-update-recorded': ['staff'],
  'contact-missing': ['staff'],
  'reporter-unreachable': ['constituent', 'staff'],
  'links-revoked': ['staff'],
  'concern-raised': ['staff'],
  'concern-contacted': ['staff'],
  'concern-noted': ['staff'],
  'concern-handed-on': ['staff'],
  'concern-resolved': ['staff'],
  'work-order-noted': ['partner', 'staff'],
  'work-order-held': ['constituent', 'partner', 'staff'],
  'work-order-resumed': ['constituent', 'partner', 'staff'],
  'work-order-completed': ['constituent', 'partner', 'staff'],
  'request-resolved': ['constituent', 'partner', 'staff'],
  'request-closed': ['constituent', 'partner', 'staff'],
  'request-reopened': ['constituent', 'partner', 'staff'],
  'milestone-reached': ['partner', 'staff'],
  'milestone-skipped': ['staff'],
  'clock-moved': ['constituent', 'partner', 'staff'],
  'escalation-acknowledged': ['partner', 'staff'],
  'survey-answered': ['constituent', 'staff'],
  'operator-needed': ['staff'],
  'workflow-repaired': ['staff'],
};

/** What the sentences are made of; words are missing where the event does not hold them. */
interface Facts {
  partner?: string;
  /** Who had the work before, and who has it now. */
  from?: string;
  to?: string;
  /** The other request of a link. */
  other?: string;
  day?: string;
  /** The two moments of a promise that moved. */
  was?: string;
  due?: string;
  nth?: string;
  inVain?: boolean;
  kind?: string;
  reason?: string;
  outcome?: string;
  milestone?: string;
  level?: string;
  /** True for a step of the ladder that was taken before the promised time was over. */
  early?: boolean;
  /** True where a storm held a notice back. */
  storm?: boolean;
  /** True where it is about a concern and not about the request's own promise. */
  concern?: boolean;
  /** Why a concern was raised, how it ended, or why a promise moved, as it completes a sentence. */
  why?: string;
  /** Words that a person wrote for the resident. */
  words?: string;
}

type Tell = (facts: Facts) => string;

const quoted = (sentence: string, words: string | undefined): string =>
  words === undefined ? `${sentence}.` : `${sentence}: “${words}”`;

const choose = (code: string | undefined, sentences: Record<string, string>, otherwise: string): string =>
  code !== undefined && Object.hasOwn(sentences, code) ? (sentences[code] ?? otherwise) : otherwise;

/** What a promise is called in the sentence that says that it moved. */
const MOVED_ENGLISH: Record<ClockKind, string> = {
  acknowledge: 'The time by which the 311 office looks at it',
  resolve: 'The promised time',
  accept: 'The time to accept the work',
  complete: 'The time to complete the work',
};
const MOVED_SPANISH: Record<ClockKind, string> = {
  acknowledge: 'El plazo para que la oficina del 311 la revise',
  resolve: 'El plazo prometido',
  accept: 'El plazo para aceptar el trabajo',
  complete: 'El plazo para terminar el trabajo',
};

const ENGLISH: Record<EventType, Tell> = {
  'request-received': () => 'The request was received.',
  'review-needed': () => 'The 311 office is looking at the request.',
  'request-accepted': () => 'The request was accepted.',
  'request-declined': ({ outcome, words }) =>
    quoted(
      choose(
        outcome,
        {
          referred: 'The request was referred to another office',
          duplicate: 'The request had been reported before',
        },
        'The request was not taken on',
      ),
      words,
    ),
  'work-order-offered': ({ partner = 'a partner' }) => `Work was offered to ${partner}.`,
  'work-order-accepted': ({ partner = 'The partner' }) => `${partner} took the work on.`,
  'request-retyped': () => 'The type or the urgency of the request was changed, and its promise was counted anew.',
  'request-withdrawn': ({ words }) => quoted('The request was withdrawn', words),
  'request-linked': ({ other = 'another', kind }) =>
    kind === 'work-order'
      ? `The work for request ${other} does for this request too.`
      : `This had been reported before; the request has joined request ${other}.`,
  'request-unlinked': ({ other = 'the other' }) => `The request was separated from request ${other} again.`,
  'follower-joined': ({ other = 'Another request' }) => `Request ${other} about the same thing has joined this one.`,
  'follower-left': ({ other = 'A request' }) => `Request ${other} no longer follows this one.`,
  'question-asked': ({ words }) => quoted('The 311 office asked', words),
  'question-answered': () => 'The question was answered.',
  'question-unanswered': () => 'No answer came in time; the 311 office decides with what is known.',
  'work-order-scheduled': ({ partner = 'The partner', day }) =>
    day ? `${partner} means to do the work on ${day}.` : `${partner} has planned the work.`,
  'work-order-started': ({ partner = 'The partner' }) => `${partner} began the work.`,
  'work-order-sent-back': ({ from = 'The partner' }) => `${from} sent the work back: it is not theirs.`,
  'work-order-transferred': ({ from = 'One partner', to = 'another' }) => `The work went from ${from} to ${to}.`,
  'work-order-cancelled': ({ partner = 'The partner' }) => `The work of ${partner} was cancelled.`,
  'work-order-reminded': ({ partner = 'The partner', nth = '1', inVain }) =>
    inVain
      ? `${partner} did not answer ${nth} reminders; the Service Operations Manager was told.`
      : `${partner} was reminded (reminder ${nth}).`,
  'photo-added': ({ partner = 'The partner' }) => `${partner} added a photo.`,
  'photo-refused': ({ partner = 'the partner', outcome }) =>
    choose(
      outcome,
      { 'too-many': `A photo of ${partner} was not kept: the work order has as many as it may have.` },
      `A photo of ${partner} was not kept: it could not be read as a JPEG or PNG picture.`,
    ),
  'partner-update-recorded': ({ partner = 'The partner' }) =>
    `A message of ${partner}'s system was kept, and changed nothing.`,
  'reporter-unreachable': () => 'The person who asked cannot be reached by e-mail.',
  'contact-missing': ({ partner = 'A partner' }) => `${partner} has no valid contact; the next level was written to.`,
  'links-revoked': () => 'The links that had been sent no longer open.',
  'concern-raised': ({ why }) => (why ? `A concern was raised: ${why}.` : 'A concern was raised.'),
  'concern-contacted': () => 'The person who raised a concern was contacted.',
  'concern-noted': () => 'A note was added to a concern.',
  'concern-handed-on': ({ from = 'One owner', to = 'another' }) => `A concern went from ${from} to ${to}.`,
  'concern-resolved': ({ why }) => (why ? `A concern was resolved: ${why}.` : 'A concern was resolved.'),
  'work-order-noted': ({ partner = 'The partner', words }) => quoted(`${partner} added a note`, words),
  'work-order-held': ({ reason }) => (reason ? `The work is on hold: ${reason}.` : 'The work is on hold.'),
  'work-order-resumed': ({ partner }) => (partner ? `${partner} went on with the work.` : 'The work goes on.'),
  'work-order-completed': ({ partner = 'The partner', outcome, words }) =>
    quoted(
      choose(
        outcome,
        {
          unable: `${partner} could not do the work`,
          referred: `${partner} referred the work to another office`,
        },
        `${partner} finished the work`,
      ),
      words,
    ),
  'request-resolved': () => 'The request was marked as resolved.',
  'request-closed': () => 'The request was closed.',
  'request-reopened': () => 'The request was opened again, because it was not solved.',
  'milestone-reached': ({ milestone, level, concern, early }) =>
    choose(
      concern ? `concern-${milestone}` : early ? 'early' : milestone,
      {
        early: `The promised time was running out, and level ${level} was warned.`,
        'concern-at-risk': 'The time to contact the person who raised a concern was running out.',
        'concern-due': 'The person who raised a concern was not contacted in time; its owner was told.',
        'concern-escalate':
          'The person who raised a concern was not contacted; the Service Operations Manager was told.',
        'at-risk': 'The promised time was running out, and a reminder was sent.',
        due: 'The promised time had come and the work was not done; a notice was sent.',
        'pause-over': 'The hold had lasted as long as one may; the supervisor and the 311 office were told.',
      },
      level ? `The delay was escalated to level ${level}.` : 'The delay was escalated.',
    ),
  'milestone-skipped': ({ storm }) =>
    storm
      ? 'Nobody was told of a promise’s moment, because a storm was on.'
      : 'An earlier reminder was left out, because a later one was due as well.',
  'clock-moved': ({ kind, was, due, why, words }) =>
    quoted(
      `${choose(kind, MOVED_ENGLISH, 'A promised time')} ${was === due ? `stays ${due}` : `moved from ${was} to ${due}`}${why ? `, because ${why}` : ''}`,
      words,
    ),
  'escalation-acknowledged': () => 'The escalation was acknowledged.',
  'survey-answered': () => 'The survey was answered.',
  'operator-needed': () => 'Automatic handling stopped; a person has to look.',
  'workflow-repaired': () => 'Automatic handling was set going again.',
};

const SPANISH: Record<EventType, Tell> = {
  'request-received': () => 'Se recibió la solicitud.',
  'review-needed': () => 'La oficina del 311 está revisando la solicitud.',
  'request-accepted': () => 'Se aceptó la solicitud.',
  'request-declined': ({ outcome, words }) =>
    quoted(
      choose(
        outcome,
        {
          referred: 'La solicitud se remitió a otra oficina',
          duplicate: 'La solicitud ya se había presentado antes',
        },
        'La solicitud no se aceptó',
      ),
      words,
    ),
  'work-order-offered': ({ partner = 'un equipo de trabajo' }) => `El trabajo se propuso a ${partner}.`,
  'work-order-accepted': ({ partner = 'El equipo de trabajo' }) => `${partner} se hizo cargo del trabajo.`,
  'request-retyped': () => 'Se cambió el tipo o la urgencia de la solicitud, y el plazo se contó de nuevo.',
  'request-withdrawn': ({ words }) => quoted('La solicitud se retiró', words),
  'request-linked': ({ other = 'otra', kind }) =>
    kind === 'work-order'
      ? `El trabajo de la solicitud ${other} sirve también para esta.`
      : `Ya se había reportado antes; la solicitud se unió a la ${other}.`,
  'request-unlinked': ({ other = 'la otra' }) => `La solicitud se separó de nuevo de la ${other}.`,
  'follower-joined': ({ other = 'Otra' }) => `La solicitud ${other}, sobre lo mismo, se unió a esta.`,
  'follower-left': ({ other = 'Una' }) => `La solicitud ${other} ya no sigue a esta.`,
  'question-asked': ({ words }) => quoted('La oficina del 311 preguntó', words),
  'question-answered': () => 'Se respondió la pregunta.',
  'question-unanswered': () => 'No llegó respuesta a tiempo; la oficina del 311 decide con lo que sabe.',
  'work-order-scheduled': ({ partner = 'El equipo de trabajo', day }) =>
    day ? `${partner} piensa hacer el trabajo el ${day}.` : `${partner} planificó el trabajo.`,
  'work-order-started': ({ partner = 'El equipo de trabajo' }) => `${partner} empezó el trabajo.`,
  'work-order-sent-back': ({ from = 'El equipo de trabajo' }) => `${from} devolvió el trabajo: no le corresponde.`,
  'work-order-transferred': ({ from = 'Un equipo', to = 'otro' }) => `El trabajo pasó de ${from} a ${to}.`,
  'work-order-cancelled': ({ partner = 'El equipo de trabajo' }) => `Se canceló el trabajo de ${partner}.`,
  'work-order-reminded': ({ partner = 'El equipo de trabajo', nth = '1', inVain }) =>
    inVain
      ? `${partner} no respondió a ${nth} recordatorios; se avisó a la gerencia de operaciones del 311.`
      : `Se envió un recordatorio a ${partner} (el ${nth}.º).`,
  'photo-added': ({ partner = 'El equipo de trabajo' }) => `${partner} añadió una foto.`,
  'photo-refused': ({ partner = 'el equipo de trabajo', outcome }) =>
    choose(
      outcome,
      { 'too-many': `No se guardó una foto de ${partner}: la orden de trabajo ya tiene las que puede tener.` },
      `No se guardó una foto de ${partner}: no se pudo leer como imagen JPEG o PNG.`,
    ),
  'partner-update-recorded': ({ partner = 'un equipo' }) =>
    `Se guardó un mensaje del sistema de ${partner}, que no cambió nada.`,
  'reporter-unreachable': () => 'No se puede contactar por correo electrónico a quien hizo la solicitud.',
  'contact-missing': ({ partner = 'Un equipo' }) =>
    `${partner} no tiene contacto válido; se escribió al nivel siguiente.`,
  'links-revoked': () => 'Los enlaces enviados ya no abren nada.',
  'concern-raised': ({ why }) => (why ? `Se planteó una inquietud: ${why}.` : 'Se planteó una inquietud.'),
  'concern-contacted': () => 'Se contactó a la persona que planteó una inquietud.',
  'concern-noted': () => 'Se añadió una nota a una inquietud.',
  'concern-handed-on': ({ from = 'un responsable', to = 'otro' }) => `Una inquietud pasó de ${from} a ${to}.`,
  'concern-resolved': ({ why }) => (why ? `Una inquietud quedó resuelta: ${why}.` : 'Una inquietud quedó resuelta.'),
  'work-order-noted': ({ partner = 'El equipo de trabajo', words }) => quoted(`${partner} añadió una nota`, words),
  'work-order-held': ({ reason }) => (reason ? `El trabajo está detenido: ${reason}.` : 'El trabajo está detenido.'),
  'work-order-resumed': ({ partner }) => (partner ? `${partner} reanudó el trabajo.` : 'El trabajo continúa.'),
  'work-order-completed': ({ partner = 'El equipo de trabajo', outcome, words }) =>
    quoted(
      choose(
        outcome,
        {
          unable: `${partner} no pudo hacer el trabajo`,
          referred: `${partner} remitió el trabajo a otra oficina`,
        },
        `${partner} terminó el trabajo`,
      ),
      words,
    ),
  'request-resolved': () => 'La solicitud se dio por resuelta.',
  'request-closed': () => 'La solicitud se cerró.',
  'request-reopened': () => 'La solicitud se abrió de nuevo, porque no estaba resuelta.',
  'milestone-reached': ({ milestone, level, concern, early }) =>
    choose(
      concern ? `concern-${milestone}` : early ? 'early' : milestone,
      {
        early: `El plazo prometido se acababa y se avisó al nivel ${level}.`,
        'concern-at-risk': 'Se acababa el plazo para contactar a la persona que planteó una inquietud.',
        'concern-due': 'No se contactó a tiempo a la persona que planteó una inquietud; se avisó a quien responde.',
        'concern-escalate':
          'No se contactó a la persona que planteó una inquietud; se avisó a la gerencia de operaciones del 311.',
        'at-risk': 'El plazo prometido se acababa y se envió un recordatorio.',
        due: 'El plazo prometido llegó sin que el trabajo estuviera hecho; se envió un aviso.',
        'pause-over':
          'El trabajo llevaba detenido todo el tiempo permitido; se avisó a la supervisión y a la oficina del 311.',
      },
      level ? `El retraso se elevó al nivel ${level}.` : 'El retraso se elevó a un nivel superior.',
    ),
  'milestone-skipped': ({ storm }) =>
    storm
      ? 'No se avisó a nadie de un plazo, por una emergencia declarada.'
      : 'Se omitió un recordatorio anterior, porque ya correspondía uno posterior.',
  'clock-moved': ({ kind, was, due, why, words }) =>
    quoted(
      `${choose(kind, MOVED_SPANISH, 'Un plazo')} ${was === due ? `sigue siendo el ${due}` : `pasó del ${was} al ${due}`}${why ? `, porque ${why}` : ''}`,
      words,
    ),
  'escalation-acknowledged': () => 'Un responsable respondió al aviso de retraso.',
  'survey-answered': () => 'Se respondió la encuesta.',
  'operator-needed': () => 'El proceso automático se detuvo; una persona tiene que revisarlo.',
  'workflow-repaired': () => 'El proceso automático se puso en marcha de nuevo.',
};

const TELL: Record<Language, Record<EventType, Tell>> = { en: ENGLISH, es: SPANISH };

/** Events whose `text` a person wrote for the resident; a note only when it is marked public. */
const isForResident = (event: RequestEvent): boolean =>
  event.type === 'work-order-completed' ||
  event.type === 'request-declined' ||
  event.type === 'request-withdrawn' ||
  event.type === 'question-asked' ||
  event.type === 'clock-moved' ||
  (event.type === 'work-order-noted' && event.data?.public === true);

const isAboutConcern = ({ data }: RequestEvent): boolean => typeof data?.concern === 'string';

/** A partner's own promise (OLA) is none of the resident's. */
const isPartnersClock = ({ type, data }: RequestEvent): boolean =>
  type === 'clock-moved' && typeof data?.workOrder === 'string';

/** What happens to a concern is told to those who run the service; whoever raised it reads of it on their page. */
const isRead = (event: RequestEvent, audience: Audience): boolean =>
  isAboutConcern(event) || (isPartnersClock(event) && audience === 'constituent')
    ? audience === 'staff'
    : READERS[event.type].includes(audience) || (event.type === 'work-order-noted' && isForResident(event));

const wordsOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** The city's zone of a sentence's days: both catalogues keep one. */
const ZONE = 'America/New_York';

/** Why a concern was raised, or how it ended, with a small letter; undefined for every other event. */
const whyConcerned = ({ type, data = {} }: RequestEvent, language: Language): string | undefined => {
  const words =
    type === 'concern-raised'
      ? CONCERN_REASON_WORDS[data.reason as ConcernReason]
      : type === 'concern-resolved'
        ? CONCERN_OUTCOME_WORDS[data.outcome as ConcernOutcome]
        : undefined;
  const said = words?.[language];
  return said && `${said.charAt(0).toLowerCase()}${said.slice(1)}`;
};

/** Who had or has something: a partner, or the manager, who owns concerns only. */
const ownerName = (code: string, language: Language, names: Names): string =>
  code === MANAGER ? MANAGER_WORDS[language] : names.partner(code);

const movedFacts = ({ data = {} }: RequestEvent, language: Language): Facts => {
  const say = (at: unknown) => (typeof at === 'number' ? sayDateTime(at, ZONE, language) : '—');
  const days = (wordsOf(data.days)?.split(' ') ?? []).map((date) =>
    sayDate(toInstant(`${date}T12:00`, ZONE), ZONE, language),
  );
  return {
    kind: String(data.clock),
    was: say(data.was),
    due: say(data.due),
    ...(days.length > 0 ? { why: COUNTED[language](days, data.because === 'opened') } : {}),
    ...(data.because === 'storm' ? { why: STORMY[language] } : {}),
  };
};

/** Why a promise moved, before the storm's name. */
const STORMY: Record<Language, string> = {
  en: 'a storm was declared, changed or withdrawn',
  es: 'se declaró, cambió o retiró una emergencia',
};

/** Says of days that they do not count, or count after all; a sentence's middle. */
const COUNTED: Record<Language, (days: readonly string[], opened: boolean) => string> = {
  en: (days, opened) => {
    const many = days.length > 1;
    const verb = opened ? (many ? 'count after all' : 'counts after all') : many ? 'do not count' : 'does not count';
    return `${listed(days, 'and')} ${verb}`;
  },
  es: (days, opened) => {
    const verb = days.length > 1 ? 'cuentan' : 'cuenta';
    return `${opened ? 'sí' : 'no'} ${verb} el ${listed(days, 'y el')}`;
  },
};

const listed = (items: readonly string[], and: string): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join('; ')} ${and} ${items.at(-1)}`;

const factsOf = (event: RequestEvent, language: Language, names: Names): Facts => {
  const { data = {}, by } = event;
  const from = wordsOf(data.from);
  const to = wordsOf(data.to);
  const other = wordsOf(data.leader) ?? wordsOf(data.follower);
  const linkKind = event.type === 'request-linked' ? wordsOf(data.kind) : undefined;
  const moved = event.type === 'clock-moved' ? movedFacts(event, language) : {};
  const partner = wordsOf(data.partner) ?? (by.kind === 'partner' ? by.name : undefined);
  const reason = wordsOf(data.reason);
  const outcome = wordsOf(data.outcome);
  const milestone = wordsOf(data.kind);
  const why = whyConcerned(event, language);
  const words = isForResident(event) ? wordsOf(event.text) : undefined;
  return {
    ...(partner ? { partner: names.partner(partner) } : {}),
    ...(from ? { from: ownerName(from, language, names) } : {}),
    ...(to ? { to: ownerName(to, language, names) } : {}),
    ...(other ? { other } : {}),
    ...(linkKind ? { kind: linkKind } : {}),
    ...(typeof data.scheduledFor === 'number' ? { day: sayDate(data.scheduledFor, ZONE, language) } : {}),
    ...(typeof data.nth === 'number' ? { nth: String(data.nth) } : {}),
    ...(data.inVain === true ? { inVain: true } : {}),
    ...(reason ? { reason: describeHoldReason(reason, language) } : {}),
    ...(outcome ? { outcome } : {}),
    ...(milestone ? { milestone } : {}),
    ...(isAboutConcern(event) ? { concern: true } : {}),
    ...(why ? { why } : {}),
    ...moved,
    ...(typeof data.level === 'number' && data.level > 0 ? { level: String(data.level) } : {}),
    ...(data.early === true ? { early: true } : {}),
    ...(typeof data.storm === 'string' ? { storm: true } : {}),
    ...(words ? { words } : {}),
  };
};

/**
 * Tells one event in a plain sentence, or answers undefined for one that the audience should not see (internal notes and
 * reminders for a constituent). The only free text in it is what a partner or a reviewer wrote for the resident.
 */
export const tellEvent = (
  event: RequestEvent,
  language: Language,
  names: Names,
  audience: Audience,
): string | undefined =>
  isRead(event, audience) ? TELL[language][event.type](factsOf(event, language, names)) : undefined;

/** Its words stand in its own sentence, or in that of the completion that it followed from. */
const isToldElsewhere = (event: RequestEvent): boolean => isForResident(event) || event.type === 'request-resolved';

/**
 * Free text that stands beside an event and not in its sentence: internal notes, hold remarks, the resident's words at a
 * reopening. Undefined for a constituent, and where there is none; show it inert, and never put it into an e-mail.
 */
export const remarkOf = (event: RequestEvent, audience: Audience): string | undefined =>
  audience === 'constituent' || !isRead(event, audience) || isToldElsewhere(event) ? undefined : wordsOf(event.text);

/** What counts as having tried something, for those who are told that a promise was missed. */
const TRIED: ReadonlySet<EventType> = new Set([
  'work-order-offered',
  'work-order-accepted',
  'work-order-noted',
  'work-order-held',
  'work-order-resumed',
  'work-order-scheduled',
  'work-order-started',
  'work-order-sent-back',
  'work-order-transferred',
  'work-order-reminded',
  'work-order-completed',
  'request-reopened',
  'milestone-reached',
  'escalation-acknowledged',
]);

/** Lines of a breach e-mail: more would hide the last thing that was tried. */
const TRIED_LINES = 8;

/**
 * Says what has been tried so far, in English, oldest first, the last eight lines:
 * "June 4, 2015, 8:30 AM: Work was offered to Highway Division."
 */
export const tellTried = (
  events: readonly RequestEvent[],
  { names, timeZone }: { names: Names; timeZone: string },
): string[] =>
  events
    .filter(({ type }) => TRIED.has(type))
    .flatMap((event) => {
      const sentence = tellEvent(event, 'en', names, 'partner');
      return sentence === undefined ? [] : [`${sayDateTime(event.at, timeZone, 'en')}: ${sentence}`];
    })
    .slice(-TRIED_LINES);
