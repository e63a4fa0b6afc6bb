import { randomUUID } from 'node:crypto';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { linkUrl } from '../pages/signed-link.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { type ReadKeys, createKeyReader } from '../shared/secrets.ts';
import { eachRecord } from '../shared/stream.ts';
import { METRICS_NAMESPACE, MetricName, SendNoticeEnvironment } from './contract.ts';
import { judgeSending } from './judge-sending.ts';
import { LONGEST_SENDING_MS, type PostMessage, createPoster, sesClient } from './ses.store.ts';
import { type MimeMessage, buildMime, isOneMailbox } from './mime.ts';
import { type Claim, type NoticeStore, createNoticeStore } from './notice.store.ts';
import { type Notice, WAITING } from './notice.ts';
import { renderNotice } from './render.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

interface Dependencies {
  notices: NoticeStore;
  post: PostMessage;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  publicUrl: string;
  city: string;
  sender: string;
  metrics: Counter<keyof typeof MetricName>;
  newId: () => string;
}

/**
 * Sends each queued notice once: everything that can fail harmlessly comes first, then the claim, then one call of SES. What there is
 * no time for is left to the next invocation: a function that is stopped in a call of SES cannot say what became of the message.
 */
export const sendNotice =
  (dependencies: Dependencies) =>
  (event: DynamoDBStreamEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<DynamoDBBatchResponse> =>
    eachRecord(event, async (record) => {
      const { notices, newId } = dependencies;
      const id = queuedId(record);
      const notice = id === undefined ? undefined : await notices.find(id);
      if (notice?.status !== 'queued' || notice.progress === WAITING) return;
      const message = isOneMailbox(notice.to) ? await write(notice, dependencies) : undefined;
      if (context.getRemainingTimeInMillis() < LONGEST_SENDING_MS)
        throw new NotSentError('There is no time for another notice.');
      const claim = await notices.claim(notice.id, newId());
      if (!claim) return;
      if (message) await post(claim, message, dependencies);
      else await refuse(claim, 'unusable-address', dependencies);
    });

/** The notice that a record queued; a record that a postponement wrote is left to the retry of the one before it. */
const queuedId = ({ dynamodb }: DynamoDBRecord): string | undefined =>
  dynamodb?.NewImage?.status?.S === 'queued' && !dynamodb.NewImage.postponedAt ? dynamodb.NewImage.id?.S : undefined;

const write = async (
  notice: Notice,
  { readKeys, linkKeysSecret, publicUrl, city, sender }: Dependencies,
): Promise<MimeMessage> => {
  const keys = await readKeys(linkKeysSecret);
  const url = linkUrl(publicUrl, notice.link, keys);
  const queue = notice.queue ? { queueUrl: linkUrl(publicUrl, notice.queue, keys) } : {};
  const entryUrls = (notice.entries ?? []).map(({ link }) => linkUrl(publicUrl, link, keys));
  const rendered = renderNotice(notice, { city, url, ...queue, entryUrls });
  if (rendered.language !== notice.language) log.warn('NOTICE_LANGUAGE_MISSING', { noticeId: notice.id });
  return buildMime(rendered, { id: notice.id, from: { name: `${city} 311`, address: sender }, to: notice.to });
};

const post = async (claim: Claim, message: MimeMessage, dependencies: Dependencies): Promise<void> => {
  const { notices, metrics } = dependencies;
  let messageId: string;
  try {
    messageId = await dependencies.post(claim.id, message);
  } catch (error) {
    await settle(claim, error, dependencies);
    return;
  }
  metrics.count(MetricName.NoticesSent);
  log.info('NOTICE_SENT', { noticeId: claim.id });
  await notices.markSent(claim, messageId);
};

const settle = async (claim: Claim, error: unknown, dependencies: Dependencies): Promise<void> => {
  const { notices } = dependencies;
  const { kind, reason } = judgeSending(error);
  switch (kind) {
    case 'refused':
      return refuse(claim, reason, dependencies);
    case 'not-sent':
      log.warn('NOTICE_POSTPONED', { noticeId: claim.id, reason });
      await notices.postpone(claim, reason);
      throw new NotSentError(`SES did not take a notice: ${reason}.`);
    case 'unknown':
      log.warn('NOTICE_UNANSWERED', { noticeId: claim.id, reason });
      return;
    default:
      return kind satisfies never;
  }
};

const refuse = async (claim: Claim, reason: string, { notices, metrics }: Dependencies): Promise<void> => {
  log.error('NOTICE_REFUSED', { noticeId: claim.id, reason });
  metrics.count(MetricName.NoticesFailed);
  await notices.markFailed(claim, reason);
};

/** Nothing was sent, and the stream's retry tries again. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

export const handler = lambda(
  SendNoticeEnvironment,
  (environment): Dependencies => ({
    notices: createNoticeStore(dynamoDb(), environment.NOTICES_TABLE, () => Date.now()),
    post: createPoster(sesClient(), {
      sender: environment.SENDER,
      configurationSet: environment.CONFIGURATION_SET,
    }),
    readKeys: createKeyReader(() => Date.now()),
    linkKeysSecret: environment.LINK_KEYS_SECRET,
    publicUrl: environment.PUBLIC_URL,
    city: environment.CITY,
    sender: environment.SENDER,
    metrics: createCounter(METRICS_NAMESPACE, MetricName),
    newId: randomUUID,
  }),
  sendNotice,
);
