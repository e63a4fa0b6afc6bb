import type { DueLine } from '../clocks/explain-due.ts';
import type { StormLine } from '../clocks/storm.ts';
import type { Target } from '../clocks/target.ts';
import type { ConcernOutcome, ConcernReason } from '../requests/concern.ts';
import type { Priority, RequestOutcome, ReviewReason } from '../requests/request.ts';
import type { TransferReason } from '../requests/work-order.ts';
import type { ScorecardRow } from '../scorecards/scorecard.ts';
import type { MessageName, NoticeDraft, NoticeValue } from './notice.ts';
import type { UnreachableReason } from './recipient.ts';

type Instant = { instant: number };
type Day = { day: number };
type Span = { span: number };
type Amount = { target: Target };
type Why = { why: DueLine[] };

/** What the register of partners lacks, as a code. */
export type RegisterFinding =
  | 'agreement-ends'
  | 'agreement-over'
  | 'agreement-missing'
  | 'contact-ends'
  | 'contact-over'
  | 'contact-missing'
  | 'contact-bounced'
  | 'contact-complained';

/** What every message says about its request. */
type About = {
  requestId: string;
  typeName: string;
  /** Address or description of the place; absent where none was given. */
  place?: string;
};

/** The promise, where there is one, and the moment it ends. */
type Promised = { promise?: Amount; dueAt?: Instant };

/** What those who answer for a promise are told: enough to act without looking anything up. */
type Breach = About & {
  description: string;
  /** Name of whoever owns the request now. */
  partner: string;
  promise: string | Amount;
  dueAt: Instant;
  /** How long the due moment has passed; absent while it has not. */
  late?: Span;
  /** Rung of the agreement's ladder; 0 before its first escalation. */
  level: number;
  /** Who is written to: "desk", "supervisor", "director" or "Service Operations Manager". */
  levelName: string;
  /** What has been tried so far, oldest first, in English (`tellTried`); may be empty. */
  tried: string[];
};

/** What a partner is told of work that it is asked to take on. */
type Offered = { description: string; partner: string; task?: string; urgent?: string };

/** Why a partner is asked for work that it had before. */
export type Again = 'reopened' | 'sent-back' | 'cancelled';

/** Of work that comes again: why, the code of the reason for which it was sent back, and what was written. */
type Anew = { again?: Again; sentBack?: string; remark?: string };

/** What those who answer for a concern are told of it. */
type Raised = {
  concernReason: ConcernReason;
  /** A role's code, or a partner's name. */
  raisedBy: string;
  /** What the person wrote. */
  words: string;
  /** Who owns it, by name. */
  owner: string;
};

/** What the owner of a correction is told. */
type Correction = { requestId: string; typeName: string; task: string; doneBy: Instant };

/** What is told of an improvement, and of no request; `changedOn` and `reviewOn` are local dates. */
type Improving = { improvementId: string; title: string };
type Changed = Improving & { change: string; changedOn: string; reviewOn: string };

/** An open work order of a list; `late` where its moment has passed. */
export type WorkEntry = About & { task?: string; dueAt?: Instant; acceptBy?: Instant; late?: Span };

/** How a partner's requests stand, as a list of partners has it; absent where there is none of a kind. */
export type PartnerEntry = {
  partner: string;
  open: number;
  late?: number;
  atRisk?: number;
  onHold?: number;
  /** Age of the oldest. */
  oldest: Span;
};

/** A request whose promise has passed, as the manager's list has it; `partner` is absent where nobody has it. */
export type LateEntry = { requestId: string; typeName?: string; partner?: string; late: Span };

/** A figure of a scorecard: a dash where there is no data. */
type Figure = string | number | Span;

/** The figures of a month by the row's name, and with `Before` those of the month before it; `partner` is whose they are, nobody's where they are of all; `lacking` of how many days not everything was counted. */
export type ScorecardValues = {
  month: string;
  partner?: string;
  agreementUntil?: string;
  others?: number;
  lacking?: number;
} & Record<ScorecardRow | `${ScorecardRow}Before`, Figure>;

/** A partner in the manager's scorecard. */
export type ScorecardEntry = { partner: string } & Record<
  'onTime' | 'onTimeBefore' | 'resolved' | 'open' | 'overdue',
  Figure
>;

