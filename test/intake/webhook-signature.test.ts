import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, vi } from 'vitest';
import { TOLERANCE_SECONDS, signDelivery, verifySignature } from '../../functions/intake/webhook-signature.ts';

const NOW = Date.UTC(2026, 5, 2, 13);
const SECONDS = NOW / 1000;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const BODY = Buffer.from('{"id":"4711","type":"pothole","description":"ein Loch, größer als ein Rad 🚲"}');

const signed = ({ id = 'msg_1', at = SECONDS, body = BODY, secret = SECRET } = {}) => ({
  id,
  timestamp: String(at),
  signature: signDelivery(secret, id, at, body),
});
const verify = (headers: Parameters<typeof verifySignature>[0], body = BODY, secrets = [SECRET], now = NOW) =>
  verifySignature(headers, body, secrets, now);
const reason = (verification: ReturnType<typeof verifySignature>) =>
  verification.kind === 'refused' ? verification.reason : verification.kind;

describe('a signature', () => {
  it('that the npm package standardwebhooks made is accepted', () => {
    const signature = new Webhook(SECRET).sign('msg_1', new Date(NOW), BODY.toString());
    expect(verify({ id: 'msg_1', timestamp: String(SECONDS), signature })).toEqual({
      kind: 'genuine',
      deliveryId: 'msg_1',
    });
  });

  it('that we make is accepted by the npm package standardwebhooks', () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] }); // the package asks the machine for the time
    try {
      const { id, timestamp, signature } = signed();
      const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
      expect(new Webhook(SECRET).verify(BODY, headers)).toMatchObject({ id: '4711' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('is the same with the secret written with and without its prefix', () => {
    expect(signDelivery(SECRET.slice('whsec_'.length), 'msg_1', SECONDS, BODY)).toBe(signed().signature);
  });

  it('R1 is found among several of one header, also beside versions that are unknown', () => {
    const { signature } = signed();
    const others = `v1a,${randomBytes(64).toString('base64')} v1,${Buffer.alloc(32).toString('base64')}`;
    expect(reason(verify({ ...signed(), signature: `${others} ${signature}` }))).toBe('genuine');
    expect(reason(verify({ ...signed(), signature: others }))).toBe('wrong-signature');
  });

  it('R2 over an id that bears our own mark is refused, genuine or not: it is what we sent ourselves', () => {
    expect(reason(verify(signed({ id: 'r311_1' })))).toBe('own-message');
    expect(reason(verify(signed({ id: 'msg_r311_1' })))).toBe('genuine');
  });

  it('R1 by either of two live secrets is accepted, and by a third is not', () => {
    const secrets = [SECRET, OLD_SECRET];
    expect(reason(verify(signed({ secret: OLD_SECRET }), BODY, secrets))).toBe('genuine');
    expect(reason(verify(signed(), BODY, secrets))).toBe('genuine');
    const third = `whsec_${Buffer.alloc(32, 11).toString('base64')}`;
    expect(reason(verify(signed({ secret: third }), BODY, secrets))).toBe('wrong-signature');
  });

  it('without its version is not a signature', () => {
    expect(reason(verify({ ...signed(), signature: signed().signature.slice('v1,'.length) }))).toBe('wrong-signature');
  });

  it.each(['whsec_', '', 'whsec_!!!'])('by the empty key that the secret "%s" comes to is refused', (secret) => {
    expect(reason(verify(signed({ secret }), BODY, [secret]))).toBe('wrong-signature');
  });

  it('R2 holds for the raw bytes: bodies that differ only in malformed UTF-8 do not share one', () => {
    const one = Buffer.concat([BODY, Buffer.from([0xff])]);
    const other = Buffer.concat([BODY, Buffer.from([0xfe])]);
    expect(one.toString()).toBe(other.toString());
    expect(reason(verify(signed({ body: one }), one))).toBe('genuine');
    expect(reason(verify(signed({ body: one }), other))).toBe('wrong-signature');
  });
});

describe('a timestamp', () => {
  it.each([
    [-TOLERANCE_SECONDS, 'genuine'],
    [TOLERANCE_SECONDS, 'genuine'],
    [-TOLERANCE_SECONDS - 1, 'stale'],
    [TOLERANCE_SECONDS + 1, 'stale'],
  ])('R2 of %i seconds from our time is %s', (distance, expected) => {
    expect(reason(verify(signed({ at: SECONDS + distance })))).toBe(expected);
  });

  it('R2 is compared in whole seconds, so the last millisecond of the tolerance counts', () => {
    expect(reason(verify(signed({ at: SECONDS - TOLERANCE_SECONDS }), BODY, [SECRET], NOW + 999))).toBe('genuine');
    expect(reason(verify(signed({ at: SECONDS - TOLERANCE_SECONDS }), BODY, [SECRET], NOW + 1000))).toBe('stale');
  });

  it.each(['', ' ', 'now', '1e9', '-1', `${SECONDS}.5`, `0x${SECONDS.toString(16)}`, ` ${SECONDS}`, `0${SECONDS}`])(
    'that is no plain number of seconds is refused: "%s"',
    (timestamp) => {
      expect(verify({ ...signed(), timestamp }).kind).toBe('refused');
    },
  );
});

describe('the headers', () => {
  it.each(['id', 'timestamp', 'signature'] as const)('are refused without %s', (missing) => {
    const { [missing]: _, ...rest } = signed();
    expect(reason(verify(rest))).toBe('headers-missing');
  });

  it('are refused with an id that is longer than a key should be', () => {
    expect(reason(verify(signed({ id: 'x'.repeat(200) })))).toBe('genuine');
    expect(reason(verify(signed({ id: 'x'.repeat(201) })))).toBe('headers-missing');
  });
});

describe('any change to a genuine delivery', () => {
  const header = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' });
  const body = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

  it('of its id, timestamp, body or signature is refused', () => {
    fc.assert(
      fc.property(
        fc.record({ id: header, at: fc.integer({ min: SECONDS - 300, max: SECONDS + 300 }), body }),
        fc.record(
          { id: header, timestamp: header, signature: header, body, at: fc.integer({ min: -300, max: 300 }) },
          { requiredKeys: [] },
        ),
        (genuine, change) => {
          const headers = signed(genuine);
          const changed = {
            ...headers,
            ...(change.id === undefined ? {} : { id: change.id }),
            ...(change.at === undefined ? {} : { timestamp: String(SECONDS + change.at) }),
            ...(change.timestamp === undefined ? {} : { timestamp: change.timestamp }),
            ...(change.signature === undefined ? {} : { signature: change.signature }),
          };
          const bytes = change.body ?? genuine.body;
          const same = JSON.stringify(changed) === JSON.stringify(headers) && bytes.equals(genuine.body);
          expect(verify(changed, bytes).kind).toBe(same ? 'genuine' : 'refused');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of one bit of its body or its signature is refused', () => {
    fc.assert(
      fc.property(fc.nat({ max: BODY.length * 8 - 1 }), fc.nat({ max: 32 * 8 - 1 }), (bodyBit, signatureBit) => {
        const flipped = (bytes: Buffer, bit: number) => {
          const copy = Buffer.from(bytes);
          copy[bit >> 3]! ^= 1 << (bit & 7);
          return copy;
        };
        expect(verify(signed(), flipped(BODY, bodyBit)).kind).toBe('refused');
        const mac = Buffer.from(signed().signature.slice('v1,'.length), 'base64');
        const signature = `v1,${flipped(mac, signatureBit).toString('base64')}`;
        expect(verify({ ...signed(), signature }).kind).toBe('refused');
      }),
      { numRuns: 200 },
    );
  });
});
