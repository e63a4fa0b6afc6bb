import { describe, expect, it } from 'vitest';
import { closeRequest } from '../../functions/workflow/close-request.ts';
import { answerSurvey } from '../../functions/surveys/answer-survey.ts';
import { DAY, HOUR, SURVEY_WINDOW, TUESDAY, aContext, aRequest, changeOf, keep } from '../support/builders.ts';

const END = TUESDAY + 4 * HOUR + SURVEY_WINDOW;
const resolved = aRequest.resolved();

describe('the end of the survey window', () => {
  it('closes the request with the outcome that its work had', () => {
    const { request, events, notices, workOrders } = changeOf(closeRequest(resolved, 1, END));
    expect(request).toMatchObject({
      status: 'closed',
      outcome: 'done',
      closedAt: END,
      resolvedAt: TUESDAY + 4 * HOUR,
      wakes: false,
    });
    expect(request).not.toHaveProperty('closesAt');
    expect(events).toMatchObject([{ type: 'request-closed', at: END, data: { outcome: 'done' } }]);
    expect([notices, workOrders]).toEqual([[], []]);
  });

  it('R174 keeps the resolution as its own time, however late it is closed', () => {
    const { request } = changeOf(closeRequest(resolved, 1, END + 30 * DAY));
    expect(request).toMatchObject({ resolvedAt: TUESDAY + 4 * HOUR, closedAt: END + 30 * DAY });
    expect(request.clocks).toEqual(resolved.request.clocks);
  });

  it('R119 is never early by one ms', () => {
    expect(closeRequest(resolved, 1, END - 1)).toEqual({ kind: 'unchanged' });
  });

  it('R119 is nothing to a request that was reopened, also when it is resolved again', () => {
    const reopen = { action: 'reopen', text: 'Still there.' } as const;
    const reopened = keep(resolved, changeOf(answerSurvey(resolved, reopen, aContext(), END - 1)));
    expect(closeRequest(reopened, 1, END)).toEqual({ kind: 'unchanged' });
    const again = { ...resolved, request: { ...resolved.request, cycle: 2 } };
    expect(closeRequest(again, 1, END)).toEqual({ kind: 'unchanged' });
    expect(closeRequest(again, 2, END).kind).toBe('changed');
  });

  it('R119 is nothing to a request at any other stage', () => {
    const closed = keep(resolved, changeOf(closeRequest(resolved, 1, END)));
    for (const kept of [closed, aRequest.received(), aRequest.inReview(), aRequest.inProgress(), aRequest.onHold()])
      expect(closeRequest(kept, 1, END + DAY)).toEqual({ kind: 'unchanged' });
  });
});
