import type { ClockKind } from '../clocks/agreement.ts';
import type { MilestoneKind } from '../clocks/milestone.ts';
import type { EventType } from '../requests/event.ts';
import type { MetricName } from './contract.ts';

/** One thing that happened, as far as it is counted. */
export interface CountedEvent {
  type: EventType;
  /** Code of the partner that owns the work, once one does. */
  partner?: string;
  milestone?: MilestoneKind;
  /** True for a step of the ladder that was taken before the due moment. */
  early?: boolean;
  /** Whose promise a milestone is of: the city's to the constituent, or a partner's. */
  clock?: ClockKind;
  /** Of the resolve clock; `no-target` is neither on time nor late (R89). */
  verdict?: 'met' | 'missed' | 'no-target';
  typeClass?: 'service' | 'information' | 'feedback';
  /** True for the line of a request that ends or opens with the one it is a duplicate of (R43). */
  duplicate?: boolean;
  /** True for work that a partner found itself (R172). */
  proactive?: boolean;
  /** True for a request that is accepted once more after its work came back. */
  again?: boolean;
  /** True for a transfer that brings work back to a partner which had given it away (R59). */
  pingPong?: boolean;
  /** True for a verdict under a storm, and for a moment whose notice a storm held back. */
  storm?: boolean;
  /** True for a moment that is told after a storm, and was counted when it came. */
  after?: boolean;
  /** True for what happens to a concern: its clock is no promise about the request. */
  concern?: boolean;
}

/** What an event adds to the measures; by the partner too where the manager compares partners. */
export interface Count {
  metric: keyof typeof MetricName;
  byPartner: boolean;
}

const one = (metric: Count['metric'], byPartner = false): Count => ({ metric, byPartner });

const MILESTONES: Partial<Record<MilestoneKind, Count>> = {
  'at-risk': one('ClocksAtRisk'),
  due: one('ClocksBreached', true),
  escalate: one('ClocksEscalated'),
};

/**
 * A partner's own promise is no promise to a resident: it is counted apart. That of the review is none about work, and what waits in it too long
 * is neither late nor overdue in any other figure.
 */
const countOf = ({ milestone, clock, concern, early, after, proactive }: CountedEvent): Count[] => {
  // A warning up the ladder is no escalation, and the clock at risk is counted by its own milestone.
  if (early) return [];
  // What a storm held back was counted when it came, but for an escalation, which nobody was told of.
  if (after && milestone !== 'escalate') return [];
  if (concern) return milestone === 'due' ? [one('ConcernsOverdue')] : [];
  if (clock === 'accept' || clock === 'complete')
    return milestone === 'due' && !proactive ? [one('PartnerClocksMissed', true)] : [];
  if (clock === 'acknowledge') return [];
  const count = milestone && MILESTONES[milestone];
  return count ? [count] : [];
};

/**
 * What a resolution adds: work by its verdict, an answer to a question apart from it, and nothing for a duplicate (R43) or for work
 * that nobody had asked for, which would make turnaround look short (R172).
 */
const resolutionOf = ({ duplicate, proactive, typeClass, verdict, storm }: CountedEvent): Count[] => {
  if (duplicate || proactive) return [];
  if (typeClass === 'information' || typeClass === 'feedback') return [one('InquiriesAnswered')];
  return [
    one('RequestsResolved', true),
    ...(verdict === 'met' ? [one('ClocksMet', true)] : []),
    ...(verdict === 'missed' ? [one('ClocksMissed', true)] : []),
    ...(storm && verdict === 'met' ? [one('ClocksMetInStorm')] : []),
    ...(storm && verdict === 'missed' ? [one('ClocksMissedInStorm')] : []),
  ];
};

const acceptanceOf = ({ proactive, again, typeClass }: CountedEvent): Count[] => {
  if (again) return [];
  if (proactive) return [one('WorkFound', true)];
  return [
    typeClass === 'information' || typeClass === 'feedback' ? one('InquiriesAccepted') : one('RequestsAccepted', true),
  ];
};

/** What is no work that a partner was given, where it found it itself (R172). */
const GIVEN: ReadonlySet<EventType> = new Set([
  'work-order-offered',
  'work-order-completed',
  'work-order-transferred',
  'work-order-sent-back',
]);

/** Says which measures an event adds to; most lines of the history add to none. */
export const countsOf = (event: CountedEvent): Count[] => {
  if (event.proactive && GIVEN.has(event.type)) return [];
  switch (event.type) {
    case 'request-received':
      return event.proactive ? [] : [one('RequestsReceived')];
    case 'request-accepted':
      return acceptanceOf(event);
    case 'review-needed':
      return [one('ReviewsNeeded')];
    case 'request-linked':
      return [one('RequestsLinked')];
    case 'request-reopened':
      return event.duplicate || event.proactive ? [] : [one('RequestsReopened')];
    case 'work-order-offered':
      return [one('WorkOrdersOffered')];
    case 'work-order-completed':
      return [one('WorkOrdersCompleted')];
    case 'work-order-transferred':
      return [one('WorkOrdersTransferred', true), ...(event.pingPong ? [one('PingPongs')] : [])];
    case 'work-order-sent-back':
      return [one('WorkOrdersSentBack', true)];
    case 'work-order-reminded':
      return [one('PartnersReminded', true)];
    case 'request-resolved':
      return resolutionOf(event);
    case 'concern-raised':
      return [one('ConcernsRaised')];
    case 'concern-resolved':
      return [one('ConcernsResolved')];
    case 'request-closed':
      return event.duplicate || event.proactive ? [] : [one('RequestsClosed')];
    case 'request-declined':
    case 'request-withdrawn':
      return [one('RequestsClosed')];
    case 'milestone-reached':
      return countOf(event);
    case 'milestone-skipped':
      // Only the notice was left out: the clock did pass the moment. A level that nobody was told of was no escalation.
      return event.milestone === 'escalate' ? [] : countOf(event);
    default:
      return [];
  }
};
