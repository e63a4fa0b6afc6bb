import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type MailRate, nextTurn } from './mail-rate.ts';

/** Lets one e-mail have its turn: answers how long it waits for it, ms; undefined, and no turn, where that is longer than `patienceMs`. */
export type ReserveTurn = (patienceMs: number) => Promise<number | undefined>;

/** The item that all senders share; no notice's id begins with a hash sign. */
const BUCKET_ID = '#mail-rate';

/** Nobody waits so long, ms: what is promised further ahead was written by a clock that was wrong, and holds nobody up. */
const WRONG_CLOCK_MS = 60_000;

/** Tries among senders that write at the same moment; more is a loop, not a coincidence. */
const TRIES = 20;

/**
 * Makes the bucket that every sender of the account takes its turns from. A write whose answer is lost may take a turn that nobody uses:
 * mail is then a moment slower, never faster.
 */
export const createMailRateStore = (
  client: DynamoDBDocumentClient,
  table: string,
  rate: MailRate,
  now: () => number,
): ReserveTurn => {
  /** Moves the bucket on from what it was believed to be; answers what it is where that was wrong. */
  const move = async (seen: number | undefined, after: number) => {
    try {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { id: BUCKET_ID },
          UpdateExpression: 'SET promisedUntil = :after',
          ConditionExpression: seen === undefined ? 'attribute_not_exists(promisedUntil)' : 'promisedUntil = :seen',
          ExpressionAttributeValues: { ':after': after, ...(seen === undefined ? {} : { ':seen': seen }) },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { moved: true as const };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const found = error.Item?.promisedUntil?.N;
      return { moved: false as const, seen: found === undefined ? undefined : Number(found) };
    }
  };

  // What this sender left is the best guess at what is there: one sender alone needs one write.
  let guess: number | undefined;
  return async (patienceMs) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const believed = guess !== undefined && guess - now() > WRONG_CLOCK_MS ? undefined : guess;
      const { waitMs, promisedUntil } = nextTurn(believed, now(), rate);
      // The number only grows, so a guess that is too full is full enough.
      if (waitMs > patienceMs) return undefined;
      const result = await move(guess, promisedUntil);
      guess = result.moved ? promisedUntil : result.seen;
      if (result.moved) return waitMs;
    }
    return undefined;
  };
};
