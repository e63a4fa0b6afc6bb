import type { DueLine } from '../clocks/explain-due.ts';
import { LANGUAGES, type Language, STAFF_LANGUAGES } from '../languages/language.ts';
import type { ScorecardRow } from '../scorecards/scorecard.ts';
import { JUDGED, PLACED, TESTED } from '../trends/finding.ts';
import { LISTABLE } from './importance.ts';
import {
  type LateEntry,
  type MessageValues,
  type PartnerEntry,
  type ScorecardEntry,
  type TrendEntry,
  type UndeliverableEntry,
  type WorkEntry,
  draftNotice,
} from './message-values.ts';
import {
  MESSAGES,
  type MessageName,
  type NoticeDraft,
  type NoticeEntry,
  type NoticeValue,
  RESIDENT_MESSAGES,
} from './notice.ts';
import type { Print } from '../preferences/preferences.ts';
import { type RenderedNotice, renderNotice } from './render.ts';

/** When what is told here happened: Monday 1 June 2026, 09:00 in Somerville. */
export const SAMPLE_NOW = Date.UTC(2026, 5, 1, 13);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const about = { requestId: 'R-7K2M-9QXD-4TBN', typeName: 'Pothole', place: '12 Elm St' };
const due = { dueAt: { instant: SAMPLE_NOW + 2 * DAY } };
const promise = { target: { kind: 'business-days', amount: 2 } } as const;
const promised = { promise, dueAt: { instant: SAMPLE_NOW + 2 * DAY } };
const why = {
  why: [
    { line: 'started', at: SAMPLE_NOW },
    { line: 'closure', day: '2026-06-01', reason: 'Snow emergency' },
    { line: 'counted', days: ['2026-06-02', '2026-06-03'] },
  ] satisfies DueLine[],
};
const description = 'A deep hole in front of the bakery.\nA cyclist fell.';
const offered = {
  ...about,
  ...promised,
  description,
  partner: 'Highway Division',
  task: 'Fill the hole',
  urgent: 'Urgent',
};
const aScorecard = <R extends ScorecardRow, V>(row: R, present: V, before: V) =>
  ({ [row]: present, [`${row}Before`]: before }) as Record<R | `${R}Before`, V>;
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
  dueAt: { instant: SAMPLE_NOW - DAY },
  late: { span: DAY + 6 * HOUR },
  level: 2,
  levelName: 'director',
  tried: ['May 28, 2026, 9:00 AM: Work was offered to Highway Division.'],
};

const improving = { improvementId: 'I-12', title: 'Fewer potholes are late' };
const changedImprovement = {
  ...improving,
  change: 'A second crew goes out on Mondays.',
  changedOn: '2026-03-02',
  reviewOn: '2026-06-01',
};
const correction = {
  requestId: about.requestId,
  typeName: about.typeName,
  task: 'Send a crew again, and take a photo of the street when the hole is filled.',
  doneBy: { instant: SAMPLE_NOW + 10 * DAY },
};

