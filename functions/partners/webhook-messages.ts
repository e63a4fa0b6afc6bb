import { createHash } from 'node:crypto';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { OWN_DELIVERY } from '../intake/webhook-signature.ts';
import type { RequestFile } from '../requests/change.ts';
import type { EventType } from '../requests/event.ts';
import type { Request } from '../requests/request.ts';
import { isFinished } from '../requests/work-order.ts';
import { type ToldEvent, type WebhookPayload, basePayload, offeredWork } from './webhook-payload.ts';
import { type Targets, hasPartners, hasPlatforms, partnerTarget, platformTarget } from './webhook-target.ts';

/** One message to one target. */
export interface WebhookMessage {
  target: string;
  requestId: string;
  /**
   * Its place among the messages of its request: zero-padded version and order, so that it sorts as it happened (R7), and the work order
   * where a line is of several.
   */
  place: string;
  payload: WebhookPayload;
}

/** A partner that an event concerns, by what it means to it and for which of its work. */
interface Concerned {
  partner: string;
  type: Exclude<WebhookPayload['type'], 'request.status'>;
  workOrder: string;
}

/**
 * The messages that an event comes to: to the platform of the request what its status is, to a partner with a system what becomes of each
 * work order of its own. A partner hears of work only, never how a duplicate ended (R44).
 */
export const messagesOf = (
  event: ToldEvent,
  file: RequestFile,
  targets: Targets,
  catalogue: Catalogue,
): WebhookMessage[] => {
  const { request } = file;
  const platform = platformTarget(request.platform);
  const messages = [...concernedBy(event), ...keptThrough(event, file)]
    .filter(({ partner }) => isWritten(partner, request, targets, catalogue))
    .map((concerned) => aboutWork(concerned, event, file, catalogue));
  return [...messages, ...(targets[platform] && isNews(event) ? [aboutStatus(platform, event, request)] : [])];
};

/** Says, without looking at the request, whether an event can come to any message. */
export const mayConcern = (event: ToldEvent, targets: Targets): boolean =>
  (isNews(event) && hasPlatforms(targets)) ||
  (event.type === 'request-retyped' && hasPartners(targets)) ||
  concernedBy(event).some(({ partner }) => targets[partnerTarget(partner)] !== undefined);

/** A message that says nothing but what the one before it said is not sent. */
export const saysTheSame = (payload: WebhookPayload, before: WebhookPayload | undefined): boolean =>
  before !== undefined &&
  payload.type === 'request.status' &&
  payload.closingText === undefined &&
  NEWS.every((key) => payload[key] === before[key]);

const NEWS = ['status', 'outcome', 'cycle', 'duplicateOf'] as const;

/** Its system is written to, and the register says that it has one. */
const isWritten = (partner: string, request: Request, targets: Targets, catalogue: Catalogue): boolean =>
  targets[partnerTarget(partner)]?.catalogue === request.catalogue &&
  catalogue.partners.get(partner)?.channel === 'webhook';

const STATUS_EVENTS: ReadonlySet<EventType> = new Set([
  'review-needed',
  'request-accepted',
  'request-declined',
  'request-withdrawn',
  'request-linked',
  'request-unlinked',
  'request-resolved',
  'request-closed',
  'request-reopened',
]);

/** Work can put a request on hold and let it go on without a line of its own; its end and its return to a person have one. */
const MAY_TURN: ReadonlySet<EventType> = new Set([
  'work-order-held',
  'work-order-resumed',
  'work-order-completed',
  'work-order-sent-back',
  'work-order-transferred',
  'work-order-cancelled',
]);

const isNews = ({ type, status }: ToldEvent): boolean =>
  STATUS_EVENTS.has(type) || (MAY_TURN.has(type) && (status === 'in-progress' || status === 'on-hold'));

const concernedBy = ({ type, data = {} }: ToldEvent): Concerned[] => {
  const named = (key: string) => (typeof data[key] === 'string' ? data[key] : '');
  const workOrder = named('workOrder');
  switch (type) {
    case 'work-order-offered':
      return [{ partner: named('partner'), type: 'work-order.offered', workOrder }];
    case 'work-order-transferred':
      return [
        { partner: named('from'), type: 'work-order.transferred', workOrder },
        { partner: named('to'), type: 'work-order.offered', workOrder },
      ];
    case 'work-order-cancelled':
      return [{ partner: named('partner'), type: 'work-order.cancelled', workOrder }];
    case 'work-order-reminded':
      return data.inVain === true ? [] : [{ partner: named('partner'), type: 'work-order.reminded', workOrder }];
    default:
      return [];
  }
};

/** The work that stays where it was under another type or urgency: what went on or was offered then is told by lines of its own. */
const keptThrough = ({ type, at, cycle }: ToldEvent, { workOrders }: RequestFile): Concerned[] =>
  type === 'request-retyped'
    ? workOrders
        .filter((one) => one.cycle === cycle && one.offeredAt < at && !isFinished(one))
        .map(({ partner, id }) => ({ partner, type: 'work-order.changed', workOrder: id }))
    : [];

const aboutStatus = (target: string, event: ToldEvent, request: Request): WebhookMessage => {
  const { follows } = request;
  return messageTo(target, 'request.status', event, request, {
    sourceId: request.sourceId,
    ...(endsIt(event) && event.text ? { closingText: event.text } : {}),
    ...(follows?.kind === 'duplicate' && event.cycle === request.cycle ? { duplicateOf: follows.requestId } : {}),
  });
};

/** Whose words end a request for the resident; what a constituent wrote stays here. */
const endsIt = ({ type, by }: ToldEvent): boolean =>
  by.kind !== 'constituent' && ['request-resolved', 'request-declined', 'request-withdrawn'].includes(type);

const aboutWork = (
  { partner, type, workOrder: id }: Concerned,
  event: ToldEvent,
  { request, workOrders }: RequestFile,
  catalogue: Catalogue,
): WebhookMessage => {
  const { reason, nth } = event.data ?? {};
  const workOrder = workOrders.find((each) => each.id === id);
  const theirs = workOrder?.partner === partner;
  const says = type === 'work-order.offered' || type === 'work-order.changed';
  const work = says ? offeredWork(request, workOrder, catalogue) : undefined;
  return messageTo(partnerTarget(partner), type, event, request, {
    workOrder: id,
    ...(theirs && workOrder.reference ? { reference: workOrder.reference } : {}),
    ...(type !== 'work-order.offered' && typeof reason === 'string' ? { reason } : {}),
    ...(type === 'work-order.reminded' ? { reminder: Number(nth) } : {}),
    ...(work ? { work } : {}),
  });
};

const messageTo = (
  target: string,
  type: WebhookPayload['type'],
  event: ToldEvent,
  request: Request,
  more: Partial<WebhookPayload>,
): WebhookMessage => {
  const line = `${String(event.version).padStart(6, '0')}#${String(event.order).padStart(2, '0')}`;
  // One line of history can change several work orders of one partner.
  const place = type === 'work-order.changed' ? `${line}#${more.workOrder}` : line;
  const name = createHash('sha256').update(`${target}#${request.id}#${place}`).digest('hex').slice(0, 32);
  const payload = { ...basePayload(type, `${OWN_DELIVERY}${name}`, event, request), ...more };
  return { target, requestId: request.id, place, payload };
};
