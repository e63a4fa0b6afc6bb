import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { approveBatch, proposeBatch } from '../../functions/records/batch.ts';
import { brokenAt, chained } from '../../functions/records/chain.ts';
import { type Hold, covers, isEmptyScope, isInForce } from '../../functions/records/hold.ts';
import { RETENTION_CLASSES, retentionOf } from '../../functions/records/retention.ts';
import type { ClosedRequest } from '../../functions/requests/request.ts';
import { DAY, TUESDAY, aRequest } from '../support/builders.ts';

const YEARS = (count: number) => new Date(TUESDAY).setUTCFullYear(new Date(TUESDAY).getUTCFullYear() + count);
const dayAfter = (years: number) =>
  toInstant(`${new Date(YEARS(years) + DAY).toISOString().slice(0, 10)}T00:00:00`, 'America/New_York');
const closed = (more: Partial<ClosedRequest> = {}): ClosedRequest => {
  const { request } = aRequest.resolved({ sourceId: 'a-record' });
  return { ...request, status: 'closed', closedAt: TUESDAY, ...more } as ClosedRequest;
};
const hold = (scope: Hold['scope'], more: Partial<Hold> = {}): Hold => ({
  name: 'doe-v-city',
  reason: 'Doe v. City',
  by: 'Law',
  placedAt: TUESDAY,
  scope,
  ...more,
});
const free = { holds: [], hasOpenConcern: false };

