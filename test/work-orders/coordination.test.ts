import { describe, expect, it } from 'vitest';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import type { Clock } from '../../functions/clocks/clock.ts';
import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import type { Actor } from '../../functions/requests/event.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { PING_PONG_MS, minutesPerOwner } from '../../functions/work-orders/transfer.ts';
import { reopenRequest } from '../../functions/work-orders/reopen-request.ts';
import type { WorkOrderCommand } from '../../functions/work-orders/work-order-command.ts';
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
const on = (kept: Kept, id: string, command: WorkOrderCommand, now: number): Kept =>
  keep(kept, changeOf(progressWorkOrder(kept, id, command, context, now)));
const to = (partner: string): WorkOrderCommand => ({
  action: 'transfer',
  to: partner,
  reason: 'their-service',
  text: 'It is a sewer cover.',
});
const back: WorkOrderCommand = { action: 'send-back', reason: 'not-our-place', text: 'The street is the state’s.' };
const NOW = TUESDAY + HOUR;

describe('a transfer', () => {
  const before = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
  const after = work(before, to('water-sewer'), NOW);
  const [workOrder] = after.workOrders;

  it('R58 keeps the resident’s clock running and starts one of the new partner', () => {
    expect(after.request.clocks).toEqual(before.request.clocks);
    expect(workOrder).toMatchObject({ partner: 'water-sewer', status: 'offered', offeredAt: NOW });
    expect(workOrder!.clocks.map(({ kind, startedAt }) => [kind, startedAt])).toEqual([
      ['accept', NOW],
      ['complete', NOW],
    ]);
  });

  it('R58 makes whoever takes the last of its partner’s work the one that answers for the request, and back again', () => {
    expect(after.request).toMatchObject({ partner: 'water-sewer', assignedByHand: true });
    const done = work(work(after, { action: 'accept' }, NOW + HOUR), aCompletion, NOW + DAY);
    expect(done.request).toMatchObject({ status: 'resolved', partner: 'water-sewer' });
    const ended = done.events.find(({ type }) => type === 'request-resolved')!;
    expect(ended.data?.partner ?? ('partner' in done.request && done.request.partner)).toBe('water-sewer');
    const back = work(after, to('dpw-highway'), NOW + HOUR);
    expect(back.request).toMatchObject({ partner: 'dpw-highway' });
    expect(back.request).not.toHaveProperty('assignedByHand');
  });

  it('R58 leaves the request with its partner where that has other work of it, or is to get some', () => {
    const other = { ...before.workOrders[0]!, id: 'another-work-order' };
    expect(
      work({ ...before, workOrders: [...before.workOrders, other] }, to('water-sewer'), NOW).request,
    ).toMatchObject({
      partner: 'dpw-highway',
    });
    const plan = [{ code: 'inspect', partner: 'dpw-highway', task: 'Look at it.', after: [] }];
    const planned = { ...before, request: { ...before.request, plan } } as Kept;
    expect(work(planned, to('water-sewer'), NOW).request).toMatchObject({ partner: 'dpw-highway' });
    const elsewhere = work(after, to('eversource'), NOW + HOUR);
    expect(elsewhere.request).toMatchObject({ partner: 'eversource' });
  });

  it('R58 keeps the minutes and the verdicts of whoever had it before', () => {
    expect(workOrder!.owners).toMatchObject([
      {
        partner: 'dpw-highway',
        from: TUESDAY,
        until: NOW,
        clocks: [{ kind: 'accept', verdict: 'met' }, { kind: 'complete' }],
      },
    ]);
    expect(minutesPerOwner(workOrder!, NOW + HOUR)).toEqual([
      { partner: 'dpw-highway', minutes: 60 },
      { partner: 'water-sewer', minutes: 60 },
    ]);
  });

  it('R59 records from, to, who and why, for counting too', () => {
    const { events, records } = changeOf(progressWorkOrder(before, workOrder!.id, to('water-sewer'), context, NOW));
    expect(events[0]).toMatchObject({
      type: 'work-order-transferred',
      by: { kind: 'partner', name: 'dpw-highway' },
      data: { from: 'dpw-highway', to: 'water-sewer', reason: 'their-service', pingPong: false },
    });
    expect(records).toMatchObject([
      { item: { pk: 'MISROUTES#2026-06', from: 'dpw-highway', to: 'water-sewer', typeCode: 'pothole' } },
    ]);
  });

  it('R60 by a partner is its answer, in time or not, where it had given none', () => {
    const offered = aRequest.inProgress();
    const id = offered.workOrders[0]!.id;
    const by = { kind: 'partner', name: 'dpw-highway' } as const;
    const passedOn = (kept: Kept, now: number, who: Actor = by) =>
      changeOf(progressWorkOrder(kept, id, to('water-sewer'), context, now, who)).events[0]!.data;
    expect(passedOn(offered, NOW)).toMatchObject({ accepted: 'met', acceptedMs: HOUR });
    expect(passedOn(offered, TUESDAY + 9 * DAY)).toMatchObject({ accepted: 'missed', acceptedMs: 9 * DAY });
    expect(passedOn(before, TUESDAY + 9 * DAY)).not.toHaveProperty('accepted');
    const desk = { kind: 'reviewer', name: 'review-desk' } as const;
    expect(passedOn(offered, TUESDAY + 9 * DAY, desk)).not.toHaveProperty('acceptedMs');
  });

  it('R59 back within thirty days is ping-pong, and the manager is told', () => {
    const change = changeOf(progressWorkOrder(after, workOrder!.id, to('dpw-highway'), context, NOW + DAY));
    expect(change.events[0]!.data).toMatchObject({ pingPong: true });
    expect(change.notices.map(({ message, audience }) => [message, audience])).toContainEqual([
      'work-ping-pong',
      'manager',
    ]);
    const later = changeOf(progressWorkOrder(after, workOrder!.id, to('dpw-highway'), context, NOW + PING_PONG_MS));
    expect(later.events[0]!.data).toMatchObject({ pingPong: false });
  });

  it('R58 tells the new partner from whom it comes, why, and until when which clock runs, and the former one nothing', () => {
    const { notices, request } = changeOf(progressWorkOrder(before, workOrder!.id, to('water-sewer'), context, NOW));
    const [desk] = somerville.partner('water-sewer').contacts;
    expect(notices.map(({ message, to: address }) => [message, address])).toEqual([['work-transferred', desk!.email]]);
    const due = (clocks: readonly Clock[], kind: Clock['kind']) => ({
      instant: clocks.find((clock) => clock.kind === kind)!.dueAt!,
    });
    expect(notices[0]!.values).toMatchObject({
      from: 'DPW Highway',
      partner: 'Water and Sewer',
      transferReason: 'their-service',
      remark: 'It is a sewer cover.',
      askedAt: { instant: request.receivedAt },
      since: { instant: NOW },
      dueAt: due(request.clocks, 'resolve'),
      acceptBy: due(workOrder!.clocks, 'accept'),
      completeBy: due(workOrder!.clocks, 'complete'),
    });
  });

  it('R58 tells the new partner of a request that was on hold its promise as it goes on', () => {
    const held = work(before, { action: 'hold', reason: 'weather' }, TUESDAY + HOUR);
    const change = changeOf(progressWorkOrder(held, workOrder!.id, to('water-sewer'), context, TUESDAY + 3 * DAY));
    const dueAt = (clocks: readonly Clock[]) => clocks.find(({ kind }) => kind === 'resolve')!.dueAt!;
    expect(dueAt(change.request.clocks)).toBeGreaterThan(dueAt(held.request.clocks));
    expect(change.notices[0]!.values.dueAt).toEqual({ instant: dueAt(change.request.clocks) });
  });

  it('ends the links of the former owner, and tells the new one with one that lives', () => {
    const change = changeOf(progressWorkOrder(before, workOrder!.id, to('water-sewer'), context, NOW));
    const [changed] = change.workOrders;
    const offer = change.notices.find(({ message }) => message === 'work-transferred')!;
    expect(changed!.linksFrom).toBeGreaterThan(NOW);
    expect(offer.link.expiresAt - 365 * DAY).toBeGreaterThanOrEqual(changed!.linksFrom!);
  });

  it('is refused to nobody and to itself', () => {
    const refused = (partner: string) => refusalOf(progressWorkOrder(before, workOrder!.id, to(partner), context, NOW));
    for (const partner of ['nobody', 'dpw-highway', '__proto__'])
      expect(refused(partner)).toMatchObject({ field: 'to' });
  });

  const told = (kept: Kept, command: WorkOrderCommand = { action: 'accept' }) => {
    const [id, now] = [kept.workOrders.at(-1)!.id, NOW + HOUR];
    const { notices } = changeOf(progressWorkOrder(kept, id, command, context, now));
    return notices.filter(({ audience }) => audience === 'constituent').map(({ message }) => message);
  };
  const friday: WorkOrderCommand = { action: 'schedule', scheduledFor: NOW + 3 * DAY };

  it('R55 tells the resident no second time that somebody has taken their request on', () => {
    expect(told(after)).toEqual([]);
    expect(told(after, friday)).toEqual(['request-scheduled']);
    expect(told(work(aRequest.inProgress(), to('water-sewer'), NOW))).toEqual(['request-in-progress']);
  });

  it('tells the resident who has it now where the day that they were told went with the former owner', () => {
    const planned = work(before, friday, TUESDAY + 1);
    const passedOn = work(planned, to('water-sewer'), NOW);
    expect(told(passedOn)).toEqual(['request-in-progress']);
    expect(told(work(work(passedOn, { action: 'accept' }, NOW), to('dpw-sanitation'), NOW))).toEqual([]);
    const returned = work(planned, back, NOW);
    const again = decideReview(
      returned,
      { action: 'accept', typeCode: 'pothole', partner: 'water-sewer', priority: 'normal' },
      context,
      NOW,
    );
    expect(told(keep(returned, changeOf(again)))).toEqual(['request-in-progress']);
  });

  it('to whoever has been offered it is refused, unless it is the same transfer once more', () => {
    const again = (kept: Kept, command: WorkOrderCommand) =>
      progressWorkOrder(kept, kept.workOrders[0]!.id, command, context, NOW + 500, { kind: 'reviewer', name: 'desk' });
    expect(refusalOf(again(aRequest.inProgress(), to('dpw-highway')))).toMatchObject({ field: 'to' });
    expect(again(after, to('water-sewer'))).toEqual({ kind: 'unchanged' });
    const other = { ...to('water-sewer'), reason: 'workload' } as WorkOrderCommand;
    expect(refusalOf(again(after, other))).toMatchObject({ field: 'to' });
  });
});

