import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { readQalertPayload } from '../../functions/intake/qalert-payload.ts';
import qalert from './qalert-request.json' with { type: 'json' };

const ZONE = 'America/New_York';
const readingOf = (payload: unknown) => readQalertPayload(payload, ZONE);
const reportOf = (payload: unknown) => {
  const reading = readingOf(payload);
  if (reading.kind === 'faulty') throw new Error(JSON.stringify(reading.errors));
  return reading.report;
};
const read = (payload: Record<string, unknown> = {}) => reportOf({ id: 1, typeId: 300, ...payload });
const fieldsAtFault = (payload: Record<string, unknown>) => {
  const reading = readingOf({ id: 1, typeId: 300, ...payload });
  return reading.kind === 'faulty' ? reading.errors.map(({ field }) => field) : [];
};
const warnedOf = (payload: Record<string, unknown>) => {
  const reading = readingOf({ id: 1, typeId: 300, ...payload });
  return reading.kind === 'report' ? reading.warnings.map(({ field }) => field) : [];
};

describe('a real request of QAlert', () => {
  it('is read whole', () => {
    expect(reportOf(qalert.request)).toEqual({
      sourceId: '106472',
      reportedType: '300',
      reportedName: 'Overgrown Grass/Weeds',
      description: 'Yard is a mess!\nOvergrown grass and trash alongside of garage.',
      place: { address: '00 REDACTED RD', lat: 42.8, lon: -71.05 },
      reporter: { name: 'REDACTED', email: 'redacted@example.invalid', language: 'en' },
      answers: {},
      private: false,
      requestedAt: Date.UTC(2020, 9, 9, 14, 58),
    });
  });

  it('R12 says the same time in its local and in its exact form', () => {
    const { createDateUnix: _, ...local } = qalert.request;
    expect(reportOf(local).requestedAt).toBe(reportOf(qalert.request).requestedAt);
  });

  it('R16 needs no more than an id and a type: null is absent', () => {
    const empty = Object.fromEntries(Object.keys(qalert.request).map((key) => [key, null]));
    const expected = { sourceId: '1', reportedType: '300', description: '', place: {}, answers: {}, private: false };
    expect(read()).toEqual(expected);
    expect(read({ ...empty, id: 1, typeId: 300 })).toEqual(expected);
  });

  it('R13 is mapped by the id of its type, with its trimmed name beside it, which stands for an id that is missing', () => {
    expect(read({ typeId: 300, typeName: 'Potholes ' })).toMatchObject({
      reportedType: '300',
      reportedName: 'Potholes',
    });
    const named = read({ typeId: ' ', typeName: 'Sewer ' });
    expect(named.reportedType).toBe('Sewer');
    expect(named).not.toHaveProperty('reportedName');
  });

  it('R4 has one source id, be it sent as a number or as text', () => {
    expect(read({ id: '106472' }).sourceId).toBe(read({ id: 106472 }).sourceId);
    expect(read({ id: ' 106472 ' }).sourceId).toBe('106472');
  });

  it('names a corner by both streets, and R14 leaves out words for nothing', () => {
    const corner = { streetNum: '', streetName: 'Elm St', crossName: 'Cutter Ave' };
    expect(read(corner).place.address).toBe('Elm St at Cutter Ave');
    expect(read({ streetNum: 'NA', streetName: '   ', crossName: 'NA             ' }).place).toEqual({});
  });
});

