import { describe, expect, it } from 'vitest';
import { callOperator, dismissOperator } from '../../functions/workflow/call-operator.ts';
import { closeRequest } from '../../functions/workflow/close-request.ts';
import { DAY, TUESDAY, aRequest, changeOf, keep } from '../support/builders.ts';

describe('an operator', () => {
  it('is called to a request at every open stage, and nothing else of it changes', () => {
    for (const kept of [
      aRequest.received(),
      aRequest.inReview(),
      aRequest.inProgress(),
      aRequest.onHold(),
      aRequest.resolved(),
    ]) {
      const { request, events, workOrders, notices } = changeOf(callOperator(kept, 'States.Timeout', TUESDAY + DAY));
      expect(request).toEqual({ ...kept.request, operatorNeeded: 'States.Timeout', wakes: false });
      expect(events).toMatchObject([
        { type: 'operator-needed', at: TUESDAY + DAY, data: { failure: 'States.Timeout' } },
      ]);
      expect([workOrders, notices]).toEqual([[], []]);
    }
  });

  it('is called once for each failure, and again for another', () => {
    const kept = aRequest.inProgress();
    const called = keep(kept, changeOf(callOperator(kept, 'States.Timeout', TUESDAY)));
    expect(callOperator(called, 'States.Timeout', TUESDAY + DAY)).toEqual({ kind: 'unchanged' });
    expect(callOperator(called, 'ConflictError', TUESDAY + DAY).kind).toBe('changed');
  });

  it('is not called to a request that is closed', () => {
    const closed = keep(aRequest.resolved(), changeOf(closeRequest(aRequest.resolved(), 1, TUESDAY + 60 * DAY)));
    expect(callOperator(closed, 'States.Timeout', TUESDAY + 61 * DAY)).toEqual({ kind: 'unchanged' });
  });

  it('is no more called to a request that was set going again, until it fails again', () => {
    const kept = aRequest.inProgress();
    const called = keep(kept, changeOf(callOperator(kept, 'States.Timeout', TUESDAY)));
    const going = keep(called, changeOf(dismissOperator(called, TUESDAY + DAY)));
    expect(going.request).not.toHaveProperty('operatorNeeded');
    expect(going.request.status).toBe(kept.request.status);
    expect(dismissOperator(going, TUESDAY + DAY)).toEqual({ kind: 'unchanged' });
    expect(callOperator(going, 'States.Timeout', TUESDAY + DAY).kind).toBe('changed');
  });
});
