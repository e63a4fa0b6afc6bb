import type { CatalogueName } from '../catalogue/catalogue.ts';
import type { ClockKind } from '../clocks/agreement.ts';
import type { Clock } from '../clocks/clock.ts';
import type { MilestoneKind } from '../clocks/milestone.ts';
import type { Language } from '../languages/language.ts';

/** Version of the stored shape; a reader that meets another one must migrate or refuse. */
export const REQUEST_SCHEMA = 2;

/** Who asked, as far as they said; absent altogether for an anonymous report. */
export interface Reporter {
  name?: string;
  /** An address that can be written to; anything else is dropped at intake with a warning. */
  email?: string;
  phone?: string;
  language: Language;
}

export interface Place {
  address?: string;
  lat?: number;
  lon?: number;
  /** The ward, district or neighbourhood, as the platform names it. */
  ward?: string;
}

/** How a request ended (design: outcome of `closed`). */
export const OUTCOMES = ['done', 'unable', 'referred', 'declined', 'duplicate', 'withdrawn'] as const;
export type RequestOutcome = (typeof OUTCOMES)[number];

/** Why a person has to look before work can start. */
export const REVIEW_REASONS = [
  'emergency-words',
  'unknown-type',
  'feedback-without-subject',
  'private-type',
  'place-unknown',
  'outside-the-city',
  'missing-answer',
  'possible-duplicate',
  'sent-back',
  'no-work-left',
  'no-answer',
  'unlinked',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

/** A milestone that has been dealt with: acted on, passed over because a higher one was due (R131), or held back by a storm. */
export interface MilestoneRecord {
  id: string;
  kind: MilestoneKind;
  level: number;
  clock: ClockKind;
  /** When it was due, UTC instant. */
  at: number;
  recordedAt: number;
  outcome: 'reached' | 'skipped' | 'suppressed';
  /** The storm that held its notice back. */
  storm?: string;
}

/** A finished cycle: its clocks and its end stay as they were when the next cycle began (R105). */
export interface PastCycle {
  cycle: number;
  clocks: Clock[];
  outcome: RequestOutcome;
  resolvedAt: number;
  /** What the resident had answered. */
  survey?: SurveyAnswers;
  /** When the resident opened it again, because it was not solved, UTC instant. */
  unsolvedAt?: number;
}

/** How urgent a reviewer says that a request is. */
export const PRIORITIES = ['normal', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

/**
 * The request whose work does for this one too: a `duplicate` has no promise of its own and ends with its leader; one that
 * shares a `work-order` keeps its own promise and is resolved by that work (R41, R42, R54).
 */
export interface Follows {
  requestId: string;
  kind: 'duplicate' | 'work-order';
  /** The shared work order. */
  workOrderId?: string;
  since: number;
  /** The leader's promise, as the follower's page repeats it, UTC instant. */
  dueAt?: number;
  /** It stands still, and will move (R107). */
  standsStill?: true;
  /** What it was before, so that unlinking brings it back there (R53). */
  before: {
    status: 'in-review' | 'in-progress';
    reviewReasons?: ReviewReason[];
    acceptance?: Acceptance;
    clocks: Clock[];
    /** Absent in records of before it was kept. */
    private?: boolean;
  };
}

/** A request that may be the same thing: open, to be merged into (R40), or ended a short while ago, to be reopened (R46). */
export interface Suggestion {
  requestId: string;
  kind: 'open' | 'reopen';
  /** Metres between the two; 0 where only the addresses are the same. */
  meters: number;
}

/** A question that waits for the constituent's answer; the review's clock stands still meanwhile. */
export interface Question {
  text: string;
  askedAt: number;
  /** Without an answer by then the request goes back to the desk, UTC instant (R107). */
  answerBy: number;
}

/** A step of a type's plan that has not been offered yet. */
export interface PlannedStep {
  code: string;
  partner: string;
  task: string;
  /** The steps that must be done first. */
  after: string[];
}

interface Reported {
  schema: typeof REQUEST_SCHEMA;
  id: string;
  catalogue: CatalogueName;
  platform: string;
  /** The platform's own id of the request: one request for each (R4). */
  sourceId: string;
  channel?: string;
  /** The type as the platform named it; a code, a name or a platform id. */
  reportedType: string;
  description: string;
  place: Place;
  reporter?: Reporter;
  answers: Record<string, string>;
  private: boolean;
  /** When the constituent asked, UTC instant; every promise counts from here (R70–R72). */
  receivedAt: number;
  /** When this system recorded it, UTC instant. */
  recordedAt: number;
  cycle: number;
  /** One more with every transaction; every write is conditional on it. */
  version: number;
  /** The version at which the present cycle began; its transaction starts a workflow. */
  cycleVersion: number;
  changedAt: number;
  /** True when this version came from outside the workflow, which then has to be woken. */
  wakes: boolean;
  /** The running clocks of the present cycle. */
  clocks: Clock[];
  milestones: MilestoneRecord[];
  /** The earliest milestone that has not been dealt with, UTC instant; absent when none is coming. */
  nextMilestoneAt?: number;
  workOrderIds: string[];
  pastCycles: PastCycle[];
  /** Set when automation gave up; a person has to look, and the runbook says where. */
  operatorNeeded?: string;
  /** Address of a picture that came with the report, `https:` only. */
  mediaUrl?: string;
  /** Work that a partner found itself: nobody asked, so it stays out of what residents waited for (R172). */
  origin?: 'proactive';
  /** Asked of the constituent; absent once answered. */
  question?: Question;
  follows?: Follows;
  /** Ids of the requests that follow this one, in the order in which they joined. */
  followers?: string[];
  /** A request at the same place that had ended when this one came (R153). */
  recurrenceOf?: string;
  /** The review's and the escalation's links signed before this instant no longer open. */
  linksFrom?: number;
  /** How often the constituent's link was taken back; absent as long as the first one opens. */
  statusLinkTurn?: number;
  /** How many details the person who asked has added. */
  details?: number;
  /** Digest of what they wrote last: a detail, an answer, or what is not solved. By it a form that is sent twice is known. */
  lastDetail?: string;
}

/** Just taken in; nobody and nothing has looked at it. */
export interface ReceivedRequest extends Reported {
  status: 'received';
  /** What the platform calls the type whose id it gave, until it is known whether the catalogue has that. */
  reportedName?: string;
}

/** What an acceptance settles. */
export interface Acceptance {
  typeCode: string;
  typeName: string;
  typeClass: 'service' | 'information' | 'feedback';
  /** The partner that answers for it. */
  partner: string;
  /** The agreement frozen at acceptance (R111). */
  agreement: { code: string; version: number };
  priority: Priority;
  /** Steps that wait for others to be done. */
  plan?: PlannedStep[];
  /** A person chose the partner, so a change of type does not choose another (R47). */
  assignedByHand?: true;
}

/** Waits for a person, with the reasons; one whose work was sent back keeps what its acceptance had settled. */
export interface InReviewRequest extends Reported, Partial<Acceptance> {
  status: 'in-review';
  reviewReasons: ReviewReason[];
  /** Suggested by place, type and time; never acted on by itself (R15). */
  candidates?: Suggestion[];
}

interface Accepted extends Reported, Acceptance {}

export interface InProgressRequest extends Accepted {
  status: 'in-progress';
}

export interface OnHoldRequest extends Accepted {
  status: 'on-hold';
  holdReason: string;
}

/** Done; the constituent may answer the survey or reopen until `closesAt`. */
export interface ResolvedRequest extends Accepted {
  status: 'resolved';
  outcome: RequestOutcome;
  resolution: string;
  resolvedAt: number;
  closesAt: number;
  asking?: Asking;
  survey?: SurveyAnswers;
}

export interface ClosedRequest extends Reported, Partial<Acceptance> {
  status: 'closed';
  outcome: RequestOutcome;
  resolution: string;
  resolvedAt: number;
  closedAt: number;
  asking?: Asking;
  survey?: SurveyAnswers;
  /** Set when nothing of persons is left of it: its time was over, and a batch was approved (R193). */
  disposal?: Disposal;
}

/** When a record was disposed of, and with which batch. */
export interface Disposal {
  at: number;
  batch: string;
}

/**
 * Why a resident was not asked how it went: lately asked about something else, in a storm, after their time to answer, or because they do not want
 * to be asked or e-mail does not reach them. Of neither of the last two can an answer be expected, so that they are not counted as asked (R157).
 */
export const NOT_ASKED_REASONS = ['asked-recently', 'storm', 'too-late', 'unwanted', 'unreachable'] as const;
export type NotAskedReason = (typeof NOT_ASKED_REASONS)[number];

/** What was decided about asking for an answer to the survey, once in each cycle. */
export interface Asking {
  outcome: 'asked' | NotAskedReason;
  /** UTC instant. */
  at: number;
  remindedAt?: number;
}

/** Somerville's four questions, one (very poor) to five (excellent). */
export interface SurveyAnswers {
  accuracy: number;
  courtesy: number;
  ease: number;
  overall: number;
  comment?: string;
  answeredAt: number;
}

/** A request at one of its stages; each stage adds the fields that it gains. */
export type Request =
  ReceivedRequest | InReviewRequest | InProgressRequest | OnHoldRequest | ResolvedRequest | ClosedRequest;

export type RequestStatus = Request['status'];

/** Says whether a request is over: resolved and waiting for the resident's word, or closed. */
export const isOver = (request: Request): request is ResolvedRequest | ClosedRequest =>
  request.status === 'resolved' || request.status === 'closed';

/** Says whether work is under way or on hold. */
export const isOpenWork = (request: Request): request is InProgressRequest | OnHoldRequest =>
  request.status === 'in-progress' || request.status === 'on-hold';

/** Name of a request's type: the catalogue's, or what was reported while a person still has to choose one. */
export const typeNameOf = (request: Request): string =>
  'typeName' in request && request.typeName ? request.typeName : request.reportedType;