describe('a local time', () => {
  it.each([
    ['10/9/2020 10:58 AM', '2020-10-09T10:58:00'],
    ['10/09/2020 10:58 PM', '2020-10-09T22:58:00'],
    ['6/2/2026 12:00 AM', '2026-06-02T00:00:00'],
    ['6/2/2026 12:59 AM', '2026-06-02T00:59:00'],
    ['6/2/2026 12:00 PM', '2026-06-02T12:00:00'],
    ['6/2/2026 12:59:59 pm', '2026-06-02T12:59:59'],
    ['6/2/2026 1:00PM', '2026-06-02T13:00:00'],
    ['2/29/2024 9:05 AM', '2024-02-29T09:05:00'],
  ])('R12 is read as New York wrote it: %s', (createDate, local) => {
    expect(read({ createDate }).requestedAt).toBe(toInstant(local, ZONE));
  });

  it('R12 in the hour that November repeats means the first, in summer time', () => {
    expect(read({ createDate: '11/1/2026 1:30 AM' }).requestedAt).toBe(Date.UTC(2026, 10, 1, 5, 30));
    expect(read({ createDate: '11/1/2026 12:59 AM' }).requestedAt).toBe(Date.UTC(2026, 10, 1, 4, 59));
    expect(read({ createDate: '11/1/2026 2:00 AM' }).requestedAt).toBe(Date.UTC(2026, 10, 1, 7, 0));
  });

  it('R12 in the hour that March leaves out means as long after the change', () => {
    expect(read({ createDate: '3/8/2026 1:59 AM' }).requestedAt).toBe(Date.UTC(2026, 2, 8, 6, 59));
    expect(read({ createDate: '3/8/2026 2:30 AM' }).requestedAt).toBe(Date.UTC(2026, 2, 8, 7, 30));
    expect(read({ createDate: '3/8/2026 3:00 AM' }).requestedAt).toBe(Date.UTC(2026, 2, 8, 7, 0));
  });

  it('gives way to the exact time where both are there', () => {
    expect(read({ createDate: 'soon', createDateUnix: 1602255480 }).requestedAt).toBe(1602255480_000);
  });

  it.each(['', '  '])('is not said by "%s"', (createDate) => {
    expect(read({ createDate })).not.toHaveProperty('requestedAt');
  });

  it.each([
    'yesterday',
    '2020-10-09T10:58:00Z',
    '13/1/2026 9:00 AM',
    '0/1/2026 9:00 AM',
    '6/0/2026 9:00 AM',
    '6/31/2026 9:00 AM',
    '2/29/2026 9:00 AM',
    '2/30/2024 9:00 AM',
    '6/2/2026 13:00 PM',
    '6/2/2026 0:30 AM',
    '6/2/2026 9:60 AM',
    '6/2/2026 9:00:60 AM',
    '6/2/2026 9:00',
  ])('that there is not is refused by its field: %s', (createDate) => {
    expect(fieldsAtFault({ createDate })).toEqual(['createDate']);
  });

  it.each([Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 8_640_000_000_001])(
    'that lies beyond all dates is refused by its field: %i seconds',
    (createDateUnix) => {
      expect(fieldsAtFault({ createDateUnix })).toEqual(['createDateUnix']);
    },
  );

  it('never throws, whatever numbers it is made of', () => {
    const number = fc.integer({ min: 0, max: 99 });
    const half = fc.constantFrom('AM', 'PM');
    fc.assert(
      fc.property(number, number, fc.integer({ min: 0, max: 9999 }), number, number, half, (mo, d, y, h, mi, ampm) => {
        const createDate = `${mo}/${d}/${String(y).padStart(4, '0')} ${h}:${String(mi).padStart(2, '0')} ${ampm}`;
        const reading = readingOf({ id: 1, typeId: 2, createDate });
        if (reading.kind === 'report') expect(reading.report.requestedAt).toSatisfy(Number.isSafeInteger);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what is too long', () => {
  it('R25 is cut at 4000 characters with a warning', () => {
    expect(read({ comments: 'x'.repeat(4000) }).description).toHaveLength(4000);
    expect(warnedOf({ comments: 'x'.repeat(4000) })).toEqual([]);
    expect(read({ comments: 'x'.repeat(4001) }).description).toHaveLength(4000);
    expect(warnedOf({ comments: 'x'.repeat(4001) })).toEqual(['comments']);
  });

  it('is never cut through a character', () => {
    const report = read({
      comments: `${'x'.repeat(3999)}🚲`,
      streetName: `${'x'.repeat(499)}🚲`,
      name: `${'x'.repeat(199)}🚲`,
      phone: `${'1'.repeat(49)}🚲`,
      typeId: ' ',
      typeName: `${'x'.repeat(199)}🚲`,
    });
    expect(report.reportedType).toBe('x'.repeat(199));
    const texts = [report.description, report.place.address, report.reporter?.name, report.reporter?.phone];
    expect(texts.map((text) => text?.length)).toEqual([3999, 499, 199, 49]);
    expect(texts.every((text) => text?.isWellFormed())).toBe(true);
  });

  it('is refused where it is an id or a type', () => {
    expect(fieldsAtFault({ id: 'x'.repeat(201) })).toEqual(['id']);
    expect(fieldsAtFault({ typeId: 'x'.repeat(201) })).toEqual(['typeId']);
  });

  it('is refused where nothing says what it is about', () => {
    expect(fieldsAtFault({ typeId: ' ', typeName: ' ' })).toEqual(['typeId']);
  });
});

describe('a wrong type', () => {
  it.each<[string, unknown[]]>([
    ['id', [null, undefined, true, {}, [], 1.5, '', '  ']],
    ['typeId', [null, undefined, true, {}, [], 1.5]],
    ['createDate', [7, true, {}, []]],
    ['createDateUnix', ['1602255480', 1.5, true, {}]],
    ...['typeName', 'comments', 'streetNum', 'streetName', 'crossName', 'cityName', 'name', 'email', 'phone'].map(
      (field): [string, unknown[]] => [field, [7, true, {}, []]],
    ),
    ['latitude', ['42', true, {}]],
    ['longitude', ['-71', true, {}]],
  ])('of %s is refused by its name', (field, values) => {
    for (const value of values) expect([value, fieldsAtFault({ [field]: value })]).toEqual([value, [field]]);
  });

  it.each([[null], [7], ['x'], [[]], [undefined]])('of the body is refused: %s', (body) => {
    expect(readingOf(body)).toMatchObject({ kind: 'faulty', errors: [{ field: '(body)' }] });
  });
});

describe('hostile text', () => {
  it('with halves of surrogate pairs is made well-formed in every field', () => {
    const half = 'a\ud83d';
    const report = read({ id: half, typeId: half, comments: half, streetName: half, name: half, phone: half });
    expect(JSON.stringify(report)).not.toMatch(/\\ud83d/i);
    expect(report).toMatchObject({ sourceId: 'a\ufffd', reportedType: 'a\ufffd', description: 'a\ufffd' });
  });
});
