import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acknowledgeEscalation } from '../../functions/clocks/acknowledge-escalation.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { type Clock, isRunning } from '../../functions/clocks/clock.ts';
import { moveClocks } from '../../functions/clocks/move-clocks.ts';
import { nextMilestone } from '../../functions/clocks/milestone.ts';
import { recordedMilestones, runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import type { ConcernCommand } from '../../functions/concerns/concern-command.ts';
import { handleConcern } from '../../functions/concerns/handle-concern.ts';
import { RAISE_CONCERN, raiseConcern } from '../../functions/concerns/raise-concern.ts';
import { rollUp } from '../../functions/measures/roll-up.ts';
import { rowsOf } from '../../functions/measures/row.ts';
import type { Outcome } from '../../functions/requests/change.ts';
import { MANAGER, isOpenConcern } from '../../functions/requests/concern.ts';
import type { Actor } from '../../functions/requests/event.ts';
import { standingOf } from '../../functions/requests/counted.ts';
import { eventItems } from '../../functions/requests/requests.store.ts';
import { mayBecome } from '../../functions/requests/request-transitions.ts';
import { isFinished } from '../../functions/requests/work-order.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import type { ReviewCommand } from '../../functions/review/review-command.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { answerSurvey } from '../../functions/surveys/answer-survey.ts';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';
import type { WorkOrderCommand } from '../../functions/work-orders/work-order-command.ts';
import { callOperator } from '../../functions/workflow/call-operator.ts';
import { closeRequest } from '../../functions/workflow/close-request.ts';
import { progressOf } from '../../functions/workflow/progress.ts';
import { repair } from '../../functions/workflow/repair.ts';
import { DAY, HOUR, type Kept, MINUTE, TUESDAY, aCompletion, aContext, aRequest, keep } from '../support/builders.ts';

const context = aContext();
const noChange = { workOrders: [], events: [], notices: [] };

/** Something that somebody or something does to a request at a moment. */
interface Step {
  name: string;
  decide: (kept: Kept, now: number) => Outcome;
}

const byPartner = (command: WorkOrderCommand): Step => ({
  name: `partner ${command.action}`,
  decide: (kept, now) => progressWorkOrder(kept, kept.workOrders.at(-1)?.id ?? 'none', command, context, now),
});
const byDesk = (command: ReviewCommand): Step => ({
  name: `desk ${command.action}`,
  decide: (kept, now) => decideReview(kept, command, context, now),
});
const byOwner = (command: ConcernCommand): Step => ({
  name: `owner ${command.action}`,
  decide: (kept, now) => {
    const open = (kept.concerns ?? []).findLast(isOpenConcern);
    const owner = open?.owner ?? MANAGER;
    const by = { kind: owner === MANAGER ? ('manager' as const) : ('partner' as const), name: owner };
    return handleConcern(kept, open?.id ?? 'none', command, by, context, now);
  },
});
const raises = (by: Actor, text: string): Step => ({
  name: `${by.kind} raises a concern`,
  decide: (kept, now) => raiseConcern(kept, { action: RAISE_CONCERN, reason: 'overdue', text }, by, context, now),
});
const ratings = { accuracy: 5, courtesy: 4, ease: 3, overall: 2 };

const STEPS: Step[] = [
  byPartner({ action: 'accept' }),
  byPartner({ action: 'note', text: 'On its way.' }),
  byPartner({ action: 'hold', reason: 'weather' }),
  byPartner({ action: 'hold', reason: 'no such reason' }),
  byPartner({ action: 'resume' }),
  byPartner(aCompletion),
  byPartner({ ...aCompletion, outcome: 'unable' }),
  byPartner({ action: 'schedule', scheduledFor: TUESDAY + 9 * DAY, reference: 'EV-1' }),
  byPartner({ action: 'start' }),
  byPartner({ action: 'send-back', reason: 'not-our-place', text: 'It is the state’s.' }),
  byPartner({ action: 'transfer', to: 'water-sewer', reason: 'their-service', text: 'A sewer cover.' }),
  byPartner({ action: 'transfer', to: 'eversource', reason: 'their-place', text: 'A pole of theirs.' }),
  byDesk({ action: 'ask', question: 'Which side of the street?' }),
  byDesk({ action: 'answer', resolution: 'The office is open until five.', typeCode: 'pothole' }),
  byDesk({ action: 'withdraw', resolution: 'They called and took it back.' }),
  byDesk({ action: 'retype', typeCode: 'catch-basin-complaint', priority: 'normal' }),
  byDesk({ action: 'retype', typeCode: 'pothole', priority: 'urgent' }),
  byDesk({ action: 'add-work', partner: 'police', task: 'Keep the lane closed.' }),
  {
    name: 'desk cancels',
    decide: (kept, now) =>
      decideReview(
        kept,
        {
          action: 'work',
          workOrderId: kept.workOrders.at(-1)?.id ?? '',
          command: { action: 'cancel', reason: 'duplicate' },
        },
        context,
        now,
      ),
  },
  {
    name: 'constituent answers',
    decide: (kept, now) => answerSurvey(kept, { action: 'answer', text: 'The north side.' }, context, now),
  },
  {
    name: 'old work order completed',
    decide: (kept, now) => progressWorkOrder(kept, kept.workOrders[0]?.id ?? 'none', aCompletion, context, now),
  },
  { name: 'rule reviews', decide: (kept, now) => reviewRequest(kept, context, now) },
  {
    name: 'reviewer accepts',
    decide: (kept, now) =>
      decideReview(kept, { action: 'accept', typeCode: 'pothole', priority: 'normal' }, context, now),
  },
  {
    name: 'reviewer declines',
    decide: (kept, now) =>
      decideReview(
        kept,
        { action: 'decline', reason: 'not-a-city-service', resolution: 'Not ours to do.' },
        context,
        now,
      ),
  },
  {
    name: 'constituent rates',
    decide: (kept, now) => answerSurvey(kept, { action: 'rate', ratings }, context, now),
  },
  {
    name: 'constituent reopens',
    decide: (kept, now) => answerSurvey(kept, { action: 'reopen', text: 'Still there.' }, context, now),
  },
  {
    name: 'manager acknowledges',
    decide: (kept, now) => acknowledgeEscalation(kept, { action: 'acknowledge', text: 'A crew goes today.' }, now),
  },
  raises({ kind: 'constituent', name: 'constituent' }, 'Nobody has come so far.'),
  raises({ kind: 'partner', name: 'dpw-highway' }, 'The other crew does not answer.'),
  byOwner({ action: 'contact', way: 'telephone', text: 'Told them what is planned.' }),
  byOwner({ action: 'note', text: 'Called twice, nobody answered.' }),
  byOwner({ action: 'hand-on', to: 'dpw-highway', text: 'It is about your crew.' }),
  byOwner({ action: 'hand-on', to: MANAGER, text: 'We cannot decide this.' }),
  byOwner({ action: 'resolve', outcome: 'explained', resolution: 'A crew comes on Thursday.' }),
  { name: 'timer', decide: (kept, now) => actOnDue(kept, context, now) },
  { name: 'window ends', decide: (kept, now) => closeRequest(kept, kept.request.cycle, now) },
  { name: 'old window ends', decide: (kept, now) => closeRequest(kept, kept.request.cycle - 1, now) },
  { name: 'automation gives up', decide: (kept, now) => callOperator(kept, 'States.Timeout', now) },
  {
    name: 'reconciler',
    decide: (kept, now) => {
      const found = repair(kept, context, now);
      return found.kind === 'change' ? found.outcome : { kind: 'unchanged' };
    },
  },
];

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

/** R120, R102, R103: late is only what was stopped after its due moment; on time what was stopped, or had been paused, by then. */
const expectVerdict = (clock: Clock): void => {
  const { dueAt, stoppedAt, verdict, pauses } = clock;
  if (stoppedAt === undefined || dueAt === undefined) return void expect(verdict).toBeUndefined();
  if (verdict === 'missed') expect(stoppedAt).toBeGreaterThan(dueAt);
  else
    expect(
      Math.min(stoppedAt, ...pauses.filter(({ to }) => to === stoppedAt).map(({ from }) => from)),
    ).toBeLessThanOrEqual(dueAt);
};

const expectSound = ({ request, workOrders, concerns, events }: Kept): void => {
  const { status, clocks, milestones, pastCycles } = request;
  const over = status === 'resolved' || status === 'closed';
  const running = (kind: Clock['kind']) => clocks.filter((clock) => clock.kind === kind && isRunning(clock)).length;
  // The city's promise runs while somebody is at work or looks for who is; the desk's own while it has to decide.
  expect([status, running('acknowledge')]).toEqual([status, status === 'in-review' && !request.question ? 1 : 0]);
  if (over || status === 'on-hold' || status === 'received') expect(running('resolve')).toBe(0);
  if (status === 'in-progress') expect(running('resolve')).toBe(1);
  const waiting = (concerns ?? []).filter(({ clock }) => isRunning(clock));
  if (over && waiting.length === 0) expect(request).not.toHaveProperty('nextMilestoneAt');
  const file = { request, workOrders, concerns: concerns ?? [] };
  const next = nextMilestone(runningMilestones(file, context.catalogue), recordedMilestones(request));
  expect(request.nextMilestoneAt).toBe(next?.at);
  // R112: as long as no calendar changes, counting every promise anew comes to what stands there.
  expect(moveClocks(file, context.catalogue, 0)).toEqual({ kind: 'unchanged' });
  for (const concern of concerns ?? []) {
    expectVerdict(concern.clock);
    expect(isRunning(concern.clock)).toBe(concern.status === 'open');
    expect(concern.resolvedAt !== undefined).toBe(!isOpenConcern(concern));
  }
  if (over) expect(clocks.every(({ stoppedAt }) => stoppedAt !== undefined)).toBe(true);
  const open = workOrders.filter((workOrder) => !isFinished(workOrder));
  expect([status, open.length > 0]).toEqual([status, status === 'in-progress' || status === 'on-hold']);
  expect(open.length > 0 && open.every((workOrder) => workOrder.status === 'on-hold')).toBe(status === 'on-hold'); // R51
  for (const workOrder of workOrders) {
    for (const clock of [...workOrder.clocks, ...workOrder.owners.flatMap((owner) => owner.clocks)])
      expectVerdict(clock);
    if (isFinished(workOrder)) expect(workOrder.clocks.every(({ stoppedAt }) => stoppedAt !== undefined)).toBe(true);
    // R58: the minutes of all owners are those of the work order, none lost and none counted twice.
    const ends = workOrder.endedAt ?? workOrder.offeredAt;
    const held = workOrder.owners.reduce((sum, { from, until }) => sum + until - from, 0);
    expect(held + ends - workOrder.offeredAt).toBe(ends - (workOrder.owners[0]?.from ?? workOrder.offeredAt));
  }
  expect(request.workOrderIds).toEqual(workOrders.map(({ id }) => id));
  expect(pastCycles.map(({ cycle }) => cycle)).toEqual(
    Array.from({ length: request.cycle - 1 }, (_, index) => index + 1),
  );
  expect(new Set(milestones.map(({ id }) => id)).size).toBe(milestones.length);
  for (const clock of [...clocks, ...pastCycles.flatMap((past) => past.clocks)]) expectVerdict(clock);
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b));
};

