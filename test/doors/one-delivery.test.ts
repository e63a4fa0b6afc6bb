import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { signDelivery } from '../../functions/intake/webhook-signature.ts';
import { loadCode } from '../simulation/code.ts';
import type { Answer, HttpRequest } from '../simulation/fakes/front-door.ts';
import { NO_FAULTS } from '../simulation/fakes/faults.ts';
import { type Service, openTemplate } from '../simulation/play.ts';
import { openTables } from '../simulation/read-tables.ts';
import { type World, createWorld } from '../simulation/world.ts';
import { MONDAY_MORNING } from './furnish.ts';

const CALLERS = 100;
const CALLS_EACH = 10;
const MINUTE = 60_000;

let service: Service;
beforeAll(async () => {
  service = { template: openTemplate(), code: await loadCode() };
});

const aWorld = (seed: number): World => createWorld({ ...service, seed, startAt: MONDAY_MORNING, plan: NO_FAULTS });

/** A hundred callers at once, each ten times as fast as it is answered; then everything that follows. */
const callAll = async (world: World, call: () => HttpRequest): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let caller = 0; caller < CALLERS; caller += 1)
    world.send(async () => {
      for (let nth = 0; nth < CALLS_EACH; nth += 1) answers.push(await world.request(call()));
    });
  await world.run(MONDAY_MORNING + 10 * MINUTE);
  return answers;
};

const deliveryOf = (world: World, id: string, payload: object, path = '/webhooks/standard'): HttpRequest => {
  const body = JSON.stringify(payload);
  const seconds = Math.floor(world.scheduler.now() / 1000);
  const secret = (JSON.parse(world.secret('PlatformKeys-standard/Secret')) as { current: string }).current;
  const signature = signDelivery(secret, id, seconds, Buffer.from(body));
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature };
  return { method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body };
};

const aPothole = (more: object = {}) => ({
  ...{ id: 'P-1', type: 'pothole', description: 'A deep hole in front of the bakery.' },
  location: { address: '12 Elm St', lat: 42.3854, lon: -71.1217 },
  reporter: { name: 'Ana', email: 'ana@resident.example', language: 'en' },
  ...more,
});

describe('one delivery, a thousand times from a hundred callers at once (R1)', () => {
  test.each([1, 2, 3])(
    'is one request, one execution, one letter and a thousand answers alike (seed %i)',
    async (seed) => {
      const world = aWorld(seed);
      try {
        const answers = await callAll(world, () => deliveryOf(world, 'delivery-1', aPothole()));
        expect(answers).toHaveLength(CALLERS * CALLS_EACH);
        expect([...new Set(answers.map(({ status, body }) => `${status} ${body}`))]).toEqual([
          expect.stringMatching(/^202 \{"id":"R-/),
        ]);
        expect(openTables(world).requests).toHaveLength(1);
        expect(world.executions()).toHaveLength(1);
        expect(world.mails.filter(({ to }) => to.includes('ana@resident.example'))).toHaveLength(1);
        expect(world.deadLetters).toEqual([]);

        const before = kept(world);
        const [other] = await again(world, () =>
          deliveryOf(world, 'delivery-1', aPothole({ description: 'Another.' })),
        );
        expect([other?.status, kept(world)]).toEqual([409, before]);
      } finally {
        world.end();
      }
    },
  );

  test('is one request too where each call has an id of its own, because the platform’s own number is the same (R4)', async () => {
    const world = aWorld(4);
    try {
      const answers = await callAll(world, () => deliveryOf(world, randomUUID(), aPothole()));
      expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(202);
      expect([openTables(world).requests.length, world.executions().length]).toEqual([1, 1]);
    } finally {
      world.end();
    }
  });
});

/** One call more, in a world that goes on for a minute. */
const again = async (world: World, call: () => HttpRequest): Promise<Answer[]> => {
  const answers: Answer[] = [];
  world.send(async () => void answers.push(await world.request(call())));
  await world.run(world.scheduler.now() + MINUTE);
  return answers;
};

/** Everything in every table of the world, as one text. */
const kept = (world: World): string =>
  world.template
    .ofType('AWS::DynamoDB::Table')
    .map(({ name }) => JSON.stringify([...world.tables.items(name)]))
    .join('\n');