describe('work that comes again', () => {
  const reopened = (kept: Kept) => {
    const { request, workOrders } = kept;
    if (request.status !== 'resolved') throw new Error(`It is ${request.status}.`);
    const by = { kind: 'constituent', name: 'constituent' } as const;
    return reopenRequest({ ...kept, request, workOrders }, { text: 'It leaks again.', by }, context, NOW + 4 * HOUR);
  };
  const done: WorkOrderCommand = { action: 'complete', outcome: 'done', resolution: 'The cover was set anew.' };

  it('R153 reopened, goes to whoever did it, and not to whoever had passed it on', () => {
    const before = aRequest.inProgress();
    const id = before.workOrders[0]!.id;
    const passedOn = on(on(before, id, to('water-sewer'), NOW), id, done, NOW + HOUR);
    const { request, workOrders, notices } = reopened(passedOn);
    expect(request).toMatchObject({ partner: 'water-sewer', cycle: 2 });
    expect(workOrders).toMatchObject([{ partner: 'water-sewer', cycle: 2 }]);
    expect(notices[0]).toMatchObject({
      message: 'work-offered',
      to: 'water.desk@watersewer.somerville.example',
      values: { again: 'reopened', remark: 'It leaks again.' },
    });
  });

  it('R153 reopened, is answered for by whoever did it alone, where the one that answered had its part cancelled', () => {
    const before = aRequest.inProgress();
    const part = { action: 'add-work', partner: 'water-sewer', task: 'Set the cover anew' } as const;
    const parted = keep(before, changeOf(decideReview(before, part, context, NOW)));
    const [own, theirs] = parted.workOrders.map(({ id }) => id);
    const desk = { kind: 'reviewer', name: 'review-desk' } as const;
    const cancel = { action: 'cancel', reason: 'offered-by-mistake' } as const;
    const cancelled = keep(parted, changeOf(progressWorkOrder(parted, own!, cancel, context, NOW, desk)));
    const { request, workOrders } = reopened(on(cancelled, theirs!, done, NOW + HOUR));
    expect([request.partner, workOrders[0]?.partner]).toEqual(['water-sewer', 'water-sewer']);
  });

  it('is offered anew to a partner that had passed it on, once the next has sent it back, with the reason', () => {
    const before = aRequest.inProgress();
    const id = before.workOrders[0]!.id;
    const inReview = on(on(before, id, to('water-sewer'), NOW), id, back, NOW + HOUR);
    const accept = { action: 'accept', typeCode: 'pothole', priority: 'normal' } as const;
    const { notices } = changeOf(decideReview(inReview, accept, context, NOW + 2 * HOUR));
    expect(notices.find(({ message }) => message === 'work-offered')).toMatchObject({
      to: 'highway.desk@dpw.somerville.example',
      values: { again: 'sent-back', sentBack: 'not-our-place' },
    });
  });
});

