import { type Acknowledgement, acknowledgeEscalation, readAcknowledgement } from '../clocks/acknowledge-escalation.ts';
import { type ConcernCommand, readConcernCommand } from '../concerns/concern-command.ts';
import { handleConcern } from '../concerns/handle-concern.ts';
import { RAISE_CONCERN, type RaiseCommand, raiseConcern, readRaiseCommand } from '../concerns/raise-concern.ts';
import { type Outcome, type Refusal, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import type { Actor, RequestEvent } from '../requests/event.ts';
import { CONCERN_QUEUE, REVIEW_QUEUE } from '../requests/queue-line.ts';
import { decideReview, readReviewCommand } from '../review/decide-review.ts';
import type { ReviewCommand } from '../review/review-command.ts';
import type { WorkContext } from '../work-orders/follow-work.ts';

/** Pages that a button can ask a link to. */
export const PAGES = ['review', 'escalation', 'concern', 'queue'] as const;
export type PageName = (typeof PAGES)[number];

/** What a button changes, each by the very command of a page. */
export const CHANGES = ['accept', 'assign', 'contact', 'hand-on', 'acknowledge', RAISE_CONCERN] as const;
export type ChangeName = (typeof CHANGES)[number];

/** What a button calls the acting function with; ids and codes only. */
export type ActionParameters =
  | { action: 'open'; page: PageName; id: string }
  | {
      action: ChangeName;
      requestId: string;
      concernId?: string;
      typeCode?: string;
      /** Version of the request, or of the concern, that was shown: a click on what has changed since is refused. */
      version: number;
      /** The action again, which only a button that asks first has. */
      confirmed: ChangeName;
    };

/** A change as a button asks for it, read. */
export interface WidgetChange {
  requestId: string;
  version: number;
  concernId?: string;
  command:
    | { kind: 'review'; command: ReviewCommand }
    | { kind: 'concern'; command: ConcernCommand }
    | { kind: 'escalation'; command: Acknowledgement }
    | { kind: 'raise'; command: RaiseCommand };
}

export type WidgetReading =
  { kind: 'open'; page: PageName; id: string } | { kind: 'change'; change: WidgetChange } | Refusal;

const REQUEST_ID = /^R(-[0-9A-HJKMNP-TV-Z]{4}){3}$/;
const CONCERN_ID = /^R(-[0-9A-HJKMNP-TV-Z]{4}){3}-C\d{1,3}$/;
/** The lists of the office. A partner's is not among them: what is done there is recorded as the partner's own doing. */
const QUEUES: readonly string[] = [REVIEW_QUEUE, CONCERN_QUEUE];

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Reads what a button asks for. A change needs its own `confirmed`, so that neither a widget that is only drawn nor a link to a page can ever
 * be one; what a person chose or wrote comes from the field that is named after what it is about.
 */
export const readWidgetCommand = (
  event: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, string>>,
): WidgetReading => {
  const action = textIn(event.action);
  if (action === 'open') return readOpen(event);
  const change = CHANGES.find((name) => name === action);
  if (!change) return invalid('action', 'There is no such button.');
  if (event.confirmed !== change) return invalid('confirmed', 'Nothing is changed that was not asked about first.');
  const { version } = event;
  if (typeof version !== 'number' || !Number.isInteger(version))
    return invalid('version', 'Refresh the dashboard first.');
  const requestId = textIn(event.requestId);
  if (!REQUEST_ID.test(requestId)) return invalid('requestId', 'There is no such request.');
  const concernId = textIn(event.concernId);
  const about = change === 'contact' || change === 'hand-on' ? concernId : requestId;
  const own = Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name.endsWith(`-${about}`))
      .map(([name, value]) => [name.slice(0, -about.length - 1), value]),
  );
  const shared = { requestId, version };
  switch (change) {
    case 'accept':
    case 'assign': {
      const partner = change === 'assign' ? own.partner : undefined;
      if (change === 'assign' && !partner) return invalid('partner', 'Choose the partner first.');
      const typeCode = textIn(event.typeCode);
      const read = readReviewCommand({ action: 'accept', typeCode, ...(partner ? { partner } : {}) });
      return read.kind === 'refused' ? read : changeOf(shared, { kind: 'review', command: read.command });
    }
    case 'contact':
    case 'hand-on': {
      if (!CONCERN_ID.test(concernId) || !concernId.startsWith(`${requestId}-`))
        return invalid('concernId', 'There is no such concern.');
      const read = readConcernCommand({
        ...own,
        action: change,
        ...(change === 'hand-on' ? { text: own.note ?? '' } : {}),
      });
      return read.kind === 'refused'
        ? read
        : changeOf({ ...shared, concernId }, { kind: 'concern', command: read.command });
    }
    case 'acknowledge': {
      const read = readAcknowledgement({ ...own, action: change });
      return read.kind === 'refused' ? read : changeOf(shared, { kind: 'escalation', command: read.command });
    }
    case RAISE_CONCERN: {
      const read = readRaiseCommand({ reason: own.reason ?? '', text: own.text ?? '' });
      return read.kind === 'refused' ? read : changeOf(shared, { kind: 'raise', command: read.command });
    }
    default:
      return change satisfies never;
  }
};

