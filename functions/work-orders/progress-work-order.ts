import type { Catalogue } from '../catalogue/catalogue.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { type Clock, pauseClock, resumeClock, stopClock } from '../clocks/clock.ts';
import { withNextMilestone } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent, promiseOf } from '../notices/constituent-notice.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { type Outcome, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import type { Actor, EventDraft } from '../requests/event.ts';
import {
  type InProgressRequest,
  type OnHoldRequest,
  type RequestOutcome,
  type ResolvedRequest,
  isOpenWork,
} from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import { nextStatus } from './transitions.ts';
import type { WorkOrderCommand } from './work-order-command.ts';

export { readWorkOrderCommand } from './work-order-command.ts';

interface Context {
  catalogue: Catalogue;
  /** How long a resolved request may be reopened, ms. */
  surveyWindowMs: number;
}

/** Carries out a partner's command: the work order by its transition table, and what follows from it for the request and its clocks. */
export const progressWorkOrder = (
  file: RequestFile,
  workOrderId: string,
  command: WorkOrderCommand,
  context: Context,
  now: number,
): Outcome => {
  const workOrder = file.workOrders.find(({ id }) => id === workOrderId);
  if (!workOrder) return { kind: 'refused', code: 'not-found', message: 'There is no such work order.' };
  const { request } = file;
  if (isRepeated(workOrder, command)) return { kind: 'unchanged' };
  const status = nextStatus(workOrder.status, command.action);
  if (!status || !isOpenWork(request))
    return wrongState(`This work order is ${workOrder.status.replace('-', ' ')}; it cannot be changed that way.`);
  const step: Step = {
    request,
    workOrder: { ...workOrder, status, version: workOrder.version + 1 },
    others: file.workOrders.filter(({ id }) => id !== workOrderId),
    by: { kind: 'partner', name: workOrder.partner },
    now,
    context,
  };
  switch (command.action) {
    case 'accept':
      return acceptWork(step);
    case 'note':
      return changed(step.request, step.workOrder, [event(step, 'work-order-noted', { text: command.text })]);
    case 'hold':
      return holdWork(step, command);
    case 'resume':
      return resumeWork(step);
    case 'complete':
      return completeWork(step, command);
    default:
      return command satisfies never;
  }
};

interface Step {
  request: InProgressRequest | OnHoldRequest;
  /** The work order in its new state. */
  workOrder: WorkOrder;
  others: WorkOrder[];
  by: Actor;
  now: number;
  context: Context;
}

/** Whether the work order is already as the command wants it: a double click is no error, and a pause of a pause none (R102). */
const isRepeated = ({ status, holdReason, outcome, resolution }: WorkOrder, command: WorkOrderCommand): boolean => {
  switch (command.action) {
    case 'accept':
    case 'resume':
      return status === 'accepted';
    case 'hold':
      return status === 'on-hold' && holdReason === command.reason;
    case 'complete':
      return status === 'done' && outcome === command.outcome && resolution === command.resolution;
    case 'note':
      return false;
    default:
      return command satisfies never;
  }
};

const acceptWork = (step: Step): Outcome =>
  changed(
    step.request,
    { ...step.workOrder, acceptedAt: step.now },
    [event(step, 'work-order-accepted')],
    noticeForConstituent(step.request, 'request-in-progress', about(step), nextVersion(step)),
  );

const holdWork = (step: Step, { reason, text }: Extract<WorkOrderCommand, { action: 'hold' }>): Outcome => {
  const { request, context, now } = step;
  const agreement = context.catalogue.agreement(request.agreement.code, request.agreement.version);
  const allowed = agreement.pauseReasons.some((known) => known === reason);
  if (!allowed) return invalid('reason', 'The agreement for this type does not allow this reason.');
  // The request is on hold only when all its open work is (R51).
  const allOnHold = step.others.every((other) => isFinished(other) || other.status === 'on-hold');
  const held: InProgressRequest | OnHoldRequest = allOnHold
    ? withNextMilestone(
        {
          ...request,
          status: 'on-hold',
          holdReason: reason,
          clocks: onResolve(request.clocks, (clock) => pauseClock(clock, reason, now)),
        },
        context.catalogue,
      )
    : request;
  const workOrder = { ...step.workOrder, holdReason: reason };
  return changed(
    held,
    workOrder,
    [event(step, 'work-order-held', { ...(text ? { text } : {}), data: { reason } })],
    allOnHold ? noticeForConstituent(held, 'request-on-hold', { ...about(step), reason }, nextVersion(step)) : [],
  );
};

