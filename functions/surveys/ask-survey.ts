import type { Catalogue } from '../catalogue/catalogue.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import {
  CalendarRangeError,
  type CompiledCalendar,
  addBusinessDays,
  addCalendarDays,
  isOpen,
  nextOpening,
} from '../clocks/business-calendar.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { stormOver } from '../clocks/storms.ts';
import { aboutRequest, noticeForConstituent } from '../notices/constituent-notice.ts';
import type { Notice, NoticeDraft } from '../notices/notice.ts';
import type { Change, RequestFile } from '../requests/change.ts';
import type { Actor, EventDraft } from '../requests/event.ts';
import {
  type Asking,
  type ClosedRequest,
  type NotAskedReason,
  type Request,
  type ResolvedRequest,
  isOver,
} from '../requests/request.ts';
import { SURVEY_QUESTIONS, isSurveyed } from './survey.ts';

const SURVEY: Actor = { kind: 'system', name: 'survey' };

/** How often one resident is asked at most, days, whatever they have reported (R150). */
export const ASKED_EVERY_DAYS = 30;

/** Business days from the resolution to the question: not in the same breath, and while they still know. */
const ASK_AFTER_DAYS = 1;

/** Business days from the question to its one reminder (R155). */
const REMIND_AFTER_DAYS = 3;

/** How long before the end of the window the last word is sent, ms: who reads it in the evening has a day to answer. */
const LAST_WORD_MS = 24 * 3_600_000;

/** The two messages that ask for an answer. */
const SURVEY_MESSAGES = ['survey-asked', 'survey-reminder'] as const;
type SurveyMessage = (typeof SURVEY_MESSAGES)[number];

/** A notice that asks for an answer to the survey. */
export type SurveyNotice = Pick<Notice, 'id' | 'requestId'> & { message: SurveyMessage };

/** Whether a notice asks for an answer to the survey, so that it is decided at its time whether it is sent. */
export const isSurveyNotice = <N extends Pick<Notice, 'id' | 'requestId' | 'message'>>(
  notice: N,
): notice is N & SurveyNotice => SURVEY_MESSAGES.some((message) => message === notice.message);

/** The calendar of the 311 office, in whose hours residents are asked. */
const officeCalendar = (catalogue: Catalogue, now: number): CompiledCalendar =>
  calendarOf(catalogue.agreementOn(REVIEW_AGREEMENT, now).calendar);

/** So many business days of the office later at the same clock time; beyond the last day of its calendar so many days later. */
const businessDaysAfter = (at: number, days: number, catalogue: Catalogue): number => {
  try {
    return addBusinessDays(officeCalendar(catalogue, at), at, days);
  } catch (error) {
    if (error instanceof CalendarRangeError) return addCalendarDays(catalogue.timeZone, at, days);
    throw error;
  }
};

/** The office's next opening while it is closed; undefined while it is open, and beyond the last day of its calendar. */
const opensAt = (catalogue: Catalogue, now: number): number | undefined => {
  try {
    const calendar = officeCalendar(catalogue, now);
    return isOpen(calendar, now) ? undefined : nextOpening(calendar, now);
  } catch (error) {
    if (error instanceof CalendarRangeError) return undefined;
    throw error;
  }
};

/**
 * The question that waits from the resolution on, for the next business day of the 311 office; none for what is not asked about, without an
 * address (R147), or where the window is over by then. Its id is the cycle's: once each (R150).
 */
export const surveyNotice = (request: ResolvedRequest, catalogue: Catalogue, now: number): NoticeDraft[] => {
  const notBefore = businessDaysAfter(now, ASK_AFTER_DAYS, catalogue);
  if (!isSurveyed(request, catalogue) || isLastWordOver(request, notBefore)) return [];
  return noticeForConstituent(request, 'survey-asked', {
    ...aboutSurvey(request, catalogue),
    everyDays: ASKED_EVERY_DAYS,
  }).map((notice) => ({ ...notice, notBefore }));
};

/** The one reminder, written with the question; none where the window is over by then (R155). */
const reminderNotice = (request: ResolvedRequest, catalogue: Catalogue, now: number): NoticeDraft[] => {
  const notBefore = businessDaysAfter(now, REMIND_AFTER_DAYS, catalogue);
  if (isLastWordOver(request, notBefore)) return [];
  return noticeForConstituent(request, 'survey-reminder', aboutSurvey(request, catalogue)).map((notice) => ({
    ...notice,
    notBefore,
  }));
};

const aboutSurvey = (request: ResolvedRequest, catalogue: Catalogue) => ({
  ...aboutRequest(request, request.typeName),
  partner: catalogue.partners.get(request.partner)?.name ?? request.partner,
  questions: SURVEY_QUESTIONS.length,
  until: { instant: request.closesAt },
});

