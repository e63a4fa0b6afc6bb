import type { Catalogue } from '../catalogue/catalogue.ts';
import { toLocal } from '../clocks/business-calendar.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { type Clock, pauseClock, resumeClock, stopClock } from '../clocks/clock.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { noticeForConstituent } from '../notices/constituent-notice.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import {
  type ExtraPut,
  type Outcome,
  type Refusal,
  type RequestFile,
  invalid,
  wrongState,
} from '../requests/change.ts';
import type { Actor, EventDraft } from '../requests/event.ts';
import { type InProgressRequest, type OnHoldRequest, type Request, isOpenWork } from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import { aboutWork } from './about-work.ts';
import { type WorkContext, followWork } from './follow-work.ts';
import { dueOf, mayWaitFor, partnerClocks, repeatingAnew } from './offer-work.ts';
import { referenceRecord } from './reference.ts';
import { answeredBy, handOver, isPingPong, misrouteRecord } from './transfer.ts';
import { nextStatus } from '../requests/work-order-transitions.ts';
import { cancelledNotices, pingPongNotices, sentBackNotices, transferredNotices } from './work-notices.ts';
import type { WorkOrderCommand } from './work-order-command.ts';

export { readWorkOrderCommand } from './work-order-command.ts';

/** Carries out a command on a work order: by its transition table, with what follows from it for the request and its clocks. */
export const progressWorkOrder = (
  file: RequestFile,
  workOrderId: string,
  command: WorkOrderCommand,
  context: WorkContext,
  now: number,
  by?: Actor,
): Outcome => {
  const workOrder = file.workOrders.find(({ id }) => id === workOrderId);
  if (!workOrder) return { kind: 'refused', code: 'not-found', message: 'There is no such work order.' };
  const { request } = file;
  if (isRepeated(workOrder, command)) return { kind: 'unchanged' };
  const status = nextStatus(workOrder.status, command.action);
  if (!status || !isOpenWork(request) || workOrder.cycle !== request.cycle)
    return wrongState(`This work order is ${workOrder.status.replace('-', ' ')}; it cannot be changed that way.`);
  const step: Step = {
    file,
    request,
    before: workOrder,
    workOrder: {
      ...workOrder,
      status,
      version: workOrder.version + 1,
      heardAt: now,
      ...(command.reference ? { reference: command.reference } : {}),
    },
    by: by ?? { kind: 'partner', name: workOrder.partner },
    now,
    context,
  };
  const result = carryOut(step, command);
  return 'kind' in result ? result : settle(step, result);
};

interface Step {
  file: RequestFile;
  request: InProgressRequest | OnHoldRequest;
  /** The work order as it was. */
  before: WorkOrder;
  /** The work order in its new state. */
  workOrder: WorkOrder;
  by: Actor;
  now: number;
  context: WorkContext;
}

/** What a command does by itself, before the request follows. */
interface Result {
  workOrder: WorkOrder;
  /** The request as it is by that already; as it was unless told. */
  request?: Step['request'];
  events: EventDraft[];
  /** Notices that depend on where the request is afterwards. */
  notices?: (request: Request) => NoticeDraft[];
  records?: ExtraPut[];
}

/** How far ahead a day may be planned, ms: a little more than the longest promise. Beyond lies a year that was mistyped, and the end of the calendars. */
const FARTHEST_PLAN_MS = 731 * 86_400_000;

/** Whether the day of an instant is over by now where the city is. */
export const isOverBy = (day: number, now: number, { timeZone }: Pick<Catalogue, 'timeZone'>): boolean =>
  toLocal(day, timeZone).slice(0, 10) < toLocal(now, timeZone).slice(0, 10);

const carryOut = (step: Step, command: WorkOrderCommand): Result | Refusal => {
  switch (command.action) {
    case 'accept':
      return takeOn(step, 'work-order-accepted', { acceptedAt: step.now });
    case 'schedule':
      if (command.scheduledFor - step.now > FARTHEST_PLAN_MS)
        return invalid('day', 'Choose a day within the next two years.');
      if (isOverBy(command.scheduledFor, step.now, step.context.catalogue))
        return invalid('day', 'Choose today or a later day.');
      return takeOn(
        step,
        'work-order-scheduled',
        { acceptedAt: step.before.acceptedAt ?? step.now, scheduledFor: command.scheduledFor },
        { ...said(command.text), data: { scheduledFor: command.scheduledFor } },
      );
    case 'start':
      return takeOn(step, 'work-order-started', {
        acceptedAt: step.before.acceptedAt ?? step.now,
        startedAt: step.now,
      });
    case 'note':
      return { workOrder: step.workOrder, events: [event(step, 'work-order-noted', said(command.text))] };
    case 'hold':
      return holdWork(step, command);
    case 'resume':
      return resumeWork(step);
    case 'complete':
      return completeWork(step, command);
    case 'send-back':
      return sendBack(step, command);
    case 'transfer':
      return transferWork(step, command);
    case 'cancel':
      return cancelWork(step, command);
    default:
      return command satisfies never;
  }
};

