import { randomUUID } from 'node:crypto';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { preferencesLink } from '../pages/link-life.ts';
import { linkUrl } from '../pages/signed-link.ts';
import type { Preferences } from '../preferences/preferences.ts';
import { asWanted, isWanted } from '../preferences/wanted.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { type ReadKeys, createKeyReader, readerOf } from '../shared/secrets.ts';
import { eachRecord } from '../shared/stream.ts';
import { METRICS_NAMESPACE, type MailMode, MetricName, SendNoticeEnvironment } from './contract.ts';
import { isUrgent } from './importance.ts';
import { judgeSending } from './judge-sending.ts';
import { LONGEST_SENDING_MS, type PostMessage, createPoster, sesClient } from './ses.store.ts';
import { heldByMode } from './mail-mode.ts';
import { rateOf } from './mail-rate.ts';
import { type ReserveTurn, createMailRateStore } from './mail-rate.store.ts';
import { type MimeMessage, buildMime, isOneMailbox } from './mime.ts';
import { type Claim, type NoticeStore, createNoticeStore } from './notice.store.ts';
import type { Notice } from './notice.ts';
import { isWaiting } from './notice-progress.ts';
import { type Recipient, withheldBecause } from './recipient.ts';
import { type RecipientStore, createRecipientStore } from './recipients.store.ts';
import { renderNotice } from './render.ts';
import { LogMessage } from './log-messages.ts';
import { SpokenError } from '../shared/errors.ts';

const log = logOf(LogMessage);

interface Dependencies {
  notices: NoticeStore;
  recipients: Pick<RecipientStore, 'find'>;
  reserve: ReserveTurn;
  post: PostMessage;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  publicUrl: string;
  city: string;
  sender: string;
  metrics: Counter<keyof typeof MetricName>;
  mode: MailMode;
  /** Addresses and domains that a sandbox sends to. */
  allowed: readonly string[];
  newId: () => string;
  now: () => number;
  pause: (ms: number) => Promise<void>;
}

/** How long a notice waits for its turn, ms: an urgent one longer, so that it is not set aside; a late one not at all. */
const PATIENCE = { urgent: 10_000, usual: 1_000, late: 0 };

/** A reader of the stream that is so far behind, ms, sends what is urgent and what there is a turn for, and sets the rest aside. */
const BEHIND_MS = 60_000;

/**
 * Sends each queued notice once: everything that can fail harmlessly comes first, then the claim, then one call of SES. What there is
 * no time for is left to the next invocation: a function that is stopped in a call of SES cannot say what became of the message. What
 * there is no turn for, at the account's rate, is set aside for the next release, unless it is urgent.
 */
