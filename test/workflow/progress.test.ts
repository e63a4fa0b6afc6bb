import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEVER, START_GRACE_MS, wakeAt } from '../../functions/requests/watch.ts';
import { LONGEST_WAIT_SECONDS, progressOf } from '../../functions/workflow/progress.ts';
import { DAY, HOUR, SURVEY_WINDOW, TUESDAY, aRequest, changeOf, keep } from '../support/builders.ts';
import { closeRequest } from '../../functions/workflow/close-request.ts';

const waitOf = (request: Parameters<typeof progressOf>[0], now: number) => progressOf(request, now).waitSeconds;

describe('what the workflow is told', () => {
  it('is where the request is, and nothing that could be personal', () => {
    const { request } = aRequest.inProgress();
    expect(progressOf(request, TUESDAY)).toEqual({
      requestId: request.id,
      cycle: 1,
      version: 2,
      status: 'in-progress',
      milestoneAhead: true,
      waitSeconds: (request.nextMilestoneAt! - TUESDAY) / 1000,
    });
  });
});

describe('the wait', () => {
  it('ends at the next moment of each stage', () => {
    const closed = keep(aRequest.resolved(), changeOf(closeRequest(aRequest.resolved(), 1, TUESDAY + 60 * DAY)));
    const { nextMilestoneAt } = aRequest.inReview().request;
    expect(wakeAt(aRequest.received().request)).toBe(TUESDAY + START_GRACE_MS);
    expect(wakeAt(aRequest.inReview().request)).toBe(nextMilestoneAt);
    expect(wakeAt(aRequest.inProgress().request)).toBe(aRequest.inProgress().workOrders[0]!.clocks[0]!.atRiskAt);
    expect(wakeAt(aRequest.onHold().request)).toBe(aRequest.onHold().request.nextMilestoneAt);
    expect(wakeAt(aRequest.resolved().request)).toBe(TUESDAY + 4 * HOUR + SURVEY_WINDOW);
    expect(wakeAt(closed.request)).toBe(NEVER);
  });

  it('is never over early, and at most a second late', () => {
    const { request } = aRequest.inProgress();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 * DAY }), (before) => {
        const at = request.nextMilestoneAt!;
        const over = at - before + waitOf(request, at - before) * 1000;
        expect(over).toBeGreaterThanOrEqual(at);
        expect(over).toBeLessThan(at + 1000);
      }),
    );
  });

  it('is a second for a moment that has come or gone, so that no state waits for nothing', () => {
    const { request } = aRequest.inProgress();
    for (const late of [0, 1, DAY, 1000 * DAY]) expect(waitOf(request, request.nextMilestoneAt! + late)).toBe(1);
  });

  it('R90 is cut at 180 days, so that an execution of 365 days outlives it', () => {
    const { request } = aRequest.inProgress();
    expect(LONGEST_WAIT_SECONDS).toBe(180 * 86_400);
    expect(waitOf({ ...request, nextMilestoneAt: TUESDAY + 720 * DAY }, TUESDAY)).toBe(LONGEST_WAIT_SECONDS);
    expect(waitOf({ ...request, nextMilestoneAt: TUESDAY + 180 * DAY }, TUESDAY)).toBe(LONGEST_WAIT_SECONDS);
    expect(waitOf({ ...request, nextMilestoneAt: TUESDAY + 180 * DAY - 1000 }, TUESDAY)).toBe(LONGEST_WAIT_SECONDS - 1);
    const { nextMilestoneAt: _, ...endless } = aRequest.onHold().request;
    expect(waitOf(endless, TUESDAY)).toBe(LONGEST_WAIT_SECONDS);
  });
});
