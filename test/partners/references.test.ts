import { DynamoDBDocumentClient, type GetCommandInput, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { createReferencesStore } from '../../functions/partners/references.store.ts';

const NUMBERING = { catalogue: 'somerville', partner: 'eversource' };

/** As many lines as a megabyte of the index holds. */
const A_PAGE = 600;

/** A partner with so many open work orders, each with a number that was noted on its page. */
const aPartner = (open: number) => {
  const asked = { pages: 0 };
  const query = ({ ExclusiveStartKey, Limit = Infinity }: QueryCommandInput) => {
    asked.pages += 1;
    const from = Number(ExclusiveStartKey?.at ?? 0);
    const to = Math.min(open, from + Math.min(A_PAGE, Limit));
    const Items = Array.from({ length: to - from }, (_, index) => ({
      line: { workOrderId: `R-${from + index}-1`, reference: `E-${from + index}` },
    }));
    return { Items, ...(to < open ? { LastEvaluatedKey: { at: to } } : {}) };
  };
  const send = async ({ input }: { input: GetCommandInput | QueryCommandInput }) =>
    'Key' in input ? {} : query(input as QueryCommandInput);
  const client = Object.assign(Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient, { send });
  return { asked, references: createReferencesStore(client, 'Requests') };
};

test('a number that was noted on a page is found however much other work is open', async () => {
  const { asked, references } = aPartner(2_500);
  expect(await references.find(NUMBERING, 'E-2400')).toBe('R-2400-1');
  expect(await references.find(NUMBERING, 'E-2500')).toBeUndefined();
  asked.pages = 0;
  expect(await references.find(NUMBERING, 'E-7')).toBe('R-7-1');
  expect(asked.pages).toBe(1);
});
