import { changed, withNextMilestone } from '../clocks/watch-milestones.ts';
import type { Change, Outcome, Refusal, RequestFile } from '../requests/change.ts';
import type { Actor, EventDraft, RequestEvent } from '../requests/event.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import type { WorkContext } from '../work-orders/follow-work.ts';
import { isOverBy, progressWorkOrder } from '../work-orders/progress-work-order.ts';
import { reopenRequest } from '../work-orders/reopen-request.ts';
import type { PartnerUpdate, UpdateResult } from './partner-update.ts';
import { meaningOf } from './update-command.ts';
import { type UpdateTime, lastHeard, timeUpdate } from './update-time.ts';

/** What became of an update, as its sender is told. */
export interface UpdateAnswer {
  result: UpdateResult;
  why: string;
}

/** An update decided: the answer, what it changes, and whether a person should look at it. */
export type UpdateDecision = { kind: 'taken'; answer: UpdateAnswer; change?: Change; flagged?: true } | Refusal;

/** What an update is judged with: the request with its history, and the work order that it is about. */
export interface UpdateSubject {
  file: RequestFile & { events: RequestEvent[] };
  workOrder: WorkOrder;
}

/**
 * Decides what a partner's update does. The state changes at the moment when we are told, so that nobody dates a breach away; when
 * it happened by the partner's word is kept beside it as `toldAt`, corrected where it cannot be (R6), and only tells what is older
 * than what was heard before (R5). Whatever cannot change the state is recorded (R5, R8, R9), never an error of the partner's.
 */
export const applyUpdate = (
  subject: UpdateSubject,
  update: PartnerUpdate,
  context: WorkContext,
  now: number,
): UpdateDecision => {
  const { file, workOrder } = subject;
  const time = timeUpdate(update.at, { offeredAt: workOrder.offeredAt, heard: lastHeard(workOrder, file.events) }, now);
  const record = (why: string, flagged = false): UpdateDecision => ({
    kind: 'taken',
    answer: { result: 'recorded', why },
    change: recording(subject, update, time, context, now),
    ...(flagged ? { flagged: true } : {}),
  });
  const meaning = meaningOf(update, workOrder.status);
  if (meaning.kind === 'refused') return meaning;
  if (meaning.kind === 'unknown') return record('This status is not known here; a person will look at it.', true);
  if (time.old) return record('It is older than what was heard of this work order before.');
  const by: Actor = { kind: 'partner', name: workOrder.partner };
  switch (meaning.kind) {
    case 'unchanged':
      return record('Nothing has changed.');
    case 'open':
      return reopen(subject, update, time, context, now, record);
    case 'command': {
      const { command } = meaning;
      const outcome = progressWorkOrder(file, workOrder.id, command, context, now, by);
      if (
        outcome.kind === 'refused' &&
        outcome.code === 'invalid' &&
        command.action === 'schedule' &&
        isOverBy(command.scheduledFor, now, context.catalogue)
      )
        return record('The day was over when we were told; a person will look at it.', true);
      return judged(outcome, { workOrder, update, time, record });
    }
    default:
      return meaning satisfies never;
  }
};

type Recorder = (why: string, flagged?: boolean) => UpdateDecision;

/** What a decision of the work's own rules is turned into an answer with. */
interface Judging {
  workOrder: WorkOrder;
  update: PartnerUpdate;
  time: UpdateTime;
  record: Recorder;
}

const judged = (outcome: Outcome, judging: Judging): UpdateDecision => {
  const { workOrder, update, time, record } = judging;
  switch (outcome.kind) {
    case 'changed':
      return {
        kind: 'taken',
        answer: { result: 'applied', why: time.corrected ? 'Done; the time was corrected.' : 'Done.' },
        change: withWords(toldAt(outcome.change, time), judging),
      };
    case 'unchanged':
      return unsaid(update, [{ text: workOrder.resolution }])
        ? record('It was like that already; what was written is kept.')
        : { kind: 'taken', answer: { result: 'ignored', why: 'This was known already.' } };
    case 'refused':
      return outcome.code === 'invalid' ? inTheirWords(outcome) : record(outcome.message);
    default:
      return outcome satisfies never;
  }
};

