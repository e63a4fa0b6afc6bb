import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { hashOfAddress } from '../notices/recipient.ts';
import type { ExtraPut } from '../requests/change.ts';
import { ASKED_EVERY_DAYS } from './ask-survey.ts';

const DAY_MS = 24 * 3_600_000;

/** When a resident was asked last, UTC instant. */
export interface LastAsked {
  pk: string;
  askedAt: number;
}

/** Who was asked lately, by a keyed hash of the address: no key of the table tells anybody's. */
export interface AskedResidents {
  /** When the resident at an address was asked last; undefined where nothing is known of it. */
  find(address: string): Promise<LastAsked | undefined>;
  /** The item that says so from now on; it refuses the transaction where somebody else was faster than what was `found`. */
  record(address: string, found: LastAsked | undefined, now: number): Promise<ExtraPut>;
}

const keyOf = (address: string, key: string): string => `SURVEYED#${hashOfAddress(address, 'surveyed', key)}`;

/** Whether somebody was asked so lately that they are not asked again (R150). */
export const isLately = (found: LastAsked | undefined, now: number): boolean =>
  found !== undefined && now < found.askedAt + ASKED_EVERY_DAYS * DAY_MS;

/**
 * Makes the store, in the requests table, so that who was asked is written with what they were asked. An item goes by itself a day after it
 * has lost its meaning.
 */
export const createAskedResidents = (
  client: DynamoDBDocumentClient,
  table: string,
  readKey: () => Promise<string>,
): AskedResidents => ({
  find: async (address) => {
    const Key = { pk: keyOf(address, await readKey()), sk: 'SURVEYED' };
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item as LastAsked | undefined;
  },
  record: async (address, found, now) => {
    const pk = keyOf(address, await readKey());
    const expiresAt = Math.ceil((now + (ASKED_EVERY_DAYS + 1) * DAY_MS) / 1000);
    return {
      item: { pk, sk: 'SURVEYED', askedAt: now, expiresAt },
      ...(found?.pk === pk ? { over: { askedAt: found.askedAt } } : {}),
    };
  },
});