describe('work that is sent back', () => {
  const before = work(aRequest.inProgress(), back, NOW);

  it('R57 R58 brings the request back to a person, its promise running, without an outcome', () => {
    expect(before.request).toMatchObject({ status: 'in-review', reviewReasons: ['sent-back'], typeCode: 'pothole' });
    expect(before.request.clocks.map(({ kind, stoppedAt }) => [kind, stoppedAt])).toEqual([
      ['resolve', undefined],
      ['acknowledge', undefined],
    ]);
    expect(before.workOrders[0]).toMatchObject({ status: 'sent-back', endReason: 'not-our-place' });
  });

  it('goes to whom the desk then chooses, by a work order of its own and the same promise', () => {
    const accept = { action: 'accept', typeCode: 'pothole', partner: 'massdot', priority: 'normal' } as const;
    const after = keep(before, changeOf(decideReview(before, accept, context, NOW + HOUR)));
    expect(after.request).toMatchObject({ status: 'in-progress', partner: 'massdot' });
    expect(after.workOrders.map(({ partner, status }) => [partner, status])).toEqual([
      ['dpw-highway', 'sent-back'],
      ['massdot', 'offered'],
    ]);
    const resolve = (kept: Kept) => kept.request.clocks.find(({ kind }) => kind === 'resolve');
    expect(resolve(after)).toEqual(resolve(before));
    expect(after.events.filter(({ type, data }) => type === 'request-accepted' && data?.again === true)).toHaveLength(
      1,
    );
  });
});

