import { calendarOf } from '../clocks/calendars.ts';
import { isRunning, stopClock } from '../clocks/clock.ts';
import { changed } from '../clocks/watch-milestones.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { cutNow } from '../pages/link-life.ts';
import { type Outcome, type Refusal, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import { type Concern, MANAGER } from '../requests/concern.ts';
import { nextConcernStatus } from '../requests/concern-transitions.ts';
import type { Actor, EventDraft, RequestEvent } from '../requests/event.ts';
import type { Request } from '../requests/request.ts';
import type { OfferContext } from '../work-orders/offer-work.ts';
import type { ConcernCommand } from './concern-command.ts';
import { raisedNotices, resolvedNotices } from './concern-notices.ts';

/** A concern at a command: as it was, as the command's row of the table leaves it, and what a decision is told. */
interface Step {
  request: Request;
  /** The person who asked was found not to be reached by e-mail. */
  unreached: boolean;
  before: Concern;
  concern: Concern;
  by: Actor;
  context: OfferContext;
  now: number;
}

interface Result {
  concern: Concern;
  event: Pick<EventDraft, 'type' | 'text' | 'data'>;
  notices: NoticeDraft[];
}

/** Carries out what its owner, or the Service Operations Manager, does about a concern; its request stays as it is. */
export const handleConcern = (
  file: RequestFile & { events?: readonly RequestEvent[] },
  concernId: string,
  command: ConcernCommand,
  by: Actor,
  context: OfferContext,
  now: number,
): Outcome => {
  const before = file.concerns?.find(({ id }) => id === concernId);
  if (!before) return { kind: 'refused', code: 'not-found', message: 'There is no such concern.' };
  if (isRepeated(before, command, file.events)) return { kind: 'unchanged' };
  const status = nextConcernStatus(before.status, command.action);
  if (!status) return wrongState(REFUSALS[before.status]);
  const { request } = file;
  const concern: Concern = { ...before, status, version: before.version + 1 };
  const unreached = (file.events ?? []).some(({ type }) => type === 'reporter-unreachable');
  const result = carryOut({ request, unreached, before, concern, by, context, now }, command);
  if ('kind' in result) return result;
  const { event, notices } = result;
  return changed(
    file,
    {
      // What no longer runs out needs no timer: a workflow that waits for nothing else ends at once.
      request: { ...request, wakes: isRunning(before.clock) && !isRunning(result.concern.clock) },
      workOrders: [],
      concerns: [result.concern],
      events: [{ ...event, at: now, by, data: { concern: before.id, ...event.data } }],
      notices,
    },
    context.catalogue,
  );
};

const REFUSALS: Record<Concern['status'], string> = {
  open: 'This cannot be done yet.',
  contacted: 'The person has been contacted already; add a note instead.',
  resolved: 'This concern has been resolved already.',
};

/** Whether the concern is already as the command wants it: a double click is no error. */
const isRepeated = (concern: Concern, command: ConcernCommand, events: readonly RequestEvent[] = []): boolean => {
  switch (command.action) {
    case 'contact':
      return concern.contact?.way === command.way && concern.contact.text === command.text;
    case 'hand-on':
      return concern.status !== 'resolved' && concern.owner === command.to && isHandedOn(concern.id, command, events);
    case 'resolve':
      return concern.outcome === command.outcome && concern.resolution === command.resolution;
    case 'note':
      return false;
    default:
      return command satisfies never;
  }
};

/** Whether the last owner came by these very words; of others nobody would be told. */
const isHandedOn = (
  concernId: string,
  { to, text }: Extract<ConcernCommand, { action: 'hand-on' }>,
  events: readonly RequestEvent[],
): boolean => {
  const last = events.findLast(({ type, data }) => type === 'concern-handed-on' && data?.concern === concernId);
  return last?.data?.to === to && last.text === text;
};

/** Whether a note is the last that happened to its concern: it leaves nothing else by which a double click could be known. */
export const isNoted = (concernId: string, command: ConcernCommand, events: readonly RequestEvent[]): boolean => {
  if (command.action !== 'note') return false;
  const last = events.findLast(({ data }) => data?.concern === concernId);
  return last?.type === 'concern-noted' && last.text === command.text;
};

const carryOut = (step: Step, command: ConcernCommand): Result | Refusal => {
  switch (command.action) {
    case 'contact':
      return contact(step, command);
    case 'note':
      return { concern: step.concern, event: { type: 'concern-noted', text: command.text }, notices: [] };
    case 'hand-on':
      return handOn(step, command);
    case 'resolve':
      return resolve(step, command);
    default:
      return command satisfies never;
  }
};

/** The clock's end: the person has been contacted. */
const stopped = ({ concern, now }: Step) => stopClock(concern.clock, now, calendarOf(concern.clock.calendar));

const contact = (step: Step, { way, text }: Extract<ConcernCommand, { action: 'contact' }>): Result => {
  const clock = stopped(step);
  return {
    concern: { ...step.concern, clock, contactedAt: step.now, contact: { way, text } },
    event: { type: 'concern-contacted', text, data: { way, verdict: clock.verdict ?? 'no-target' } },
    notices: [],
  };
};

const handOn = (step: Step, { to, text }: Extract<ConcernCommand, { action: 'hand-on' }>): Result | Refusal => {
  const { request, before, context, now } = step;
  if (to !== MANAGER && !context.catalogue.partners.has(to)) return invalid('to', 'There is no such partner.');
  if (to === before.owner) return invalid('to', 'It is theirs already; add a note instead.');
  const concern: Concern = { ...step.concern, owner: to, linksFrom: cutNow(now, before.linksFrom) };
  return {
    concern,
    event: { type: 'concern-handed-on', text, data: { from: before.owner, to } },
    notices: raisedNotices(request, concern, context, now, text),
  };
};

/** Ends a concern. Its end is told by letter where that can reach the person; whoever it cannot reach has to be contacted first. */
const resolve = (
  step: Step,
  { outcome, resolution }: Extract<ConcernCommand, { action: 'resolve' }>,
): Result | Refusal => {
  const { request, unreached, before, context, now } = step;
  const silent = before.by.kind === 'constituent' && (unreached || !request.reporter?.email);
  if (silent && before.status === 'open')
    return wrongState(
      `${unreached ? 'E-mail does not reach them' : 'There is no address to write to'}: get in touch with the person first, and write down how.`,
    );
  const clock = stopped(step);
  const concern = { ...step.concern, clock, resolvedAt: now, outcome, resolution };
  return {
    concern,
    event: {
      type: 'concern-resolved',
      text: resolution,
      data: {
        outcome,
        owner: before.owner,
        raisedAt: before.raisedAt,
        ...(before.contactedAt === undefined ? { verdict: clock.verdict ?? 'no-target' } : {}),
      },
    },
    notices: resolvedNotices(request, concern, context, now),
  };
};
