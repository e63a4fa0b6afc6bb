import type { Clock } from '../clocks/clock.ts';
import type { Actor } from './event.ts';

/** Why somebody raises a concern: Houston's criteria (R158), and those that are neither. */
export const CONCERN_REASONS = ['overdue', 'safety', 'recurring', 'closed-without-action', 'conduct', 'other'] as const;
export type ConcernReason = (typeof CONCERN_REASONS)[number];

/** How a concern ended. */
export const CONCERN_OUTCOMES = ['put-right', 'explained', 'passed-on', 'unfounded'] as const;
export type ConcernOutcome = (typeof CONCERN_OUTCOMES)[number];

/** An escalation that a person raised about a request, with an owner and a clock of its own: contact within three business days. */
export interface Concern {
  id: string;
  requestId: string;
  status: 'open' | 'contacted' | 'resolved';
  version: number;
  reason: ConcernReason;
  /** What the person wrote; may be personal. */
  text: string;
  by: Actor['kind'];
  raisedAt: number;
  /** Who answers for it: a partner's code, or `service-operations-manager`. */
  owner: string;
  /** Until the person has been contacted (R158). */
  clock: Clock;
  contactedAt?: number;
  resolvedAt?: number;
  outcome?: ConcernOutcome;
  /** What was found and done, in a sentence. */
  resolution?: string;
}