const resumeWork = (step: Step): Outcome => {
  const { request, context, now } = step;
  const { holdReason: _, ...held } = step.workOrder;
  // Work that was put on hold while it was only offered is taken on now (R60).
  const workOrder = { ...held, acceptedAt: held.acceptedAt ?? now };
  const resumed = request.status === 'on-hold' ? resumeRequest(request, context.catalogue, now) : request;
  const dueAt = resolveClock(resumed.clocks)?.dueAt;
  return changed(resumed, { ...workOrder, ...(dueAt === undefined ? {} : { dueAt }) }, [
    event(step, 'work-order-resumed', { data: { dueAt: dueAt ?? null } }),
  ]);
};

const resumeRequest = (request: OnHoldRequest, catalogue: Catalogue, now: number): InProgressRequest => {
  const { holdReason: _, ...rest } = request;
  const clocks = onResolve(request.clocks, (clock) => resumeClock(clock, calendarOf(clock.calendar), now));
  return withNextMilestone({ ...rest, status: 'in-progress', clocks }, catalogue);
};

const completeWork = (step: Step, command: Extract<WorkOrderCommand, { action: 'complete' }>): Outcome => {
  const { request, now, context } = step;
  const { outcome, resolution } = command;
  const { holdReason: _, ...ended } = step.workOrder;
  const workOrder: WorkOrder = { ...ended, doneAt: now, outcome, resolution };
  const completed = event(step, 'work-order-completed', { text: resolution, data: { outcome } });
  // The request is done only when all its work is (R51).
  if (!step.others.every(isFinished)) return changed(request, workOrder, [completed]);

  const { holdReason: __, nextMilestoneAt: ___, ...rest } = request as OnHoldRequest;
  const clocks = onResolve(request.clocks, (clock) => stopClock(clock, now, calendarOf(clock.calendar)));
  const resolved: ResolvedRequest = {
    ...rest,
    status: 'resolved',
    outcome: outcome satisfies RequestOutcome,
    resolution,
    resolvedAt: now,
    closesAt: now + context.surveyWindowMs,
    clocks,
  };
  const clock = resolveClock(clocks);
  const resolvedEvent = event(step, 'request-resolved', {
    text: resolution,
    data: {
      outcome,
      verdict: clock?.verdict ?? 'no-target',
      dueAt: clock?.dueAt ?? null,
      receivedAt: request.receivedAt,
    },
  });
  const windowDays = Math.round(context.surveyWindowMs / 86_400_000);
  return changed(
    resolved,
    workOrder,
    [completed, resolvedEvent],
    noticeForConstituent(resolved, 'request-resolved', { ...about(step), resolution, outcome, windowDays }),
  );
};

const changed = (
  request: InProgressRequest | OnHoldRequest | ResolvedRequest,
  workOrder: WorkOrder,
  events: EventDraft[],
  notices: NoticeDraft[] = [],
): Outcome => ({
  kind: 'changed',
  change: { request: { ...request, wakes: true }, workOrders: [workOrder], events, notices },
});

const event = (step: Step, type: EventDraft['type'], more: Pick<EventDraft, 'text' | 'data'> = {}): EventDraft => ({
  type,
  at: step.now,
  by: step.by,
  ...more,
  data: { workOrder: step.workOrder.id, ...more.data },
});

/** A request can be taken up and put on hold more than once: the version tells those notices apart. */
const nextVersion = ({ request }: Step): number => request.version + 1;

const resolveClock = (clocks: Clock[]): Clock | undefined => clocks.find(({ kind }) => kind === 'resolve');

const onResolve = (clocks: Clock[], change: (clock: Clock) => Clock): Clock[] =>
  clocks.map((clock) => (clock.kind === 'resolve' && clock.stoppedAt === undefined ? change(clock) : clock));

/** What every message about work says. */
const about = ({ request, workOrder, context }: Step) => ({
  ...aboutRequest(request, request.typeName),
  ...promiseOf(resolveClock(request.clocks)),
  partner: context.catalogue.partner(workOrder.partner).name,
});