/** Every value of every message: a value that is added to `MessageValues` has to be added here. */
export const ALL_VALUES: { [M in MessageName]: Required<MessageValues[M]> } = {
  'request-received': {
    ...about,
    ...promised,
    description,
    why,
    storm: {
      storms: [
        {
          name: 'Snow storm of 14 December',
          reason: 'All crews plough',
          from: SAMPLE_NOW - HOUR,
          until: SAMPLE_NOW + DAY,
        },
      ],
    },
    emergency: '911',
  },
  'request-in-progress': { ...about, ...promised, partner: 'Highway Division', why },
  'request-scheduled': { ...about, ...promised, partner: 'Highway Division', day: { day: SAMPLE_NOW + DAY }, why },
  'request-delayed': { ...about, ...promised, partner: 'Highway Division' },
  'request-on-hold': { ...about, ...promised, partner: 'Highway Division', reason: 'waiting-for-parts' },
  'request-resolved': {
    ...about,
    ...promised,
    partner: 'Highway Division',
    resolution: 'We filled the hole and swept the street.',
    outcome: 'done',
    windowDays: 14,
    unsolvedOn: { day: SAMPLE_NOW - DAY },
  },
  'survey-asked': {
    ...about,
    partner: 'Highway Division',
    questions: 4,
    until: { instant: SAMPLE_NOW + 13 * DAY },
    everyDays: 30,
  },
  'survey-reminder': {
    ...about,
    partner: 'Highway Division',
    questions: 4,
    until: { instant: SAMPLE_NOW + 10 * DAY },
  },
  'request-declined': {
    ...about,
    resolution: 'The street belongs to the state; call 857-368-4636.',
    outcome: 'referred',
  },
  'request-reopened': { ...about, ...promised, partner: 'Highway Division', unsolvedOn: { day: SAMPLE_NOW } },
  'work-offered': {
    ...offered,
    again: 'sent-back',
    sentBack: 'not-our-place',
    remark: 'The map shows it on your side.',
  },
  'review-needed': { ...about, description, reasons: ['unknown-type', 'outside-the-city'] },
  'question-offered': {
    ...offered,
    partner: 'Elections',
    task: 'Answer it',
    again: 'sent-back',
    sentBack: 'not-our-place',
    remark: 'The map shows it on your side.',
  },
  'work-transferred': {
    ...offered,
    partner: 'Water & Sewer',
    from: 'Highway Division',
    transferReason: 'their-service',
    remark: 'It is the cover of a sewer.',
    askedAt: { instant: SAMPLE_NOW - DAY },
    since: { instant: SAMPLE_NOW },
    acceptBy: { instant: SAMPLE_NOW + DAY },
    completeBy: { instant: SAMPLE_NOW + 3 * DAY },
  },
  'work-changed': {
    ...offered,
    wasType: 'Sinkhole',
    priority: 'urgent',
    wasDue: { instant: SAMPLE_NOW + 5 * DAY },
  },
  'work-sent-back': { ...about, partner: 'Highway Division', sentBack: 'not-our-place' },
  'work-ping-pong': { ...about, partners: ['Highway Division', 'Water & Sewer', 'Highway Division'] },
  'work-cancelled': { ...about, partner: 'Highway Division' },
  'work-reminder': {
    ...about,
    description,
    partner: 'Eversource',
    nth: '3',
    askedAt: { instant: SAMPLE_NOW },
    ...due,
    reference: 'EV-1',
    tried: ['Work was offered to Eversource.'],
    inVain: 'Eversource was reminded 3 times.',
  },
  'question-asked': { ...about, question: 'Which side of the street is it on?', answerBy: { instant: SAMPLE_NOW } },
  'question-answered': about,
  'detail-added': { ...about, partner: 'Highway Division', urgent: 'Urgent' },
  'request-linked': { ...about, ...due, sharedWith: 'R-7Q2M-4XKD-9TNC' },
  'request-withdrawn': { ...about, resolution: 'It was taken away by its owner.' },
  'clock-at-risk': breach,
  'clock-due': breach,
  'clock-escalated': breach,
  'hold-too-long': {
    ...about,
    description,
    partner: 'Highway Division',
    reason: 'waiting-for-parts',
    heldSince: { instant: SAMPLE_NOW - 30 * DAY },
    longestPause: { target: { kind: 'business-days', amount: 20 } },
    tried: ['May 28, 2026, 9:00 AM: Work was offered to Highway Division.'],
  },
  'morning-list': { listed: 7, emails: 9, late: 3 },
  'partner-week': {
    partner: 'Highway Division',
    open: 42,
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
  scorecard: {
    month: '2026-05',
    partner: 'Highway Division',
    agreementUntil: '2026-12-31',
    others: 3,
    lacking: 2,
    ...aScorecard('received', 120, 98),
    ...aScorecard('acceptedInTime', '91.7 %, n = 120', '88.8 %, n = 98'),
    ...aScorecard('transferredOut', 4, 6),
    ...aScorecard('transferredIn', 2, 1),
    ...aScorecard('resolved', 112, 101),
    ...aScorecard('medianTime', { span: 2 * DAY }, { span: 3 * DAY }),
    ...aScorecard('p90Time', { span: 9 * DAY }, { span: 12 * DAY }),
    ...aScorecard('onTime', '84.8 %, n = 112', '79.2 %, n = 101'),
    ...aScorecard('onTimeStrict', '79.2 %, n = 120', '72.1 %, n = 111'),
    ...aScorecard('paused', '12.5 %, n = 112', '9.3 %, n = 101'),
    ...aScorecard('reopened', 3, 5),
    ...aScorecard('audits', '–', '90.0 % [59.6 – 98.2 %], n = 10'),
    ...aScorecard('rating', '4.28/5, n = 14', '–'),
    ...aScorecard('again', 7, 2),
    ...aScorecard('plainWords', '93.8 %, n = 112', '90.1 %, n = 101'),
    ...aScorecard('completeRecords', '98.2 %, n = 112', '97.0 %, n = 101'),
    ...aScorecard('open', 42, 34),
    ...aScorecard('overdue', 8, 10),
    ...aScorecard('oldest', { span: 91 * DAY }, { span: 60 * DAY }),
  },
  'trends-list': { week: '2026-05-25', listed: 23, others: 3 },
  'undeliverable-list': { listed: 28, fresh: 2, others: 3 },
  'concern-raised': {
    ...raised,
    contactBy: { instant: SAMPLE_NOW + 3 * DAY },
    remark: 'The director wants to call her himself.',
  },
  'concern-received': { ...about, contactBy: { instant: SAMPLE_NOW + 3 * DAY } },
  'concern-due': { ...raised, contactBy: { instant: SAMPLE_NOW - DAY }, late: { span: DAY } },
  'concern-resolved': { ...about, concernOutcome: 'put-right', resolution: 'A crew went again, and filled the hole.' },
  'links-renewed': about,
  'queue-link-renewed': { partner: 'Highway Division', workOf: 'Highway Division' },
  'register-attention': {
    partner: 'Eversource',
    finding: 'agreement-ends',
    title: 'Memorandum of understanding',
    levelName: 'supervisor',
    until: '2026-12-31',
    since: { day: SAMPLE_NOW },
    shownBy: about.requestId,
  },
  'calendar-attention': {
    calendar: 'somerville-business',
    until: '2030-12-31',
    agreement: 'dpw-highway-pothole',
    reaches: '2031-02-03',
    inDays: 180,
  },
  'audit-drawn': {
    month: '2026-05',
    cases: 240,
    partners: 24,
    own: 144,
    given: 3,
    doneBy: { day: SAMPLE_NOW + 29 * DAY },
  },
  'correction-opened': correction,
  'correction-due': correction,
  'reopen-proposed': {
    ...about,
    finding: 'The photo shows the hole as it was reported.',
    until: { instant: SAMPLE_NOW + 3 * DAY },
  },
  'improvement-owned': {
    ...improving,
    found: 'Pothole: more is late: 41.2 % against 20.3 %, n = 64, p 0.0003 (95 %: 9.1 % – 32.7 %)',
    measuredBy: 'late ÷ (on time + late) of Pothole',
  },
  'improvement-due': { ...changedImprovement, measuredBy: 'late ÷ (on time + late) of Pothole', overdueDays: 5 },
  'improvement-overdue': { ...changedImprovement, owner: 'Highway Division' },
};

const workOf = (number: number) => `R-7K2M-9QXD-4TB${'NPQRS'[number]}-1`;
const anOrder = (kind: string, number: number, more: Partial<WorkEntry> = {}): NoticeEntry => ({
  kind,
  values: { ...about, requestId: workOf(number).slice(0, -2), task: 'Fill the hole', ...due, ...more },
  link: { purpose: 'work-order', id: workOf(number), expiresAt: SAMPLE_NOW + 30 * DAY },
});
const aPartner: Required<PartnerEntry> = {
  partner: 'Highway Division',
  open: 42,
  late: 5,
  atRisk: 4,
  onHold: 3,
  oldest: { span: 391 * DAY },
};

const anUndeliverable = (kind: string, more: Partial<UndeliverableEntry> = {}): NoticeEntry => ({
  kind,
  values: {
    requestId: about.requestId,
    whom: 'resident',
    unreachable: 'bounced',
    since: { instant: SAMPLE_NOW - DAY },
    ...more,
  },
  link: { purpose: 'review', id: about.requestId, expiresAt: SAMPLE_NOW + 30 * DAY },
});

const aRow: Required<ScorecardEntry> = {
  partner: 'Highway Division',
  onTime: '84.8 %, n = 112',
  onTimeBefore: '79.2 %, n = 101',
  resolved: 112,
  open: 42,
  overdue: 8,
};

const aFinding = (kind: string): NoticeEntry => ({
  kind,
  values: {
    name: 'Pothole',
    n: 64,
    value: '41.2 %',
    usual: '20.3 %',
    interval: '9.1 % – 32.7 %',
    p: '0.0003',
    square: '42.3855,-71.1216',
    cases: about.requestId,
  } satisfies Required<TrendEntry>,
  link: { purpose: 'review', id: about.requestId, expiresAt: SAMPLE_NOW + 30 * DAY },
});

/** Every kind of entry of the messages that list things, with every value that it can have. */
export const ALL_ENTRIES: Partial<Record<MessageName, NoticeEntry[]>> = {
  'morning-list': LISTABLE.map((kind) => ({
    kind,
    values: ALL_VALUES[kind] as Record<string, NoticeValue>,
    link: { purpose: 'escalation', id: about.requestId, expiresAt: SAMPLE_NOW + 30 * DAY },
  })),
  'partner-week': [
    anOrder('late', 0, { late: { span: DAY }, acceptBy: { instant: SAMPLE_NOW - DAY } }),
    anOrder('due-this-week', 1),
    anOrder('on-hold', 2),
    anOrder('to-accept', 3, { acceptBy: { instant: SAMPLE_NOW + DAY } }),
    anOrder('later', 4),
  ],
  'manager-week': [
    {
      kind: 'partner',
      values: aPartner,
      link: { purpose: 'queue', id: 'somerville~dpw-highway', expiresAt: SAMPLE_NOW + 30 * DAY },
    },
    {
      kind: 'late',
      values: {
        requestId: about.requestId,
        typeName: about.typeName,
        partner: 'Highway Division',
        late: { span: 91 * DAY },
      } satisfies Required<LateEntry>,
      link: { purpose: 'review', id: about.requestId, expiresAt: SAMPLE_NOW + 30 * DAY },
    },
  ],
  scorecard: [
    anOrder('late', 0, { late: { span: DAY } }),
    {
      kind: 'partner',
      values: aRow,
      link: { purpose: 'scorecard', id: '2026-05~somerville~dpw-highway', expiresAt: SAMPLE_NOW + 30 * DAY },
    },
  ],
  'trends-list': [
    ...TESTED.flatMap((kind) => [aFinding(`${kind}-more`), aFinding(`${kind}-less`)]),
    ...PLACED.map(aFinding),
    ...JUDGED.map(aFinding),
  ],
  'undeliverable-list': [
    anUndeliverable('new'),
    anUndeliverable('known', { whom: 'staff', unreachable: 'complained' }),
  ],
};

const isForResidents = (message: MessageName): boolean => RESIDENT_MESSAGES.some((one) => one === message);

/** The languages in which a message is written: every one for residents, and the staff's for all others. */
export const languagesOf = (message: MessageName): readonly Language[] =>
  isForResidents(message) ? LANGUAGES : STAFF_LANGUAGES;

/** Every message in every language of those who get it. */
export const EVERY_LETTER: [message: MessageName, language: Language][] = MESSAGES.flatMap((message) =>
  languagesOf(message).map((language): [MessageName, Language] => [message, language]),
);

/** A draft of a message with every value that it can have. */
export const sampleDraft = (message: MessageName, language: Language = 'en'): NoticeDraft =>
  draftNotice(message, {
    id: `${about.requestId}#1#${message}`,
    requestId: about.requestId,
    audience: 'constituent',
    to: 'ana@resident.example',
    language,
    timeZone: 'America/New_York',
    link: { purpose: 'request', id: about.requestId, expiresAt: SAMPLE_NOW + 30 * DAY },
    values: ALL_VALUES[message],
  });

/** A message as it is read, with everything that it can say and list; its links lead nowhere. */
export const sampleLetter = (message: MessageName, language: Language, print: Print = 'standard'): RenderedNotice => {
  const entries = ALL_ENTRIES[message] ?? [];
  const page = (path: string) => `https://311.example.org/${path}`;
  return renderNotice(
    { ...sampleDraft(message, language), entries },
    {
      city: 'Somerville',
      url: page('sample'),
      entryUrls: entries.map((_, index) => page(`sample/${index + 1}`)),
      print,
      ...(isForResidents(message) ? { preferencesUrl: page('preferences') } : {}),
    },
  );
};
