import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestIdOf } from '../../functions/intake/request-id.ts';

describe('the id of a request', () => {
  it('R4 is the same for the same source id of the same platform', () => {
    expect(requestIdOf('qalert', '106472')).toBe(requestIdOf('qalert', '106472'));
    expect(requestIdOf('qalert', '106472')).not.toBe(requestIdOf('standard', '106472'));
    expect(requestIdOf('qalert', '106472')).not.toBe(requestIdOf('qalert', '106473'));
  });

  it('never changes for a known source id, because links and letters carry it', () => {
    expect(requestIdOf('standard', '4711')).toBe('R-JDQF-2990-0CAF');
  });

  it('survives the telephone: no I, L, O or U', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (sourceId) => {
        expect(requestIdOf('standard', sourceId)).toMatch(/^R(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
      }),
    );
  });

  it('clashes for none of 100,000 source ids, and uses every letter at every place', () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => requestIdOf('standard', String(index)));
    expect(new Set(ids).size).toBe(ids.length);
    for (const place of [2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 14, 15])
      expect(new Set(ids.map((id) => id[place])).size).toBe(32);
  });
});