const isLastWordOver = ({ closesAt }: ResolvedRequest, at: number): boolean => at > closesAt - LAST_WORD_MS;

/**
 * What becomes of a notice that asks for an answer: it goes; it waits until an instant, because nobody is asked at night; or it is left
 * out. A change is written before the notice moves, so that whoever comes after a crash finds what was decided, and decides it once.
 */
export type AskDecision =
  | { kind: 'go'; change?: Change }
  | { kind: 'wait'; until: number; change?: undefined }
  | { kind: 'leave-out'; why: NotAskedReason | 'overtaken'; change?: Change };

/** What is known of the resident whom a question is for. */
export interface AboutResident {
  /** They were asked about another request within 30 days. */
  lately: boolean;
  /** The question, or its reminder, would be withheld from them, and why. */
  unsent?: 'unwanted' | 'unreachable' | undefined;
}

const OVERTAKEN: AskDecision = { kind: 'leave-out', why: 'overtaken' };

/**
 * Decides at its time whether a resident is asked, or reminded. Not asked is who has answered or opened the request again; whom a storm
 * touches; whose time to answer is over, after an outage; who would not be sent the question, as `unsent` says; and who was asked about another
 * request within 30 days, as `lately` says (R150).
 */
export const decideAsking = (
  file: RequestFile,
  notice: SurveyNotice,
  { catalogue, ...about }: { catalogue: Catalogue } & AboutResident,
  now: number,
): AskDecision => {
  const { request } = file;
  if (!isOver(request) || notice.id !== `${request.id}#${request.cycle}#${notice.message}` || request.survey)
    return OVERTAKEN;
  return notice.message === 'survey-asked'
    ? decideQuestion(request, { catalogue, ...about }, now)
    : decideReminder(request, { catalogue, ...about }, now);
};

const decideQuestion = (
  request: ResolvedRequest | ClosedRequest,
  { catalogue, lately, unsent }: { catalogue: Catalogue } & AboutResident,
  now: number,
): AskDecision => {
  const { asking } = request;
  if (asking?.outcome === 'asked') return { kind: 'go' };
  if (asking) return { kind: 'leave-out', why: asking.outcome };
  if (request.status === 'closed' || isLastWordOver(request, now)) return notAsked(request, 'too-late', now);
  if (isStormy(request, catalogue, now)) return notAsked(request, 'storm', now);
  if (!isSurveyed(request, catalogue)) return OVERTAKEN;
  const until = opensAt(catalogue, now);
  if (until !== undefined) return { kind: 'wait', until };
  if (unsent) return notAsked(request, unsent, now);
  if (lately) return notAsked(request, 'asked-recently', now);
  const asked: ResolvedRequest = { ...request, asking: { outcome: 'asked', at: now } };
  return {
    kind: 'go',
    change: { ...recorded(asked, { type: 'survey-asked' }, now), notices: reminderNotice(asked, catalogue, now) },
  };
};

const decideReminder = (
  request: ResolvedRequest | ClosedRequest,
  { catalogue, unsent }: { catalogue: Catalogue } & AboutResident,
  now: number,
): AskDecision => {
  const { asking } = request;
  if (asking?.outcome !== 'asked') return OVERTAKEN;
  if (asking.remindedAt !== undefined) return { kind: 'go' };
  if (request.status === 'closed' || isLastWordOver(request, now)) return { kind: 'leave-out', why: 'too-late' };
  if (isStormy(request, catalogue, now)) return { kind: 'leave-out', why: 'storm' };
  const until = opensAt(catalogue, now);
  if (until !== undefined) return { kind: 'wait', until };
  if (unsent) return { kind: 'leave-out', why: unsent };
  const reminded: Asking = { ...asking, remindedAt: now };
  return { kind: 'go', change: recorded({ ...request, asking: reminded }, { type: 'survey-reminded' }, now) };
};

/** Whether a storm is on now, or was when the request was resolved. */
const isStormy = (request: ResolvedRequest, catalogue: Catalogue, now: number): boolean =>
  [now, request.resolvedAt].some((at) => stormOver(request, catalogue, at) !== undefined);

const notAsked = (request: ResolvedRequest | ClosedRequest, reason: NotAskedReason, now: number): AskDecision => ({
  kind: 'leave-out',
  why: reason,
  change: recorded(
    { ...request, asking: { outcome: reason, at: now } },
    { type: 'survey-not-asked', data: { reason } },
    now,
  ),
});

/** A record of what was decided; the workflow has nothing to do with it. */
const recorded = (request: Request, event: Pick<EventDraft, 'type' | 'data'>, now: number): Change => ({
  request: { ...request, wakes: false },
  workOrders: [],
  events: [{ ...event, at: now, by: SURVEY }],
  notices: [],
});