describe('how long a record is kept', () => {
  test('R193 goes by the first class that covers it, from the day on which it was closed', () => {
    const until = dayAfter(7);
    expect(retentionOf(closed(), free, until - 1)).toMatchObject({ kind: 'kept', why: 'not-yet', until });
    expect(retentionOf(closed(), free, until)).toMatchObject({ kind: 'eligible', class: { code: 'service' } });
    expect(retentionOf(closed({ private: true }), free, dayAfter(3))).toMatchObject({ class: { code: 'private' } });
    expect(retentionOf(closed({ typeClass: 'information' }), free, dayAfter(3))).toMatchObject({
      kind: 'eligible',
      class: { code: 'questions' },
    });
  });

  test('R193 keeps it through the whole last day in the city, on whichever date UTC was when it was closed', () => {
    const lateInTheEvening = Date.parse('2026-03-11T02:30:00Z');
    const until = Date.parse('2033-03-11T05:00:00Z');
    expect(retentionOf(closed({ closedAt: lateInTheEvening }), free, until - 1)).toMatchObject({
      why: 'not-yet',
      until,
    });
    expect(retentionOf(closed({ closedAt: lateInTheEvening }), free, until)).toMatchObject({ kind: 'eligible' });
  });

  test('has no end while it is open, or somebody has to answer for it', () => {
    const { request } = aRequest.resolved({ sourceId: 'open' });
    expect(retentionOf(request, free, YEARS(50))).toEqual({ kind: 'kept', why: 'open' });
    expect(retentionOf(closed(), { holds: [], hasOpenConcern: true }, YEARS(50))).toMatchObject({ why: 'open' });
  });

  test('R193 a hold on a type keeps what was declined under its name, too', () => {
    const declined = (reportedType: string) => {
      const { typeCode: _, typeName: __, typeClass: ___, partner: ____, ...rest } = closed();
      return { ...rest, reportedType, outcome: 'declined' } as ClosedRequest;
    };
    const holds = [hold({ types: ['pothole'] })];
    const kept = (request: ClosedRequest) => retentionOf(request, { ...free, holds }, YEARS(50)).kind === 'kept';
    const reported = ['pothole', 'Pothole ', 'something else'].map(declined);
    expect([...reported, closed(), closed({ typeCode: 'street-light' })].map(kept)).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  test('R193 a hold is stronger than everything, until it is released', () => {
    const id = closed().id;
    const holds = [hold({ requests: [id] })];
    expect(retentionOf(closed(), { holds, hasOpenConcern: false }, YEARS(50))).toEqual({
      kind: 'kept',
      why: 'held',
      holds: ['doe-v-city'],
    });
    const released = [hold({ requests: [id] }, { released: { at: YEARS(9), by: 'Law', reason: 'Settled' } })];
    expect(retentionOf(closed(), { holds: released, hasOpenConcern: false }, YEARS(9) - 1).kind).toBe('kept');
    expect(retentionOf(closed(), { holds: released, hasOpenConcern: false }, YEARS(9)).kind).toBe('eligible');
  });

  test('every class says what it follows', () => {
    for (const { basis, keptYears } of RETENTION_CLASSES) {
      expect(basis.length).toBeGreaterThan(20);
      expect(keptYears).toBeGreaterThanOrEqual(1);
    }
  });

  test('R193 of random records and holds none is eligible that a hold covers, or before its time', () => {
    const scopes = fc.record(
      {
        types: fc.constantFrom(['pothole'], ['street-light']),
        partners: fc.constantFrom(['dpw-highway'], ['other']),
        receivedFrom: fc.integer({ min: TUESDAY - 400 * DAY, max: TUESDAY + 400 * DAY }),
      },
      { requiredKeys: [] },
    );
    const kinds = fc.record({ private: fc.boolean(), typeClass: fc.constantFrom('service', 'information') });
    fc.assert(
      fc.property(fc.array(scopes, { maxLength: 3 }), kinds, fc.integer({ min: 0, max: 12 }), (all, kind, years) => {
        const holds = all.filter((scope) => !isEmptyScope(scope)).map((scope) => hold(scope));
        const record = closed(kind as Partial<ClosedRequest>);
        const now = dayAfter(years);
        const { kind: verdict } = retentionOf(record, { holds, hasOpenConcern: false }, now);
        const isHeld = holds.some((one) => isInForce(one, now) && covers(one, record));
        const { keptYears } = RETENTION_CLASSES.find((one) => one.covers(record))!;
        expect(verdict === 'eligible').toBe(!isHeld && years >= keptYears);
      }),
    );
  });
});

describe('a batch', () => {
  const batch = proposeBatch({ name: 'b', retentionClass: 'service', requestIds: ['R-1', 'R-2'], by: 'Ana' }, TUESDAY);
  const approval = { by: 'Bo', authority: 'Letter of 3 May 2033', digest: batch.digest.slice(0, 12) };

  test('is approved by another person, who has seen what is in it and names the permission', () => {
    expect(approveBatch(batch, approval, TUESDAY)).toMatchObject({ version: 2, approved: { by: 'Bo' } });
    for (const by of [' ana', 'AN A', 'Ａna', 'an\u00a0a', ' '])
      expect(approveBatch(batch, { ...approval, by }, TUESDAY), by).toMatchObject({ field: 'by' });
    expect(approveBatch(batch, { ...approval, authority: 'yes' }, TUESDAY)).toMatchObject({ field: 'authority' });
    expect(approveBatch(batch, { ...approval, digest: 'ffffffffffff' }, TUESDAY)).toMatchObject({ field: 'digest' });
    expect(approveBatch(batch, { ...approval, digest: '' }, TUESDAY)).toMatchObject({ field: 'digest' });
  });
});

describe('a chain', () => {
  test('shows the first line that was changed, left out, moved or put in', () => {
    const lines = fc.array(fc.record({ id: fc.string(), n: fc.integer() }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(lines, fc.nat(), (entries, seed) => {
        const links = chained(entries);
        expect(brokenAt(links)).toBeUndefined();
        const at = seed % links.length;
        const changed = links.map((link, index) =>
          index === at ? { ...link, entry: { ...link.entry, n: link.entry.n + 1 } } : link,
        );
        expect(brokenAt(changed)).toBe(at);
        if (at < links.length - 1) expect(brokenAt(links.toSpliced(at, 1))).toBe(at);
        expect(brokenAt(links.toSpliced(at, 0, links[at]!))).toBe(at + 1);
      }),
    );
  });

  test('has the same digests whatever the order of an entry’s fields', () => {
    expect(chained([{ a: 1, b: [{ c: 2, d: undefined }] }])).toEqual([
      { entry: { a: 1, b: [{ c: 2 }] }, digest: chained([{ b: [{ c: 2 }], a: 1 }])[0]!.digest },
    ]);
  });
});
