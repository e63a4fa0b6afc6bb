import * as z from 'zod/mini';
import { BaseEnvironment, StoreEnvironment, namespaceOf, required } from '../shared/contract.ts';

export const METRICS_NAMESPACE = namespaceOf('Measures');

/** Counted from the stream, each event once, except those of the second group, which a schedule measures. */
export const MetricName = {
  RequestsReceived: 'RequestsReceived',
  RequestsAccepted: 'RequestsAccepted',
  RequestsResolved: 'RequestsResolved',
  RequestsClosed: 'RequestsClosed',
  RequestsReopened: 'RequestsReopened',
  ReviewsNeeded: 'ReviewsNeeded',
  WorkOrdersOffered: 'WorkOrdersOffered',
  WorkOrdersCompleted: 'WorkOrdersCompleted',
  /** By the partner that gave the work away. */
  WorkOrdersTransferred: 'WorkOrdersTransferred',
  WorkOrdersSentBack: 'WorkOrdersSentBack',
  /** Work that came back to a partner which had given it away within 30 days (R59). */
  PingPongs: 'PingPongs',
  PartnersReminded: 'PartnersReminded',
  /** Promises of partners (OLA) that passed their due moment. */
  PartnerClocksMissed: 'PartnerClocksMissed',
  /** Work that partners found themselves, and nobody had asked for (R172). */
  WorkFound: 'WorkFound',
  /** Information and feedback: questions, not work. */
  InquiriesAccepted: 'InquiriesAccepted',
  InquiriesAnswered: 'InquiriesAnswered',
  /** Duplicates merged and work shared. */
  RequestsLinked: 'RequestsLinked',
  ConcernsRaised: 'ConcernsRaised',
  /** People who were not contacted within the time that they were told (R158). */
  ConcernsOverdue: 'ConcernsOverdue',
  ConcernsResolved: 'ConcernsResolved',
  /** Moments of the promise to resolve; those of a review and of a concern are not among them. */
  ClocksAtRisk: 'ClocksAtRisk',
  ClocksBreached: 'ClocksBreached',
  ClocksEscalated: 'ClocksEscalated',
  /** Closed by the target; with ClocksMissed the "closed with a target" on-time formula. */
  ClocksMet: 'ClocksMet',
  ClocksMissed: 'ClocksMissed',
  /** Of those two, the verdicts of requests that a storm touched: taken off, on time is known without storms. */
  ClocksMetInStorm: 'ClocksMetInStorm',
  ClocksMissedInStorm: 'ClocksMissedInStorm',

  OpenRequests: 'OpenRequests',
  DueToday: 'DueToday',
  AtRisk: 'AtRisk',
  Breached: 'Breached',
  InReview: 'InReview',
  /** Age of the oldest open request, days. */
  OldestOpenDays: 'OldestOpenDays',
  /** 1 while a storm is on, and 0 otherwise. */
  StormInForce: 'StormInForce',
  /** Open requests that it touches. */
  OpenUnderStorm: 'OpenUnderStorm',
  OpenConcerns: 'OpenConcerns',
  /** Age of the oldest open concern, days. */
  OldestConcernDays: 'OldestConcernDays',
} as const;

/** The one dimension: the partner that owns the work. Bounded by the register, about thirty values. */
export const PARTNER_DIMENSION = 'Partner';

/** Read by functions that write or read what was counted. */
export const RollUpEnvironment = z.extend(BaseEnvironment, { MEASURES_TABLE: required });

/** How often roll-ups are made, minutes: a figure is at most as old as this. */
export const ROLLED_UP_EVERY_MINUTES = 15;

export const MeasureBacklogEnvironment = StoreEnvironment;

/**
 * What the city wants to reach, beside each figure; a share from 0 to 1 or a rating from 1 to 5. On time and reopened are what 311 managers publish
 * (the KPI list of the design); the rating is Somerville's own of May 2026.
 */
export const GOALS = { onTime: 0.9, reopened: 0.05, rating: 4.28 } as const;