/** A finding: of what type or partner, of how many cases, and its figures as text; `p` where it was tested, `square` where it has a place, `cases` some of its requests. */
export type TrendEntry = {
  name: string;
  n: number;
  value: string;
  interval: string;
  usual?: string;
  p?: string;
  square?: string;
  cases?: string;
};

/** Somebody whom e-mail does not reach, by the request that showed it; absent where it was a list of many. */
export type UndeliverableEntry = {
  requestId?: string;
  /** Who was written to: "resident" or "staff". */
  whom: 'resident' | 'staff';
  unreachable: UnreachableReason;
  since: Instant;
};

/** How the open work of a partner stands, each order counted under the first that fits; absent where there is none. */
type Standing = { late?: number; dueThisWeek?: number; onHold?: number; toAccept?: number; later?: number };

/**
 * The values that each message needs: a type for every name in `MESSAGES`, so that a draft that lacks one does not compile.
 * A value that is missing, or an empty text or list, takes its sentence, its fact or its list out of the message.
 */
export type MessageValues = {
  /**
   * `why` explains the due day (`explainDue`); `storm` is what touches the request; `emergency` is the number to call,
   * where the type or the words are those of one (R49).
   */
  'request-received': About &
    Promised & { description: string; why?: Why; storm?: { storms: StormLine[] }; emergency?: string };
  'request-in-progress': About & Promised & { partner: string; why?: Why };
  /** `day` is when the partner plans to come. */
  'request-scheduled': About & Promised & { partner: string; day: Day; why?: Why };
  /** The promise was not kept; told before anybody has to ask. */
  'request-delayed': About & { promise: Amount; dueAt: Instant; partner?: string };
  /** `reason` is the code of the pause ("waiting-for-parts"), so that each language has its own words. */
  'request-on-hold': About & Promised & { partner: string; reason: string };
  /**
   * `resolution` says what was done (R146); `windowDays` how long the request can be reopened; `unsolvedOn` the day on which the resident
   * had said of an earlier end that it was none (R152).
   */
  'request-resolved': About &
    Promised & { partner: string; resolution: string; outcome: RequestOutcome; windowDays: number; unsolvedOn?: Day };
  /** `questions` is how many the survey has, `until` the last moment to answer, `everyDays` how often somebody is asked at most. */
  'survey-asked': About & { partner: string; questions: number; until: Instant; everyDays: number };
  'survey-reminder': About & { partner: string; questions: number; until: Instant };
  'request-declined': About & { resolution: string; outcome: RequestOutcome };
  /** `unsolvedOn` is the day on which the resident said that it is not solved; absent where the office or a partner opens it again. */
  'request-reopened': About & Promised & { partner?: string; unsolvedOn?: Day };
  /** `task` is the partner's part of a plan; `urgent` is said where a reviewer has set it. */
  'work-offered': About & Promised & Offered & Anew;
  /** The same for a question: information and feedback need an answer, not work. */
  'question-offered': About & Promised & Offered & Anew;
  /**
   * What another partner had, of whatever kind: `from` is its name, `remark` what it said of it. The resident asked at `askedAt`, and it
   * is the recipient's from `since`, whose own promises end at `acceptBy` and `completeBy`.
   */
  'work-transferred': About &
    Promised &
    Offered & {
      from: string;
      transferReason: TransferReason;
      remark: string;
      askedAt: Instant;
      since: Instant;
      acceptBy?: Instant;
      completeBy?: Instant;
    };
  /**
   * What the recipient keeps, under another type or urgency: `wasType` and `wasDue` are what it was before, absent where that stayed;
   * `priority` is what it is now, absent where that stayed.
   */
  'work-changed': About & Promised & Offered & { wasType?: string; priority?: Priority; wasDue?: Instant };
  /** `sentBack` is the reason's code. */
  'work-sent-back': About & { partner: string; sentBack: string };
  /** `partners` are the names of all owners, in their order. */
  'work-ping-pong': About & { partners: string[] };
  'work-cancelled': About & { partner: string };
  /** `nth` is the reminder's ordinal number; `inVain` stands before a copy for the manager, when reminding is over. */
  'work-reminder': About & {
    description: string;
    partner: string;
    nth: string;
    askedAt: Instant;
    dueAt?: Instant;
    reference?: string;
    tried: string[];
    inVain?: string;
  };
  'question-asked': About & { question: string; answerBy: Instant };
  'question-answered': About;
  /** `urgent` is said where it speaks of danger to life (R49). */
  'detail-added': About & { partner: string; urgent?: string };
  /** `sharedWith` is the request whose work does for this one too; absent of a duplicate, which is the same thing. */
  'request-linked': About & { dueAt?: Instant; sharedWith?: string };
  'request-withdrawn': About & { resolution: string };
  'review-needed': About & { description: string; reasons: readonly ReviewReason[] };
  'clock-at-risk': Breach;
  'clock-due': Breach;
  'clock-escalated': Breach;
  /** `reason` is the code of the pause; `longestPause` how long it may last. */
  'hold-too-long': About & {
    description: string;
    partner: string;
    reason: string;
    heldSince: Instant;
    longestPause: Amount;
    tried: string[];
  };
  /** The entries of a `morning-list` have the values of the notices that they stand for; `late` are those whose promise is over. */
  /** How many requests are listed, for how many e-mails, and how many requests are `late`. */
  'morning-list': { listed: number; emails?: number; late?: number };
  /** `others` are not listed. */
  'partner-week': Standing & { partner: string; open: number; others?: number };
  'manager-week': {
    open: number;
    late?: number;
    atRisk?: number;
    onHold?: number;
    inReview?: number;
    oldest?: Span;
    concerns?: number;
    oldestConcern?: Span;
    others?: number;
  };
  scorecard: ScorecardValues;
  /** `week` is its Monday; `others` are not named. */
  'trends-list': { week: string; listed: number; others?: number };
  /** `fresh` of those `listed` are new; `others` are not named. No address is ever among the values. */
  'undeliverable-list': { listed: number; fresh: number; others?: number };
  /** `remark` is what its former owner had to say, where it was handed on. */
  'concern-raised': About & Raised & { contactBy?: Instant; remark?: string };
  'concern-received': About & { contactBy?: Instant };
  /** `late` is there once the time is over. */
  'concern-due': About & Raised & { contactBy: Instant; late?: Span };
  'concern-resolved': About & { concernOutcome: ConcernOutcome; resolution: string };
  /** The links before were taken back; of the request's own people. */
  'links-renewed': About;
  /** The same of a queue, and of no request; `partner` is whose queue it is, `workOf` the same where the links to its work orders were taken back too. */
  'queue-link-renewed': { partner: string; workOf?: string };
  /**
   * Of the register of partners, and of no request; `until` is a local date, `since` the day on which a contact was found to be unreachable,
   * and `shownBy` the number under which the list of unreachable addresses has it.
   */
  'register-attention': {
    partner: string;
    finding: RegisterFinding;
    title?: string;
    levelName?: string;
    until?: string;
    since?: Day;
    shownBy?: string;
  };
  /** Of a calendar, and of no request: its last date, and the longest promise with the date that it reaches. */
  'calendar-attention': { calendar: string; until: string; agreement: string; reaches: string; inDays?: number };
  /**
   * Of a month, `2026-10`, and of no request; `own` of the cases are the recipient's, or `given` ones that somebody else was to look at;
   * both are absent for whoever only oversees them.
   */
  'audit-drawn': { month: string; cases: number; partners: number; own?: number; given?: number; doneBy: Day };
  /** `task` is what the auditor asks for, in their words. */
  'correction-opened': Correction;
  'correction-due': Correction;
  /** `finding` is what the auditor wrote; `until` the end of the time in which the request can be opened again, absent once it is over. */
  'reopen-proposed': About & { finding: string; until?: Instant };
  /** `found` is the finding that it began with, `measuredBy` the figure that is compared; both in English. */
  'improvement-owned': Improving & { found?: string; measuredBy?: string };
  /** `overdueDays` after which the manager is told; absent where it is hers. */
  'improvement-due': Changed & { measuredBy?: string; overdueDays?: number };
  'improvement-overdue': Changed & { owner: string };
};

/** A draft of one message, with all the values that this message needs. */
export type DraftOf<M extends MessageName> = Omit<NoticeDraft, 'message' | 'values'> & { values: MessageValues[M] };

/** Drafts a notice of one message; the compiler asks for the values that the message needs. */
export const draftNotice = <M extends MessageName>(message: M, { values, ...draft }: DraftOf<M>): NoticeDraft => ({
  ...draft,
  message,
  values: Object.fromEntries(
    Object.entries(values as Record<string, NoticeValue | undefined>).filter(
      (entry): entry is [string, NoticeValue] => entry[1] !== undefined,
    ),
  ),
});
