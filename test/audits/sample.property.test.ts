import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, drawSample, mayAudit } from '../../functions/audits/draw-sample.ts';
import { type Framed, OFFICE_STRATUM, createFrame } from '../../functions/audits/frame.ts';
import type { MeasureRow } from '../../functions/measures/row.ts';

const PARTNERS = ['dpw-highway', 'dcr', 'eversource', OFFICE_STRATUM];
const AUDITORS = [
  { code: 'quality' },
  { code: 'desk-lead', of: 'review-desk' },
  { code: 'highway', of: 'dpw-highway' },
];

const frame: fc.Arbitrary<Framed[]> = fc
  .array(fc.constantFrom(...PARTNERS), { maxLength: 120 })
  .map((partners) => partners.map((partner, nth) => ({ requestId: `R-${nth}`, partner })));
const draw = fc.record({
  month: fc.constantFrom('2026-02', '2026-10', '2027-01'),
  seed: fc.nat({ max: 999_999 }),
  perPartner: fc.integer({ min: 1, max: 12 }),
});
const ids = (drawn: readonly Framed[]) => drawn.map(({ requestId }) => requestId).sort();

describe('a sample', () => {
  it('R160 is the same for the same month, seed and frame, in whatever order the frame comes', () => {
    fc.assert(
      fc.property(frame, draw, (framed, options) => {
        expect(drawSample(framed.toReversed(), options)).toEqual(drawSample(framed, options));
      }),
    );
  });

  it('R161 has so many of each partner, or all where there are fewer, and none from outside the frame', () => {
    fc.assert(
      fc.property(frame, draw, (framed, options) => {
        const { strata, drawn } = drawSample(framed, options);
        for (const partner of PARTNERS) {
          const all = framed.filter((one) => one.partner === partner);
          const own = drawn.filter((one) => one.partner === partner);
          expect(own).toHaveLength(Math.min(options.perPartner, all.length));
          expect(strata.find((one) => one.partner === partner)).toEqual(
            all.length === 0 ? undefined : { partner, frame: all.length, sampled: own.length },
          );
          expect(all).toEqual(expect.arrayContaining(own));
        }
        expect(new Set(ids(drawn)).size).toBe(drawn.length);
      }),
    );
  });

  it('R160 keeps whom it had when others leave the frame or come to it', () => {
    fc.assert(
      fc.property(frame, draw, fc.nat({ max: 200 }), (framed, options, gone) => {
        const before = ids(drawSample(framed, options).drawn);
        const after = ids(
          drawSample(
            framed.filter((_, nth) => nth !== gone),
            options,
          ).drawn,
        );
        expect(before.filter((id) => id !== `R-${gone}` && !after.includes(id))).toEqual([]);
      }),
    );
  });

  it('R160 is another one for another seed, and for another month', () => {
    const framed = Array.from({ length: 200 }, (_, nth) => ({ requestId: `R-${nth}`, partner: 'dcr' }));
    const of = (month: string, seed: number) => ids(drawSample(framed, { month, seed, perPartner: 10 }).drawn).join();
    expect(new Set([of('2026-10', 1), of('2026-10', 2), of('2026-11', 1)]).size).toBe(3);
  });

  it('picks each request as often as any other', () => {
    const framed = Array.from({ length: 20 }, (_, nth) => ({ requestId: `R-${nth}`, partner: 'dcr' }));
    const picked = new Map<string, number>();
    for (let seed = 0; seed < 2000; seed += 1)
      for (const { requestId } of drawSample(framed, { month: '2026-10', seed, perPartner: 5 }).drawn)
        picked.set(requestId, (picked.get(requestId) ?? 0) + 1);
    // 2,000 draws of 5 in 20: 500 each, and 19.4 is one standard deviation.
    for (const count of picked.values()) expect(Math.abs(count - 500)).toBeLessThan(5 * 19.4);
  });
});