/** A refusal that names its field as updates do, where the page has another name for it. */
const inTheirWords = (refusal: Refusal): Refusal =>
  refusal.field === 'day' ? { ...refusal, field: 'scheduledFor' } : refusal;

/** Opens a resolved request again while its window lasts (R9); later, and for one that ended otherwise, a person has to look. */
const reopen = (
  { file, workOrder }: UpdateSubject,
  update: PartnerUpdate,
  time: UpdateTime,
  context: WorkContext,
  now: number,
  record: Recorder,
): UpdateDecision => {
  const { request } = file;
  if (!isFinished(workOrder)) return record('The work order is open.');
  if (workOrder.cycle !== request.cycle) return record('The request was opened again already.');
  if (request.status !== 'resolved' || request.follows || now >= request.closesAt)
    return record('The request can no longer be opened again; a person will look at it.', true);
  const by: Actor = { kind: 'partner', name: workOrder.partner };
  const words = update.text ?? 'The partner reports that it is open again.';
  const change = reopenRequest({ ...file, request }, { text: words, by }, context, now);
  const events = change.events.map((line) =>
    line.type === 'request-reopened' ? { ...line, data: { ...line.data, workOrder: workOrder.id } } : line,
  );
  // Their own number stays that of the case: by it alone they may go on to tell of it.
  const reference = update.reference ?? workOrder.reference;
  const workOrders = change.workOrders.map((offered) =>
    reference && offered.partner === workOrder.partner ? { ...offered, reference } : offered,
  );
  return judged(changed(file, { ...change, workOrders, events }, context.catalogue), {
    workOrder,
    update,
    time,
    record,
  });
};

/** Notes at the partner's own line when it happened by the partner's word. */
const toldAt = (change: Change, { at }: UpdateTime): Change => ({
  ...change,
  events: change.events.map((line, index) => (index === 0 ? { ...line, data: { ...line.data, toldAt: at } } : line)),
});

/** The partner's words that none of these lines says, whichever field they came in. */
const unsaid = (
  { text, resolution }: PartnerUpdate,
  lines: readonly { text?: string | undefined }[],
): string | undefined =>
  [...new Set([text, resolution])].filter((words) => words && !lines.some((line) => line.text === words)).join('\n') ||
  undefined;

/** Keeps the partner's words where the command has no place for them: at its own line, or in a note after one that has words already. */
const withWords = (change: Change, { update, workOrder, time }: Judging): Change => {
  const [first, ...others] = change.events;
  const text = unsaid(update, change.events);
  if (!text || !first) return change;
  if (first.text === undefined) return { ...change, events: [{ ...first, text }, ...others] };
  const data = { workOrder: workOrder.id, toldAt: time.at };
  const note: EventDraft = { type: 'work-order-noted', at: first.at, by: first.by, text, data };
  return { ...change, events: [first, note, ...others] };
};

/** A line in the history and nothing else, but that an open work order has been heard of. */
const recording = (
  { file, workOrder }: UpdateSubject,
  update: PartnerUpdate,
  time: UpdateTime,
  { catalogue }: WorkContext,
  now: number,
): Change => {
  const { request } = file;
  const text = unsaid(update, []);
  const heard = !time.old && !isFinished(workOrder) && workOrder.cycle === request.cycle;
  const noted = update.workOrder && update.reference ? { reference: update.reference } : {};
  const event: EventDraft = {
    type: 'partner-update-recorded',
    at: now,
    by: { kind: 'partner', name: workOrder.partner },
    ...(text ? { text } : {}),
    data: {
      workOrder: workOrder.id,
      status: codeOf(update.status),
      toldAt: time.at,
      ...(time.old ? { old: true } : {}),
      ...(noted.reference && noted.reference !== workOrder.reference ? { reference: noted.reference } : {}),
    },
  };
  const workOrders = heard ? [{ ...workOrder, ...noted, version: workOrder.version + 1, heardAt: now }] : [];
  const change: Change = { request: { ...request, wakes: false }, workOrders, events: [event], notices: [] };
  return withNextMilestone(file, change, catalogue);
};

/** A status as far as it is a word: the data of events is counted and exported, so nobody's sentence may stand there. */
const codeOf = (status: string): string => (/^[a-z0-9-]{1,40}$/.test(status) ? status : 'unreadable');
