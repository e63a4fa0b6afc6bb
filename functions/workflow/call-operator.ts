import type { Outcome, RequestFile } from '../requests/change.ts';
import type { Request } from '../requests/request.ts';

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

/** Takes the mark off a request that an operator sets going again: before its execution starts, so that one that fails anew marks it anew. */
export const dismissOperator = ({ request }: RequestFile, now: number): Outcome => {
  const { operatorNeeded, ...rest } = request;
  if (operatorNeeded === undefined) return { kind: 'unchanged' };
  return {
    kind: 'changed',
    change: {
      request: { ...(rest as Request), wakes: false },
      workOrders: [],
      events: [{ type: 'workflow-repaired', at: now, by: { kind: 'manager', name: 'operations' } }],
      notices: [],
    },
  };
};