describe('who looks at a case', () => {
  it('R162 never closed it, and its second auditor is somebody else', () => {
    const closers = fc.subarray(['dpw-highway', 'review-desk', 'workflow']);
    fc.assert(
      fc.property(frame, closers, draw, (framed, endedBy, options) => {
        const drawn = framed.map((one) => ({ ...one, endedBy }));
        const assigned = assign(drawn, AUDITORS, options);
        expect(ids(assigned)).toEqual(ids(framed));
        for (const { first, second } of assigned) {
          expect(first).toBeDefined(); // "quality" works for nobody else
          for (const code of [first, second].filter((one) => one !== undefined))
            expect(mayAudit(AUDITORS.find((one) => one.code === code) ?? { code }, endedBy)).toBe(true);
          expect(second).not.toBe(first);
        }
        const may = AUDITORS.filter((one) => mayAudit(one, endedBy)).length;
        const twice = assigned.filter(({ second }) => second !== undefined).length;
        expect(twice).toBe(may > 1 ? Math.ceil(framed.length / 5) : 0);
      }),
    );
  });

  it('is nobody where everybody closed it', () => {
    const [only] = assign([{ requestId: 'R-1', partner: 'dcr', endedBy: ['dcr'] }], [{ code: 'dcr', of: 'dcr' }], {
      month: '2026-10',
      seed: 1,
    });
    expect(only).toEqual({ requestId: 'R-1', partner: 'dcr', endedBy: ['dcr'] });
  });
});

describe('the frame of a month', () => {
  const row = (requestId: string, version: number, day: string, more: Partial<MeasureRow> = {}): MeasureRow => ({
    day,
    id: `${requestId}#${String(version).padStart(6, '0')}#00`,
    line: { type: 'request-resolved' },
    by: { partner: 'dcr' },
    ...more,
  });
  const framed = (...rows: MeasureRow[]) => {
    const folding = createFrame('2026-10');
    rows.forEach(folding.add);
    return folding.result();
  };
  const reopened = { line: { type: 'request-reopened' as const } };

  it('R161 has what ended from the first midnight of the month to before the next', () => {
    const rows = ['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01'].map((day, nth) => row(`R-${nth}`, 5, day));
    expect(framed(...rows).map(({ requestId }) => requestId)).toEqual(['R-1', 'R-2']);
  });

  it('R161 leaves out duplicates, what a partner found itself, what was withdrawn, and what is open again', () => {
    const found = framed(
      row('R-1', 5, '2026-10-05', { by: { partner: 'dcr', duplicate: true } }),
      row('R-2', 5, '2026-10-05', { by: { partner: 'dcr', proactive: true } }),
      row('R-3', 5, '2026-10-05', { line: { type: 'request-withdrawn' } }),
      row('R-4', 5, '2026-10-05'),
      row('R-4', 7, '2026-11-02', reopened),
      row('R-5', 5, '2026-10-05', { line: { type: 'request-declined' }, by: {} }),
    );
    expect(found).toEqual([{ requestId: 'R-5', partner: OFFICE_STRATUM }]);
  });

  it('has a request that ended twice once, under the partner of its last end', () => {
    const rows = [
      row('R-1', 5, '2026-10-05'),
      row('R-1', 8, '2026-10-09', reopened),
      row('R-1', 12, '2026-10-20', { by: { partner: 'dpw-highway' } }),
    ];
    for (const told of [rows, rows.toReversed(), [...rows, ...rows]])
      expect(framed(...told)).toEqual([{ requestId: 'R-1', partner: 'dpw-highway' }]);
  });

  it('R161 has a request that ended as a duplicate once it was opened again and ended by its own work', () => {
    const rows = [
      row('R-1', 5, '2026-10-05', { by: { partner: 'dcr', duplicate: true } }),
      row('R-1', 8, '2026-10-09', reopened),
      row('R-1', 12, '2026-10-20'),
    ];
    for (const told of [rows, rows.toReversed()])
      expect(framed(...told)).toEqual([{ requestId: 'R-1', partner: 'dcr' }]);
  });

  it('leaves a request that ended again after the month to the next one', () => {
    expect(
      framed(row('R-1', 5, '2026-10-30'), row('R-1', 8, '2026-10-31', reopened), row('R-1', 12, '2026-11-02')),
    ).toEqual([]);
  });
});
