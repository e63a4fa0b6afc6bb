import { NOTICE_TAG } from '../../functions/notices/contract.ts';
import { noticeIdOf } from '../../functions/notices/message-tag.ts';

/** What a message among the dead letters is, by what it holds. */
export type DeadLetter =
  /** A note of a record that lies in a bucket, whole. */
  | { kind: 'record'; bucket: string; key: string }
  /** The event itself that the function was to handle. */
  | { kind: 'event'; event: unknown }
  /** A message of the function's own queue. */
  | { kind: 'message'; body: string }
  /** Nothing that could be handed over. */
  | { kind: 'unreadable'; why: string };

/** What Lambda keeps of events that nobody waits for, of streams, and what EventBridge sends, as far as it is read. */
interface Known {
  requestPayload?: unknown;
  DDBStreamBatchInfo?: unknown;
  payload?: string;
  'detail-type'?: string;
  detail?: { bucket?: { name?: string }; object?: { key?: string } };
  requestContext?: { condition?: string; approximateInvokeCount?: number };
}

/** The beginning of every key that Lambda makes for a record of a stream. */
const OF_STREAM = 'aws/lambda/';

/** Reads a message of a queue of dead letters. */
export const readDeadLetter = (body: string): DeadLetter => {
  const known = parsed(body);
  if (!known) return { kind: 'message', body };
  if (known.requestPayload !== undefined) return { kind: 'event', event: known.requestPayload };
  if (known.DDBStreamBatchInfo) return { kind: 'unreadable', why: 'it says where the records were, and not what' };
  const { bucket, object } = known.detail ?? {};
  if (known['detail-type'] === undefined) return { kind: 'message', body };
  return bucket?.name && object?.key?.startsWith(OF_STREAM)
    ? { kind: 'record', bucket: bucket.name, key: object.key }
    : { kind: 'event', event: known };
};

/** A record of a bucket: what was to be handled, and why it was given up. Undefined where it holds no payload. */
export const readFailedRecord = (
  text: string,
): { event: { Records: StreamRecord[] }; condition: string; tries: number } | undefined => {
  const { payload, requestContext = {} } = parsed(text) ?? {};
  const event = payload === undefined ? undefined : (parsed(payload) as { Records?: StreamRecord[] } | undefined);
  if (!event?.Records) return undefined;
  const { condition = 'unknown', approximateInvokeCount: tries = 0 } = requestContext;
  return { event: { Records: event.Records }, condition, tries };
};

/** A record of a table's stream, as far as it is looked at here. */
export interface StreamRecord {
  eventName?: string;
  dynamodb?: {
    SequenceNumber?: string;
    Keys?: Record<string, { S?: string }>;
    NewImage?: Record<string, { S?: string }>;
  };
}

/** What a record is of, by its keys: ids of ours, never what somebody wrote. */
export const sayKeys = ({ dynamodb }: StreamRecord): string =>
  Object.values(dynamodb?.Keys ?? {})
    .map(({ S = '?' }) => S)
    .join(' ');

/** The same, with what had happened to it. */
export const sayRecord = (record: StreamRecord): string => [record.eventName ?? 'CHANGE', sayKeys(record)].join(' ');

/** What an event or a message is of, by its ids. */
export const sayEvent = (event: unknown): string => {
  const { detail } = (event ?? {}) as Known;
  return detail?.object?.key ? `object ${detail.object.key}` : 'an event';
};

/** What a message of SES's events is of, by the notice that it names. */
export const sayMessage = (body: string): string => {
  const { eventType = 'a message', mail } = (parsed(body) ?? {}) as {
    eventType?: string;
    mail?: { tags?: Record<string, string[] | undefined> };
  };
  const notice = noticeIdOf(mail?.tags?.[NOTICE_TAG]?.[0] ?? '');
  return notice === undefined ? eventType : `${eventType} of notice ${notice}`;
};

/** A message as Lambda hands it over from a queue. */
export const asQueueEvent = (messageId: string, body: string) => ({
  Records: [
    {
      messageId,
      receiptHandle: messageId,
      body,
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: {},
      eventSource: 'aws:sqs',
    },
  ],
});

const parsed = (text: string): Known | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};
