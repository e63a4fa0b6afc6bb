import type { CatalogueName } from '../catalogue/catalogue.ts';
import type { ClockKind } from '../clocks/agreement.ts';
import type { Clock } from '../clocks/clock.ts';
import type { MilestoneKind } from '../clocks/milestone.ts';

/** Version of the stored shape; a reader that meets another one must migrate or refuse. */
export const REQUEST_SCHEMA = 1;

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

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
}

/** How a request ended (design: outcome of `closed`). */
export const OUTCOMES = ['done', 'unable', 'referred', 'declined', 'duplicate', 'withdrawn'] as const;
export type RequestOutcome = (typeof OUTCOMES)[number];

/** Why a person has to look before work can start. */
export const REVIEW_REASONS = [
  'unknown-type',
  'place-unknown',
  'outside-the-city',
  'missing-answer',
  'private-type',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

/** A milestone that has been dealt with: acted on, or passed over because a higher one was due (R131). */
export interface MilestoneRecord {
  id: string;
  kind: MilestoneKind;
  level: number;
  clock: ClockKind;
  /** When it was due, UTC instant. */
  at: number;
  recordedAt: number;
  outcome: 'reached' | 'skipped';
}

/** A finished cycle: its clocks and its end stay as they were when the next cycle began (R105). */
export interface PastCycle {
  cycle: number;
  clocks: Clock[];
  outcome: RequestOutcome;
  resolvedAt: number;
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
}

/** Just taken in; nobody and nothing has looked at it. */
export interface ReceivedRequest extends Reported {
  status: 'received';
}

/** Waits for a person, with the reasons. */
export interface InReviewRequest extends Reported {
  status: 'in-review';
  reviewReasons: ReviewReason[];
}

interface Accepted extends Reported {
  typeCode: string;
  typeName: string;
  typeClass: 'service' | 'information' | 'feedback';
  /** The partner that owns the type. */
  partner: string;
  /** The agreement frozen at acceptance (R111). */
  agreement: { code: string; version: number };
}

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
  survey?: SurveyAnswers;
}

export interface ClosedRequest extends Reported {
  status: 'closed';
  outcome: RequestOutcome;
  resolution: string;
  resolvedAt: number;
  closedAt: number;
  typeCode?: string;
  typeName?: string;
  typeClass?: Accepted['typeClass'];
  partner?: string;
  agreement?: Accepted['agreement'];
  survey?: SurveyAnswers;
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

/** Says whether work is under way or on hold. */
export const isOpenWork = (request: Request): request is InProgressRequest | OnHoldRequest =>
  request.status === 'in-progress' || request.status === 'on-hold';
