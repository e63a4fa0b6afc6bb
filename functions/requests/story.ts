import { toInstant } from '../clocks/business-calendar.ts';
import { type Language, type StaffLanguage, OWN_NAMES, forStaff, languageOfTag } from '../languages/language.ts';
import { type Wordings, type Words, capital, sayFirst } from '../languages/wording.ts';
import { describeHoldReason, sayConcernOutcome, sayConcernReason } from './code-words.ts';
import { MANAGER } from './concern.ts';
import { MANAGER_WORDS } from './concern-words.ts';
import type { EventType, RequestEvent } from './event.ts';
import { sayDate, sayDateTime, sayList, sayNumber } from './say-time.ts';
import staffEn from './staff-words/en.json' with { type: 'json' };
import staffEs from './staff-words/es.json' with { type: 'json' };
import en from './words/story/en.json' with { type: 'json' };
import es from './words/story/es.json' with { type: 'json' };
import ht from './words/story/ht.json' with { type: 'json' };
import ne from './words/story/ne.json' with { type: 'json' };
import pt from './words/story/pt.json' with { type: 'json' };
import zhHant from './words/story/zh-Hant.json' with { type: 'json' };

/** Who reads a history: the person who asked, a partner that works on it, or the people who run the service. */
export type Audience = 'constituent' | 'partner' | 'staff';

/** Turns codes of an event into the names that people know. */
export interface Names {
  partner(code: string): string;
}

/** Who may read of an event at all. A partner's note is for the resident only when the partner said so (`data.public`). */
const READERS = {
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
  'detail-added': ['constituent', 'partner', 'staff'],
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
  'reporter-opted-out': ['constituent', 'staff'],
  'links-revoked': ['staff'],
  'private-opened': ['staff'],
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
  'survey-asked': ['staff'],
  'survey-reminded': ['staff'],
  'survey-not-asked': ['staff'],
  'survey-answered': ['constituent', 'staff'],
  'language-changed': ['constituent', 'staff'],
  'operator-needed': ['staff'],
  'workflow-repaired': ['staff'],
  'record-exported': ['staff'],
  'record-disposed': ['staff'],
} as const satisfies Record<EventType, readonly Audience[]>;

/** The events that a resident may read of, so that each has to be told in every language. */
type ToldToResidents =
  { [E in EventType]: 'constituent' extends (typeof READERS)[E][number] ? E : never }[EventType] | 'work-order-noted';

/** The sentence of an event, or one for each of its kinds and one for all others. */
type Sentence = Wordings | ({ otherwise: Wordings } & Record<string, Wordings>);

interface StoryWords {
  /** How a partner is called that the event does not name, and how a second one. */
  partner: string;
  anotherPartner: string;
  /** What a promise is called in the sentence that says that it moved. */
  movedPromises: typeof en.movedPromises;
  /** Says of days that they do not count, or count after all; a sentence's middle. */
  counted: typeof en.counted;
  /** Why a promise moved, before the storm's name. */
  stormy: string;
  events: Record<ToldToResidents, Sentence>;
}

interface StaffStoryWords {
  movedPromises: typeof staffEn.movedPromises;
  events: Record<Exclude<EventType, ToldToResidents>, Sentence>;
}

const STORY: Record<Language, StoryWords> = { en, es, pt, ht, ne, 'zh-Hant': zhHant };
const STAFF_STORY: Record<StaffLanguage, StaffStoryWords> = { en: staffEn, es: staffEs };

const isToldToResidents = (type: EventType): type is ToldToResidents => Object.hasOwn(STORY.en.events, type);

/** Events whose `text` a person wrote for the resident, or the resident themselves; a note only when it is marked public. */
const isForResident = (event: RequestEvent): boolean =>
  event.type === 'work-order-completed' ||
  event.type === 'request-declined' ||
  event.type === 'request-withdrawn' ||
  event.type === 'question-asked' ||
  event.type === 'detail-added' ||
  event.type === 'clock-moved' ||
  (event.type === 'work-order-noted' && event.data?.public === true);

const isAboutConcern = ({ data }: RequestEvent): boolean => typeof data?.concern === 'string';

/** A partner's own promise (OLA) is none of the resident's; nor is what somebody else said, whose request follows theirs. */
const isNotTheirs = ({ type, data }: RequestEvent): boolean =>
  (type === 'clock-moved' && typeof data?.workOrder === 'string') ||
  (type === 'detail-added' && typeof data?.follower === 'string');

/** What happens to a concern is told to those who run the service; whoever raised it reads of it on their page. */
const isRead = (event: RequestEvent, audience: Audience): boolean =>
  isAboutConcern(event) || (isNotTheirs(event) && audience === 'constituent')
    ? audience === 'staff'
    : (READERS[event.type] as readonly Audience[]).includes(audience) ||
      (event.type === 'work-order-noted' && isForResident(event));

const wordsOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** The city's zone of a sentence's days: both catalogues keep one. */
const ZONE = 'America/New_York';

/** Why a concern was raised, or how it ended, with a small letter; undefined for every other event. */
const whyConcerned = ({ type, data = {} }: RequestEvent, language: Language): string | undefined => {
  const reason = type === 'concern-raised' ? wordsOf(data.reason) : undefined;
  const outcome = type === 'concern-resolved' ? wordsOf(data.outcome) : undefined;
  const said = reason ? sayConcernReason(reason, language) : outcome && sayConcernOutcome(outcome, language);
  return said && `${said.charAt(0).toLowerCase()}${said.slice(1)}`;
};

