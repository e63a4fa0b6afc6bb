import { describe, expect, it } from 'vitest';
import { isRunning } from '../../functions/clocks/clock.ts';
import { countedAs } from '../../functions/requests/counted.ts';
import type { Change, Outcome, RequestFile } from '../../functions/requests/change.ts';
import { tellEvent } from '../../functions/requests/story.ts';
import type { InProgressRequest } from '../../functions/requests/request.ts';
import { publicPicture } from '../../functions/open311/public-request.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { followLeader } from '../../functions/review/follow-leader.ts';
import { type ReviewCommand, otherRequestOf } from '../../functions/review/review-command.ts';
import { isSurveyed } from '../../functions/surveys/survey.ts';
import { answerSurvey, leaderFor } from '../../functions/surveys/answer-survey.ts';
import {
  DAY,
  HOUR,
  type Kept,
  TUESDAY,
  aCompletion,
  aContext,
  aRequest,
  changeOf,
  keep,
  refusalOf,
  work,
} from '../support/builders.ts';

const NOW = TUESDAY + 2 * HOUR;
const context = aContext();

/** An accepted pothole, and a second report of it that waits for a person. */
const leaderOf = (more = {}): Kept => aRequest.inProgress({ sourceId: 'leader', ...more });
const second = (more = {}): Kept =>
  aRequest.inReview({
    sourceId: 'second',
    reporter: { name: 'Bo', email: 'bo@resident.example', language: 'es' },
    ...more,
  });

const decide = (kept: Kept, command: ReviewCommand, other?: RequestFile, now = NOW): Outcome =>
  decideReview(kept, command, context, now, other);
const besideOf = (outcome: Outcome): Change => {
  if (outcome.kind !== 'changed' || !outcome.beside) throw new Error('The other request was not changed.');
  return outcome.beside;
};

/** Both requests after the second was merged into the first. */
const merged = (leader = leaderOf(), follower = second(), now = NOW): { leader: Kept; follower: Kept } => {
  const outcome = decide(follower, { action: 'merge', into: leader.request.id }, leader, now);
  return { leader: keep(leader, besideOf(outcome)), follower: keep(follower, changeOf(outcome)) };
};
const followed = (follower: Kept, leader: Kept, now: number): Kept => {
  const outcome = followLeader(follower, leader, context, now);
  return outcome.kind === 'changed' ? keep(follower, outcome.change) : follower;
};

