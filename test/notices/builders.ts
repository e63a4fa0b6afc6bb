import {
  type MessageValues,
  type PartnerEntry,
  type WorkEntry,
  draftNotice,
} from '../../functions/notices/message-values.ts';
import {
  MESSAGES,
  type MessageName,
  type Notice,
  type NoticeEntry,
  type NoticeValue,
  RESIDENT_MESSAGES,
  queued,
} from '../../functions/notices/notice.ts';
import type { DueLine } from '../../functions/clocks/explain-due.ts';
import { LANGUAGES, type Language, STAFF_LANGUAGES } from '../../functions/languages/language.ts';
import { LISTABLE } from '../../functions/notices/importance.ts';

/** Monday 1 June 2026, 09:00 in Somerville. */
export const NOW = Date.UTC(2026, 5, 1, 13);

const MINUTE = 60_000;
const DAY = 86_400_000;

const about = { requestId: 'R-7K2M-9QXD-4TBN', typeName: 'Pothole', place: '12 Elm St' };
const due = { dueAt: { instant: NOW + 2 * DAY } };
const promise = { target: { kind: 'business-days', amount: 2 } } as const;
const promised = { promise, dueAt: { instant: NOW + 2 * DAY } };
const why = {
  why: [
    { line: 'started', at: NOW },
    { line: 'closure', day: '2026-06-01', reason: 'Snow emergency' },
    { line: 'counted', days: ['2026-06-02', '2026-06-03'] },
  ] satisfies DueLine[],
};
const description = 'A deep hole in front of the bakery.\nA cyclist fell.';
const raised = {
  ...about,
  concernReason: 'closed-without-action',
  raisedBy: 'constituent',
  words: 'It was closed, and the hole is still there.',
  owner: 'Service Operations Manager',
} as const;
const breach = {
  ...about,
  description,
  partner: 'Highway Division',
  promise,
  dueAt: { instant: NOW - DAY },
  late: { span: DAY + 6 * 60 * MINUTE },
  level: 2,
  levelName: 'director',
  tried: ['May 28, 2026, 9:00 AM: Work was offered to Highway Division.'],
};

/** Every value of every message: a value that is added to `MessageValues` has to be added here. */
export const ALL_VALUES: { [M in MessageName]: Required<MessageValues[M]> } = {
  'request-received': {
    ...about,
    ...promised,
    description,
    why,
    storm: 'Snow storm of 14 December.',
    emergency: '911',
  },
  'request-in-progress': { ...about, ...promised, partner: 'Highway Division', why },
  'request-scheduled': { ...about, ...promised, partner: 'Highway Division', day: { day: NOW + DAY }, why },
  'request-delayed': { ...about, ...promised, partner: 'Highway Division' },
  'request-on-hold': { ...about, ...promised, partner: 'Highway Division', reason: 'waiting-for-parts' },
  'request-resolved': {
    ...about,
    ...promised,
    partner: 'Highway Division',
    resolution: 'We filled the hole and swept the street.',
    outcome: 'done',
    windowDays: 14,
    questions: 4,
  },
  'request-declined': {
    ...about,
    resolution: 'The street belongs to the state; call 857-368-4636.',
    outcome: 'referred',
  },
  'request-reopened': { ...about, ...promised, partner: 'Highway Division' },
  'work-offered': {
    ...about,
    ...promised,
    description,
    partner: 'Highway Division',
    task: 'Fill the hole',
    urgent: 'Urgent',
  },
  'review-needed': { ...about, description, reasons: ['unknown-type', 'outside-the-city'] },
  'question-offered': {
    ...about,
    ...promised,
    description,
    partner: 'Elections',
    task: 'Answer it',
    urgent: 'Urgent',
  },
  'work-sent-back': { ...about, partner: 'Highway Division', sentBack: 'not-our-place' },
  'work-ping-pong': { ...about, partners: ['Highway Division', 'Water & Sewer', 'Highway Division'] },
  'work-cancelled': { ...about, partner: 'Highway Division' },
  'work-reminder': {
    ...about,
    description,
    partner: 'Eversource',
    nth: '3',
    askedAt: { instant: NOW },
    ...due,
    reference: 'EV-1',
    tried: ['Work was offered to Eversource.'],
    inVain: 'Eversource was reminded 3 times.',
  },
  'question-asked': { ...about, question: 'Which side of the street is it on?', answerBy: { instant: NOW } },
  'question-answered': about,
  'request-linked': { ...about, ...due },
  'request-withdrawn': { ...about, resolution: 'It was taken away by its owner.' },
  'clock-at-risk': breach,
  'clock-due': breach,
  'clock-escalated': breach,
  'hold-too-long': {
    ...about,
    description,
    partner: 'Highway Division',
    reason: 'waiting-for-parts',
    heldSince: { instant: NOW - 30 * DAY },
    longestPause: { target: { kind: 'business-days', amount: 20 } },
    tried: ['May 28, 2026, 9:00 AM: Work was offered to Highway Division.'],
  },
  'morning-list': { listed: 7, late: 3 },
  'partner-week': {
    partner: 'Highway Division',
    open: '42',
    late: 5,
    dueThisWeek: 7,
    onHold: 3,
    toAccept: 2,
    later: 25,
    others: 17,
  },
  'manager-week': {
    open: 310,
    late: 21,
    atRisk: 14,
    onHold: 9,
    inReview: 6,
    oldest: { span: 391 * DAY },
    concerns: 2,
    oldestConcern: { span: 4 * DAY },
    others: 3,
  },
  'concern-raised': {
    ...raised,
    contactBy: { instant: NOW + 3 * DAY },
    remark: 'The director wants to call her himself.',
  },
  'concern-received': { ...about, contactBy: { instant: NOW + 3 * DAY } },
  'concern-due': { ...raised, contactBy: { instant: NOW - DAY }, late: { span: DAY } },
  'concern-resolved': { ...about, concernOutcome: 'put-right', resolution: 'A crew went again, and filled the hole.' },
  'links-renewed': about,
  'queue-link-renewed': { partner: 'Highway Division', workOf: 'Highway Division' },
  'register-attention': {
    partner: 'Eversource',
    finding: 'agreement-ends',
    title: 'Memorandum of understanding',
    levelName: 'supervisor',
    until: '2026-12-31',
  },
  'calendar-attention': {
    calendar: 'somerville-business',
    until: '2030-12-31',
    agreement: 'dpw-highway-pothole',
    reaches: '2031-02-03',
  },
};

