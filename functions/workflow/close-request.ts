import type { Outcome, RequestFile } from '../requests/change.ts';

/**
 * Closes a resolved request when its survey window is over; one that was reopened or closed meanwhile is left alone (R119), and so is
 * one about which somebody still waits to be contacted.
 */
export const closeRequest = ({ request }: RequestFile, cycle: number, now: number): Outcome => {
  if (request.status !== 'resolved' || request.cycle !== cycle) return { kind: 'unchanged' };
  if (request.nextMilestoneAt !== undefined || now < request.closesAt) return { kind: 'unchanged' };
  const { closesAt: _, ...resolved } = request;
  return {
    kind: 'changed',
    change: {
      request: { ...resolved, status: 'closed', closedAt: now, wakes: false },
      workOrders: [],
      events: [
        {
          type: 'request-closed',
          at: now,
          by: { kind: 'system', name: 'survey-window' },
          data: {
            outcome: request.outcome,
            ...(request.follows?.kind === 'duplicate' ? { follows: 'duplicate' } : {}),
            ...(request.origin ? { origin: request.origin } : {}),
          },
        },
      ],
      notices: [],
    },
  };
};