describe('a merge', () => {
  it('R41 keeps the second reporter subscribed, and tells them that it is on its way already', () => {
    const { leader, follower } = merged();
    expect(follower.request).toMatchObject({
      status: 'in-progress',
      typeCode: 'pothole',
      clocks: [],
      follows: { requestId: leader.request.id, kind: 'duplicate' },
      reporter: { email: 'bo@resident.example' },
    });
    expect(leader.request.followers).toEqual([follower.request.id]);
    const { notices } = changeOf(decide(second(), { action: 'merge', into: leader.request.id }, leaderOf()));
    expect(notices.map(({ message, to }) => [message, to])).toEqual([['request-linked', 'bo@resident.example']]);
  });

  it('is an event on both, without anything personal', () => {
    const { leader, follower } = merged();
    expect(follower.events.at(-1)).toMatchObject({ type: 'request-linked', data: { leader: leader.request.id } });
    expect(leader.events.at(-1)).toMatchObject({ type: 'follower-joined', data: { follower: follower.request.id } });
  });

  it('R45 is refused with itself, with a follower, and of one that is followed: no chain and no circle', () => {
    const { leader, follower } = merged();
    const into = (id: string): ReviewCommand => ({ action: 'merge', into: id });
    const third = aRequest.inReview({ sourceId: 'third' });
    expect(refusalOf(decide(third, into(third.request.id), third))).toMatchObject({ field: 'into' });
    const chain = refusalOf(decide(third, into(follower.request.id), follower));
    expect(chain.message).toContain(leader.request.id);
    expect(refusalOf(decide(leader, into(third.request.id), aRequest.inProgress({ sourceId: 'third' })))).toMatchObject(
      {
        code: 'wrong-state',
      },
    );
    expect(refusalOf(decide(follower, into(third.request.id), third))).toMatchObject({ code: 'wrong-state' });
  });

  it('R45a needs a request that there is, and that has been accepted', () => {
    const id = 'R-0000-0000-0000';
    expect(refusalOf(decide(second(), { action: 'merge', into: id }))).toMatchObject({ field: 'into' });
    const unread = aRequest.inReview({ sourceId: 'unread' });
    expect(refusalOf(decide(second(), { action: 'merge', into: unread.request.id }, unread))).toMatchObject({
      field: 'into',
    });
  });

  it('R44 cancels the work of a request that was under way, which is no outcome of work', () => {
    const under = aRequest.inProgress({ sourceId: 'second' });
    const change = changeOf(decide(under, { action: 'merge', into: leaderOf().request.id }, leaderOf()));
    expect(change.workOrders).toMatchObject([{ status: 'cancelled', endReason: 'duplicate' }]);
    expect(change.workOrders[0]).not.toHaveProperty('outcome');
    expect(change.notices.map(({ message }) => message)).toContain('work-cancelled');
  });

  it('R46 into a request that was just resolved reopens it', () => {
    const resolved = work(leaderOf(), aCompletion, TUESDAY + HOUR);
    const { leader, follower } = merged(resolved);
    expect(leader.request).toMatchObject({ status: 'in-progress', cycle: 2, followers: [follower.request.id] });
    expect(leader.workOrders.at(-1)).toMatchObject({ status: 'offered', cycle: 2 });
  });

  it('R46 into a request that was just resolved watches what its partner promises anew', () => {
    const resolved = work(leaderOf(), aCompletion, TUESDAY + HOUR);
    const { leader } = merged(resolved);
    const accept = leader.workOrders.at(-1)!.clocks.find(({ kind }) => kind === 'accept')!;
    expect(leader.request.nextMilestoneAt).toBe(accept.atRiskAt);
  });

  it('R153 into one whose time is over is refused: a new report is a new case then', () => {
    const resolved = work(leaderOf(), aCompletion, TUESDAY + HOUR);
    const refusal = refusalOf(
      decide(second(), { action: 'merge', into: resolved.request.id }, resolved, TUESDAY + 30 * DAY),
    );
    expect(refusal).toMatchObject({ field: 'into' });
  });
});

