import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { acknowledgeEscalation } from '../../functions/clocks/acknowledge-escalation.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { type Clock, isRunning } from '../../functions/clocks/clock.ts';
import { moveClocks } from '../../functions/clocks/move-clocks.ts';
import { workPlace } from '../../functions/requests/queue-line.ts';
import type { Change } from '../../functions/requests/change.ts';
import type { Request } from '../../functions/requests/request.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { emergencyWordIn } from '../../functions/review/emergency-words.ts';
import { logFoundWork } from '../../functions/review/found-work.ts';
import type { ReviewCommand } from '../../functions/review/review-command.ts';
import { REVIEW_RULES } from '../../functions/review/review-rules.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { answerSurvey } from '../../functions/surveys/answer-survey.ts';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';
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
  somerville,
  work,
} from '../support/builders.ts';

const context = aContext();
const NOW = TUESDAY + 2 * HOUR;
const decide = (kept: Kept, command: ReviewCommand, now = NOW): Kept =>
  keep(kept, changeOf(decideReview(kept, command, context, now)));
const held = (reportedType: string, more = {}) => {
  const kept = aRequest.received({ reportedType, ...more });
  return changeOf(reviewRequest(kept, context, TUESDAY)).request;
};
const reasonsOf = (request: Request) => (request.status === 'in-review' ? request.reviewReasons : []);

describe('the rules of the review', () => {
  it('R48 stand in one order, each reason once', () => {
    const reasons = REVIEW_RULES.map(({ reason }) => reason);
    expect(reasons).toEqual([
      'emergency-words',
      'unknown-type',
      'feedback-without-subject',
      'private-type',
      'place-unknown',
      'outside-the-city',
      'missing-answer',
      'possible-duplicate',
    ]);
  });

  it('R49 hold words of danger on a type that is no emergency, and tell the resident to call 911', () => {
    const kept = aRequest.received({ description: 'Strong smell of gas from the hole.' });
    const change = changeOf(reviewRequest(kept, context, TUESDAY));
    expect(reasonsOf(change.request)).toEqual(['emergency-words']);
    expect(change.notices[0]).toMatchObject({ message: 'request-received', values: { emergency: '911' } });
  });

  it('R49 hold words of danger in an answer too, and in the name of a type that nobody knows', () => {
    const answered = { description: 'See below.', answers: { hazard: 'The slide stands next to a downed wire.' } };
    expect(reasonsOf(held('pothole', answered))).toEqual(['emergency-words']);
    expect(reasonsOf(held('Gas leak in the street', { description: '' }))).toEqual(['emergency-words', 'unknown-type']);
    expect(reasonsOf(held('pothole', { answers: { hazard: 'None that I saw.' } }))).toEqual([]);
  });

  it('R49 let an emergency type through to those who handle it, and tell the resident to call 911 all the same', () => {
    const emergency = [...somerville.types.values()].find(
      ({ emergency, questions, privacy }) => emergency && questions.length === 0 && privacy === 'public',
    )!;
    expect(held(emergency.code, { description: 'There is a gas leak.' }).status).toBe('in-progress');
    const letterOf = (reportedType: string) =>
      changeOf(reviewRequest(aRequest.received({ reportedType }), context, TUESDAY)).notices[0];
    expect(letterOf(emergency.code)).toMatchObject({ message: 'request-received', values: { emergency: '911' } });
    expect(letterOf('pothole')!.values).not.toHaveProperty('emergency');
    const outside = { address: '1 Main St, Boston', lat: 42.3, lon: -71.2 };
    const heldBack = aRequest.received({ reportedType: emergency.code, place: outside });
    const { request, notices } = changeOf(reviewRequest(heldBack, context, TUESDAY));
    expect(request.status).toBe('in-review');
    expect(notices[0]).toMatchObject({ message: 'request-received', values: { emergency: '911' } });
  });

  it.each([
    ['I smell GAS!', 'smell gas'],
    ['huele a gás en la calle', 'huele a gas'],
    ['A live-wire on the sidewalk', 'live wire'],
    ['Tem um VAZAMENTO DE GAS na rua', 'vazamento de gás'],
    ['Gen yon fil kouran tonbe devan kay la', 'fil kouran tonbe'],
    ['घरमा आगो लाग्यो, छिटो आउनुहोस्', 'आगो लाग्यो'],
    ['यो विषयमा बहस भयो', undefined],
    ['我家門口有瓦斯味，請派人來', '瓦斯味'],
    ['The whole street smells of gas.', 'smells of gas'],
    ['A power line is down across the road', 'power line is down'],
    ['Two wires are down by the school', 'wires are down'],
    ['There are downed power lines here', 'downed power lines'],
    ['Hay un escape de gas en la esquina', 'escape de gas'],
    ['O carro pegou fogo', 'pegou fogo'],
    ['我家门口有煤气味，请派人来', '煤气味'],
    ['楼上着火了', '着火'],
    ['Consideration of the gaslight district', undefined],
    ['The bonfire was last week', undefined],
  ])('R13 R49 know whole words only: %s', (text, word) => {
    expect(emergencyWordIn(text)).toBe(word);
  });

  it('hold feedback that does not say about whom it is, and route it to whom it names', () => {
    const code = 'general-comment-or-suggestion';
    expect(reasonsOf(held(code))).toEqual(['feedback-without-subject']);
    expect(reasonsOf(held(code, { answers: { subject: 'the moon' } }))).toEqual(['feedback-without-subject']);
    const routed = held(code, { answers: { subject: ' Police ' } });
    expect(routed).toMatchObject({ status: 'in-progress', partner: 'police' });
  });

  it('R15 R40 hold what may have been reported before with the suggestions, and never drop it', () => {
    const kept = aRequest.received();
    const like = { requestId: 'R-AAAA-AAAA-AAAA', kind: 'open', meters: 12 } as const;
    const { request } = changeOf(reviewRequest(kept, context, TUESDAY, { candidates: [like] }));
    expect(request).toMatchObject({
      status: 'in-review',
      reviewReasons: ['possible-duplicate'],
      candidates: [like],
    });
  });
});

