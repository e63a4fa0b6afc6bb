import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../functions/intake/report.ts';
import { readStandardPayload } from '../../functions/intake/standard-payload.ts';

const aPayload = (payload: Record<string, unknown> = {}) => ({ id: '4711', type: 'pothole', ...payload });
const reportOf = (reading: Reading) => {
  if (reading.kind === 'faulty') throw new Error(JSON.stringify(reading.errors));
  return reading.report;
};
const read = (payload: Record<string, unknown> = {}) => reportOf(readStandardPayload(aPayload(payload)));
const fieldsAtFault = (payload: unknown): string[] => {
  const reading = readStandardPayload(payload);
  return reading.kind === 'faulty' ? [...new Set(reading.errors.map(({ field }) => field))].sort() : [];
};
const warnedOf = (payload: Record<string, unknown>): string[] => {
  const reading = readStandardPayload(aPayload(payload));
  return reading.kind === 'report' ? reading.warnings.map(({ field }) => field) : [];
};

describe('the standard payload', () => {
  it('is read whole', () => {
    expect(
      read({
        description: 'A deep hole.',
        requestedAt: '2026-06-02T08:59:00-04:00',
        location: { address: ' 12  Elm St ', lat: 42.3954, lon: -71.1217 },
        reporter: { name: ' Ana ', email: ' ana@resident.example ', phone: ' 617-555-0100 ', language: 'es-PR' },
        answers: { depth: 'a hand' },
        channel: 'web',
        private: true,
      }),
    ).toEqual({
      sourceId: '4711',
      reportedType: 'pothole',
      description: 'A deep hole.',
      requestedAt: Date.UTC(2026, 5, 2, 12, 59),
      place: { address: '12 Elm St', lat: 42.3954, lon: -71.1217 },
      reporter: { name: 'Ana', email: 'ana@resident.example', phone: '617-555-0100', language: 'es' },
      answers: { depth: 'a hand' },
      channel: 'web',
      private: true,
    });
  });

  it('needs no more than an id and a type', () => {
    expect(read()).toEqual({
      sourceId: '4711',
      reportedType: 'pothole',
      description: '',
      place: {},
      answers: {},
      private: false,
    });
  });

  it('R16 takes null for absent in every optional field', () => {
    const nothing = { address: null, lat: null, lon: null };
    const nobody = { name: null, email: null, phone: null, language: null };
    const fields = ['description', 'requestedAt', 'location', 'reporter', 'answers', 'channel', 'private'];
    expect(read(Object.fromEntries(fields.map((field) => [field, null])))).toEqual(read());
    expect(read({ location: nothing })).toEqual(read());
    expect(read({ reporter: nobody })).toEqual({ ...read(), reporter: { language: 'en' } });
  });

  it('R13 takes the type without its stray spaces', () => {
    expect(read({ type: 'School Rodent Control ' }).reportedType).toBe('School Rodent Control');
  });

  it('lets fields be that it does not know', () => {
    expect(read({ ward: 5, location: { zip: '02144' }, reporter: { pronouns: 'they' } })).toMatchObject({ place: {} });
  });
});

