import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { createKeyReader, readerOf } from '../shared/secrets.ts';
import { eachRecord } from '../shared/stream.ts';
import { METRICS_NAMESPACE, MetricName, NoteUnreachableEnvironment } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { type QueueNotice, createNoticeQueue } from './notice-queue.store.ts';
import { type NoticeStore, createNoticeStore } from './notice.store.ts';
import type { Notice } from './notice.ts';
import { reasonWithheld, unreachableBy } from './recipient.ts';
import { type RecipientStore, createRecipientStore } from './recipients.store.ts';
import { listToNextLevel, noteUnreachable as decide } from './unreachable.ts';

const log = logOf(LogMessage);

interface Dependencies {
  notices: Pick<NoticeStore, 'find'>;
  recipients: Pick<RecipientStore, 'record'>;
  requests: Pick<RequestsStore, 'changeWithHistory'>;
  queue: QueueNotice;
  office: Office;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
}

/** What is counted of a notice that did not arrive, by its status; here, where a crash only counts it again, and not where it is written. */
const COUNTED: Partial<Record<string, keyof typeof MetricName>> = {
  failed: MetricName.NoticesFailed,
  bounced: MetricName.NoticesBounced,
  complained: MetricName.NoticesBounced,
};

/**
 * Looks at notices that did not arrive and counts them. Where one came back or was withheld: puts the address on the list of those that
 * nothing more is sent to (R140), says on the history that the resident cannot be reached or chose not to be written to, and writes to the
 * next level up in place of a partner's contact (R137): of each notice that left in a list, and of a list that is of no request, too.
 */
export const noteUnreachable =
  ({ notices, recipients, requests, queue, office, metrics, now }: Dependencies) =>
  (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    eachRecord(event, async ({ dynamodb }) => {
      const id = dynamodb?.NewImage?.id?.S;
      const counted = COUNTED[dynamodb?.NewImage?.status?.S ?? ''];
      if (counted) metrics.count(counted);
      const notice = id === undefined ? undefined : await notices.find(id);
      if (!notice) return;
      const shown = unreachableBy(notice);
      const reason = shown ?? reasonWithheld(notice.failure);
      if (!reason) return;
      const { requestId, message, audience } = notice;
      if (shown) {
        log.warn('RECIPIENT_UNREACHABLE', { noticeId: notice.id, reason });
        await recipients.record(notice.to, { reason: shown, requestId, message });
      }
      if (audience !== 'constituent') metrics.count(MetricName.StaffUnreachable);
      for (const unread of await toldBy(notice, notices)) {
        const done = await requests.changeWithHistory(unread.requestId, (file) => {
          const catalogue = catalogueOf(file.request.catalogue);
          return decide(file, { notice: unread, reason }, { catalogue, office }, now());
        });
        const list = done
          ? undefined
          : listToNextLevel(unread, { catalogue: catalogueOf(PUBLISHED_NAME), office }, now());
        if (list) await queue(list);
      }
    });

/** What nobody has read of a notice that did not arrive: itself, or each that left as an entry of it. */
const toldBy = async (notice: Notice, notices: Pick<NoticeStore, 'find'>): Promise<Notice[]> => {
  const ids = (notice.entries ?? []).flatMap((entry) => entry.notice ?? []);
  if (ids.length === 0) return [notice];
  const members = await Promise.all(ids.map((id) => notices.find(id)));
  return members.filter((member) => member !== undefined);
};

export const handler = lambda(
  NoteUnreachableEnvironment,
  (environment): Dependencies & { refresh: () => Promise<void> } => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    const addressKey = readerOf(createKeyReader(now), environment.ADDRESS_KEY_SECRET);
    const { NOTICES_TABLE: table } = environment;
    return {
      notices: createNoticeStore(client, table, now),
      recipients: createRecipientStore(client, table, addressKey, now),
      requests,
      queue: createNoticeQueue(client, table, now),
      office: readOffice(environment.OFFICE),
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      ...openCatalogue(environment, client),
      now,
    };
  },
  noteUnreachable,
);