/** Who had or has something: a partner, or the manager, who owns concerns only. */
const ownerName = (code: string | undefined, language: Language, names: Names): string | undefined =>
  code && (code === MANAGER ? MANAGER_WORDS[forStaff(language)] : names.partner(code));

/** The two moments of a promise that moved, what it is called, and which days made it move. */
const movedWords = ({ data = {} }: RequestEvent, language: Language): Words => {
  const { movedPromises, counted, stormy } = STORY[language];
  const promises: Record<string, string> = { ...STAFF_STORY[forStaff(language)].movedPromises, ...movedPromises };
  const clock = String(data.clock);
  const moment = (at: unknown) => (typeof at === 'number' ? sayDateTime(at, ZONE, language) : '—');
  const dates = (wordsOf(data.days)?.split(' ') ?? []).map((date) =>
    sayDate(toInstant(`${date}T12:00`, ZONE), ZONE, language),
  );
  const opened = data.because === 'opened';
  const counts =
    counted[dates.length > 1 ? (opened ? 'openedMany' : 'closedMany') : opened ? 'openedOne' : 'closedOne'];
  return {
    promise: (Object.hasOwn(promises, clock) ? promises[clock] : undefined) ?? movedPromises.otherwise,
    was: moment(data.was),
    due: moment(data.due),
    why:
      dates.length > 0
        ? sayFirst([counts], { days: sayList(dates, language) })
        : data.because === 'storm'
          ? stormy
          : undefined,
  };
};

/** What the sentences are made of; words are missing where the event does not hold them. */
const wordsIn = (event: RequestEvent, language: Language, names: Names): Words => {
  const { data = {}, by } = event;
  const partner = wordsOf(data.partner) ?? (by.kind === 'partner' ? by.name : undefined);
  const reason = wordsOf(data.reason);
  const changedTo = event.type === 'language-changed' ? languageOfTag(String(data.to)) : undefined;
  return {
    partner: partner && names.partner(partner),
    from: ownerName(wordsOf(data.from), language, names),
    to: ownerName(wordsOf(data.to), language, names),
    other: wordsOf(data.leader) ?? wordsOf(data.follower),
    day: typeof data.scheduledFor === 'number' ? sayDate(data.scheduledFor, ZONE, language) : undefined,
    nth: typeof data.nth === 'number' ? sayNumber(data.nth, language) : undefined,
    level: typeof data.level === 'number' && data.level > 0 ? sayNumber(data.level, language) : undefined,
    reason: reason && describeHoldReason(reason, language),
    why: whyConcerned(event, language),
    words: isForResident(event) ? wordsOf(event.text) : undefined,
    language: changedTo && OWN_NAMES[changedTo],
    ...(event.type === 'clock-moved' ? movedWords(event, language) : {}),
  };
};

/** Which of an event's sentences is told, as the files name it. */
const kindOf = (event: RequestEvent): string | undefined => {
  const { type, data = {} } = event;
  switch (type) {
    case 'request-linked':
      return wordsOf(data.kind);
    case 'work-order-reminded':
      return data.inVain === true ? 'in-vain' : undefined;
    case 'milestone-reached': {
      const kind = wordsOf(data.kind);
      return isAboutConcern(event) ? `concern-${kind}` : data.early === true ? 'early' : kind;
    }
    case 'survey-not-asked':
      return wordsOf(data.reason);
    case 'milestone-skipped':
      return typeof data.storm === 'string' ? 'storm' : undefined;
    case 'request-reopened':
    case 'work-order-resumed':
      return wordsOf(data.because);
    case 'clock-moved':
      return data.was === data.due ? 'stays' : undefined;
    default:
      return wordsOf(data.outcome);
  }
};

const wordingsOf = (sentence: Sentence, kind: string | undefined): Wordings => {
  if (!('otherwise' in sentence)) return sentence;
  return (kind !== undefined && Object.hasOwn(sentence, kind) ? sentence[kind] : undefined) ?? sentence.otherwise;
};

/**
 * Tells one event in a plain sentence, or answers undefined for one that the audience should not see (internal notes and
 * reminders for a constituent). The only free text in it is what a partner or a reviewer wrote for the resident. What only
 * staff read is told in the staff's languages, or else in English.
 */
export const tellEvent = (
  event: RequestEvent,
  language: Language,
  names: Names,
  audience: Audience,
): string | undefined => {
  if (!isRead(event, audience)) return undefined;
  const { type } = event;
  const told = isToldToResidents(type);
  const spoken = told ? language : forStaff(language);
  const { partner, anotherPartner, events } = STORY[spoken];
  const wordings = wordingsOf(told ? events[type] : STAFF_STORY[forStaff(language)].events[type], kindOf(event));
  const words = wordsIn(event, spoken, names);
  const whoever = {
    ...words,
    partner: words.partner ?? partner,
    from: words.from ?? partner,
    to: words.to ?? anotherPartner,
  };
  const said = sayFirst(wordings, whoever);
  return said && capital(said);
};

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
