import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { MOST_BYTES, TooLargeError, createPublishedStore } from '../../functions/catalogue/published.store.ts';
import { NOTHING_PUBLISHED, PUBLISHED_NAME, type PublishedVersion } from '../../functions/catalogue/published.ts';
import { TUESDAY } from '../support/builders.ts';

/** A store whose table takes what it is given, or refuses it for these reasons. */
const aStore = (...reasons: string[]) => {
  const written: unknown[] = [];
  const send = async (command: unknown) => {
    if (reasons.length > 0)
      throw new TransactionCanceledException({
        message: 'cancelled',
        $metadata: {},
        CancellationReasons: reasons.map((Code) => ({ Code })),
      });
    written.push(command);
    return {};
  };
  const client = Object.assign(Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient, { send });
  return { written, store: createPublishedStore<string>(client, 'Requests') };
};

const aVersion = (more: Partial<PublishedVersion<string>> = {}): PublishedVersion<string> => ({
  version: 2,
  activeAt: TUESDAY,
  effectiveFrom: '2026-06-02',
  publishedAt: TUESDAY,
  by: 'Ana',
  changes: ['partner dcr: changed'],
  files: { dcr: 'x' },
  ...more,
});

test('a version is refused in a sentence where its files and what it says of them are more than an item holds', async () => {
  const { written, store } = aStore();
  const files = { dcr: 'x'.repeat(MOST_BYTES - 1000) };
  const changes = ['y'.repeat(30_000)];
  await expect(store.publish(PUBLISHED_NAME, NOTHING_PUBLISHED, aVersion({ files, changes }))).rejects.toThrow(
    TooLargeError,
  );
  expect(written).toEqual([]);
  expect(await store.publish(PUBLISHED_NAME, NOTHING_PUBLISHED, aVersion({ files }))).toBe(true);
});

test('only who loses a race is told that somebody was faster', async () => {
  const publish = (...reasons: string[]) =>
    aStore(...reasons).store.publish(PUBLISHED_NAME, NOTHING_PUBLISHED, aVersion());
  expect(await publish('ConditionalCheckFailed', 'None')).toBe(false);
  expect(await publish('None', 'TransactionConflict')).toBe(false);
  await expect(publish('ValidationError', 'None')).rejects.toThrow(TransactionCanceledException);
});
