import type { Clock } from '../clocks/clock.ts';
import type { Actor } from './event.ts';

/** Why somebody raises a concern: Houston's criteria (R158), and those that are neither. */
export const CONCERN_REASONS = ['overdue', 'safety', 'recurring', 'closed-without-action', 'conduct', 'other'] as const;
export type ConcernReason = (typeof CONCERN_REASONS)[number];

/** The states of a concern; `from → to` stands in concern-transitions.ts. */
export const CONCERN_STATUSES = ['open', 'contacted', 'resolved'] as const;
export type ConcernStatus = (typeof CONCERN_STATUSES)[number];

/** How a concern ended. */
export const CONCERN_OUTCOMES = ['put-right', 'explained', 'passed-on', 'unfounded'] as const;
export type ConcernOutcome = (typeof CONCERN_OUTCOMES)[number];

/** How the person who raised a concern was contacted. */
export const CONTACT_WAYS = ['telephone', 'e-mail', 'in-person'] as const;
export type ContactWay = (typeof CONTACT_WAYS)[number];

/** The owner of a concern that no partner owns: the last step of every ladder. */
export const MANAGER = 'service-operations-manager';

/** An escalation that a person raised about a request, with an owner and a clock of its own: contact within three business days. */
export interface Concern {
  id: string;
  requestId: string;
  status: ConcernStatus;
  version: number;
  reason: ConcernReason;
  /** What the person wrote; may be personal. */
  text: string;
  /** Who raised it. */
  by: Actor;
  raisedAt: number;
  /** Who answers for it: a partner's code, or `service-operations-manager`. */
  owner: string;
  /** Until the person has been contacted (R158). */
  clock: Clock;
  contactedAt?: number;
  /** How they were contacted, and what was said. */
  contact?: { way: ContactWay; text: string };
  resolvedAt?: number;
  outcome?: ConcernOutcome;
  /** What was found and done, in a sentence for the person who raised it. */
  resolution?: string;
  /** Links signed before this instant no longer open: they were sent to a former owner. */
  linksFrom?: number;
}

/** Says whether somebody still has to answer for a concern. */
export const isOpenConcern = ({ status }: Pick<Concern, 'status'>): boolean => status !== 'resolved';