describe('a wrong type', () => {
  const text = [7, true, {}, [], ['x']];
  const number = ['42', true, {}, []];
  it.each<[string, (value: unknown) => unknown, unknown[]]>([
    ['id', (value) => aPayload({ id: value }), [...text, null, undefined, '', '  ', 'x'.repeat(201)]],
    ['type', (value) => aPayload({ type: value }), [...text, null, undefined, '', '\t', 'x'.repeat(201)]],
    ['description', (value) => aPayload({ description: value }), text],
    [
      'requestedAt',
      (value) => aPayload({ requestedAt: value }),
      [...text, '', 'now', '2026-06-02', '6/2/2026 9:00 AM'],
    ],
    ['location', (value) => aPayload({ location: value }), [7, 'Elm St', true, []]],
    ['location.address', (value) => aPayload({ location: { address: value } }), [...text, 'x'.repeat(501)]],
    ['location.lat', (value) => aPayload({ location: { lat: value, lon: 1 } }), number],
    ['location.lon', (value) => aPayload({ location: { lat: 1, lon: value } }), number],
    ['reporter', (value) => aPayload({ reporter: value }), [7, 'Ana', true, []]],
    ['reporter.name', (value) => aPayload({ reporter: { name: value } }), [...text, 'x'.repeat(201)]],
    ['reporter.email', (value) => aPayload({ reporter: { email: value } }), [...text, 'x'.repeat(1001)]],
    ['reporter.phone', (value) => aPayload({ reporter: { phone: value } }), [...text, 'x'.repeat(51)]],
    ['reporter.language', (value) => aPayload({ reporter: { language: value } }), [...text, 'x'.repeat(36)]],
    ['answers', (value) => aPayload({ answers: value }), [7, 'x', true, []]],
    ['answers.depth', (value) => aPayload({ answers: { depth: value } }), [...text, null, 'x'.repeat(2001)]],
    ['channel', (value) => aPayload({ channel: value }), [...text, 'x'.repeat(51)]],
    ['private', (value) => aPayload({ private: value }), ['true', 1, 0, {}, []]],
    ['(body)', (value) => value, [7, 'x', true, null, undefined, [], [aPayload()]]],
  ])('of %s is refused by its name', (field, payload, values) => {
    for (const value of values) expect([value, fieldsAtFault(payload(value))]).toEqual([value, [field]]);
  });

  it('is told for every field at once', () => {
    expect(fieldsAtFault({ description: 7, location: { lat: 'x' } })).toEqual([
      'description',
      'id',
      'location.lat',
      'type',
    ]);
  });

  it('refuses an answer without a question: no table can hold an empty name', () => {
    expect(fieldsAtFault(aPayload({ answers: { '': 'x' } }))).toEqual(['answers.']);
    expect(fieldsAtFault(aPayload({ answers: { ['x'.repeat(101)]: 'x' } }))).toHaveLength(1);
  });
});

describe('a description', () => {
  it('R25 of 4000 characters is taken, of 4001 refused', () => {
    expect(read({ description: 'x'.repeat(4000) }).description).toHaveLength(4000);
    expect(fieldsAtFault(aPayload({ description: 'x'.repeat(4001) }))).toEqual(['description']);
  });

  it('keeps its line breaks, its markup and its padding as they are', () => {
    const description = ' one\r\n\ttwo <b>three</b> ';
    expect(read({ description }).description).toBe(description);
  });
});