describe('a follower', () => {
  it('R42 R43 ends with its leader, with its outcome and sentence, and counts as nothing', () => {
    const { leader, follower } = merged();
    const done = work(leader, aCompletion, NOW + HOUR);
    const after = followed(follower, done, NOW + HOUR);
    expect(after.request).toMatchObject({ status: 'resolved', outcome: 'done', resolution: aCompletion.resolution });
    expect(after.events.at(-1)).toMatchObject({
      type: 'request-resolved',
      data: { follows: 'duplicate', verdict: 'no-target' },
    });
    if (after.request.status === 'resolved') expect(isSurveyed(after.request, context.catalogue)).toBe(false);
  });

  it('R41 is told its end once, however often it is looked at', () => {
    const { leader, follower } = merged();
    const done = work(leader, aCompletion, NOW + HOUR);
    const outcome = followLeader(follower, done, context, NOW + HOUR);
    expect(changeOf(outcome).notices.map(({ to, message }) => [to, message])).toEqual([
      ['bo@resident.example', 'request-resolved'],
    ]);
    const after = keep(follower, changeOf(outcome));
    expect(followLeader(after, done, context, NOW + DAY)).toEqual({ kind: 'unchanged' });
  });

  it('R42 is open again when its leader is, and does not silently stay resolved', () => {
    const { leader, follower } = merged();
    const done = work(leader, aCompletion, NOW + HOUR);
    const ended = followed(follower, done, NOW + HOUR);
    const reopened = keep(
      done,
      changeOf(answerSurvey(done, { action: 'reopen', text: 'Still there.' }, context, NOW + 2 * HOUR)),
    );
    const again = followed(ended, reopened, NOW + 2 * HOUR);
    expect(again.request).toMatchObject({ status: 'in-progress', cycle: 2, cycleVersion: again.request.version });
    expect(again.request.follows?.requestId).toBe(leader.request.id);
  });

  it('is on hold and goes on with its leader', () => {
    const { leader, follower } = merged();
    const held = work(leader, { action: 'hold', reason: 'weather' }, NOW + HOUR);
    const hold = changeOf(followLeader(follower, held, context, NOW + HOUR));
    expect(hold.request).toMatchObject({ status: 'on-hold', holdReason: 'weather' });
    expect(hold.events).toMatchObject([{ type: 'work-order-held', data: { reason: 'weather' } }]);
    expect(hold.notices).toEqual([]);
    const on = work(held, { action: 'resume' }, NOW + 2 * HOUR);
    const again = changeOf(followLeader(keep(follower, hold), on, context, NOW + 2 * HOUR));
    expect(again.request.status).toBe('in-progress');
    const { dueAt } = on.request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(again.events).toMatchObject([{ type: 'work-order-resumed', data: { dueAt } }]);
  });

  it('R42 goes on from a hold with a leader that has come back to the desk, and is promised what that one is', () => {
    const { leader, follower } = merged();
    const held = work(leader, { action: 'hold', reason: 'weather' }, NOW + HOUR);
    const waiting = followed(follower, held, NOW + HOUR);
    const workOrderId = held.workOrders[0]!.id;
    const cancel = { action: 'cancel', reason: 'offered-by-mistake', text: 'Wrong street.' } as const;
    const back = keep(
      held,
      changeOf(decide(held, { action: 'work', workOrderId, command: cancel }, undefined, NOW + DAY)),
    );
    expect(back.request.status).toBe('in-review');
    const { request, events, notices } = changeOf(followLeader(waiting, back, context, NOW + DAY));
    const { dueAt } = back.request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(request).toMatchObject({ status: 'in-progress', follows: { dueAt } });
    expect(dueAt).toBeGreaterThan(waiting.request.follows!.dueAt!);
    expect(events).toMatchObject([{ type: 'work-order-resumed', data: { leader: leader.request.id, dueAt } }]);
    const [line] = keep(waiting, { request, workOrders: [], events, notices }).events.slice(-1);
    const names = { partner: (code: string) => code };
    expect(tellEvent(line!, 'en', names, 'constituent')).toBe('The 311 office is looking at the request.');
    expect(notices).toEqual([]);
  });

  it('R107 is promised no day while its leader at the desk waits for an answer, and the later one once it has come', () => {
    const { leader, follower } = merged();
    const back = work(leader, { action: 'send-back', reason: 'not-our-place', text: 'It is the state’s.' }, NOW + HOUR);
    const asked = keep(
      back,
      changeOf(decide(back, { action: 'ask', question: 'Which corner?' }, undefined, NOW + HOUR)),
    );
    const waiting = followed(follower, asked, NOW + HOUR);
    expect(waiting.request.follows).toMatchObject({ standsStill: true });
    expect(followed(waiting, asked, NOW + HOUR)).toBe(waiting);
    const picture = publicPicture(waiting, context.catalogue);
    expect(picture.kind === 'public' && picture.request).not.toHaveProperty('expectedAt');
    const answered = keep(
      asked,
      changeOf(answerSurvey(asked, { action: 'answer', text: 'The north one.' }, context, NOW + 2 * DAY)),
    );
    const { dueAt } = answered.request.clocks.find(({ kind }) => kind === 'resolve')!;
    const again = followed(waiting, answered, NOW + 2 * DAY);
    expect(again.request.follows).toMatchObject({ dueAt });
    expect(again.request.follows).not.toHaveProperty('standsStill');
    expect(dueAt).toBeGreaterThan(follower.request.follows!.dueAt!);
  });

  it('R42 R113 of an urgent request is promised as much when it is opened again by itself', () => {
    const raised = decide(leaderOf(), { action: 'retype', typeCode: 'pothole', priority: 'urgent' });
    const { leader, follower } = merged(keep(leaderOf(), changeOf(raised)));
    const ended = followed(follower, work(leader, aCompletion, NOW + HOUR), NOW + HOUR);
    const again = changeOf(answerSurvey(ended, { action: 'reopen', text: 'Mine is not.' }, context, NOW + DAY));
    expect(again.request).toMatchObject({
      cycle: 2,
      priority: 'urgent',
      clocks: [{ kind: 'resolve', target: { kind: 'business-days', amount: 1 } }],
    });
  });

  it('R42 is of the type, the urgency and the privacy that its leader is given later, and is told its end so', () => {
    const { leader, follower } = merged();
    const privately = [...context.catalogue.types.values()].find(({ privacy, class: kind }) => {
      return privacy === 'private' && kind === 'service';
    })!;
    const { code, name, partner } = privately;
    const retyped = keep(leader, changeOf(decide(leader, { action: 'retype', typeCode: code, priority: 'urgent' })));
    const after = followed(follower, retyped, NOW + HOUR);
    const given = { typeCode: code, typeName: name, partner, priority: 'urgent', private: true };
    expect(after.request).toMatchObject({ ...given, agreement: (retyped.request as InProgressRequest).agreement });
    expect(followed(after, retyped, NOW + HOUR)).toBe(after);
    const ended = keep(retyped, {
      ...changeOf(
        decideReview(
          work(retyped, { action: 'send-back', reason: 'not-our-place', text: 'It is the state’s.' }, NOW),
          { action: 'decline', reason: 'nothing-found', resolution: 'Nothing was found there.' },
          context,
          NOW + HOUR,
        ),
      ),
    });
    const told = changeOf(followLeader(follower, ended, context, NOW + HOUR));
    expect(told.request).toMatchObject(given);
    expect(told.notices).toMatchObject([{ message: 'request-declined', values: { typeName: name } }]);
    expect(told.notices[0]!.values).not.toHaveProperty('partner');
  });

  it('goes back to a person when whoever asked first takes it back: the others still want it', () => {
    const { leader, follower } = merged();
    const gone = keep(leader, changeOf(decide(leader, { action: 'withdraw', resolution: 'They sold the house.' })));
    const after = followed(follower, gone, NOW + HOUR);
    expect(after.request).toMatchObject({ status: 'in-review' });
    expect(after.request).not.toHaveProperty('follows');
    const { notices } = changeOf(followLeader(follower, gone, context, NOW + HOUR));
    expect(notices).toMatchObject([
      { message: 'review-needed', to: 'review@311.example', values: { reasons: expect.arrayContaining(['unlinked']) } },
    ]);
  });

  it('R58 gives the desk its time anew when it comes back by itself: the review that had ended in time stays so', () => {
    const { leader, follower } = merged();
    const later = NOW + 14 * DAY;
    const gone = keep(leader, changeOf(decide(leader, { action: 'withdraw', resolution: 'They sold the house.' })));
    const { clocks } = followed(follower, gone, later).request;
    expect(clocks).toMatchObject([
      { kind: 'acknowledge', startedAt: TUESDAY, stoppedAt: NOW, verdict: 'met' },
      { kind: 'acknowledge', startedAt: later },
    ]);
    expect(clocks.filter(isRunning)).toHaveLength(1);
  });

  it('R45 is followed by nobody any more when its only follower is withdrawn, so that it can be merged itself', () => {
    const { leader, follower } = merged();
    const byDesk = { action: 'withdraw', resolution: 'They moved away.' } as const;
    const byResident = { action: 'withdraw', text: 'It is gone by now.' } as const;
    expect(otherRequestOf(byDesk, leader.request.id)).toBe(leader.request.id);
    expect(leaderFor(byResident, follower.request)).toBe(leader.request.id);
    for (const outcome of [
      decide(follower, byDesk, leader, NOW + HOUR),
      answerSurvey(follower, byResident, context, NOW + HOUR, leader),
    ]) {
      expect(changeOf(outcome).request).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
      const alone = keep(leader, besideOf(outcome));
      expect(alone.request).not.toHaveProperty('followers');
      const earlier = leaderOf({ sourceId: 'earlier' });
      expect(decide(alone, { action: 'merge', into: earlier.request.id }, earlier, NOW + HOUR).kind).toBe('changed');
    }
  });

  it('goes its own way when its reporter says that it is not solved', () => {
    const { leader, follower } = merged();
    const ended = followed(follower, work(leader, aCompletion, NOW + HOUR), NOW + HOUR);
    const own = keep(
      ended,
      changeOf(answerSurvey(ended, { action: 'reopen', text: 'Mine is not.' }, context, NOW + DAY)),
    );
    expect(own.request).toMatchObject({ status: 'in-progress', cycle: 2 });
    expect(own.request).not.toHaveProperty('follows');
    expect(own.workOrders).toHaveLength(1);
    expect(own.events.map(({ type }) => type)).toContain('request-unlinked');
  });
});

