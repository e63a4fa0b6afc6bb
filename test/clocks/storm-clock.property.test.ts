import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CalendarRangeError } from '../../functions/clocks/business-calendar.ts';
import {
  type Relief,
  pauseClock,
  resumeClock,
  startClock,
  stopClock,
  underStorms,
} from '../../functions/clocks/clock.ts';
import { type Ground, agreementFor, caseOf, groundOf } from './random-cases.ts';
import { EndOfTape, walkedDue } from './minute-tape.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

interface Span {
  from: number;
  to: number;
}

/** The spans as one list without overlaps, in their order. */
const together = (spans: readonly Span[]): Span[] =>
  spans
    .toSorted((a, b) => a.from - b.from)
    .reduce<Span[]>((whole, span) => {
      const last = whole.at(-1);
      if (last && span.from <= last.to)
        return [...whole.slice(0, -1), { from: last.from, to: Math.max(last.to, span.to) }];
      return [...whole, span];
    }, []);

const aStorm = (from: number, until: number, known = from): Relief => ({
  storm: `s-${from}`,
  name: 'Snow storm',
  from,
  until,
  knownAt: known,
});

const grounds: Ground[] = [];
for (let seed = 1; grounds.length < 12; seed += 1) {
  const ground = groundOf(seed * 7919);
  if (ground) grounds.push(ground);
}

/** A promise with holds, and a storm somewhere about them that is known when it begins. */
const cases = fc
  .record({
    ground: fc.constantFrom(...grounds),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
    after: fc.integer({ min: -2000, max: 8 * 1440 }),
    lasts: fc.integer({ min: 1, max: 6 * 1440 }),
  })
  .map(({ ground, seed, after, lasts }) => {
    const question = caseOf(seed, ground);
    const from = Math.floor(question.start / MINUTE) * MINUTE + after * MINUTE;
    return { ground, question, storm: aStorm(from, from + lasts * MINUTE) };
  });

const orBeyond = <T>(act: () => T): T | 'beyond' => {
  try {
    return act();
  } catch (error) {
    if (error instanceof CalendarRangeError || error instanceof EndOfTape) return 'beyond';
    throw error;
  }
};

const agreement = (question: { target: Parameters<typeof agreementFor>[0] }) => agreementFor(question.target);
const options = { numRuns: 2000 };

describe('a storm that stops a promise', () => {
  it('and holds that overlap it move the promise by their union, as a walk over the minutes says (R100)', () => {
    let overlapping = 0;
    fc.assert(
      fc.property(cases, ({ ground, question, storm }) => {
        const { start, target, pauses } = question;
        const { compiled, tape } = ground;
        const span = { from: Math.max(storm.from, start), to: storm.until };
        const spans = together([...pauses, ...(span.from < span.to ? [span] : [])]);
        const walked = orBeyond(() => walkedDue(tape, start, target, spans));
        const alone = orBeyond(() => walkedDue(tape, start, target, together(pauses)));
        const ours = orBeyond(() => {
          const fresh = startClock('resolve', agreement(question), compiled, start);
          const under = underStorms(fresh, compiled, { atRiskShare: 0.75, reliefs: [storm] });
          return pauses.reduce(
            (clock, { from, to }) => resumeClock(pauseClock(clock, 'weather', from), compiled, to),
            under,
          );
        });
        fc.pre(ours !== 'beyond' && walked !== 'beyond' && alone !== 'beyond');
        if (pauses.some(({ from, to }) => from < storm.until && storm.from < to)) overlapping += 1;
        // It began after the promise was due: it moves nothing (R103).
        const late = storm.from > alone;
        const touching = together(pauses).length < pauses.length;
        fc.pre(!touching);
        expect(ours.dueAt).toBe(late ? alone : walked);
        expect(ours.atRiskAt).toBeLessThanOrEqual(ours.dueAt!);
      }),
      options,
    );
    expect(overlapping).toBeGreaterThan(100);
  });

  it('comes to the same however often it is counted, and back to nothing when it is taken away', () => {
    fc.assert(
      fc.property(cases, ({ ground, question, storm }) => {
        const { compiled } = ground;
        const plain = orBeyond(() =>
          question.pauses.reduce(
            (clock, { from, to }) => resumeClock(pauseClock(clock, 'weather', from), compiled, to),
            startClock('resolve', agreement(question), compiled, question.start),
          ),
        );
        const under = orBeyond(
          () => plain !== 'beyond' && underStorms(plain, compiled, { atRiskShare: 0.75, reliefs: [storm] }),
        );
        fc.pre(plain !== 'beyond' && under !== 'beyond' && under !== false);
        fc.pre(together(question.pauses).length === question.pauses.length);
        expect(underStorms(under, compiled, { atRiskShare: 0.75, reliefs: [storm] })).toEqual(under);
        expect(underStorms(under, compiled, { atRiskShare: 0.75, reliefs: [] })).toEqual(plain);
        expect(under.dueAt).toBeGreaterThanOrEqual(plain.dueAt!);
      }),
      options,
    );
  });

  it('never makes a promise met that had been missed when it was declared (R103)', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 20 * 1440 }), ({ ground, question, storm }, later) => {
        const { compiled } = ground;
        const plain = orBeyond(() => startClock('resolve', agreement(question), compiled, question.start));
        fc.pre(plain !== 'beyond' && plain.dueAt! < compiled.end - 60 * DAY);
        const known = plain.dueAt! + later * MINUTE;
        const under = underStorms(plain, compiled, {
          atRiskShare: 0.75,
          reliefs: [aStorm(Math.min(storm.from, plain.dueAt! - 1), known + DAY, known)],
        });
        expect(under.dueAt).toBe(plain.dueAt);
        expect(stopClock(under, known).verdict).toBe('missed');
      }),
      options,
    );
  });
});
