import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import {
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  letters,
  linkIn,
  post,
  stored,
} from '../support/local-stack.ts';

const HIGHWAY = 'highway.desk@dpw.somerville.example';

describe('work that goes to another partner', () => {
  let stack: LocalStack;
  let id: string;

  beforeAll(async () => {
    stack = await aLocalStack();
    id = (await deliver(stack, aPothole())).body.id ?? '';
    await stack.settle();
  });
  afterAll(() => stack.stop());

  test('R58 opens for the new partner only: the links of the former one open nothing any more', async () => {
    const old = linkIn(await letterTo(stack, HIGHWAY));
    const transfer = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text: 'It is a sewer cover.' };
    expect((await post(old, transfer)).status).toBe(303);
    await stack.settle();
    expect((await fetch(old)).status).toBe(404);
    expect((await post(old, { action: 'accept' })).status).toBe(404);
    const { email } = catalogueOf('somerville').partner('water-sewer').contacts[0]!;
    const letter = await letterTo(stack, email);
    expect(letters(stack)).toContain(`${email}: Passed on to you: Pothole, 12 Elm St (${id})`);
    expect(letter).toContain('The reason: it is your kind of work.');
    expect(letter).toContain('It is a sewer cover.');
    const fresh = linkIn(letter);
    expect((await fetch(fresh)).status).toBe(200);
    expect((await post(fresh, { action: 'accept' })).status).toBe(303);
    await stack.settle();
    expect((await stored(stack, id)).workOrders).toMatchObject([{ partner: 'water-sewer', status: 'accepted' }]);
  });

  test('is changed by many at once without losing a word: each note is there once, and the versions have no gap', async () => {
    const now = () => stack.clock.now();
    const store = createRequestsStore(stack.service.dynamodb, stack.service.tables, now);
    const context = {
      catalogue: catalogueOf('somerville'),
      office: { reviewDesk: 'review-desk@city.example', serviceOperationsManager: 'manager@city.example' },
      surveyWindowMs: 86_400_000,
    };
    const notes = Array.from({ length: 4 }, (_, index) => `Note ${index}: a crew looked at it.`);
    await Promise.all(
      notes.map((text) =>
        store.change(id, (file) => progressWorkOrder(file, `${id}-1`, { action: 'note', text }, context, now())),
      ),
    );
    const { request, events } = await stored(stack, id);
    const kept = events.filter(({ type }) => type === 'work-order-noted').map(({ text }) => text);
    expect(kept.sort()).toEqual(notes);
    const versions = [...new Set(events.map(({ version }) => version))];
    expect(versions).toEqual(Array.from({ length: request.version }, (_, index) => index + 1));
  });
});
