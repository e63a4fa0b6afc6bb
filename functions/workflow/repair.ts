import type { Catalogue } from '../catalogue/catalogue.ts';
import { actOnMoment } from '../clocks/move-clocks.ts';
import type { Outcome, RequestFile } from '../requests/change.ts';
import type { RequestEvent } from '../requests/event.ts';
import { wakeAt } from '../requests/watch.ts';
import type { Office } from '../review/office.ts';
import { closeRequest } from './close-request.ts';

/**
 * How long after its moment a request is left to its own workflow, ms: its retries of two minutes fit. With a run every two minutes a
 * lost timer is found within five.
 */
export const REPAIR_GRACE_MS = 3 * 60_000;

/** What the reconciler does about one request whose moment has passed. */
export type Repair = { kind: 'none' } | { kind: 'start' } | { kind: 'change'; outcome: Outcome };

/**
 * Decides what a missed moment needs: a workflow that never started is started; milestones and closings that a lost timer
 * owes are done from the record, by the same rules and ids as the workflow would, so that both together do them once.
 */
export const repair = (
  file: RequestFile & { events: RequestEvent[] },
  context: { catalogue: Catalogue; office: Office },
  now: number,
): Repair => {
  const { request } = file;
  if (wakeAt(request) > now - REPAIR_GRACE_MS) return { kind: 'none' };
  if (request.status === 'received') return { kind: 'start' };
  const outcome =
    request.status === 'resolved' && request.nextMilestoneAt === undefined
      ? closeRequest(file, request.cycle, now)
      : actOnMoment(file, context, now);
  return { kind: 'change', outcome: outcome.kind === 'changed' ? noted(outcome, now) : outcome };
};

/** The same change with a line in the history that says who did it, and that wakes the workflow if one still waits. */
const noted = (outcome: Extract<Outcome, { kind: 'changed' }>, now: number): Outcome => ({
  kind: 'changed',
  change: {
    ...outcome.change,
    request: { ...outcome.change.request, wakes: true },
    events: [
      ...outcome.change.events,
      { type: 'workflow-repaired', at: now, by: { kind: 'system', name: 'reconciler' } },
    ],
  },
});