describe('the first answer to the resident', () => {
  const running = ({ clocks }: Request) => clocks.map(({ kind, stoppedAt, verdict }) => [kind, stoppedAt, verdict]);

  it('R117 is not the letter that the receipt writes by itself', () => {
    const change = changeOf(reviewRequest(aRequest.received({ reportedType: 'something else' }), context, TUESDAY));
    expect(change.notices).toContainEqual(expect.objectContaining({ message: 'request-received' }));
    expect(running(change.request)).toEqual([['acknowledge', undefined, undefined]]);
  });

  it('R117 is not what colleagues write to each other', () => {
    const note = { action: 'acknowledge', text: 'Somebody reads it before noon.' } as const;
    const { request, notices } = changeOf(acknowledgeEscalation(aRequest.inReview(), note, NOW));
    expect(notices).toEqual([]);
    expect(running(request)).toEqual([['acknowledge', undefined, undefined]]);
  });

  it('R117 is what a person decides', () => {
    const { request } = decide(aRequest.inReview(), { action: 'accept', typeCode: 'pothole', priority: 'normal' });
    expect(running(request)[0]).toEqual(['acknowledge', NOW, 'met']);
  });
});

describe('a question to the resident', () => {
  const asked = decide(aRequest.inReview(), { action: 'ask', question: 'Which side of the street is it on?' });

  it('R107 stands the clock still until it is answered, and is written to the resident', () => {
    expect(asked.request.question?.answerBy).toBeGreaterThan(NOW + 5 * DAY);
    expect(asked.request.clocks.some(isRunning)).toBe(false);
    const { notices } = changeOf(
      decideReview(aRequest.inReview(), { action: 'ask', question: 'Which side is it on?' }, context, NOW),
    );
    expect(notices).toMatchObject([{ message: 'question-asked', to: 'ana@resident.example' }]);
  });

  it('R107 lets the promise of an emergency that was sent back run on: its agreement has no reason to wait', () => {
    const back = work(
      aRequest.inProgress({ reportedType: 'water-main-break' }),
      { action: 'send-back', reason: 'not-our-place', text: 'The main is the state’s.' },
      NOW,
    );
    const { clocks } = decide(back, { action: 'ask', question: 'Which side of the street is it on?' }).request;
    expect(clocks.filter(isRunning).map(({ kind }) => kind)).toEqual(['resolve']);
  });

  it('R49 R118 answered with words of danger, alarms the desk by one letter', () => {
    const change = changeOf(
      answerSurvey(asked, { action: 'answer', text: 'By the downed wire.' }, context, NOW + HOUR),
    );
    expect(change.request).toMatchObject({ reviewReasons: expect.arrayContaining(['emergency-words']) });
    expect(change.notices).toMatchObject([
      { message: 'review-needed', values: { description: 'By the downed wire.' } },
    ]);
  });

  it('R118 once answered goes on, and tells the desk once', () => {
    const answer = { action: 'answer', text: 'On the north side.' } as const;
    const change = changeOf(answerSurvey(asked, answer, context, NOW + HOUR));
    expect(change.request).not.toHaveProperty('question');
    expect(change.request.clocks.some(isRunning)).toBe(true);
    expect(change.events).toMatchObject([{ type: 'question-answered', text: 'On the north side.' }]);
    expect(change.notices).toMatchObject([{ message: 'question-answered', audience: 'reviewer' }]);
    const answered = keep(asked, change);
    expect(answerSurvey(answered, answer, context, NOW + HOUR)).toEqual({ kind: 'unchanged' }); // a double click
    expect(refusalOf(answerSurvey(answered, { ...answer, text: 'On both.' }, context, NOW + DAY))).toMatchObject({
      code: 'wrong-state',
    });
  });

  it('R107 counts against nobody: neither what the resident was promised nor the partner’s part is nearer by the days it took', () => {
    const accepting = { action: 'accept', typeCode: 'pothole', priority: 'normal' } as const;
    const answer = changeOf(answerSurvey(asked, { action: 'answer', text: 'The north side.' }, context, NOW + 2 * DAY));
    const late = decide(keep(asked, answer), accepting, NOW + 2 * DAY);
    const atOnce = decide(aRequest.inReview(), accepting);
    const dues = ({ request, workOrders: [workOrder] }: Kept) =>
      [...request.clocks, ...workOrder!.clocks].flatMap(({ kind, dueAt = 0 }) =>
        kind === 'resolve' || kind === 'complete' ? [[kind, dueAt]] : [],
      );
    // Thursday and two business days more are Monday.
    expect(dues(late)).toEqual(dues(atOnce).map(([kind, dueAt]) => [kind, Number(dueAt) + 4 * DAY]));
  });

  it('R107 counts against whoever answers for an emergency, which has no reason to wait', () => {
    const accepting = { action: 'accept', typeCode: 'water-main-break', priority: 'normal' } as const;
    const { clocks } = decide(asked, accepting, NOW + 2 * DAY).request;
    expect(clocks.find(({ kind }) => kind === 'resolve')).toMatchObject({ pauses: [], dueAt: TUESDAY + HOUR });
  });

  it('R107 that nobody answers comes back to the desk after five business days', () => {
    const { answerBy } = asked.request.question!;
    expect(actOnDue(asked, context, answerBy - 1)).toEqual({ kind: 'unchanged' });
    const after = keep(asked, changeOf(actOnDue(asked, context, answerBy)));
    expect(reasonsOf(after.request)).toContain('no-answer');
    expect(after.request.clocks.some(isRunning)).toBe(true);
    expect(after.events.map(({ type }) => type)).toContain('question-unanswered');
  });

  it('R107 has five business days, whatever days the promise of a request that was sent back counts', () => {
    const type = [...somerville.types.values()].find(
      ({ agreement, questions, privacy, class: kind }) =>
        questions.length === 0 &&
        privacy === 'public' &&
        kind === 'service' &&
        somerville.agreement(agreement, 1).calendar === 'somerville-always',
    )!;
    const back = work(
      aRequest.inProgress({ reportedType: type.code }),
      { action: 'send-back', reason: 'not-our-place', text: 'The road is the state’s.' },
      NOW,
    );
    const again = decide(back, { action: 'ask', question: 'Which side of the street is it on?' });
    expect(again.request.question?.answerBy).toBe(asked.request.question?.answerBy);
  });

  it('R147 cannot be asked of somebody who cannot be written to', () => {
    const { reporter: _, ...request } = aRequest.inReview().request;
    const kept = { ...aRequest.inReview(), request };
    const outcome = decideReview(kept, { action: 'ask', question: 'Which side is it on?' }, context, NOW);
    expect(refusalOf(outcome)).toMatchObject({ code: 'wrong-state' });
  });
});

