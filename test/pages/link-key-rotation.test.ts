import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROTATED_EVERY_DAYS, opensAllOf, rotatedKeys } from '../../functions/pages/link-key-rotation.ts';
import { STATUS_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import type { LinkKeysStore } from '../../functions/pages/link-keys.store.ts';
import { rotateLinkKeys } from '../../functions/pages/rotate-link-keys.handler.ts';
import { readLink, signLink } from '../../functions/pages/signed-link.ts';
import { type KeyPair, keysAt } from '../../functions/shared/secrets.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 5, 1);
const SECRET = 'the-secret';

describe('the keys after a rotation', () => {
  test('are a fresh one, and the one before, which goes on to sign for an hour', () => {
    const rotation = rotatedKeys({ current: 'a' }, 'b', START);
    expect(rotation).toEqual({ kind: 'rotated', keys: { current: 'b', previous: 'a', from: START + 3_600_000 } });
    const { keys } = rotation as { keys: KeyPair };
    expect(keysAt(keys, START + 3_599_999)).toEqual({ current: 'a', previous: 'b' });
    expect(keysAt(keys, START + 3_600_000)).toBe(keys);
  });

  test('are none while a link of the key before may be out', () => {
    const keys = { current: 'b', previous: 'a', from: START };
    const until = START + STATUS_LINK_LIFE_MS;
    expect(rotatedKeys(keys, 'c', until - 1)).toEqual({ kind: 'too-early', until });
    expect(rotatedKeys(keys, 'c', until)).toMatchObject({ kind: 'rotated' });
  });

  test('are none where nobody knows since when the present one signs', () => {
    expect(rotatedKeys({ current: 'b', previous: 'a' }, 'c', START)).toMatchObject({ kind: 'too-early' });
  });

  test('are looked at: whatever the live key signs must open', () => {
    expect(opensAllOf({ current: 'b', previous: 'a' }, { current: 'a' })).toBe(true);
    expect(opensAllOf({ current: 'a' }, { current: 'a' })).toBe(true);
    expect(opensAllOf({ current: 'b' }, { current: 'a', previous: 'b' })).toBe(false);
  });
});

test('no link is ever shut by a rotation, whenever it was made and opened in its life, read by whoever last read the keys five minutes ago', () => {
  const everyMs = ROTATED_EVERY_DAYS * DAY;
  const states: { since: number; keys: KeyPair }[] = [{ since: START, keys: { current: 'key-0' } }];
  for (let turn = 1; turn <= 5; turn += 1) {
    const at = START + turn * everyMs;
    const rotation = rotatedKeys(states.at(-1)!.keys, `key-${turn}`, at);
    if (rotation.kind !== 'rotated') throw new Error('A rotation at its time was refused.');
    states.push({ since: at, keys: rotation.keys });
  }
  const readAt = (now: number, staleMs: number): KeyPair =>
    keysAt(states.findLast(({ since }) => since <= Math.max(START, now - staleMs))!.keys, now);
  const stale = fc.integer({ min: 0, max: 300_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4 * everyMs }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      stale,
      stale,
      (made, life, one, other) => {
        const signedAt = START + made;
        const openedAt = signedAt + Math.floor(life * (STATUS_LINK_LIFE_MS - 2_000));
        const link = { purpose: 'request' as const, id: 'R-7FWF-Q30Q-N1KG', expiresAt: signedAt + STATUS_LINK_LIFE_MS };
        const token = signLink(link, readAt(signedAt, one));
        expect(readLink(token, 'request', readAt(openedAt, other), openedAt)).toMatchObject({ id: link.id });
      },
    ),
    { numRuns: 2_000 },
  );
});

describe('a rotation by Secrets Manager', () => {
  const rotating = (first: KeyPair, now = START) => {
    const versions = new Map<string, KeyPair>([['v0', first]]);
    let liveVersion = 'v0';
    let made = 0;
    const keys: LinkKeysStore = {
      live: async () => ({ keys: versions.get(liveVersion)!, version: liveVersion }),
      waiting: async (version) => (version === liveVersion ? undefined : versions.get(version)),
      offer: async (version, pair) => void versions.set(version, pair),
      promote: async (version, before) => {
        expect(before).toBe(liveVersion);
        liveVersion = version;
      },
    };
    const handle = rotateLinkKeys({ keys, secretId: SECRET, newKey: () => `fresh-${(made += 1)}`, now: () => now });
    const step = (Step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret', SecretId = SECRET) =>
      handle({ Step, SecretId, ClientRequestToken: 'v1' });
    return { step, live: () => versions.get(liveVersion), versions };
  };

  test('takes each step once, however often it is asked to', async () => {
    const { step, live } = rotating({ current: 'a' });
    for (const one of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) {
      await step(one);
      await step(one);
    }
    for (const one of ['createSecret', 'testSecret', 'finishSecret'] as const) await step(one);
    expect(live()).toEqual({ current: 'fresh-1', previous: 'a', from: START + 3_600_000 });
  });

  test('is refused before its time, and nothing is written', async () => {
    const { step, versions } = rotating({ current: 'b', previous: 'a', from: START - DAY });
    await expect(step('createSecret')).rejects.toThrow(/are out until 2028-08-08/);
    await expect(step('testSecret')).rejects.toThrow('do not open');
    expect([...versions.keys()]).toEqual(['v0']);
  });

  test('is refused for another secret', async () => {
    await expect(rotating({ current: 'a' }).step('createSecret', 'another')).rejects.toThrow('links only');
  });
});