export const sendNotice =
  (dependencies: Dependencies) =>
  (event: DynamoDBStreamEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<DynamoDBBatchResponse> =>
    eachRecord(event, async (record) => {
      const { notices, newId, pause } = dependencies;
      const id = queuedId(record);
      const notice = id === undefined ? undefined : await notices.find(id);
      if (notice?.status !== 'queued' || isWaiting(notice)) return;
      const recipient = isOneMailbox(notice.to) ? await dependencies.recipients.find(notice.to) : undefined;
      const message = recipient && (await write(notice, recipient.preferences, dependencies));
      const reason = recipient && reasonToWithhold(notice, recipient, dependencies);
      if (reason) return withhold(notice, reason, dependencies);
      const waitMs = message ? await turnOf(notice, record, dependencies) : 0;
      if (waitMs === undefined) return;
      if (waitMs > 0) await pause(waitMs);
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

/** Why a notice is not given to SES: its recipient cannot be reached (R140) or does not want it, or the environment does not send to it. */
const reasonToWithhold = (
  notice: Notice,
  { unreachable, preferences }: Recipient,
  { mode, allowed }: Dependencies,
): string | undefined => {
  if (unreachable) return withheldBecause(unreachable);
  return isWanted(notice, preferences) ? heldByMode(mode, allowed, notice.to) : withheldBecause('unwanted');
};

const withhold = async (notice: Notice, reason: string, { notices, metrics }: Dependencies): Promise<void> => {
  if (!(await notices.withhold(notice, reason))) return;
  log.info('NOTICE_WITHHELD', { noticeId: notice.id, reason });
  metrics.count(reason === withheldBecause('unwanted') ? MetricName.NoticesUnwanted : MetricName.NoticesWithheld);
};

/** How long a notice waits for its turn, ms; undefined when it was set aside. Throws for an urgent one whose turn is too far away. */
const turnOf = async (
  notice: Notice,
  { dynamodb }: DynamoDBRecord,
  { notices, reserve, now }: Dependencies,
): Promise<number | undefined> => {
  const writtenAt = dynamodb?.ApproximateCreationDateTime;
  const late = writtenAt !== undefined && now() - writtenAt * 1000 > BEHIND_MS;
  const kind = isUrgent(notice) ? 'urgent' : late ? 'late' : 'usual';
  const waitMs = await reserve(PATIENCE[kind]);
  if (waitMs !== undefined) return waitMs;
  if (kind === 'urgent') throw new NotSentError('The turn of an urgent notice is too far away.');
  log.info('NOTICE_SET_ASIDE', { noticeId: notice.id });
  await notices.setAside(notice);
  return undefined;
};

const write = async (
  notice: Notice,
  preferences: Preferences,
  { readKeys, linkKeysSecret, publicUrl, city, sender }: Dependencies,
): Promise<MimeMessage> => {
  const keys = await readKeys(linkKeysSecret);
  const url = linkUrl(publicUrl, notice.link, keys);
  const queue = notice.queue ? { queueUrl: linkUrl(publicUrl, notice.queue, keys) } : {};
  const entryUrls = (notice.entries ?? []).map(({ link }) => linkUrl(publicUrl, link, keys));
  const wanted = asWanted(notice, preferences);
  const preferencesUrl =
    notice.audience === 'constituent' ? linkUrl(publicUrl, preferencesLink(notice.link), keys) : undefined;
  const { print, format } = preferences;
  const letter = { city, url, ...queue, entryUrls, print, ...(preferencesUrl ? { preferencesUrl } : {}) };
  const rendered = renderNotice(wanted, letter);
  if (rendered.language !== wanted.language) log.warn('NOTICE_LANGUAGE_MISSING', { noticeId: notice.id });
  return buildMime(rendered, {
    id: notice.id,
    from: { name: `${city} 311`, address: sender },
    to: notice.to,
    format,
    ...(preferencesUrl ? { unsubscribeUrl: preferencesUrl } : {}),
  });
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

const refuse = async (claim: Claim, reason: string, { notices }: Dependencies): Promise<void> => {
  log.error('NOTICE_REFUSED', { noticeId: claim.id, reason });
  await notices.markFailed(claim, reason);
};

/** Nothing was sent, and the stream's retry tries again. */
export class NotSentError extends SpokenError {
  override readonly name = 'NotSentError';
}

export const handler = lambda(
  SendNoticeEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const now = () => Date.now();
    const readKeys = createKeyReader(now);
    const { NOTICES_TABLE: table, LINK_KEYS_SECRET: linkKeysSecret } = environment;
    return {
      notices: createNoticeStore(client, table, now),
      recipients: createRecipientStore(client, table, readerOf(readKeys, environment.ADDRESS_KEY_SECRET), now),
      reserve: createMailRateStore(client, table, rateOf(Number(environment.MAIL_RATE)), now),
      post: createPoster(sesClient(), {
        sender: environment.SENDER,
        configurationSet: environment.CONFIGURATION_SET,
      }),
      readKeys,
      linkKeysSecret,
      publicUrl: environment.PUBLIC_URL,
      city: environment.CITY,
      sender: environment.SENDER,
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      mode: environment.MAIL_MODE,
      allowed: environment.MAIL_ALLOWED.split(',').filter((one) => one !== ''),
      newId: randomUUID,
      now,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    };
  },
  sendNotice,
);