describe('another type or priority', () => {
  it('R107 lets the promise of work on hold that turns out to be an emergency go on, and nothing stops it again', () => {
    const held = aRequest.onHold({ reportedType: 'catch-basin-complaint' });
    const retype = { action: 'retype', typeCode: 'water-main-break', priority: 'normal' } as const;
    const after = decide(held, retype, NOW + HOUR);
    const noted = work(after, { action: 'note', text: 'The crew is on its way.' }, NOW + 2 * HOUR);
    for (const { request, workOrders } of [after, noted])
      expect([...request.clocks, ...workOrders[0]!.clocks].filter(isRunning).map(({ kind }) => kind)).toEqual([
        'resolve',
        'complete',
      ]);
  });

  it('R107 lets no promise that may not wait stand still for a part that was held under the former type', () => {
    const part = { action: 'add-work', partner: 'eversource', task: 'Lift the cable' } as const;
    const parted = decide(aRequest.inProgress({ reportedType: 'catch-basin-complaint' }), part);
    const held = work(parted, { action: 'hold', reason: 'waiting-for-parts', text: '' }, NOW);
    const retype = { action: 'retype', typeCode: 'water-main-break', priority: 'normal' } as const;
    const retyped = decide(held, retype, NOW + HOUR);
    const own = retyped.workOrders.find(({ partner }) => partner !== part.partner)!;
    const { request, notices } = changeOf(progressWorkOrder(retyped, own.id, aCompletion, context, NOW + 2 * HOUR));
    expect(request.status).toBe('in-progress');
    expect(request.clocks.filter(isRunning).map(({ kind }) => kind)).toEqual(['resolve']);
    expect(notices.map(({ message }) => message)).not.toContain('request-on-hold');
  });

  it('R110 counts the promise anew from the receipt, and keeps both in the history', () => {
    const before = aRequest.inProgress();
    const type = [...somerville.types.values()].find(
      ({ partner, agreement }) =>
        partner === 'dpw-highway' &&
        somerville.agreement(agreement, 1).targets.resolve.kind === 'business-days' &&
        (somerville.agreement(agreement, 1).targets.resolve as { amount: number }).amount > 5,
    )!;
    const after = decide(before, { action: 'retype', typeCode: type.code, priority: 'normal' });
    const clock = after.request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(clock).toMatchObject({ startedAt: TUESDAY, agreement: type.agreement });
    expect(after.events.at(-1)).toMatchObject({
      type: 'request-retyped',
      data: {
        fromType: 'pothole',
        toType: type.code,
        fromPromise: '2 business days',
        breachedByReclassification: false,
      },
    });
  });

  it('R110 R113 raised when the shorter time has passed is a breach at once, told once', () => {
    const late = decide(
      work(aRequest.inProgress(), { action: 'accept' }, TUESDAY),
      { action: 'retype', typeCode: 'pothole', priority: 'urgent' },
      TUESDAY + 28 * HOUR,
    );
    expect(late.events.at(-1)).toMatchObject({
      data: { toPromise: '1 business day', breachedByReclassification: true },
    });
    expect(late.request.nextMilestoneAt).toBeLessThan(TUESDAY + 28 * HOUR);
    const acted = keep(late, changeOf(actOnDue(late, context, TUESDAY + 28 * HOUR)));
    expect(acted.events.filter(({ type, data }) => type === 'milestone-reached' && data?.kind === 'due')).toHaveLength(
      1,
    );
    expect(actOnDue(acted, context, TUESDAY + 28 * HOUR)).toEqual({ kind: 'unchanged' });
  });

  it('R110 R130 lowered again, is told of anew at each moment of the longer promise', () => {
    const retype = (priority: 'normal' | 'urgent') => ({ action: 'retype', typeCode: 'pothole', priority }) as const;
    const toStaff = (change: Change) =>
      change.notices.filter(({ audience }) => audience !== 'constituent').map(({ message, id }) => ({ message, id }));
    let kept: Kept = decide(work(aRequest.inProgress(), { action: 'accept' }, TUESDAY), retype('urgent'), NOW);
    const act = (): { message: string; id: string }[] => {
      const change = changeOf(actOnDue(kept, context, kept.request.nextMilestoneAt!));
      kept = keep(kept, change);
      return toStaff(change);
    };
    const urgent = [...act(), ...act()];
    expect(urgent.map(({ message }) => message)).toEqual(['clock-at-risk', 'clock-due', 'clock-due']);
    const late = kept.request.milestones.at(-1)!.at + HOUR;
    kept = decide(kept, retype('normal'), late);
    const resolve = kept.request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(resolve.dueAt).toBeGreaterThan(late);
    expect(kept.request.nextMilestoneAt).toBeLessThanOrEqual(resolve.dueAt! + 1);
    const normal = [];
    while ((kept.request.nextMilestoneAt ?? Infinity) <= resolve.dueAt! + 1) normal.push(...act());
    expect(normal.map(({ message }) => message)).toEqual(['clock-at-risk', 'clock-due', 'clock-due']);
    expect(normal.filter(({ id }) => urgent.some((told) => told.id === id))).toEqual([]);
  });

  it('R113 R130 raised when it is late already, goes on up the ladder and is not told to be late once more', () => {
    const before = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
    const dueAt = before.request.clocks.find(({ kind }) => kind === 'resolve')!.dueAt!;
    const late = keep(before, changeOf(actOnDue(before, context, dueAt + 1)));
    const urgent = decide(late, { action: 'retype', typeCode: 'pothole', priority: 'urgent' }, dueAt + 2);
    const change = changeOf(actOnDue(urgent, context, dueAt + 2));
    const moments = change.events.filter(({ type }) => type.startsWith('milestone-'));
    expect(moments.map(({ data }) => data?.kind)).toEqual(['escalate']);
  });

  it('R113 is on the history where only the urgency changes, because the promise had been the urgent one before', () => {
    const urgent = { action: 'retype', typeCode: 'pothole', priority: 'urgent' } as const;
    const back = { action: 'send-back', reason: 'not-our-place', text: 'It is the state’s road.' } as const;
    const answer = { action: 'answer', resolution: 'The state was told, and goes there today.' } as const;
    const answered = decide(work(decide(aRequest.inProgress(), urgent), back, NOW + HOUR), answer, NOW + 2 * HOUR);
    const reopen = answerSurvey(answered, { action: 'reopen', text: 'Nobody went.' }, context, NOW + 3 * HOUR);
    const reopened = keep(answered, changeOf(reopen));
    const { events } = changeOf(decideReview(reopened, urgent, context, NOW + 4 * HOUR));
    expect(events).toMatchObject([{ type: 'request-retyped', data: { fromPromise: '1 business day' } }]);
  });

  it('R110 R113 moves the work in the partner’s queue with the promise', () => {
    const before = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
    const urgent = { action: 'retype', typeCode: 'pothole', priority: 'urgent' } as const;
    const { request, workOrders } = changeOf(decideReview(before, urgent, context, NOW));
    const dueAt = request.clocks.find(({ kind }) => kind === 'resolve')!.dueAt!;
    expect(dueAt).toBeLessThan(before.workOrders[0]!.dueAt!);
    expect(workOrders).toMatchObject([{ status: 'accepted', dueAt }]);
    expect(workPlace(workOrders[0]!, request)).toMatchObject({ queuedFor: dueAt, line: { priority: 'urgent', dueAt } });
  });

  it('R110 counts the promise of the partner that keeps the work anew too, so that no other day is told it', () => {
    const before = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
    const urgent = { action: 'retype', typeCode: 'pothole', priority: 'urgent' } as const;
    const after = keep(before, changeOf(decideReview(before, urgent, context, NOW)));
    const due = (clocks: readonly Clock[], kind: Clock['kind']) => clocks.find((clock) => clock.kind === kind)!.dueAt;
    expect(due(after.workOrders[0]!.clocks, 'complete')).toBe(due(after.request.clocks, 'resolve'));
    expect(due(after.workOrders[0]!.clocks, 'accept')).toBe(due(before.workOrders[0]!.clocks, 'accept'));
    const told = [NOW + DAY, NOW + 2 * DAY].flatMap((now) =>
      changeOf(actOnDue(after, context, now)).notices.filter(({ message }) => message === 'clock-due'),
    );
    expect(new Set(told.map(({ values }) => (values.dueAt as { instant: number }).instant))).toEqual(
      new Set([due(after.request.clocks, 'resolve')]),
    );
  });

  it('R110 is told to each partner that keeps its part, with what it was and until when it is promised now', () => {
    const accepted = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
    const part = { action: 'add-work', partner: 'eversource', task: 'Lift the cable' } as const;
    const before = decide(accepted, part);
    const retype = { action: 'retype', typeCode: 'catch-basin-complaint', priority: 'urgent' } as const;
    const change = changeOf(decideReview(before, retype, context, NOW));
    const dueOf = ({ clocks }: Request) => ({ instant: clocks.find(({ kind }) => kind === 'resolve')!.dueAt! });
    const kept = change.notices.filter(({ message }) => message === 'work-changed');
    expect(kept.map(({ link }) => link.id)).toEqual([before.workOrders[1]!.id]);
    expect(kept[0]).toMatchObject({
      audience: 'partner',
      values: {
        typeName: somerville.find('catch-basin-complaint')!.name,
        wasType: 'Pothole',
        priority: 'urgent',
        urgent: 'Urgent',
        task: 'Lift the cable',
        wasDue: dueOf(before.request),
        dueAt: dueOf(change.request),
      },
    });
  });

  it('R110 is told where only the urgency changes, each time', () => {
    const before = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
    const retype = (priority: 'normal' | 'urgent') => ({ action: 'retype', typeCode: 'pothole', priority }) as const;
    const raised = changeOf(decideReview(before, retype('urgent'), context, NOW));
    expect(raised.notices.map(({ message, to }) => [message, to])).toEqual([
      ['work-changed', 'highway.desk@dpw.somerville.example'],
    ]);
    expect(raised.notices[0]!.values).toMatchObject({ priority: 'urgent' });
    expect(raised.notices[0]!.values).not.toHaveProperty('wasType');
    const lowered = changeOf(decideReview(keep(before, raised), retype('normal'), context, NOW + HOUR));
    expect(lowered.notices).toHaveLength(1);
    expect(lowered.notices[0]!.id).not.toBe(raised.notices[0]!.id);
    expect(lowered.notices[0]!.values).toMatchObject({ priority: 'normal' });
    expect(lowered.notices[0]!.values).not.toHaveProperty('urgent');
  });

  it('R110 is watched by the new moments of every part of the work, also where one of them goes to another partner', () => {
    const tree = aRequest.inProgress({ reportedType: 'new-street-tree-request' });
    const part = { action: 'add-work', partner: 'eversource', task: 'Lift the cable' } as const;
    const parted = keep(tree, changeOf(decideReview(tree, part, context, TUESDAY + HOUR)));
    const retype = { action: 'retype', typeCode: 'pothole', priority: 'normal' } as const;
    const after = keep(parted, changeOf(decideReview(parted, retype, context, NOW)));
    expect(after.workOrders.map(({ partner }) => partner)).toEqual(['dpw-highway', 'eversource']);
    expect(moveClocks(after, somerville, NOW)).toEqual({ kind: 'unchanged' });
  });

  it('leaves no step of a plan to be offered that the new type has not, and asks its owner for the whole', () => {
    const rats = aRequest.inProgress({ reportedType: 'rats-public-property' });
    expect(rats.request).toMatchObject({ plan: [{ code: 'health' }, { code: 'bait-station' }] });
    const as = (typeCode: string) => decide(rats, { action: 'retype', typeCode, priority: 'normal' });
    const change = changeOf(
      decideReview(rats, { action: 'retype', typeCode: 'pothole', priority: 'normal' }, context, NOW),
    );
    const offer = change.notices.find(({ message }) => message === 'work-transferred')!;
    expect(offer.values).not.toHaveProperty('task');
    const pothole = as('pothole');
    expect(pothole.workOrders).toMatchObject([{ partner: 'dpw-highway' }]);
    expect(pothole.workOrders[0]).not.toHaveProperty('task');
    const mended = work(pothole, aCompletion, NOW + HOUR);
    expect([mended.request.status, mended.workOrders.length]).toEqual(['resolved', 1]);
    expect(as('rats-private-property').request).toMatchObject({ plan: [{ code: 'health' }, { code: 'bait-station' }] });
  });

  it('asks an owner who keeps the work for the whole of it, where the step that it was is none of the new type', () => {
    const rats = aRequest.inProgress({ reportedType: 'rats-public-property' });
    const [step] = rats.workOrders;
    expect(step).toMatchObject({ step: expect.any(String) as string });
    const other = [...somerville.types.values()].find(
      (type) => type.partner === step!.partner && !type.steps && !type.retired && type.class === 'service',
    )!;
    const after = decide(rats, { action: 'retype', typeCode: other.code, priority: 'normal' });
    expect(after.workOrders).toMatchObject([{ id: step!.id, partner: step!.partner }]);
    expect(after.workOrders[0]).not.toHaveProperty('step');
    expect(after.workOrders[0]).not.toHaveProperty('task');
    const urgent = decide(rats, { action: 'retype', typeCode: 'rats-public-property', priority: 'urgent' });
    expect(urgent.workOrders[0]).toMatchObject({ step: step!.step });
  });

  it('R89 leaves no due day with the work that goes to another partner under a type that promises none', () => {
    const inBoston = aContext({ catalogue: catalogueOf('boston') });
    const place = { address: '1 City Hall Square', lat: 42.3603, lon: -71.0583 };
    const received = aRequest.received({ reportedType: 'pwd-graffiti', place }, { catalogue: 'boston' });
    const offered = keep(received, changeOf(reviewRequest(received, inBoston, NOW)));
    expect(offered.workOrders[0]).toHaveProperty('dueAt');
    const retype = { action: 'retype', typeCode: 'abandoned-bicycle', priority: 'normal' } as const;
    const { workOrders } = changeOf(decideReview(offered, retype, inBoston, NOW));
    expect(workOrders).toMatchObject([{ partner: 'btdt', status: 'offered' }]);
    expect(workOrders[0]).not.toHaveProperty('dueAt');
  });

  it('R47 routes anew, but not where a person had chosen the partner', () => {
    const retype = { action: 'retype', typeCode: 'catch-basin-complaint', priority: 'normal' } as const;
    const owner = somerville.find('catch-basin-complaint')!.partner;
    expect(owner).not.toBe('dpw-highway');
    expect(decide(aRequest.inProgress(), retype).workOrders[0]).toMatchObject({ partner: owner, status: 'offered' });
    const byHand = decide(aRequest.inReview(), {
      action: 'accept',
      typeCode: 'pothole',
      partner: 'police',
      priority: 'normal',
    });
    expect(decide(byHand, retype, NOW + HOUR).workOrders[0]).toMatchObject({ partner: 'police' });
  });
});