const step = fc.tuple(
  fc.constantFrom(...STEPS.keys()),
  fc.oneof(fc.constant(0), fc.integer({ max: 3 * HOUR, min: 1 }), fc.integer({ max: 20 * DAY, min: MINUTE })),
);
const life = fc.array(step, { minLength: 1, maxLength: 80, size: 'max' });
const beginning = fc.constantFrom('pothole', 'something else', 'alarm-box-damaged', 'bed-bugs');

describe('any sequence of what partners, constituents, reviewers and timers do', () => {
  it('never corrupts a request', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(beginning, life, (reportedType, steps) => {
        let kept: Kept = frozen(aRequest.received({ reportedType }));
        let now = TUESDAY;
        const notices = new Set<string>();
        for (const [index, wait] of steps) {
          const { name, decide } = STEPS[index]!;
          now += wait;
          const before = kept;
          const outcome = decide(before, now);
          if (outcome.kind === 'refused') expect(outcome.message).toMatch(/^[A-Z].*\.$/);
          if (outcome.kind !== 'changed') continue;
          const { change } = outcome;
          reached.add(name);

          expect(change.request.version).toBe(before.request.version); // the store adds one, to what was decided on
          expect(change.events.length).toBeGreaterThan(0);
          for (const event of change.events) expect(event.at).toBe(now);
          for (const workOrder of change.workOrders) {
            const known = before.workOrders.find(({ id }) => id === workOrder.id);
            expect(workOrder.version).toBe((known?.version ?? 0) + 1);
            expect(known && isFinished(known)).not.toBe(true);
          }
          for (const concern of change.concerns ?? []) {
            const known = before.concerns?.find(({ id }) => id === concern.id);
            expect(concern.version).toBe((known?.version ?? 0) + 1);
            expect(known && !isOpenConcern(known)).not.toBe(true);
          }
          for (const { id } of change.notices) {
            expect(notices).not.toContain(id); // R130: a notice of the same name is never sent
            notices.add(id);
          }

          expect(mayBecome(before.request.status, change.request.status)).toBe(true);
          kept = frozen(keep(before, change));
          expect(kept.events.slice(0, before.events.length)).toEqual(before.events);
          expect(kept.request.milestones.slice(0, before.request.milestones.length)).toEqual(before.request.milestones);
          expect(kept.request.pastCycles.slice(0, before.request.pastCycles.length)).toEqual(before.request.pastCycles); // R105
          expect(kept.request.cycleVersion).toBe(
            kept.request.cycle > before.request.cycle ? kept.request.version : before.request.cycleVersion,
          );
          expect(kept.request.receivedAt).toBe(before.request.receivedAt);
          expectSound(kept);
          expect(progressOf(kept.request, now).waitSeconds).toBeGreaterThanOrEqual(1);
          if (name === 'timer') expect(actOnDue(kept, context, now)).toEqual({ kind: 'unchanged' }); // R119, R130
        }
      }),
      { numRuns: 1500 },
    );
    // What could never happen above was never tried.
    expect([...reached].sort()).toEqual(
      STEPS.map(({ name }) => name)
        .filter((name, index, names) => names.indexOf(name) === index && name !== 'old window ends')
        .sort(),
    );
  });

  it('R173 R178 puts a request into the backlog and takes it out as its history says, wherever it stands', () => {
    let moved = 0;
    fc.assert(
      fc.property(beginning, life, (reportedType, steps) => {
        const received = aRequest.received({ reportedType });
        let kept: Kept = { ...received, request: { ...received.request, changedAt: TUESDAY } };
        const items = eventItems(undefined, kept.request, { ...noChange, ...kept }, TUESDAY);
        let now = TUESDAY;
        for (const [index, wait] of steps) {
          now += wait;
          const outcome = STEPS[index]!.decide(kept, now);
          if (outcome.kind !== 'changed') continue;
          const after = keep(kept, outcome.change);
          const request = { ...after.request, changedAt: now };
          items.push(...eventItems(kept.request, request, outcome.change, now));
          kept = { ...after, request };
        }
        const rows = items.flatMap((item) => rowsOf(item));
        moved += rows.filter((row) => row.moved).length;
        const backlog = [...new Set(rows.map(({ day }) => day))]
          .flatMap((day) => rollUp(day, rows))
          .filter(({ counts }) => counts.open ?? counts.overdue);
        const sum = new Map<string, { open: number; overdue: number }>();
        for (const { partner, type, counts } of backlog) {
          const known = sum.get(`${partner} ${type}`) ?? { open: 0, overdue: 0 };
          sum.set(`${partner} ${type}`, {
            open: known.open + (counts.open ?? 0),
            overdue: known.overdue + (counts.overdue ?? 0),
          });
        }
        const stands = standingOf(kept.request, kept.request.changedAt);
        expect([...sum].filter(([, { open, overdue }]) => open !== 0 || overdue !== 0)).toEqual(
          stands
            ? [[`${stands.partner ?? '-'} ${stands.typeCode ?? '-'}`, { open: 1, overdue: stands.overdue ? 1 : 0 }]]
            : [],
        );
      }),
      { numRuns: 300 },
    );
    expect(moved).toBeGreaterThan(300); // each comes in; many leave, or go to another partner
  });

  it('leaves nothing to be done for a timer once it has acted, until its next moment', () => {
    fc.assert(
      fc.property(beginning, fc.integer({ min: 0, max: 60 * DAY }), (reportedType, late) => {
        const received = aRequest.received({ reportedType });
        const outcome = reviewRequest(received, context, TUESDAY);
        if (outcome.kind !== 'changed') return;
        let kept = keep(received, outcome.change);
        const acted = actOnDue(kept, context, TUESDAY + late);
        if (acted.kind === 'changed') kept = keep(kept, acted.change);
        const next = kept.request.nextMilestoneAt;
        if (next === undefined) return;
        expect(next).toBeGreaterThan(TUESDAY + late);
        expect(actOnDue(kept, context, next - 1)).toEqual({ kind: 'unchanged' });
        expect(actOnDue(kept, context, next).kind).toBe('changed');
      }),
      { numRuns: 300 },
    );
  });
});
