import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { rateOf } from '../../functions/notices/mail-rate.ts';
import { createMailRateStore } from '../../functions/notices/mail-rate.store.ts';
import { createNoticeStore } from '../../functions/notices/notice.store.ts';
import { createRecipientStore } from '../../functions/notices/recipients.store.ts';
import { sendNotice } from '../../functions/notices/send-notice.handler.ts';

type Dependencies = Parameters<typeof sendNotice>[0];

const KEYS = { current: 'a'.repeat(44) };
const TIME_ENOUGH = () => 60_000;
let claims = 0;

/** The sender as it is deployed over a table, but for its clock, its keys, the names of its claims and what a test wants of its own. */
export const aSender = (
  client: DynamoDBDocumentClient,
  table: string,
  {
    now,
    perSecond = 1_000,
    ...more
  }: Pick<Dependencies, 'now' | 'post'> & Partial<Dependencies> & { perSecond?: number },
): ((event: DynamoDBStreamEvent, remaining?: () => number) => Promise<DynamoDBBatchResponse>) => {
  const { readKeys = async () => KEYS } = more;
  const send = sendNotice({
    notices: createNoticeStore(client, table, now),
    recipients: createRecipientStore(client, table, async () => (await readKeys('address-key')).current, now),
    reserve: createMailRateStore(client, table, rateOf(perSecond), now),
    readKeys,
    linkKeysSecret: 'link-keys',
    publicUrl: 'https://311.example.org',
    city: 'Somerville',
    sender: '311@city.example',
    metrics: { count: () => undefined, gauge: () => undefined, publish: () => undefined },
    mode: 'send',
    allowed: [],
    newId: () => `claim-${(claims += 1)}`,
    pause: async () => undefined,
    now,
    ...more,
  });
  return (event, remaining = TIME_ENOUGH) => send(event, { getRemainingTimeInMillis: remaining });
};
