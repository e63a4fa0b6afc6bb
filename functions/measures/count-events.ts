import type { MilestoneKind } from '../clocks/milestone.ts';
import type { EventType } from '../requests/event.ts';
import type { MetricName } from './contract.ts';

/** One thing that happened, as far as it is counted. */
export interface CountedEvent {
  type: EventType;
  /** Code of the partner that owns the work, once one does. */
  partner?: string;
  milestone?: MilestoneKind;
  /** Of the resolve clock; `no-target` is neither on time nor late (R89). */
  verdict?: 'met' | 'missed' | 'no-target';
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

const countOf = (milestone: MilestoneKind | undefined): Count[] => {
  const count = milestone && MILESTONES[milestone];
  return count ? [count] : [];
};

/** Says which measures an event adds to; most lines of the history add to none. */
export const countsOf = (event: CountedEvent): Count[] => {
  switch (event.type) {
    case 'request-received':
      return [one('RequestsReceived')];
    case 'request-accepted':
      return [one('RequestsAccepted', true)];
    case 'review-needed':
      return [one('ReviewsNeeded')];
    case 'request-reopened':
      return [one('RequestsReopened')];
    case 'work-order-offered':
      return [one('WorkOrdersOffered')];
    case 'work-order-completed':
      return [one('WorkOrdersCompleted')];
    case 'request-resolved':
      return [
        one('RequestsResolved', true),
        ...(event.verdict === 'met' ? [one('ClocksMet', true)] : []),
        ...(event.verdict === 'missed' ? [one('ClocksMissed', true)] : []),
      ];
    case 'request-closed':
    case 'request-declined':
      return [one('RequestsClosed')];
    case 'milestone-reached':
      return countOf(event.milestone);
    case 'milestone-skipped':
      // Only the notice was left out: the clock did pass the moment. A level that nobody was told of was no escalation.
      return event.milestone === 'escalate' ? [] : countOf(event.milestone);
    default:
      return [];
  }
};