describe('a request without work of its own', () => {
  it('R50 is resolved at once by an answer', () => {
    const resolution = 'City hall is open until 7:30 PM on Thursdays.';
    const after = decide(aRequest.inReview(), {
      action: 'answer',
      resolution,
      typeCode: 'city-hall-hours-information',
    });
    expect(after.request).toMatchObject({ status: 'resolved', outcome: 'done', resolution, workOrderIds: [] });
    expect(after.workOrders).toEqual([]);
  });

  it('R110 is resolved under the type that it had come to, and counted anew where the answer gives it another', () => {
    const back = { action: 'send-back', reason: 'not-our-place', text: 'It is the state’s road.' } as const;
    const retype = { action: 'retype', typeCode: 'new-street-tree-request', priority: 'normal' } as const;
    const tree = work(decide(aRequest.inProgress(), retype), back, NOW + HOUR);
    const answer = { action: 'answer', resolution: 'The tree is planted in the autumn.' } as const;
    const as = (typeCode?: string) =>
      changeOf(decideReview(tree, { ...answer, ...(typeCode ? { typeCode } : {}) }, context, NOW + 2 * HOUR));
    expect(as().request).toMatchObject({ typeCode: 'new-street-tree-request' });
    expect(as().events.map(({ type }) => type)).toEqual(['request-accepted', 'request-resolved']);
    const { request, events } = as('pothole');
    const first = aRequest.inProgress().request;
    const promised = first.clocks.find(({ kind }) => kind === 'resolve')!.dueAt;
    expect(request).toMatchObject({ typeCode: 'pothole', agreement: first.agreement, partner: 'dpw-highway' });
    expect(request.clocks.find(({ kind }) => kind === 'resolve')).toMatchObject({ dueAt: promised, verdict: 'met' });
    expect(events).toMatchObject([
      { type: 'request-accepted', data: { partner: 'dpw-highway', dueAt: promised } },
      { type: 'request-retyped', data: { fromType: 'new-street-tree-request', toType: 'pothole' } },
      { type: 'request-resolved', data: { dueAt: promised } },
    ]);
  });

  it('that is on hold goes on with a further part, whose partner is told the promise that holds then', () => {
    const add = { action: 'add-work', partner: 'water-sewer', task: 'Look at the sewer cover.' } as const;
    const { request, workOrders, notices } = changeOf(decideReview(aRequest.onHold(), add, context, NOW + DAY));
    const { dueAt } = request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(dueAt).toBeGreaterThan(aRequest.onHold().request.clocks[0]!.dueAt!);
    expect(workOrders).toMatchObject([
      { partner: 'water-sewer', dueAt },
      { partner: 'dpw-highway', status: 'on-hold', dueAt },
    ]);
    expect(notices[0]!.values.dueAt).toEqual({ instant: dueAt });
  });

  it('that is on hold goes on with another owner, and every part of it repeats the promise that holds then', () => {
    const held = aRequest.onHold();
    const [first] = held.workOrders;
    const other = { ...first!, id: `${held.request.id}-2`, partner: 'eversource' };
    const retype = { action: 'retype', typeCode: 'catch-basin-complaint', priority: 'normal' } as const;
    const both = { ...held, workOrders: [first!, other] };
    const { request, workOrders } = changeOf(decideReview(both, retype, context, NOW + DAY));
    const { dueAt } = request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(workOrders).toMatchObject([
      { id: first!.id, partner: 'water-sewer', dueAt, version: first!.version + 1 },
      { id: other.id, partner: 'eversource', dueAt, version: other.version + 1 },
    ]);
  });

  it('is given a further part once, however often the form is sent', () => {
    const add = { action: 'add-work', partner: 'water-sewer', task: 'Look at the sewer cover.' } as const;
    const added = decide(aRequest.inProgress(), add);
    expect(added.workOrders).toHaveLength(2);
    expect(decideReview(added, add, context, NOW)).toEqual({ kind: 'unchanged' });
  });

  it('that asks a question is offered as a question, not as work', () => {
    const { request, workOrders, notices } = changeOf(
      reviewRequest(aRequest.received({ reportedType: 'city-hall-hours-information' }), context, TUESDAY),
    );
    expect(request).toMatchObject({ typeClass: 'information' });
    expect(workOrders).toMatchObject([{ kind: 'answer' }]);
    expect(notices.map(({ message }) => message)).toContain('question-offered');
  });

  it('R50 R172 is the record of work that a partner found itself: no reporter, no promise, no mail', () => {
    const found = {
      catalogue: 'somerville',
      partner: 'dpw-highway',
      typeCode: 'pothole',
      address: '5 Elm St',
      once: '1',
    } as const;
    const change = changeOf(logFoundWork({ ...found, resolution: 'We filled it on our round.' }, context, NOW));
    expect(change.request).toMatchObject({ status: 'resolved', origin: 'proactive', clocks: [] });
    expect(change.workOrders).toMatchObject([{ status: 'done', version: 1 }]);
    expect(change.notices).toEqual([]);
    expect(change.events.filter(({ data }) => data?.origin === 'proactive').map(({ type }) => type)).toEqual([
      'request-received',
      'request-accepted',
      'request-resolved',
    ]);
    const still = changeOf(logFoundWork(found, context, NOW));
    expect(still.request.status).toBe('in-progress');
    expect(still.workOrders).toMatchObject([{ status: 'accepted' }]);
    expect(refusalOf(logFoundWork({ ...found, typeCode: 'bed-bugs' }, context, NOW))).toMatchObject({
      field: 'typeCode',
    });
  });
});

