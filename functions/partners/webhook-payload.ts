import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestEvent } from '../requests/event.ts';
import type { Priority, Request, RequestOutcome, RequestStatus } from '../requests/request.ts';
import type { WorkOrder } from '../requests/work-order.ts';

/** What a message is about. */
export type WebhookType =
  | 'request.status'
  | 'work-order.offered'
  | 'work-order.changed'
  | 'work-order.transferred'
  | 'work-order.cancelled'
  | 'work-order.reminded';

/** Somerville's four words for a status. */
export const SOMERVILLE_STATUS = {
  received: 'Open',
  'in-review': 'Open',
  'in-progress': 'In Progress',
  'on-hold': 'On Hold',
  resolved: 'Closed',
  closed: 'Closed',
} as const satisfies Record<RequestStatus, string>;

/** The work, as the partner that is to do it needs it; nothing of who asked. Instants are RFC 3339 in UTC. */
export interface OfferedWork {
  typeCode: string;
  typeName: string;
  task?: string;
  description: string;
  place: { address?: string; lat?: number; lon?: number; ward?: string };
  priority: Priority;
  acceptBy?: string;
  dueAt?: string;
}

/** The body of a message. Instants are RFC 3339 in UTC. */
export interface WebhookPayload {
  type: WebhookType;
  /** The message's own id; the same as `webhook-id`, however often it is sent. */
  id: string;
  /** Grows with every message of a request; what arrives with a lower one than was seen already is old (R5). */
  sequence: number;
  at: string;
  requestId: string;
  /** The platform's own id of the request; to that platform only. */
  sourceId?: string;
  status: RequestStatus;
  outcome?: RequestOutcome;
  somervilleStatus: (typeof SOMERVILLE_STATUS)[RequestStatus];
  cycle: number;
  /** The sentence for the resident with which a request ended. */
  closingText?: string;
  /** The request whose work does for this one too. */
  duplicateOf?: string;
  workOrder?: string;
  /** The partner's own number for the work order. */
  reference?: string;
  /** Why work was cancelled or went on to another partner, a code; never how it ended (R44). */
  reason?: string;
  /** How many times the partner has been reminded. */
  reminder?: number;
  work?: OfferedWork;
}

/** An event as the stream brings it: with the status that the request had after it. */
export type ToldEvent = RequestEvent & { status?: RequestStatus };

/** What every message says; the status and the outcome are those at the event, not those of today. */
export const basePayload = (type: WebhookType, id: string, event: ToldEvent, request: Request): WebhookPayload => {
  const status = event.status ?? request.status;
  const outcome = status === 'resolved' || status === 'closed' ? outcomeAt(event, request) : undefined;
  return {
    type,
    id,
    sequence: event.version * 100 + event.order, // a transaction writes at most a hundred items
    at: isoOf(event.at),
    requestId: request.id,
    status,
    ...(outcome ? { outcome } : {}),
    somervilleStatus: SOMERVILLE_STATUS[status],
    cycle: event.cycle,
  };
};

const outcomeAt = ({ data, cycle }: ToldEvent, request: Request): RequestOutcome | undefined => {
  if (typeof data?.outcome === 'string') return data.outcome as RequestOutcome;
  return 'outcome' in request && request.cycle === cycle ? request.outcome : undefined;
};

/** The work of a work order, for its partner. Undefined where the request is of no type any more. */
export const offeredWork = (
  request: Request,
  workOrder: WorkOrder | undefined,
  catalogue: Catalogue,
): OfferedWork | undefined => {
  if (!('typeCode' in request) || !request.typeCode) return undefined;
  const { typeCode, description, place, priority = 'normal' } = request;
  const acceptBy = workOrder?.clocks.find(({ kind }) => kind === 'accept')?.dueAt;
  return {
    typeCode,
    typeName: request.typeName ?? catalogue.types.get(typeCode)?.name ?? typeCode,
    ...(workOrder?.task ? { task: workOrder.task } : {}),
    description,
    place,
    priority,
    ...(acceptBy === undefined ? {} : { acceptBy: isoOf(acceptBy) }),
    ...(workOrder?.dueAt === undefined ? {} : { dueAt: isoOf(workOrder.dueAt) }),
  };
};

const isoOf = (instant: number): string => new Date(instant).toISOString();
