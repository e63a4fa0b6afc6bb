import { describe, expect, it } from 'vitest';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { START_GRACE_MS } from '../../functions/requests/watch.ts';
import { closeRequest } from '../../functions/workflow/close-request.ts';
import { REPAIR_GRACE_MS, repair } from '../../functions/workflow/repair.ts';
import {
  DAY,
  HOUR,
  type Kept,
  SURVEY_WINDOW,
  TUESDAY,
  aContext,
  aRequest,
  changeOf,
  keep,
} from '../support/builders.ts';

const repairOf = (kept: Kept, now: number) => repair(kept, aContext(), now);
const changeBy = (kept: Kept, now: number) => {
  const found = repairOf(kept, now);
  if (found.kind !== 'change') throw new Error(`It was ${found.kind}.`);
  return found.outcome;
};
const resolvedEnd = TUESDAY + 4 * HOUR + SURVEY_WINDOW;

describe('a repair', () => {
  it('leaves every request alone until its moment and the grace of its own workflow are over', () => {
    const moments: [Kept, number][] = [
      [aRequest.received(), TUESDAY + START_GRACE_MS],
      [aRequest.inReview(), aRequest.inReview().request.nextMilestoneAt!],
      [aRequest.inProgress(), aRequest.inProgress().request.nextMilestoneAt!],
      [aRequest.resolved(), resolvedEnd],
    ];
    for (const [kept, at] of moments) {
      expect(repairOf(kept, at + REPAIR_GRACE_MS - 1)).toEqual({ kind: 'none' });
      expect(repairOf(kept, at + REPAIR_GRACE_MS)).not.toEqual({ kind: 'none' });
    }
  });

  it('starts the workflow of a request that nobody has looked at', () => {
    expect(repairOf(aRequest.received(), TUESDAY + DAY)).toEqual({ kind: 'start' });
  });

  it('R119 has nothing to do for a request that is closed, or on hold no longer than one may be', () => {
    const closed = keep(aRequest.resolved(), changeOf(closeRequest(aRequest.resolved(), 1, resolvedEnd)));
    expect(repairOf(closed, TUESDAY + 2000 * DAY)).toEqual({ kind: 'none' });
    expect(repairOf(aRequest.onHold(), TUESDAY + 20 * DAY)).toEqual({ kind: 'none' });
  });

  it('R130 does what a lost timer owes by the same ids, so that both together do it once', () => {
    const kept = aRequest.inProgress();
    const now = kept.request.nextMilestoneAt! + HOUR;
    const repaired = changeOf(changeBy(kept, now));
    const timed = changeOf(actOnDue(kept, aContext(), now));
    expect(repaired.notices).toEqual(timed.notices);
    expect(repaired.request.milestones).toEqual(timed.request.milestones);
    expect(actOnDue(keep(kept, repaired), aContext(), now)).toEqual({ kind: 'unchanged' });
    expect(repairOf(keep(kept, timed), now)).toEqual({ kind: 'none' });
  });

  it('says so in the history, and wakes the workflow that may still wait', () => {
    const kept = aRequest.inProgress();
    const { request, events } = changeOf(changeBy(kept, kept.request.nextMilestoneAt! + HOUR));
    expect(request.wakes).toBe(true);
    expect(events.map(({ type }) => type)).toEqual(['milestone-reached', 'workflow-repaired']);
  });

  it('closes a request whose survey window ended unseen', () => {
    const { request, events } = changeOf(changeBy(aRequest.resolved(), resolvedEnd + DAY));
    expect(request).toMatchObject({ status: 'closed', wakes: true });
    expect(events.map(({ type }) => type)).toEqual(['request-closed', 'workflow-repaired']);
  });
});
