import type { Outcome, RequestFile } from '../requests/change.ts';

/** Marks a request whose automation gave up, once for each failure; its clocks go on, and the reconciler keeps its milestones. */
export const callOperator = ({ request }: RequestFile, failure: string, now: number): Outcome => {
  if (request.operatorNeeded === failure || request.status === 'closed') return { kind: 'unchanged' };
  return {
    kind: 'changed',
    change: {
      request: { ...request, operatorNeeded: failure, wakes: false },
      workOrders: [],
      events: [{ type: 'operator-needed', at: now, by: { kind: 'system', name: 'workflow' }, data: { failure } }],
      notices: [],
    },
  };
};
