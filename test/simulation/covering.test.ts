import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chance } from '../support/chance.ts';
import { SCENARIOS } from './all-scenarios.ts';
import { type Company, type Covering, openCovering, planOfTurns } from './covering.ts';
import { type Call, type Mode, siteOf } from './fakes/faults.ts';
import { type Cast, type Listed, listPairs, pairPlan } from './pairs.ts';
import type { Kind } from './trial.ts';

const callOf = (site: number, place: number): Call => ({
  place,
  function: `F${site}`,
  service: 'DynamoDB',
  operation: 'Put',
  target: 'T',
  reads: false,
  transaction: false,
  at: place,
});

const MODES: Mode[] = ['throttled', 'error after', 'killed before'];

/** A scenario whose play calls sites in an order, each of which can fail in some modes. */
function castOf(sites: readonly number[], modes: number): Cast {
  const kinds = [...new Set(sites)].flatMap((site) => {
    const places = sites.flatMap((one, place) => (one === site ? [place] : []));
    return MODES.slice(0, modes).map((mode) => ({ site: siteOf(callOf(site, 0)), mode, places }));
  });
  return { scenario: SCENARIOS[0]!, calls: sites.length, kinds };
}

/** What a play meets of a trial where each planned fault comes about by chance. */
function meet(trial: Company, sites: readonly number[], comesAbout: () => boolean): Kind[] {
  const plan = trial.kind === 'together' ? planOfTurns(trial.turns) : pairPlan(trial);
  return sites.flatMap((site, place) => {
    const call = callOf(site, place);
    const mode = comesAbout() ? plan(call) : undefined;
    return mode ? [{ site: siteOf(call), mode }] : [];
  });
}

const nameOf = ({ site, mode }: Kind): string => `${site} ${mode}`;

const pairsOf = ({ casts, passes }: Listed, upTo: number): Set<string> => {
  const names = new Set<string>();
  for (const pass of passes.slice(0, upTo))
    for (let at = 0; at < pass.length; at += 3) {
      const { kinds } = casts[pass[at]!]!;
      names.add(`${nameOf(kinds[pass[at + 1]!]!)} > ${nameOf(kinds[pass[at + 2]!]!)}`);
    }
  return names;
};

/** Plays so many trials of a covering at most, and says which pairs it met and which it tried by themselves. */
function playOut(covering: Covering, sites: readonly number[], comesAbout: () => boolean, atMost = 5_000) {
  const met = new Set<string>();
  const alone = new Set<string>();
  const sizes: number[] = [];
  for (let trial = covering.next(); trial && sizes.length < atMost; trial = covering.next()) {
    const found = meet(trial, sites, comesAbout);
    if (trial.kind === 'paired') alone.add(`${nameOf(trial.first)} > ${nameOf(trial.second)}`);
    sizes.push(trial.kind === 'paired' ? 2 : trial.turns.length);
    for (const [index, one] of found.entries())
      for (const other of found.slice(index + 1)) met.add(`${nameOf(one)} > ${nameOf(other)}`);
    covering.note(trial, found);
  }
  return { met, alone, sizes };
}

const plays = fc.record({
  sites: fc.array(fc.nat(7), { minLength: 2, maxLength: 24 }),
  modes: fc.integer({ min: 1, max: 3 }),
  size: fc.integer({ min: 2, max: 7 }),
  upTo: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
  lost: fc.constantFrom(0, 0.2, 0.6),
});

describe('a covering of pairs', () => {
  test('ends, and has met each pair in its order or tried it by itself, with no trial too large', () => {
    fc.assert(
      fc.property(plays, ({ sites, modes, size, upTo, seed, lost }) => {
        const random = chance(seed);
        const listed = listPairs([castOf(sites, modes)]);
        const covering = openCovering(listed, { seed: 1, size, upTo });
        const { met, alone, sizes } = playOut(covering, sites, () => random() >= lost);
        expect([...pairsOf(listed, upTo)].filter((pair) => !met.has(pair) && !alone.has(pair))).toEqual([]);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(size);
        expect(covering.wanted()).toEqual([0, 0, 0]);
      }),
    );
  });

  test('that was stopped goes on from what was left', () => {
    fc.assert(
      fc.property(plays, fc.nat(20), ({ sites, modes, size, upTo, seed, lost }, stopsAfter) => {
        const random = chance(seed);
        const comesAbout = () => random() >= lost;
        const listed = listPairs([castOf(sites, modes)]);
        const first = openCovering(listed, { seed: 1, size, upTo });
        const before = playOut(first, sites, comesAbout, stopsAfter);
        // One more is being played when it is stopped, and nobody hears how it came out.
        first.next();
        const after = playOut(openCovering(listed, { seed: 1, size, upTo, left: first.left() }), sites, comesAbout);
        const known = [before.met, before.alone, after.met, after.alone];
        expect([...pairsOf(listed, upTo)].filter((pair) => !known.some((of) => of.has(pair)))).toEqual([]);
      }),
    );
  });

  test('takes a fraction of the trials that pairs one by one take', () => {
    const sites = Array.from({ length: 90 }, (_, place) => (place * 7) % 45);
    const listed = listPairs([castOf(sites, 3)]);
    const trials = (size: number) =>
      playOut(openCovering(listed, { seed: 1, size, upTo: 1 }), sites, () => true, 20_000).sizes.length;
    expect(trials(2)).toBe((135 * 136) / 2);
    expect(trials(6)).toBeLessThan(trials(2) / 8);
  });
});
