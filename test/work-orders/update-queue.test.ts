import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import { partnerQueueId } from '../../functions/requests/queue-line.ts';
import { ConflictError, type RequestsStore } from '../../functions/requests/requests.store.ts';
import { updateQueue } from '../../functions/work-orders/update-queue.handler.ts';
import { HOUR, SURVEY_WINDOW, TUESDAY, aRequest, anOffice } from '../support/builders.ts';

const keys = { current: 'k'.repeat(44) };
const NOW = TUESDAY + HOUR;

/** A queue's form as it is posted by the Highway Division. */
const post = (fields: [string, string][], requests: Partial<RequestsStore>) => {
  const link = { purpose: 'queue' as const, id: partnerQueueId('somerville', 'dpw-highway'), expiresAt: NOW + HOUR };
  const [, , token] = new URL(linkUrl('https://city.example', link, keys)).pathname.split('/');
  return updateQueue({
    requests: requests as RequestsStore,
    queues: { list: async () => ({ lines: [], more: false }) } as never,
    cuts: { linksFrom: async () => undefined },
    readKeys: async () => keys,
    linkKeysSecret: 'link-keys',
    publicUrl: 'https://city.example',
    city: 'City of Somerville',
    office: anOffice(),
    surveyWindowMs: SURVEY_WINDOW,
    now: () => NOW,
  })({
    pathParameters: { token },
    body: new URLSearchParams(fields).toString(),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEvent);
};

describe('work that a partner found itself', () => {
  const found: [string, string][] = [
    ['action', 'found'],
    ['typeCode', 'pothole'],
    ['address', '7 Beacon St'],
    ['once', '1'],
  ];
  /** A table in which a number of writes are lost, and in which the request stands once one was not, or from the beginning. */
  const aTable = (lost: number, stands = false) => {
    const table = {
      writes: 0,
      commit: async () => {
        table.writes += 1;
        stands ||= table.writes > lost;
        return table.writes > lost;
      },
      load: async () => (stands ? aRequest.inProgress() : undefined),
    };
    return table;
  };

  it('is written again where its transaction was lost to another that was given up itself', async () => {
    const table = aTable(2);
    expect(await post(found, table)).toMatchObject({ statusCode: 303 });
    expect(table.writes).toBe(3);
  });

  it('is there already for a double click', async () => {
    const table = aTable(Infinity, true);
    expect(await post(found, table)).toMatchObject({ statusCode: 303 });
    expect(table.writes).toBe(1);
  });

  it('is not said to be on the record where it is not', async () => {
    const { statusCode, body } = await post(found, aTable(Infinity));
    expect(statusCode).toBe(409);
    expect(body).toContain('Please send it again.');
  });
});

describe('many work orders at once', () => {
  it('are done but for the one that others change all the time, which is named', async () => {
    const ids = ['R-AAAA-AAAA-AAAA', 'R-BBBB-BBBB-BBBB', 'R-CCCC-CCCC-CCCC'];
    const done: string[] = [];
    const change = async (id: string) => {
      if (id === ids[1]) throw new ConflictError('Others were faster.');
      done.push(id);
      return { outcome: { kind: 'unchanged' as const }, file: aRequest.inProgress() };
    };
    const ticked = ids.map((id): [string, string] => ['workOrder', `${id}-1`]);
    const { statusCode, body } = await post([['do', 'accept'], ...ticked], { change });
    expect([statusCode, done]).toEqual([409, [ids[0], ids[2]]]);
    expect(body).toContain(`${ids[1]}-1`);
    expect(body).not.toContain(`${ids[0]}-1`);
  });
});
