import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALLS_A_WINDOW, WINDOW_MS, clientOf, isApiKeys, windowAt } from '../../functions/open311/api-keys.ts';
import { REPEAT_MS, repeatOf } from '../../functions/open311/repeat.ts';
import { MINUTE, TUESDAY } from '../support/builders.ts';

describe('R3: the repetition of a report', () => {
  const claims = (now: number, body = 'a') => repeatOf('city', undefined, body, now).deliveryIds;
  const meet = (one: readonly string[], other: readonly string[]) => one.some((id) => other.includes(id));

  test('meets the claim of the first within five minutes, at whatever moment the first came', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 * REPEAT_MS }), fc.nat({ max: REPEAT_MS }), (at, later) => {
        expect(meet(claims(TUESDAY + at), claims(TUESDAY + at + later))).toBe(true);
      }),
    );
  });

  test('is a new report after twice that time', () => {
    expect(meet(claims(TUESDAY), claims(TUESDAY + 2 * REPEAT_MS))).toBe(false);
  });

  test('is by the same client with the same body', () => {
    expect(meet(claims(TUESDAY), claims(TUESDAY, 'b'))).toBe(false);
    expect(meet(claims(TUESDAY), repeatOf('other', undefined, 'a', TUESDAY).deliveryIds)).toBe(false);
  });

  test('is whatever the client says where it names a key of its own, at any time', () => {
    const first = repeatOf('city', 'tap-1', 'a', TUESDAY).deliveryIds;
    expect(repeatOf('city', 'tap-1', 'b', TUESDAY + 24 * REPEAT_MS).deliveryIds).toEqual(first);
    expect(repeatOf('other', 'tap-1', 'a', TUESDAY).deliveryIds).not.toEqual(first);
    expect(repeatOf('city', 'x'.repeat(9000), 'a', TUESDAY).deliveryIds[0].length).toBeLessThan(100);
  });
});

describe('a key', () => {
  const HASH = createHash('sha256').update('second').digest('hex');
  const KEYS = { city: 'first', app: `sha256:${HASH}`, broken: 'sha256:nothing' };

  test('names its client, kept itself or as a hash', () => {
    expect(clientOf(KEYS, 'first')).toBe('city');
    expect(clientOf(KEYS, 'second')).toBe('app');
  });

  test.each([undefined, '', 'third', 'FIRST', HASH, `sha256:${HASH}`, 'sha256:nothing', 'nothing'])(
    'is nobody’s: %s',
    (key) => {
      expect(clientOf(KEYS, key)).toBeUndefined();
    },
  );

  test('opens nothing where there are no keys', () => expect(clientOf({}, 'first')).toBeUndefined());

  test('stands in a secret of names and keys, and in no other', () => {
    expect([KEYS, {}].map(isApiKeys)).toEqual([true, true]);
    expect([null, 'x', { city: '' }, { city: 1 }, { 'a#b': 'x' }].map(isApiKeys)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('the window of the rate', () => {
  test('is a minute of the clock', () => {
    const { number, endsAt } = windowAt(TUESDAY + 59_999);
    expect(endsAt).toBe(TUESDAY + MINUTE);
    expect(windowAt(TUESDAY)).toEqual({ number, endsAt });
    expect(windowAt(TUESDAY + MINUTE).number).toBe(number + 1);
  });

  test('lets a key write five times a second', () => expect(CALLS_A_WINDOW / (WINDOW_MS / 1000)).toBe(5));
});