const workOf = (number: number) => `R-7K2M-9QXD-4TB${'NPQRS'[number]}-1`;
const anOrder = (kind: string, number: number, more: Partial<WorkEntry> = {}): NoticeEntry => ({
  kind,
  values: { ...about, requestId: workOf(number).slice(0, -2), task: 'Fill the hole', ...due, ...more },
  link: { purpose: 'work-order', id: workOf(number), expiresAt: NOW + 30 * DAY },
});
const aPartner: Required<PartnerEntry> = {
  partner: 'Highway Division',
  open: 42,
  late: 5,
  atRisk: 4,
  onHold: 3,
  oldest: { span: 391 * DAY },
};

/** Every kind of entry of the messages that list things, with every value that it can have. */
export const ALL_ENTRIES: Partial<Record<MessageName, NoticeEntry[]>> = {
  'morning-list': LISTABLE.map((kind) => ({
    kind,
    values: ALL_VALUES[kind] as Record<string, NoticeValue>,
    link: { purpose: 'escalation', id: about.requestId, expiresAt: NOW + 30 * DAY },
  })),
  'partner-week': [
    anOrder('late', 0, { late: { span: DAY }, acceptBy: { instant: NOW - DAY } }),
    anOrder('due-this-week', 1),
    anOrder('on-hold', 2),
    anOrder('to-accept', 3, { acceptBy: { instant: NOW + DAY } }),
    anOrder('later', 4),
  ],
  'manager-week': [
    {
      kind: 'partner',
      values: aPartner,
      link: { purpose: 'queue', id: 'somerville~dpw-highway', expiresAt: NOW + 30 * DAY },
    },
  ],
};

/** The least that each message can say. */
export const FEWEST_VALUES: { [M in MessageName]: MessageValues[M] } = Object.fromEntries(
  MESSAGES.map((message) => {
    const {
      place: _,
      promise: _p,
      dueAt: _d,
      why: _w,
      emergency: _e,
      late: _l,
      task: _t,
      urgent: _u,
      reference: _r,
      inVain: _i,
      remark: _m,
      workOf: _w2,
      ...least
    } = { ...ALL_VALUES[message] } as Record<string, unknown>;
    const breaches = message.startsWith('clock-');
    return [message, breaches ? { ...least, promise: breach.promise, dueAt: breach.dueAt, tried: [] } : least];
  }),
) as { [M in MessageName]: MessageValues[M] };

/** The languages in which a message is written: every one for residents, and the staff's for all others. */
export const languagesOf = (message: MessageName): readonly Language[] =>
  RESIDENT_MESSAGES.some((one) => one === message) ? LANGUAGES : STAFF_LANGUAGES;

/** A queued notice of a message; any part can be another. */
export const aNotice = (
  message: MessageName = 'request-received',
  more: Partial<Omit<Notice, 'values'>> & { values?: Record<string, NoticeValue> } = {},
): Notice => ({
  ...queued(
    draftNotice(message, {
      id: `R-7K2M-9QXD-4TBN#1#${message}`,
      requestId: 'R-7K2M-9QXD-4TBN',
      audience: 'constituent',
      to: 'ana@resident.example',
      language: 'en',
      timeZone: 'America/New_York',
      link: { purpose: 'request', id: 'R-7K2M-9QXD-4TBN', expiresAt: NOW + 30 * DAY },
      values: ALL_VALUES[message],
    }),
    NOW,
  ),
  ...more,
});

/** The same with what a message of this name lists, and the addresses of its entries' pages. */
export const aLetter = (message: MessageName, more: Parameters<typeof aNotice>[1] = {}) => {
  const entries = ALL_ENTRIES[message] ?? [];
  const notice = { ...aNotice(message, more), ...(entries.length > 0 ? { entries } : {}) };
  return { notice, entryUrls: entries.map((_, index) => `https://311.example.org/entries/${index}.${'x'.repeat(60)}`) };
};

/** Every message in every language of those who get it. */
export const EVERY_LETTER: [message: MessageName, language: Language][] = MESSAGES.flatMap((message) =>
  languagesOf(message).map((language): [MessageName, Language] => [message, language]),
);
