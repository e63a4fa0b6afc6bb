import { beforeAll, describe, expect, test } from 'vitest';
import { TOLERANCE_SECONDS, signDelivery, verifySignature } from '../../functions/intake/webhook-signature.ts';
import { clientOf } from '../../functions/open311/api-keys.ts';
import { chance } from '../support/chance.ts';
import { type Opened, openHouse } from './fuzz-door.ts';
import { alteredText, forgedDelivery, signedDelivery } from './forgeries.ts';
import { formOf } from './furnish.ts';
import type { House, Visit } from './house.ts';

const SEED = 311;
const FORGERIES = 30_000;
const SECONDS = 1_780_000_000;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const MINUTE = 60_000;

describe('forged deliveries', () => {
  test('altered, cut off, of another key, old or new are refused, each of them', () => {
    const random = chance(SEED);
    for (let nth = 0; nth < FORGERIES; nth += 1) {
      const { headers, body } = forgedDelivery(SECRET, SECONDS, random);
      const verified = verifySignature(headers, body, [SECRET], SECONDS * 1000);
      if (verified.kind !== 'refused') throw new Error(`Seed ${SEED}, number ${nth}: ${JSON.stringify(headers)}`);
    }
  });

  test('are no accident of the test: the genuine ones are taken', () => {
    const { headers, body } = signedDelivery(SECRET, SECONDS, Buffer.from('{}'));
    expect(verifySignature(headers, body, [SECRET], SECONDS * 1000).kind).toBe('genuine');
  });
});

test('a key of Open311 opens as it is, and with no character changed', () => {
  const random = chance(SEED);
  const keys = { city: 'a'.repeat(20) + 'Zz9-_0123456789', app: `sha256:${'0'.repeat(64)}` };
  expect(clientOf(keys, keys.city)).toBe('city');
  for (let nth = 0; nth < FORGERIES; nth += 1) {
    expect(clientOf(keys, alteredText(keys.city, random))).toBeUndefined();
  }
  expect([clientOf(keys, keys.app), clientOf(keys, '0'.repeat(64)), clientOf(keys, '')]).toEqual(
    Array(3).fill(undefined),
  );
});

/** A sender that signs: its door, its name, and where its secret lies. */
type Sender = readonly [door: 'webhooks' | 'partners', name: string, keys: 'PlatformKeys' | 'PartnerKeys'];
const SENDERS: Sender[] = [
  ['webhooks', 'standard', 'PlatformKeys'],
  ['webhooks', 'qalert', 'PlatformKeys'],
  ['webhooks', 'boston', 'PlatformKeys'],
  ['partners', 'eversource', 'PartnerKeys'],
  ['partners', 'trash-hauler', 'PartnerKeys'],
];

describe('over the API', () => {
  let opened: Opened;
  let house: House;
  beforeAll(async () => {
    opened = await openHouse();
    ({ house } = opened.furnished);
  });
  let nth = 0;

  /** A visit of a sender that signs with a key at an instant; what it says is not taken twice. */
  const visitOf = ([door, name, keys]: Sender, seconds: number, key?: string): Visit => {
    const secret = key ?? house.secret(`${keys}-${name}/Secret`).current!;
    const said =
      name === 'qalert' ? { id: (nth += 1), typeId: 300 } : { id: `N-${(nth += 1)}`, type: 'talking-pigeon' };
    const update = { workOrder: `${opened.furnished.requests.light}-1`, status: 'note', text: `Number ${nth}.` };
    const body = Buffer.from(JSON.stringify(door === 'webhooks' ? said : update));
    const id = `signed-${nth}`;
    const path = door === 'webhooks' ? `/webhooks/${name}` : `/partners/${name}/updates`;
    const signature = signDelivery(secret, id, seconds, body);
    const signed = { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature };
    return { method: 'POST', path, headers: { 'content-type': 'application/json', ...signed }, body };
  };
  const statusOf = async (visit: Visit): Promise<number> => {
    const { status, writes } = await house.visit(visit);
    if (status >= 400) expect(writes).toEqual([]);
    house.restore();
    return status;
  };
  /** Where the genuine ones of a sender end: the hauler has no work of this house, which it is told once it is known. */
  const genuine = ([, name]: Sender) => (name === 'trash-hauler' ? 404 : 202);

  test.each(SENDERS)(
    '%s/%s is heard within 300 seconds both ways, to the last millisecond, and not a second beyond',
    async (...sender) => {
      for (const milliseconds of [0, 999]) {
        house.wait(1_000 - (house.now() % 1_000) + milliseconds);
        const now = Math.floor(house.now() / 1_000);
        for (const way of [-1, 1]) {
          expect(await statusOf(visitOf(sender, now + way * TOLERANCE_SECONDS))).toBe(genuine(sender));
          expect(await statusOf(visitOf(sender, now + way * (TOLERANCE_SECONDS + 1)))).toBe(401);
        }
      }
    },
  );

  test.each(SENDERS)('%s/%s is not heard with the key of any other', async (...sender) => {
    const now = Math.floor(house.now() / 1_000);
    for (const [, other, keys] of SENDERS.filter(([, name]) => name !== sender[1])) {
      const key = house.secret(`${keys}-${other}/Secret`).current;
      expect(await statusOf(visitOf(sender, now, key))).toBe(401);
    }
  });

  test.each(SENDERS)(
    '%s/%s is heard all through a rotation: with the old key always, with the new one five minutes after',
    async (...sender) => {
      const place = `${sender[2]}-${sender[1]}/Secret`;
      const old = house.secret(place).current!;
      const heard: number[] = [];
      const send = async (key: string) =>
        heard.push(await statusOf(visitOf(sender, Math.floor(house.now() / 1_000), key)));
      for (let minute = 0; minute < 4; minute += 1, house.wait(MINUTE)) await send(old);
      const fresh = `whsec_${Buffer.alloc(32, nth).toString('base64')}`;
      house.rotate(place, { current: fresh, previous: old });
      for (let minute = 0; minute < 12; minute += 1, house.wait(MINUTE)) {
        await send(old);
        if (minute >= 5) await send(fresh);
      }
      expect([...new Set(heard)]).toEqual([genuine(sender)]);
      house.rotate(place, { current: fresh });
      house.wait(5 * MINUTE);
      expect(await statusOf(visitOf(sender, Math.floor(house.now() / 1_000), old))).toBe(401);
    },
  );

  test('a client of Open311 is heard all through a rotation, by a second name for its new key', async () => {
    const place = 'Open311Keys/Secret';
    const { city = '' } = house.secret(place);
    const ask = async (key: string) => {
      const form = formOf('/open311/v2/requests.json', { api_key: key, service_code: 'none' });
      const { status } = await house.visit(form);
      house.restore();
      return status;
    };
    house.rotate(place, { city, 'city-2': 'another-key' });
    expect(await ask(city)).toBe(404);
    house.wait(5 * MINUTE);
    expect([await ask(city), await ask('another-key'), await ask(`${city}x`)]).toEqual([404, 404, 403]);
  });
});