const changeOf = (
  shared: Omit<WidgetChange, 'command'>,
  command: WidgetChange['command'],
): { kind: 'change'; change: WidgetChange } => ({ kind: 'change', change: { ...shared, command } });

const readOpen = (event: Readonly<Record<string, unknown>>): WidgetReading => {
  const page = PAGES.find((name) => name === event.page);
  const id = textIn(event.id);
  const isKnown =
    page === 'queue' ? QUEUES.includes(id) : page === 'concern' ? CONCERN_ID.test(id) : REQUEST_ID.test(id);
  return page && isKnown ? { kind: 'open', page, id } : invalid('page', 'There is no such page.');
};

/** Who acts. The function is not told who looks at the dashboard, so the record says how it was done and in whose place, and no more. */
const REVIEWER: Actor = { kind: 'reviewer', name: 'dashboard' };
const MANAGER: Actor = { kind: 'manager', name: 'dashboard' };

const STALE = wrongState('This has changed since the dashboard showed it. Refresh the widget, and look again.');

/**
 * Carries out a change by the rule of its page. What is so already counts as done, because a double click is no error; what has changed
 * since it was shown is refused, whatever the rule would say.
 */
export const decideWidgetChange = (
  file: RequestFile & { events: readonly RequestEvent[] },
  change: WidgetChange,
  context: WorkContext,
  now: number,
): Outcome => {
  if (isDone(file, change)) return { kind: 'unchanged' };
  const outcome = decide(file, change, context, now);
  if (outcome.kind === 'unchanged') return outcome;
  return seenVersion(file, change) === change.version ? outcome : STALE;
};

const decide = (
  file: RequestFile & { events: readonly RequestEvent[] },
  { command, concernId = '' }: WidgetChange,
  context: WorkContext,
  now: number,
): Outcome => {
  switch (command.kind) {
    case 'review':
      return decideReview(file, keepingPriority(file, command.command), { ...context, by: REVIEWER }, now);
    case 'concern':
      return handleConcern(file, concernId, command.command, MANAGER, context, now);
    case 'escalation':
      return acknowledgeEscalation(file, command.command, now, MANAGER);
    case 'raise':
      return raiseConcern(file, command.command, MANAGER, context, now);
    default:
      return command satisfies never;
  }
};

/** A button says nothing of the urgency, so that what somebody has set stays when the work comes back to be offered anew. */
const keepingPriority = ({ request }: RequestFile, command: ReviewCommand): ReviewCommand =>
  command.action === 'accept' && 'priority' in request && request.priority
    ? { ...command, priority: request.priority }
    : command;

const seenVersion = ({ request, concerns }: RequestFile, { concernId }: WidgetChange): number | undefined =>
  concernId === undefined ? request.version : concerns?.find(({ id }) => id === concernId)?.version;

/** An acknowledgement leaves nothing on the request by which a second click could be known, so the history says that it is there. */
const isDone = ({ events }: { events: readonly RequestEvent[] }, { command, version }: WidgetChange): boolean =>
  command.kind === 'escalation' &&
  events.some(
    (event) =>
      event.type === 'escalation-acknowledged' &&
      event.version > version &&
      event.by.name === MANAGER.name &&
      event.text === command.command.text,
  );