describe('an unlinking', () => {
  it('R53 brings a request in review back there, its clock as it was', () => {
    const before = second();
    const { leader, follower } = merged(leaderOf(), before);
    const outcome = decide(follower, { action: 'unlink' }, leader, NOW + HOUR);
    const after = keep(follower, changeOf(outcome));
    expect(after.request).toMatchObject({ status: 'in-review', clocks: before.request.clocks });
    expect(after.request.status === 'in-review' && after.request.reviewReasons).toContain('unlinked');
    for (const field of ['follows', 'typeCode', 'partner']) expect(after.request).not.toHaveProperty(field);
    expect(besideOf(outcome).request).not.toHaveProperty('followers');
    expect(besideOf(outcome).events).toMatchObject([{ type: 'follower-left' }]);
  });

  it('R53 brings one that was under way back to work, with the promise that it had', () => {
    const before = aRequest.inProgress({ sourceId: 'second' });
    const { leader, follower } = merged(leaderOf(), before);
    const after = keep(follower, changeOf(decide(follower, { action: 'unlink' }, leader, NOW + HOUR)));
    expect(after.request).toMatchObject({ status: 'in-progress', clocks: before.request.clocks });
    expect(after.workOrders.at(-1)).toMatchObject({ status: 'offered', id: `${before.request.id}-2` });
  });

  it('R53 is as public as before where only its leader was private, and private where it was itself', () => {
    const privately = leaderOf({ private: true });
    for (const before of [second(), aRequest.inProgress({ sourceId: 'second' })]) {
      const { leader, follower } = merged(privately, before);
      expect(follower.request.private).toBe(true);
      const after = keep(follower, changeOf(decide(follower, { action: 'unlink' }, leader, NOW + HOUR)));
      expect(after.request.private).toBe(false);
    }
    const own = merged(leaderOf(), second({ private: true }));
    expect(changeOf(decide(own.follower, { action: 'unlink' }, own.leader, NOW + HOUR)).request.private).toBe(true);
  });

  it('R53 stays private where the record of an earlier version does not say what it was', () => {
    const { leader, follower } = merged(leaderOf({ private: true }));
    const { private: _, ...before } = follower.request.follows!.before;
    const stored = { ...follower, request: { ...follower.request, follows: { ...follower.request.follows!, before } } };
    expect(changeOf(decide(stored, { action: 'unlink' }, leader, NOW + HOUR)).request.private).toBe(true);
  });

  it('R53 leaves nothing of a partner that was chosen for its leader alone', () => {
    const { leader, follower } = merged(leaderOf(), aRequest.inProgress({ sourceId: 'second' }));
    const transfer = {
      action: 'transfer',
      to: 'water-sewer',
      reason: 'their-service',
      text: 'A sewer cover.',
    } as const;
    const passedOn = work(leader, transfer, NOW + HOUR);
    const together = followed(follower, passedOn, NOW + HOUR);
    expect(together.request).toMatchObject({ partner: 'water-sewer', assignedByHand: true });
    const alone = keep(together, changeOf(decide(together, { action: 'unlink' }, passedOn, NOW + 2 * HOUR)));
    expect(alone.request).toMatchObject({ partner: 'dpw-highway' });
    expect(alone.request).not.toHaveProperty('assignedByHand');
    const back = work(passedOn, { ...transfer, to: 'dpw-highway' }, NOW + 2 * HOUR);
    expect(followed(together, back, NOW + 3 * HOUR).request).not.toHaveProperty('assignedByHand');
  });

  it('R53 lets the promise of one that had been on hold go on with the work that is offered anew', () => {
    const { leader, follower } = merged(leaderOf(), aRequest.onHold({ sourceId: 'second' }), NOW + DAY);
    const after = keep(follower, changeOf(decide(follower, { action: 'unlink' }, leader, NOW + 2 * DAY)));
    expect(after.request.status).toBe('in-progress');
    expect(after.request.clocks.filter(isRunning).map(({ kind }) => kind)).toEqual(['resolve']);
  });
});