describe('rats: three partners for one request', () => {
  const answers = Object.fromEntries(somerville.find('rats-public-property')!.questions.map(({ code }) => [code, 'x']));
  const received = aRequest.received({ reportedType: 'rats-public-property', answers });
  const begun = keep(received, changeOf(reviewRequest(received, context, TUESDAY)));
  const inspection = `${begun.request.id}-1`;
  const inspected = on(begun, inspection, aCompletion, NOW);
  const [, health, bait] = inspected.workOrders;

  it('begin with the inspection alone', () => {
    expect(begun.workOrders.map(({ partner, step }) => [partner, step])).toEqual([
      ['inspectional-services', 'inspection'],
    ]);
    expect('plan' in begun.request && begun.request.plan?.map(({ code }) => code)).toEqual(['health', 'bait-station']);
  });

  it('go on side by side when it is done, and R51 the request with them', () => {
    expect(inspected.request.status).toBe('in-progress');
    expect([health, bait].map((one) => [one!.partner, one!.status])).toEqual([
      ['health-human-services', 'offered'],
      ['dpw-buildings-grounds', 'offered'],
    ]);
  });

  it('R51 are on hold only when all that is open is', () => {
    const one = on(inspected, health!.id, { action: 'hold', reason: 'weather' }, NOW + HOUR);
    expect(one.request.status).toBe('in-progress');
    expect(on(one, bait!.id, { action: 'hold', reason: 'weather' }, NOW + HOUR).request.status).toBe('on-hold');
    expect(on(one, bait!.id, aCompletion, NOW + HOUR).request.status).toBe('on-hold');
  });

  it('R51 are resolved when all of it has ended, with every sentence, and R55 without a mail for each part', () => {
    const second = on(inspected, health!.id, { ...aCompletion, resolution: 'We spoke to the neighbours.' }, NOW + HOUR);
    expect(second.request.status).toBe('in-progress');
    const change = changeOf(
      progressWorkOrder(
        second,
        bait!.id,
        { ...aCompletion, resolution: 'Two stations are set.' },
        context,
        NOW + 2 * HOUR,
      ),
    );
    expect(change.request).toMatchObject({
      status: 'resolved',
      resolution: `${aCompletion.resolution} We spoke to the neighbours. Two stations are set.`,
    });
    expect(change.notices.map(({ message }) => message)).toEqual(['request-resolved', 'survey-asked']);
    const accepted = changeOf(progressWorkOrder(inspected, health!.id, { action: 'accept' }, context, NOW + HOUR));
    expect(accepted.notices.map(({ message }) => message)).toEqual(['request-in-progress']);
    const both = on(inspected, health!.id, { action: 'accept' }, NOW + HOUR);
    expect(changeOf(progressWorkOrder(both, bait!.id, { action: 'accept' }, context, NOW + HOUR)).notices).toEqual([]);
  });

  it('are promised as the request goes on, where the part before them had been on hold', () => {
    const held = on(begun, inspection, { action: 'hold', reason: 'weather' }, NOW);
    const change = changeOf(progressWorkOrder(held, inspection, aCompletion, context, NOW + 3 * DAY));
    const { dueAt } = change.request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(dueAt).toBeGreaterThan(held.request.clocks[0]!.dueAt!);
    const offered = change.notices.filter(({ message }) => message === 'work-offered');
    expect(offered.map(({ values }) => values.dueAt)).toEqual([{ instant: dueAt }, { instant: dueAt }]);
    expect(change.workOrders.map((workOrder) => workOrder.dueAt)).toEqual([dueAt, dueAt, dueAt]);
  });

  it('leave out what can no longer begin', () => {
    const nothing = on(begun, inspection, { ...aCompletion, outcome: 'unable' }, NOW);
    expect(nothing.request).toMatchObject({ status: 'resolved', outcome: 'unable' });
    expect(nothing.workOrders).toHaveLength(1);
  });
});