describe('the time of the call', () => {
  it.each([
    ['2026-06-02T13:00:00Z', Date.UTC(2026, 5, 2, 13)],
    ['2026-06-02T09:00:00-04:00', Date.UTC(2026, 5, 2, 13)],
    ['2026-06-02T13:00:00.123Z', Date.UTC(2026, 5, 2, 13, 0, 0, 123)],
    ['2024-02-29T00:00:00+00:00', Date.UTC(2024, 1, 29)],
  ])('R27 is read with its zone: %s', (requestedAt, instant) => {
    expect(read({ requestedAt }).requestedAt).toBe(instant);
  });

  it.each([
    '2026-06-02T09:00:00',
    '2026-02-29T09:00:00Z',
    '2026-13-01T09:00:00Z',
    '2026-06-02T24:00:00Z',
    '2026-06-02T09:61:00Z',
    '2026-06-02 09:00:00Z',
    '+002026-06-02T09:00:00Z',
  ])('R27 is refused without a zone, and where there is no such time: %s', (requestedAt) => {
    expect(fieldsAtFault(aPayload({ requestedAt }))).toEqual(['requestedAt']);
  });

  it('is never something that is no time', () => {
    const part = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, '0'));
    const year = fc.integer({ min: 0, max: 9999 }).map((value) => String(value).padStart(4, '0'));
    const zone = fc.oneof(
      fc.constant('Z'),
      fc.tuple(fc.constantFrom('+', '-'), part, part).map(([s, h, m]) => `${s}${h}:${m}`),
    );
    fc.assert(
      fc.property(year, part, part, part, part, part, zone, (y, mo, d, h, mi, s, z) => {
        const reading = readStandardPayload(aPayload({ requestedAt: `${y}-${mo}-${d}T${h}:${mi}:${s}${z}` }));
        if (reading.kind === 'report') expect(reading.report.requestedAt).toSatisfy(Number.isSafeInteger);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the place', () => {
  it.each(['NA             ', 'na', 'N/A', 'none', 'unknown', 'NULL', '   ', ''])(
    'R14 is unknown where "%s" stands',
    (address) => {
      expect(read({ location: { address } }).place).toEqual({});
    },
  );

  it('R14 is known where such a word is only a part', () => {
    expect(read({ location: { address: 'NA Street 5' } }).place).toEqual({ address: 'NA Street 5' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a latitude alone', { lat: 42.4 }],
    ['a longitude alone', { lon: -71.1, lat: null }],
    ['a latitude beyond the pole', { lat: 90.001, lon: 0 }],
    ['a longitude beyond the date line', { lat: 0, lon: -180.001 }],
    ['0,0, which means unknown', { lat: 0, lon: 0 }],
    ['hardly more than 0,0', { lat: 1e-200, lon: -1e-200 }],
  ])('R10 is left out with a warning: %s', (_, location) => {
    expect(read({ location }).place).toEqual({});
    expect(warnedOf({ location })).toEqual(['location']);
  });

  it('is kept to the centimetre, so that no number is smaller than a table can hold', () => {
    expect(read({ location: { lat: 42.12345678901, lon: 1e-200 } }).place).toEqual({ lat: 42.1234568, lon: 0 });
  });

  it.each([
    [90, 180],
    [-90, -180],
    [0, 1e-6],
  ])('is taken at the edge of the globe: %f, %f', (lat, lon) => {
    expect(read({ location: { lat, lon } }).place).toEqual({ lat, lon });
  });
});

describe('the reporter', () => {
  it('is kept without an address that cannot be written to, with a warning', () => {
    expect(read({ reporter: { name: 'Ana', email: 'ana@' } }).reporter).toEqual({ name: 'Ana', language: 'en' });
    expect(warnedOf({ reporter: { email: 'ana@' } })).toEqual(['reporter.email']);
  });

  it.each([
    ['en', 'en', 0],
    ['EN-us', 'en', 0],
    ['es', 'es', 0],
    ['pt-BR', 'pt', 0],
    ['ht', 'ht', 0],
    ['ne-NP', 'ne', 0],
    ['zh-TW', 'zh-Hant', 0],
    ['zh-Hant', 'zh-Hant', 0],
    ['ES-mx', 'es', 0],
    ['', 'en', 0],
    ['fr-FR', 'en', 1],
    ['english', 'en', 1],
    ['-', 'en', 0],
  ])('who speaks "%s" is written to in %s', (language, expected, warnings) => {
    expect(read({ reporter: { language } }).reporter?.language).toBe(expected);
    expect(warnedOf({ reporter: { language } })).toHaveLength(warnings);
  });
});

describe('hostile text', () => {
  it('in keys named __proto__ and constructor is inert', () => {
    const payload: unknown = JSON.parse(
      '{"id":"4711","type":"pothole","__proto__":{"private":true},"constructor":{"prototype":{"private":true}},' +
        '"location":{"__proto__":{"lat":1,"lon":1}},"answers":{"toString":"y","depth":"z"}}',
    );
    const report = reportOf(readStandardPayload(payload));
    expect(report.private).toBe(false);
    expect(report.place).toEqual({});
    expect(Object.getPrototypeOf(report.answers)).toBe(Object.prototype);
    expect(report.answers).toEqual({ toString: 'y', depth: 'z' });
    expect(({} as Record<string, unknown>).private).toBeUndefined();
  });

  it.each(['__proto__', 'constructor'])('in an answer called %s is refused, because no table keeps it', (code) => {
    const payload: unknown = JSON.parse(`{"id":"4711","type":"pothole","answers":{"${code}":"x","depth":"z"}}`);
    expect(readStandardPayload(payload)).toEqual({
      kind: 'faulty',
      errors: [{ field: `answers.${code}`, detail: expect.stringMatching(/\S/) as string }],
    });
  });

  it('with halves of surrogate pairs is made well-formed in every field', () => {
    const half = 'a\ud83d';
    const report = read({
      id: half,
      type: half,
      description: half,
      location: { address: half },
      reporter: { name: half, phone: half },
      answers: { [half]: half },
      channel: half,
    });
    expect(JSON.stringify(report)).not.toMatch(/\\ud83d/i);
    expect(report).toMatchObject({ sourceId: 'a\ufffd', description: 'a\ufffd', answers: { 'a\ufffd': 'a\ufffd' } });
  });
});
