import type { Request, RequestStatus } from '../requests/request.ts';
import { wakeAt } from '../requests/watch.ts';
import { SpokenError } from '../shared/errors.ts';

/** What the workflow is told of a request: enough to choose its next state, and nothing that could be personal. */
export interface Progress {
  requestId: string;
  cycle: number;
  version: number;
  status: RequestStatus;
  /** Set while a milestone is coming: a concern's can outlive the request's own end. */
  milestoneAhead?: true;
  /** Whole seconds until the next moment, at least one. */
  waitSeconds: number;
}

/**
 * Longest wait of one state, seconds: 180 days. The machine hands over at 180 days of age, so an execution ends by day 360, and
 * Step Functions ends it at 365.
 */
export const LONGEST_WAIT_SECONDS = 180 * 86_400;

/** Tells the workflow where a request is; rounds up, so that a timer is never early by its own arithmetic. */
export const progressOf = (request: Request, now: number): Progress => ({
  requestId: request.id,
  cycle: request.cycle,
  version: request.version,
  status: request.status,
  ...(request.nextMilestoneAt === undefined ? {} : { milestoneAhead: true }),
  waitSeconds: Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil((wakeAt(request) - now) / 1000))),
});

/** A workflow task named a request that the table does not hold. */
export class RequestMissingError extends SpokenError {
  override readonly name = 'RequestMissingError';
}
