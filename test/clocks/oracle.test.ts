import { describe, expect, it } from 'vitest';
import { CASES_PER_CALENDAR, findings, groundOf, zones } from './random-cases.ts';

const CALENDARS = 80;
const EACH = 50;
// Another one each day, so that time finds what one run does not; a failure prints it.
const SEED = Math.floor(Date.now() / 86_400_000);

describe('against a walk over every minute', () => {
  it(`is due at the same ms, in ${CALENDARS * EACH} random cases of eight zones under the seed ${SEED}`, () => {
    const kinds = new Set<string>();
    let paused = 0;
    let answered = 0;
    for (let block = 0; block < CALENDARS; block++) {
      const from = block * CASES_PER_CALENDAR;
      for (const { number, question, finding } of findings(SEED, from, from + EACH)) {
        kinds.add(question.target.kind);
        if (question.pauses.length > 0) paused += 1;
        if (finding.kind === 'same') answered += 1;
        const again = `node test/clocks/oracle.ts --seed ${SEED} --from ${number} --cases 1`;
        expect(finding, again).not.toMatchObject({ kind: 'different' });
      }
    }
    expect(kinds.size).toBe(4);
    expect(paused).toBeGreaterThan((CALENDARS * EACH) / 3);
    // The others lead past the end of calendars that hardly ever open.
    expect(answered).toBeGreaterThan(CALENDARS * EACH * 0.9);
  });

  it('is asked in eight zones, each of which opens', () => {
    const found = new Set<string>();
    for (let seed = 1; seed < 60; seed++) found.add(groundOf(seed)?.calendar.timeZone ?? '');
    expect(zones.map(({ timeZone }) => timeZone).filter((timeZone) => !found.has(timeZone))).toEqual([]);
  });
});