describe('work that does for several requests', () => {
  const shared = (leader = leaderOf()) => {
    const other = aRequest.inProgress({
      sourceId: 'second',
      reporter: { email: 'bo@resident.example', language: 'en' },
    });
    const workOrderId = leader.workOrders[0]!.id;
    const outcome = decide(other, { action: 'share', workOrderId }, leader);
    return { leader: keep(leader, besideOf(outcome)), other: keep(other, changeOf(outcome)) };
  };

  it('R54 leaves each its own promise, and resolves each with its own verdict, told once', () => {
    const { leader, other } = shared();
    expect(other.request.clocks.find(({ kind }) => kind === 'resolve')).toMatchObject({ startedAt: TUESDAY });
    expect(other.workOrders).toMatchObject([{ status: 'cancelled', endReason: 'shared-work' }]);
    const outcome = followLeader(other, work(leader, aCompletion, NOW + HOUR), context, NOW + HOUR);
    const change = changeOf(outcome);
    expect(change.request).toMatchObject({ status: 'resolved', outcome: 'done' });
    expect(change.events.at(-1)).toMatchObject({ type: 'request-resolved', data: { verdict: 'met' } });
    expect(change.notices.map(({ to, message }) => [to, message])).toEqual([
      ['bo@resident.example', 'request-resolved'],
      ['bo@resident.example', 'survey-asked'],
    ]);
  });

  it('R54 R107 tells whoever shares it so, with their own promise, and whoever joins no promise that stands still', () => {
    const leader = leaderOf();
    const held = work(leader, { action: 'hold', reason: 'weather' }, NOW);
    const other = aRequest.inProgress({ sourceId: 'second' });
    const share = { action: 'share', workOrderId: leader.workOrders[0]!.id } as const;
    const raised = keep(
      leader,
      changeOf(decide(leader, { action: 'retype', typeCode: 'pothole', priority: 'urgent' })),
    );
    const [told] = changeOf(decide(other, share, raised)).notices;
    const { dueAt } = other.request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(told).toMatchObject({ message: 'request-linked', values: { sharedWith: leader.request.id } });
    expect(told!.values.dueAt).toEqual({ instant: dueAt });
    const [joined] = changeOf(decide(second(), { action: 'merge', into: leader.request.id }, held)).notices;
    expect(joined).toMatchObject({ message: 'request-linked' });
    expect(joined!.values).not.toHaveProperty('dueAt');
    expect(joined!.values).not.toHaveProperty('sharedWith');
  });

  it('R107 tells whoever joins the promise of an emergency whose work is on hold: it runs on', () => {
    const held = work(leaderOf({ reportedType: 'catch-basin-complaint' }), { action: 'hold', reason: 'weather' }, NOW);
    const retype = { action: 'retype', typeCode: 'water-main-break', priority: 'normal' } as const;
    const leader = keep(held, changeOf(decide(held, retype)));
    expect(leader.request.status).toBe('on-hold');
    const [joined] = changeOf(decide(second(), { action: 'merge', into: leader.request.id }, leader)).notices;
    const { dueAt } = leader.request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(joined).toMatchObject({ message: 'request-linked', values: { dueAt: { instant: dueAt } } });
  });

  it('R54 is the work of whoever it was passed on to, also for those that share it', () => {
    const { leader, other } = shared();
    const transfer = {
      action: 'transfer',
      to: 'water-sewer',
      reason: 'their-service',
      text: 'A sewer cover.',
    } as const;
    const done = work(work(leader, transfer, NOW + HOUR), aCompletion, NOW + 2 * HOUR);
    const { request } = changeOf(followLeader(other, done, context, NOW + 2 * HOUR));
    expect(request).toMatchObject({ status: 'resolved', partner: 'water-sewer', assignedByHand: true });
  });

  it('R54 lets the promise of one that was on hold go on with that work', () => {
    const leader = leaderOf();
    const held = aRequest.onHold({ sourceId: 'second' });
    const share = { action: 'share', workOrderId: leader.workOrders[0]!.id } as const;
    const other = keep(held, changeOf(decide(held, share, leader, NOW + DAY)));
    expect(other.request.status).toBe('in-progress');
    expect(other.request.clocks.filter(isRunning).map(({ kind }) => kind)).toEqual(['resolve']);
    expect(other.request.nextMilestoneAt).toBeDefined();
  });

  it('R54 tells each that its work is on hold, and writes down how its promise moves when it goes on', () => {
    const { leader, other } = shared();
    const laidAside = work(leader, { action: 'hold', reason: 'weather' }, NOW + HOUR);
    const hold = changeOf(followLeader(other, laidAside, context, NOW + HOUR));
    expect(hold.request).toMatchObject({ status: 'on-hold', holdReason: 'weather' });
    expect(hold.events).toMatchObject([{ type: 'work-order-held', data: { reason: 'weather' } }]);
    expect(hold.notices).toMatchObject([{ message: 'request-on-hold', to: 'bo@resident.example' }]);
    const waiting = keep(other, hold);
    expect(followLeader(waiting, laidAside, context, NOW + HOUR)).toEqual({ kind: 'unchanged' });
    const goesOn = work(laidAside, { action: 'resume' }, NOW + DAY);
    const { request, events, notices } = changeOf(followLeader(waiting, goesOn, context, NOW + DAY));
    const { dueAt } = request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(dueAt).toBeGreaterThan(other.request.clocks.find(({ kind }) => kind === 'resolve')!.dueAt!);
    expect(events).toMatchObject([{ type: 'work-order-resumed', data: { dueAt } }]);
    expect(notices).toEqual([]);
  });

  it('R107 lets the promise of an emergency run on when the work that it shares is put on hold', () => {
    const leader = leaderOf();
    const emergency = aRequest.inProgress({ sourceId: 'second', reportedType: 'water-main-break' });
    const share = { action: 'share', workOrderId: leader.workOrders[0]!.id } as const;
    const other = keep(emergency, changeOf(decide(emergency, share, leader)));
    const laidAside = work(leader, { action: 'hold', reason: 'weather' }, NOW + HOUR);
    expect(followLeader(other, laidAside, context, NOW + HOUR)).toEqual({ kind: 'unchanged' });
  });

  it('R178 steps into what is overdue at the hold that comes after its moment', () => {
    const { leader, other } = shared();
    const { dueAt } = other.request.clocks.find(({ kind }) => kind === 'resolve')!;
    const at = dueAt! + 1000;
    const laidAside = work(leader, { action: 'hold', reason: 'weather' }, at);
    const { request, events, workOrders } = changeOf(followLeader(other, laidAside, context, at));
    const after = { ...request, changedAt: at };
    const [first] = countedAs(other.request, after, { events, workOrders }, at);
    expect(first?.moved?.to).toMatchObject({ overdue: true });
  });

  it('goes back to a person when that work is not done after all', () => {
    const { leader, other } = shared();
    const back = work(leader, { action: 'send-back', reason: 'not-our-place', text: 'A private road.' }, NOW + HOUR);
    expect(followed(other, back, NOW + HOUR).request).toMatchObject({
      status: 'in-review',
      reviewReasons: ['no-work-left'],
    });
  });

  it('R53 separated again, is of the type and has the promise that it came to meanwhile', () => {
    const { leader, other } = shared();
    const held = work(leader, { action: 'hold', reason: 'waiting-for-parts' }, NOW + HOUR);
    const waited = followed(other, held, NOW + HOUR);
    expect(waited.request.status).toBe('on-hold');
    const going = followed(waited, work(held, { action: 'resume' }, NOW + DAY), NOW + DAY);
    const resolveOf = ({ request }: Kept) => request.clocks.find(({ kind }) => kind === 'resolve');
    const unlink = (kept: Kept) => keep(kept, changeOf(decide(kept, { action: 'unlink' }, leader, NOW + DAY + HOUR)));
    expect(resolveOf(going)!.dueAt).toBeGreaterThan(resolveOf(other)!.dueAt!);
    expect(resolveOf(unlink(going))).toEqual(resolveOf(going));
    const running = resolveOf(unlink(waited))!;
    expect([unlink(waited).request.status, isRunning(running)]).toEqual(['in-progress', true]);
    expect(running.dueAt).toBeGreaterThan(resolveOf(other)!.dueAt!);
    const tree = keep(
      going,
      changeOf(decide(going, { action: 'retype', typeCode: 'new-street-tree-request', priority: 'normal' })),
    );
    const alone = unlink(tree);
    const { typeCode, partner, clocks } = tree.request as InProgressRequest;
    expect(alone.request).toMatchObject({ typeCode, partner, clocks });
    expect(alone.workOrders.at(-1)).toMatchObject({ status: 'offered', partner });
  });

  it('R53 is as public as before on its own again, unless it has come to a private type itself', () => {
    const { leader, other } = shared(leaderOf({ private: true }));
    expect(other.request.private).toBe(true);
    const unlink = (kept: Kept) => changeOf(decide(kept, { action: 'unlink' }, leader, NOW + HOUR)).request;
    expect(unlink(other).private).toBe(false);
    const back = work(leader, { action: 'send-back', reason: 'not-our-place', text: 'A private road.' }, NOW + HOUR);
    expect(followed(other, back, NOW + HOUR).request).toMatchObject({ status: 'in-review', private: false });
    const { code } = [...context.catalogue.types.values()].find(({ privacy }) => privacy === 'private')!;
    const retyped = changeOf(decide(other, { action: 'retype', typeCode: code, priority: 'normal' }));
    expect(unlink(keep(other, retyped)).private).toBe(true);
  });

  it('is refused for work that has ended or that there is not', () => {
    const other = aRequest.inProgress({ sourceId: 'second' });
    const done = work(leaderOf(), aCompletion, NOW);
    const ask = (workOrderId: string, leader: Kept) =>
      refusalOf(decide(other, { action: 'share', workOrderId }, leader));
    expect(ask(done.workOrders[0]!.id, done)).toMatchObject({ field: 'workOrderId' });
    expect(ask(`${done.request.id}-9`, leaderOf())).toMatchObject({ field: 'workOrderId' });
  });
});