/** Lets the request follow, and puts it all into one change. */
const settle = (step: Step, { workOrder, events, notices = () => [], records = [], ...result }: Result): Outcome => {
  const { file, by, context, now } = step;
  const { request = step.request } = result;
  const beside = [...records, ...numbering(step, workOrder)];
  const others = file.workOrders.filter(({ id }) => id !== workOrder.id);
  const following = followWork(request, [...others, workOrder], by, context, now);
  const { dueAt: _, ...rest } = workOrder;
  const repeated: WorkOrder = { ...rest, ...dueOf(following.request) };
  return changed(
    file,
    {
      request: { ...following.request, wakes: true },
      workOrders: [repeated, ...repeatingAnew(others, following.request), ...following.offered],
      events: [
        ...events.map((line) => (line.type === 'work-order-resumed' ? withDue(line, repeated.dueAt) : line)),
        ...following.events,
      ],
      notices: [...notices(following.request), ...following.notices],
      ...(beside.length > 0 ? { records: beside } : {}),
    },
    context.catalogue,
  );
};

/** A number that its partner has given it names the work order from then on, also when it has ended. */
const numbering = ({ before, request }: Step, { id, partner, reference }: WorkOrder): ExtraPut[] =>
  reference && reference !== before.reference
    ? [referenceRecord({ catalogue: request.catalogue, partner }, reference, id)]
    : [];

/** Going on moves the promise, and every move is on the record. */
const withDue = (line: EventDraft, dueAt: number | undefined): EventDraft => ({
  ...line,
  data: { ...line.data, dueAt: dueAt ?? null },
});

/** Whether the work order is already as the command wants it: a double click is no error, and a pause of a pause none (R102). */
const isRepeated = (workOrder: WorkOrder, command: WorkOrderCommand): boolean => {
  const { status, holdReason, outcome, resolution, endReason, reference, owners } = workOrder;
  if (command.reference && command.reference !== reference) return false;
  switch (command.action) {
    case 'accept':
      return status === 'accepted';
    case 'start':
    case 'resume':
      return status === 'in-progress';
    case 'schedule':
      return status === 'scheduled' && workOrder.scheduledFor === command.scheduledFor;
    case 'hold':
      return status === 'on-hold' && holdReason === command.reason;
    case 'complete':
      return status === 'done' && outcome === command.outcome && resolution === command.resolution;
    case 'send-back':
      return status === 'sent-back' && endReason === command.reason;
    case 'transfer':
      return workOrder.partner === command.to && status === 'offered' && owners.at(-1)?.reason === command.reason;
    case 'cancel':
      return status === 'cancelled' && endReason === command.reason;
    case 'note':
      return command.text === '';
    default:
      return command satisfies never;
  }
};

/** The owner says that it is theirs, in whatever words: its promise to accept is kept, and the resident hears it once a cycle (R55). */
const takeOn = (
  step: Step,
  type: EventDraft['type'],
  more: Partial<WorkOrder>,
  said: Pick<EventDraft, 'text' | 'data'> = {},
): Result => {
  const workOrder = { ...accepted(step), ...more };
  return {
    workOrder,
    events: [event(step, type, said)],
    notices: (request) => takenOnNotices(step, workOrder, request),
  };
};

/**
 * The constituent hears of each day that is planned, and otherwise once that somebody has taken the work on; anew where the day that they
 * knew of went with a partner that no longer has it.
 */
const takenOnNotices = (
  { file, before, context }: Step,
  { partner, scheduledFor }: WorkOrder,
  request: Request,
): NoticeDraft[] => {
  if (!('typeName' in request && request.typeName)) return [];
  const about = aboutWork({ ...request, typeName: request.typeName }, partner, context.catalogue);
  const version = file.request.version + 1;
  if (scheduledFor !== undefined && scheduledFor !== before.scheduledFor)
    return noticeForConstituent(request, 'request-scheduled', { ...about, day: { day: scheduledFor } }, version);
  const present = file.workOrders.filter(({ cycle }) => cycle === before.cycle);
  return isTakenOn(present) ? [] : noticeForConstituent(request, 'request-in-progress', about, version);
};