describe('a withdrawal', () => {
  it('cancels the work, tells everybody, and breaks no promise', () => {
    const change = changeOf(
      answerSurvey(aRequest.inProgress(), { action: 'withdraw', text: 'It was filled by a neighbour.' }, context, NOW),
    );
    expect(change.request).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
    expect(change.request.clocks.every(({ stoppedAt, verdict }) => stoppedAt === NOW && verdict === undefined)).toBe(
      true,
    );
    expect(change.workOrders).toMatchObject([{ status: 'cancelled', endReason: 'withdrawn' }]);
    expect(change.notices.map(({ message }) => message)).toEqual(['request-withdrawn', 'work-cancelled']);
  });

  it('that comes again changes nothing: a double click is no error', () => {
    const before = aRequest.inProgress();
    const withdraw = { action: 'withdraw', text: 'It was filled by a neighbour.' } as const;
    const withdrawn = keep(before, changeOf(answerSurvey(before, withdraw, context, NOW)));
    expect(answerSurvey(withdrawn, withdraw, context, NOW)).toEqual({ kind: 'unchanged' });
  });

  it('of what is over is refused', () => {
    const done = work(aRequest.inProgress(), aCompletion, NOW);
    const outcome = decideReview(done, { action: 'withdraw', resolution: 'Never mind it.' }, context, NOW + HOUR);
    expect(refusalOf(outcome)).toMatchObject({ code: 'wrong-state' });
  });
});
