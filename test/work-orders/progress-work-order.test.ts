import { describe, expect, it } from 'vitest';
import { isLate, openPause } from '../../functions/clocks/clock.ts';
import { pauseReasons } from '../../functions/clocks/agreement.ts';
import { runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../../functions/requests/sentence.ts';
import {
  WORK_ORDER_STATUSES,
  WORK_OUTCOMES,
  type WorkOrderStatus,
  isFinished,
} from '../../functions/requests/work-order.ts';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';
import {
  TRANSITIONS,
  WORK_ORDER_ACTIONS,
  type WorkOrderAction,
  allowedActions,
} from '../../functions/requests/work-order-transitions.ts';
import { type WorkOrderCommand, readWorkOrderCommand } from '../../functions/work-orders/work-order-command.ts';
import {
  DAY,
  HOUR,
  type Kept,
  SURVEY_WINDOW,
  TUESDAY,
  aCompletion,
  aContext,
  aRequest,
  aWorkOrder,
  changeOf,
  keep,
  refusalOf,
  somerville,
  work,
} from '../support/builders.ts';

const NOW = TUESDAY + HOUR;
const COMMANDS = {
  accept: { action: 'accept' },
  note: { action: 'note', text: 'A crew is on its way.' },
  hold: { action: 'hold', reason: 'waiting-for-parts' },
  resume: { action: 'resume' },
  complete: aCompletion,
  schedule: { action: 'schedule', scheduledFor: NOW + 3 * DAY },
  start: { action: 'start' },
  'send-back': { action: 'send-back', reason: 'not-our-place', text: 'The street is the state’s.' },
  transfer: { action: 'transfer', to: 'water-sewer', reason: 'their-service', text: 'It is a sewer cover.' },
  cancel: { action: 'cancel', reason: 'no-longer-needed' },
} satisfies Record<WorkOrderAction, WorkOrderCommand>;
const DESK = { kind: 'reviewer', name: 'review-desk' } as const;
/** Cancelling is the desk's; everything else the partner's. */
const progress = (kept: Kept, command: WorkOrderCommand, now = NOW, id = kept.workOrders[0]!.id) =>
  progressWorkOrder(kept, id, command, aContext(), now, command.action === 'cancel' ? DESK : undefined);
const change = (kept: Kept, command: WorkOrderCommand, now = NOW) => changeOf(progress(kept, command, now));
const resolveClock = ({ request }: Kept) => request.clocks.find(({ kind }) => kind === 'resolve')!;

/** A request whose one work order stands at a status. */
const at: Record<WorkOrderStatus, () => Kept> = {
  offered: () => aRequest.inProgress(),
  accepted: () => work(aRequest.inProgress(), COMMANDS.accept, TUESDAY),
  'on-hold': () => work(at.accepted(), COMMANDS.hold, TUESDAY),
  scheduled: () => work(at.offered(), COMMANDS.schedule, TUESDAY),
  'in-progress': () => work(at.offered(), COMMANDS.start, TUESDAY),
  done: () => aRequest.resolved(),
  cancelled: () => keep(at.offered(), changeOf(progress(at.offered(), COMMANDS.cancel, TUESDAY))),
  'sent-back': () => work(at.offered(), COMMANDS['send-back'], TUESDAY),
};
/** A request with two work orders, at these statuses; on hold itself when both are. */
const withTwo = (first: WorkOrderStatus, second: WorkOrderStatus): Kept => {
  const kept = first === 'on-hold' && second === 'on-hold' ? at['on-hold']() : at.accepted();
  const requestId = kept.request.id;
  return {
    ...kept,
    workOrders: [first, second].map((status, index) =>
      aWorkOrder({
        id: `${requestId}-${index + 1}`,
        requestId,
        status,
        ...(status === 'on-hold' ? { holdReason: 'waiting-for-parts' } : {}),
      }),
    ),
  };
};

describe('the table of transitions', () => {
  const cells = WORK_ORDER_STATUSES.flatMap((from) => WORK_ORDER_ACTIONS.map((action) => [from, action] as const));
  const legal = cells.filter(([from, action]) => TRANSITIONS[from][action]);
  /** What has been reached already is no error: the table does not hold it, and nothing is changed. */
  const repeated = [
    'accepted accept',
    'in-progress start',
    'in-progress resume',
    'on-hold hold',
    'done complete',
    'cancelled cancel',
    'sent-back send-back',
  ];

  it('leads from every open status to an end, and from an end nowhere', () => {
    for (const from of WORK_ORDER_STATUSES)
      expect(allowedActions(from).includes('complete')).toBe(!isFinished({ status: from }));
    for (const end of ['done', 'cancelled', 'sent-back'] as const) expect(allowedActions(end)).toEqual([]);
  });

  it.each(legal)('from %s by %s is carried out: one version more and one event', (from, action) => {
    const kept = at[from]();
    // The same day again changes nothing; another day does.
    const commands = { ...COMMANDS, schedule: { action: 'schedule', scheduledFor: NOW + 5 * DAY } as const };
    const { request, workOrders, events } = change(kept, commands[action]);
    expect(workOrders).toMatchObject([{ status: TRANSITIONS[from][action], version: kept.workOrders[0]!.version + 1 }]);
    expect(events[0]).toMatchObject({
      at: NOW,
      by: action === 'cancel' ? DESK : { kind: 'partner', name: 'dpw-highway' },
    });
    expect(request).toMatchObject({ wakes: true, version: kept.request.version });
  });

  it.each(cells.filter(([from, action]) => !TRANSITIONS[from][action]))(
    'from %s by %s is not carried out',
    (from, action) => {
      const outcome = progress(at[from](), COMMANDS[action]);
      if (repeated.includes(`${from} ${action}`)) expect(outcome).toEqual({ kind: 'unchanged' });
      else
        expect(refusalOf(outcome)).toMatchObject({
          code: 'wrong-state',
          message: expect.stringMatching(/^This .*\.$/) as string,
        });
    },
  );

  it('holds for work orders of a request that is open only', () => {
    for (const kept of [aRequest.received(), aRequest.inReview(), aRequest.resolved()])
      for (const command of Object.values(COMMANDS)) {
        const stray = { ...kept, workOrders: [aWorkOrder()] };
        expect(refusalOf(progress(stray, command))).toMatchObject({ code: 'wrong-state' });
      }
  });

  it('knows no work order of another request', () => {
    expect(refusalOf(progress(at.offered(), COMMANDS.accept, NOW, 'R-0000-0000-0000-1'))).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('a double click', () => {
  it.each<[WorkOrderCommand, WorkOrderStatus]>([
    [COMMANDS.accept, 'offered'],
    [COMMANDS.hold, 'accepted'],
    [COMMANDS.hold, 'offered'],
    [COMMANDS.resume, 'on-hold'],
    [COMMANDS.complete, 'accepted'],
  ])('on %o changes nothing the second time', (command, from) => {
    const once = work(at[from](), command, NOW);
    expect(progress(once, command, NOW + 500)).toEqual({ kind: 'unchanged' });
  });

  it('R102 of a hold for another reason is refused: it has to go on first', () => {
    expect(refusalOf(progress(at['on-hold'](), { action: 'hold', reason: 'weather' }))).toMatchObject({
      code: 'wrong-state',
    });
  });

  it('of a completion with other words is refused: the resident has been told already', () => {
    const other = { ...aCompletion, resolution: 'Something else altogether.' };
    expect(refusalOf(progress(at.done(), other))).toMatchObject({ code: 'wrong-state' });
    expect(refusalOf(progress(at.done(), { ...aCompletion, outcome: 'unable' }))).toMatchObject({
      code: 'wrong-state',
    });
  });
});

describe('an acceptance', () => {
  it('R60 keeps its time, tells the constituent, and changes nothing of the promise', () => {
    const { request, workOrders, notices } = change(at.offered(), COMMANDS.accept);
    expect(workOrders[0]).toMatchObject({ acceptedAt: NOW });
    expect(request.clocks).toEqual(at.offered().request.clocks);
    expect(notices.map(({ message }) => message)).toEqual(['request-in-progress']);
  });

  it('R60 is when the work goes on, for work that was put on hold before it was accepted', () => {
    const held = work(at.offered(), COMMANDS.hold, TUESDAY);
    expect(work(held, COMMANDS.resume, NOW).workOrders[0]).toMatchObject({
      status: 'in-progress',
      acceptedAt: TUESDAY,
      startedAt: NOW,
    });
    expect(work(at['on-hold'](), COMMANDS.resume, NOW).workOrders[0]).toMatchObject({ acceptedAt: TUESDAY });
  });
});

describe('a note', () => {
  it('is in the history and nowhere else', () => {
    const kept = at.accepted();
    const { request, events, notices } = change(kept, COMMANDS.note);
    expect(events).toMatchObject([{ type: 'work-order-noted', text: 'A crew is on its way.' }]);
    expect(notices).toEqual([]);
    expect(request).toEqual({ ...kept.request, wakes: true });
  });
});

describe('a hold', () => {
  const agreement = somerville.agreementFor(somerville.find('pothole')!, TUESDAY);

  it.each(pauseReasons)('R107 is taken for a reason that the agreement allows: %s', (reason) => {
    expect(agreement.pauseReasons).toContain(reason);
    const { request, workOrders, notices } = change(at.accepted(), { action: 'hold', reason });
    expect(request).toMatchObject({ status: 'on-hold', holdReason: reason });
    expect(workOrders[0]).toMatchObject({ holdReason: reason });
    expect(notices).toMatchObject([{ message: 'request-on-hold', values: { reason } }]);
  });

  it.each(['lunch', '', 'Weather', '__proto__'])(
    'R107 is refused for a reason that is not in the list: "%s"',
    (reason) => {
      expect(refusalOf(progress(at.accepted(), { action: 'hold', reason }))).toMatchObject({
        code: 'invalid',
        field: 'reason',
      });
    },
  );

  it('R107 is refused for any reason where the agreement forbids pausing', () => {
    const emergency = aRequest.inProgress({ reportedType: 'alarm-box-damaged' });
    for (const reason of pauseReasons)
      expect(refusalOf(progress(emergency, { action: 'hold', reason }))).toMatchObject({ field: 'reason' });
  });

  it('R100 stops the clock and its milestones', () => {
    const held = work(at.accepted(), COMMANDS.hold, NOW);
    expect(resolveClock(held).pauses).toEqual([{ reason: 'waiting-for-parts', from: NOW }]);
    expect(runningMilestones(held, somerville).map(({ kind }) => kind)).toEqual(['pause-over']);
  });

  it('R51 puts the request on hold only when all its open work is', () => {
    const some = change(withTwo('accepted', 'accepted'), COMMANDS.hold);
    expect(some.request.status).toBe('in-progress');
    expect(openPause(some.request.clocks[0]!)).toBeUndefined();
    expect(some.notices).toEqual([]);
    for (const other of ['on-hold', 'done', 'cancelled'] as const)
      expect(change(withTwo('accepted', other), COMMANDS.hold).request.status).toBe('on-hold');
  });

  it('R51 is told to the resident also where all that is left when another part ends had been held before', () => {
    const ended = change(withTwo('accepted', 'on-hold'), aCompletion);
    expect(ended.request).toMatchObject({ status: 'on-hold', holdReason: 'waiting-for-parts' });
    expect(ended.notices).toMatchObject([{ message: 'request-on-hold', values: { reason: 'waiting-for-parts' } }]);
    expect(change(withTwo('on-hold', 'on-hold'), aCompletion).notices).toEqual([]);
  });

  it('R103 after the due moment does not un-breach', () => {
    const held = work(at.accepted(), COMMANDS.hold, TUESDAY + 9 * DAY);
    expect(isLate(resolveClock(held), TUESDAY + 10 * DAY)).toBe(true);
    const resumed = work(held, COMMANDS.resume, TUESDAY + 20 * DAY);
    expect(resolveClock(resumed).dueAt).toBe(resolveClock(at.accepted()).dueAt);
    expect(resolveClock(work(resumed, aCompletion, TUESDAY + 20 * DAY)).verdict).toBe('missed');
  });
});

describe('going on', () => {
  it('R100 moves the promise by the working time paused, for the request and for its work order', () => {
    const held = work(at.accepted(), COMMANDS.hold, TUESDAY);
    const resumed = work(held, COMMANDS.resume, TUESDAY + 3 * HOUR);
    const dueAt = resolveClock(held).dueAt! + 3 * HOUR;
    expect(resolveClock(resumed).dueAt).toBe(dueAt);
    expect(resumed.workOrders[0]!.dueAt).toBe(dueAt);
    expect(resumed.events.at(-1)).toMatchObject({ type: 'work-order-resumed', data: { dueAt } });
    expect(resumed.request.nextMilestoneAt).toBe(resolveClock(resumed).atRiskAt);
  });

  it('R100 moves the promise that every other part of the work repeats, by which its queue says what is late', () => {
    const held = work(at.accepted(), COMMANDS.hold, TUESDAY);
    const other = { ...held.workOrders[0]!, id: `${held.request.id}-2` };
    const resumed = work({ ...held, workOrders: [...held.workOrders, other] }, COMMANDS.resume, TUESDAY + 3 * HOUR);
    const dueAt = resolveClock(held).dueAt! + 3 * HOUR;
    expect(resumed.workOrders.map((workOrder) => workOrder.dueAt)).toEqual([dueAt, dueAt]);
  });

  it('leaves no reason behind', () => {
    const resumed = work(at['on-hold'](), COMMANDS.resume, NOW);
    expect(resumed.request).not.toHaveProperty('holdReason');
    expect(resumed.workOrders[0]).not.toHaveProperty('holdReason');
  });

  it('R51 of one of two takes the request off hold', () => {
    const { request } = change(withTwo('on-hold', 'on-hold'), COMMANDS.resume);
    expect(request.status).toBe('in-progress');
    expect(openPause(request.clocks[0]!)).toBeUndefined();
  });
});

describe('a planned day', () => {
  const FRIDAY = TUESDAY + 3 * DAY;
  const plan = (scheduledFor: number): WorkOrderCommand => ({ action: 'schedule', scheduledFor });

  it('is told to the constituent, in place of the message that the work was taken on', () => {
    for (const kept of [at.offered(), at.accepted()])
      expect(change(kept, plan(FRIDAY)).notices).toMatchObject([
        { message: 'request-scheduled', to: 'ana@resident.example', values: { day: { day: FRIDAY } } },
      ]);
  });

  it('is today or later: the resident is told of none that is over', () => {
    const evening = NOW + 10 * HOUR;
    expect(refusalOf(progress(at.accepted(), plan(NOW - DAY), evening))).toMatchObject({ field: 'day' });
    for (const year of ['0000', '0001', '1883'])
      expect(refusalOf(progress(at.accepted(), plan(Date.parse(`${year}-01-01T00:00:00Z`)))).field).toBe('day');
    expect(progress(at.accepted(), plan(NOW), evening).kind).toBe('changed');
  });

  it('R130 is told again when it moves, and not when it is said twice', () => {
    const planned = work(at.accepted(), plan(FRIDAY), NOW);
    expect(progress(planned, plan(FRIDAY))).toEqual({ kind: 'unchanged' });
    const [first] = change(at.accepted(), plan(FRIDAY)).notices;
    const [moved] = change(planned, plan(FRIDAY + DAY)).notices;
    expect(moved).toMatchObject({ message: 'request-scheduled', values: { day: { day: FRIDAY + DAY } } });
    expect(moved!.id).not.toBe(first!.id);
  });
});

describe('a completion', () => {
  it.each(WORK_OUTCOMES)('resolves the request with its outcome and its sentence: %s', (outcome) => {
    const { request, workOrders, events, notices } = change(at.accepted(), { ...aCompletion, outcome });
    expect(request).toMatchObject({
      status: 'resolved',
      outcome,
      resolution: aCompletion.resolution,
      resolvedAt: NOW,
      closesAt: NOW + SURVEY_WINDOW,
    });
    expect(workOrders).toMatchObject([{ status: 'done', outcome, endedAt: NOW, resolution: aCompletion.resolution }]);
    expect(events.map(({ type }) => type)).toEqual(['work-order-completed', 'request-resolved']);
    expect(notices).toMatchObject([
      { message: 'request-resolved', values: { outcome, windowDays: 14 } },
      { message: 'survey-asked' },
    ]);
  });

  it('R51 resolves the request only when all its work is finished', () => {
    for (const other of ['offered', 'accepted', 'on-hold'] as const) {
      const { request, events, notices } = change(withTwo('accepted', other), aCompletion);
      expect(request.status).toBe(other === 'on-hold' ? 'on-hold' : 'in-progress');
      expect(events.map(({ type }) => type)).toEqual(['work-order-completed']);
      expect(notices.map(({ message }) => message)).not.toContain('request-resolved');
    }
  });

  it('R57 resolves with what was done, not with what was cancelled', () => {
    for (const other of ['done', 'cancelled'] as const)
      expect(change(withTwo('accepted', other), aCompletion).request).toMatchObject({
        status: 'resolved',
        outcome: 'done',
      });
  });

  it('R120 is on time at the due moment, and late one ms after it', () => {
    const kept = at.accepted();
    const dueAt = resolveClock(kept).dueAt!;
    const verdict = (now: number) => resolveClock(work(kept, aCompletion, now)).verdict;
    expect([verdict(dueAt), verdict(dueAt + 1)]).toEqual(['met', 'missed']);
  });

  it('R102 while on hold ends the pause', () => {
    const done = work(at['on-hold'](), aCompletion, TUESDAY + 5 * DAY);
    expect(resolveClock(done)).toMatchObject({
      verdict: 'met',
      stoppedAt: TUESDAY + 5 * DAY,
      pauses: [{ to: TUESDAY + 5 * DAY }],
    });
    expect(done.request).not.toHaveProperty('holdReason');
    expect(done.workOrders[0]).not.toHaveProperty('holdReason');
  });

  it('R171 says its verdict and its promise in the history', () => {
    const data = (kept: Kept) => change(kept, aCompletion).events[1]!.data;
    const kept = at.accepted();
    expect(data(kept)).toMatchObject({ verdict: 'met', dueAt: resolveClock(kept).dueAt, receivedAt: TUESDAY });
  });

  it('leaves no milestone to come', () => {
    expect(change(at.accepted(), aCompletion).request).not.toHaveProperty('nextMilestoneAt');
  });

  it('keeps what is personal out of the data of its events', () => {
    for (const { data } of change(at.accepted(), aCompletion).events)
      expect(JSON.stringify(data)).not.toMatch(/hole|Ana|Elm/);
  });
});

describe('the form', () => {
  const read = (fields: Record<string, string>) => readWorkOrderCommand(fields, 'America/New_York');
  const completion = { action: 'complete', outcome: 'done', resolution: 'x'.repeat(MIN_SENTENCE) };

  it('is read as each command, trimmed', () => {
    const commands: [Record<string, string>, WorkOrderCommand][] = [
      [{ action: 'accept', text: 'ignored' }, { action: 'accept' }],
      [{ action: 'resume' }, { action: 'resume' }],
      [
        { action: 'note', text: ' On its way. ' },
        { action: 'note', text: 'On its way.' },
      ],
      [
        { action: 'hold', reason: 'weather', text: ' ' },
        { action: 'hold', reason: 'weather' },
      ],
      [
        { action: 'hold', reason: 'weather', text: 'Snow.' },
        { action: 'hold', reason: 'weather', text: 'Snow.' },
      ],
      [{ ...completion, resolution: ` ${completion.resolution} ` }, completion as WorkOrderCommand],
    ];
    for (const [fields, command] of commands) expect(read(fields)).toEqual({ kind: 'command', command });
  });

  it.each([
    [{}, 'action'],
    [{ action: 'cancel' }, 'reason'],
    [{ action: 'schedule', day: '2026-13-01' }, 'day'],
    [{ action: 'schedule' }, 'day'],
    [{ action: 'send-back', reason: 'tired', text: 'We do not want it.' }, 'reason'],
    [{ action: 'send-back', reason: 'not-our-place' }, 'text'],
    [{ action: 'transfer', reason: 'workload', text: 'They take it.' }, 'to'],
    [{ action: 'transfer', to: 'water-sewer', text: 'They take it.' }, 'reason'],
    [{ action: 'note', text: 'x', reference: 'x'.repeat(61) }, 'reference'],
    [{ action: 'note' }, 'text'],
    [{ action: 'note', text: ' \n ' }, 'text'],
    [{ action: 'note', text: 'x'.repeat(MAX_SENTENCE + 1) }, 'text'],
    [{ action: 'hold' }, 'reason'],
    [{ action: 'hold', reason: 'weather', text: 'x'.repeat(MAX_SENTENCE + 1) }, 'text'],
    [{ action: 'complete' }, 'outcome'],
    [{ ...completion, outcome: 'declined' }, 'outcome'],
    [{ ...completion, resolution: 'Done.' }, 'resolution'],
    [{ ...completion, resolution: ' '.repeat(MIN_SENTENCE) }, 'resolution'],
    [{ ...completion, resolution: 'x'.repeat(MAX_SENTENCE + 1) }, 'resolution'],
  ] as [Record<string, string>, string][])('names the field at fault of %o: %s', (fields, field) => {
    expect(refusalOf(read(fields))).toMatchObject({
      code: 'invalid',
      field,
      message: expect.stringMatching(/\.$/) as string,
    });
  });
});