/** Whether the constituent has been told that their work was taken on, and nothing that they were told has gone since. */
const isTakenOn = (workOrders: readonly WorkOrder[]): boolean => {
  const holdings = workOrders.flatMap((workOrder) => {
    const { owners, acceptedAt, scheduledFor, status, endedAt } = workOrder;
    return [...owners, { acceptedAt, scheduledFor, until: status === 'done' ? undefined : endedAt }];
  });
  const gone = holdings.flatMap(({ scheduledFor, until }) => (scheduledFor && until ? [until] : []));
  const dayGoneAt = Math.max(0, ...gone);
  return holdings.some(({ acceptedAt }) => acceptedAt !== undefined && acceptedAt >= dayGoneAt);
};

const accepted = ({ workOrder, now }: Step): WorkOrder => ({
  ...workOrder,
  acceptedAt: workOrder.acceptedAt ?? now,
  clocks: onClock(workOrder.clocks, 'accept', (clock) => stopClock(clock, now, calendarOf(clock.calendar))),
});

const holdWork = (step: Step, command: Extract<WorkOrderCommand, { action: 'hold' }>): Result | Refusal => {
  const { request, context, now } = step;
  const { reason } = command;
  if (!mayWaitFor(reason, request, context.catalogue))
    return invalid('reason', 'The agreement for this type does not allow this reason.');
  // Whoever lays work aside has it in hand (R60).
  const taken = accepted(step);
  const clocks = onClock(taken.clocks, 'complete', (clock) => pauseClock(clock, reason, now));
  return {
    workOrder: { ...taken, clocks, holdReason: reason },
    events: [event(step, 'work-order-held', { ...said(command.text), data: { reason } })],
  };
};

const resumeWork = (step: Step): Result => {
  const { holdReason: _, ...held } = accepted(step);
  return {
    workOrder: {
      ...held,
      startedAt: held.startedAt ?? step.now,
      clocks: onClock(held.clocks, 'complete', (clock) => resumeClock(clock, calendarOf(clock.calendar), step.now)),
    },
    events: [event(step, 'work-order-resumed')],
  };
};

/** The closing gate: an outcome, a sentence for the resident, and a photo where the type asks for one. */
const completeWork = (step: Step, command: Extract<WorkOrderCommand, { action: 'complete' }>): Result | Refusal => {
  const { request, context } = step;
  const { outcome, resolution } = command;
  const type = context.catalogue.find(request.typeCode);
  if (outcome === 'done' && type?.photo === 'required' && step.workOrder.photos.length === 0)
    return invalid('photo', 'This type of work is closed with a photo of what was done. Add one first.');
  return {
    workOrder: { ...ended(step), outcome, resolution },
    events: [event(step, 'work-order-completed', { text: resolution, data: { outcome } })],
  };
};

const sendBack = (step: Step, command: Extract<WorkOrderCommand, { action: 'send-back' }>): Result => {
  const { reason, text } = command;
  const { before, request, context, now } = step;
  const misroute = { ...misrouteOf(step, reason), pingPong: false };
  return {
    workOrder: { ...ended(step), endReason: reason },
    events: [event(step, 'work-order-sent-back', { text, data: { reason, from: before.partner } })],
    notices: (after) => sentBackNotices(after, before, reason, request, context, now),
    records: [misrouteRecord(misroute, step.workOrder.version)],
  };
};

/**
 * The request of work in other hands: whoever takes the last that its partner had of it answers for it from then on, whatever the rules say of its
 * type. Its end is theirs in every figure, its ladder and its letters name them, and the clock of its constituent runs on (R58).
 */
const passedOn = ({ file, request, before, context }: Step, to: string): Step['request'] => {
  const isLeft = (partner: string) => partner === request.partner;
  const keeps =
    !isLeft(before.partner) ||
    (request.plan ?? []).some(({ partner }) => isLeft(partner)) ||
    file.workOrders.some((other) => other.id !== before.id && !isFinished(other) && isLeft(other.partner));
  return keeps ? request : answeredBy(request, to, context.catalogue);
};