describe('the closing gate', () => {
  it('asks for a photo where the type does', () => {
    const pothole = somerville.types.get('pothole')!;
    const types = new Map([...somerville.types, ['pothole', { ...pothole, photo: 'required' as const }]]);
    const kept = aRequest.inProgress();
    const complete = (photos: string[], command: WorkOrderCommand = aCompletion) =>
      progressWorkOrder(
        { ...kept, workOrders: kept.workOrders.map((one) => ({ ...one, photos })) },
        kept.workOrders[0]!.id,
        command,
        aContext({ catalogue: { ...somerville, types, find: (code) => types.get(code) } }),
        NOW,
      );
    expect(refusalOf(complete([]))).toMatchObject({ code: 'invalid', field: 'photo' });
    expect(complete(['clean/1.jpg']).kind).toBe('changed');
    expect(complete([], { ...aCompletion, outcome: 'unable' }).kind).toBe('changed');
  });
});

describe('an outside partner', () => {
  /** A street light on a pole of the utility. */
  const light = [...somerville.types.values()].find(
    ({ partner, questions, emergency }) =>
      partner === 'eversource' && !emergency && !questions.some(({ required }) => required),
  )!;
  const received = aRequest.received({ reportedType: light.code });
  const begun = keep(received, changeOf(reviewRequest(received, context, TUESDAY)));
  const reminded = (kept: Kept): number[] =>
    kept.events.flatMap(({ type, at }) => (type === 'work-order-reminded' ? [at] : []));
  /** Everything that time alone brings, up to an instant. */
  const wait = (kept: Kept, until: number, catalogue: Catalogue = somerville): Kept => {
    let now: Kept = kept;
    while ((now.request.nextMilestoneAt ?? Infinity) <= until)
      now = keep(now, changeOf(actOnDue(now, aContext({ catalogue }), now.request.nextMilestoneAt!)));
    return now;
  };

  it('is reminded every three business days, three times, and then the manager is told', () => {
    const after = wait(begun, TUESDAY + 40 * DAY);
    expect(reminded(after)).toHaveLength(4);
    expect(
      after.events.filter(({ type }) => type === 'work-order-reminded').map(({ data }) => [data?.nth, data?.inVain]),
    ).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [3, true],
    ]);
    // Tuesday and three business days more are Friday.
    expect(reminded(after)[0]).toBe(TUESDAY + 3 * DAY);
  });

  it('reads in the third what was tried before, and its own number', () => {
    const known = on(begun, `${begun.request.id}-1`, { action: 'note', text: 'Taken down.', reference: 'EV-77' }, NOW);
    let kept: Kept = known;
    let third;
    while (!third) {
      const change = changeOf(actOnDue(kept, context, kept.request.nextMilestoneAt!));
      third = change.notices.find(({ message, values }) => message === 'work-reminder' && values.nth === '3');
      kept = keep(kept, change);
    }
    expect(third.values).toMatchObject({ reference: 'EV-77' });
    expect((third.values.tried as string[]).filter((line) => line.includes('was reminded'))).toHaveLength(2);
  });

  it('is left in peace until the day that it named', () => {
    const friday = TUESDAY + 10 * DAY;
    const planned = on(begun, `${begun.request.id}-1`, { action: 'schedule', scheduledFor: friday }, NOW);
    expect(reminded(wait(planned, friday))).toEqual([]);
    expect(reminded(wait(planned, friday + 10 * DAY)).length).toBeGreaterThan(0);
  });

  it('is asked for another day where the one that it named is years away: a slip of the pen is no plan', () => {
    const id = begun.workOrders[0]!.id;
    const plan = (scheduledFor: number) =>
      progressWorkOrder(begun, id, { action: 'schedule', scheduledFor }, context, NOW);
    expect(refusalOf(plan(Date.UTC(2062, 5, 4, 21)))).toMatchObject({ code: 'invalid', field: 'day' });
    expect(plan(NOW + 720 * DAY).kind).toBe('changed');
  });

  it('leaves the request the city’s to answer for: its promise runs on', () => {
    const after = wait(begun, TUESDAY + 40 * DAY);
    expect(after.request.status).toBe('in-progress');
    expect(after.events.some(({ type, data }) => type === 'milestone-reached' && data?.clock === 'resolve')).toBe(true);
  });
});

describe('a promise of a partner', () => {
  it('R60 is missed when nobody accepts in time, and the desk and its supervisor are told', () => {
    const kept = aRequest.inProgress();
    const due = kept.workOrders[0]!.clocks.find(({ kind }) => kind === 'accept')!.dueAt!;
    const change = changeOf(actOnDue(kept, context, due + 1));
    expect(change.events).toContainEqual(
      expect.objectContaining({
        type: 'milestone-reached',
        data: expect.objectContaining({ clock: 'accept', kind: 'due' }) as unknown,
      }),
    );
    expect(change.notices.filter(({ message }) => message === 'clock-due').map(({ values }) => values.promise)).toEqual(
      ['1 business day to accept the work', '1 business day to accept the work'],
    );
  });
});