const transferWork = (step: Step, command: Extract<WorkOrderCommand, { action: 'transfer' }>): Result | Refusal => {
  const { before, request, context, now, by } = step;
  const { to, reason, text } = command;
  if (!context.catalogue.partners.has(to)) return invalid('to', 'There is no such partner.');
  if (to === before.partner) return invalid('to', 'It is theirs already.');
  const clocks = partnerClocks(request, to, context.catalogue, { accept: now, complete: now });
  const workOrder = handOver(before, { to, reason, clocks }, now);
  const pingPong = isPingPong(before, to, now);
  // To pass work on is an answer too: who takes longer than their time to do that has not answered in time.
  const answer = by.kind === 'partner' && before.acceptedAt === undefined ? answerOf(step) : {};
  const data = { from: before.partner, to, reason, pingPong, ...answer };
  return {
    workOrder,
    request: passedOn(step, to),
    events: [{ type: 'work-order-transferred', at: now, by, text, data: { workOrder: workOrder.id, ...data } }],
    notices: (after) => [
      ...transferredNotices(
        request,
        { workOrder, clocks: after.clocks },
        { from: before.partner, reason, text },
        context,
        now,
      ),
      ...(pingPong ? pingPongNotices(request, workOrder, context, now) : []),
    ],
    records: [misrouteRecord({ ...misrouteOf(step, reason), to, pingPong }, workOrder.version)],
  };
};

const cancelWork = (step: Step, command: Extract<WorkOrderCommand, { action: 'cancel' }>): Result | Refusal => {
  const { before, request, context, by, now } = step;
  const { reason, text } = command;
  if (by.kind === 'partner') return wrongState('Only the 311 office can cancel work; send it back instead.');
  return {
    workOrder: { ...ended(step), endReason: reason },
    events: [event(step, 'work-order-cancelled', { ...said(text), data: { reason, partner: before.partner } })],
    notices: () => cancelledNotices(request, before, context, now),
  };
};

const misrouteOf = ({ before, request, now }: Step, reason: string) => ({
  at: now,
  workOrderId: before.id,
  catalogue: request.catalogue,
  typeCode: request.typeCode,
  from: before.partner,
  reason,
});

/** The work order at its end: its clocks stopped with their verdicts. */
const ended = ({ workOrder, now }: Step): WorkOrder => {
  const { holdReason: _, ...rest } = workOrder;
  return {
    ...rest,
    endedAt: now,
    clocks: workOrder.clocks.map((clock) => stopClock(clock, now, calendarOf(clock.calendar))),
  };
};

const said = (text: string | undefined) => (text ? { text } : {});

const event = (step: Step, type: EventDraft['type'], more: Pick<EventDraft, 'text' | 'data'> = {}): EventDraft => ({
  type,
  at: step.now,
  by: step.by,
  ...more,
  data: {
    workOrder: step.workOrder.id,
    ...more.data,
    ...promisesOf(step),
    ...(step.workOrder.reference && step.workOrder.reference !== step.before.reference
      ? { reference: step.workOrder.reference }
      : {}),
  },
});

/** How a partner's own promises ended, by the line that ended them: with its first answer how long that took, and whether it was in time. */
const promisesOf = (step: Step): EventDraft['data'] => {
  const { before, workOrder } = step;
  const answers = before.acceptedAt === undefined && workOrder.status !== 'offered' && workOrder.status !== 'cancelled';
  const completed = workOrder.status === 'done' && verdictOf(step, 'complete');
  return { ...(answers ? answerOf(step) : {}), ...(completed ? { completed } : {}) };
};

/** How long a partner's first answer took, and whether it was in time where it had a time. */
const answerOf = (step: Step): { acceptedMs: number; accepted?: NonNullable<Clock['verdict']> } => {
  const accepted = verdictOf(step, 'accept');
  return { acceptedMs: Math.max(0, step.now - step.before.offeredAt), ...(accepted ? { accepted } : {}) };
};

/** How a promise of a partner ends that a step ends. */
const verdictOf = ({ before, now }: Step, kind: Clock['kind']): Clock['verdict'] => {
  const clock = before.clocks.find((one) => one.kind === kind && one.stoppedAt === undefined);
  return clock && stopClock(clock, now, calendarOf(clock.calendar)).verdict;
};

const onClock = (clocks: Clock[], kind: Clock['kind'], change: (clock: Clock) => Clock): Clock[] =>
  clocks.map((clock) => (clock.kind === kind && clock.stoppedAt === undefined ? change(clock) : clock));
