import { NO_FAULTS, type Plan, modesOf, siteOf } from './fakes/faults.ts';
import { type Service, playOut } from './play.ts';
import type { Scenario } from './scenarios.ts';
import type { Kind, Trial } from './trial.ts';

/** One trial of a pair of faults. */
export type Pair = Extract<Trial, { kind: 'paired' }>;

/** Every pair of kinds of faults, in the order in which they are played. */
export interface Pairs {
  /** How many kinds of faults there are: call sites × modes, over all scenarios. */
  kinds: number;
  /**
   * Three passes, one after the other: each pair once, in the scenario that takes the fewest calls; each pair in the other scenarios in
   * which both kinds occur; and the other way round, wherever the earlier of the two sites is called again after the later.
   */
  passes: { name: string; size: number }[];
  size: number;
  /** The trial at a place of the order. */
  at(place: number): Pair;
}

/** A kind of a scenario, with the places of the first and the last call of its site in a play without faults. */
interface Occurring extends Kind {
  first: number;
  last: number;
}

interface Cast {
  scenario: Scenario;
  calls: number;
  kinds: Occurring[];
}

/** Lets a pair's first fault happen at the first call of its site, and the second at the first call of its own after that. */
export function pairPlan({ first, second }: Pair): Plan {
  let next: Kind | undefined = first;
  return (call) => {
    if (!next || siteOf(call) !== next.site) return undefined;
    const { mode } = next;
    next = next === first ? second : undefined;
    return mode;
  };
}

/** Which pairs there are: of which seed's plays, those of which one kind is wanted, and scenarios whose pairs count as played once already. */
export interface Choice {
  seed: number;
  wanted?: (kind: Kind) => boolean;
  played?: readonly Scenario[];
}

/** Finds every pair of the scenarios. A pair is of two kinds or of the same twice, and in the order in which their sites are first called. */
export async function orderedPairs(
  service: Service,
  scenarios: readonly Scenario[],
  { seed, wanted = () => true, played = [] }: Choice,
): Promise<Pairs> {
  // The cheapest scenario first, so that each pair's first trial is its cheapest.
  const casts = await castsOf(service, scenarios, seed);
  const ids = new Map<string, number>();
  const idOf = ({ site, mode }: Kind): number => {
    const key = `${site} ${mode}`;
    const known = ids.get(key) ?? ids.size;
    ids.set(key, known);
    return known;
  };
  // A pair is three whole numbers, because there are millions: its scenario's, and the places of two kinds there.
  const passes: number[][] = [[], [], []];
  const keyOf = (one: Kind, other: Kind): number => {
    const [a, b] = [idOf(one), idOf(other)].sort((x, y) => x - y) as [number, number];
    return a * 100_000 + b;
  };
  const seen = new Set<number>();
  for (const { kinds } of await castsOf(service, played, seed))
    for (const [one, other] of pairsOf(kinds)) seen.add(keyOf(kinds[one]!, kinds[other]!));
  for (const [scene, { kinds }] of casts.entries()) {
    for (const [one, other] of pairsOf(kinds)) {
      const [earlier, later] = [kinds[one]!, kinds[other]!];
      if (!wanted(earlier) && !wanted(later)) continue;
      const key = keyOf(earlier, later);
      passes[seen.has(key) ? 1 : 0]!.push(scene, one, other);
      seen.add(key);
      if (earlier.site !== later.site && earlier.last > later.first) passes[2]!.push(scene, other, one);
    }
  }
  const sizes = passes.map((pass) => pass.length / 3);
  const trialAt = (pass: number[], place: number): Pair => {
    const [scene, one, other] = pass.slice(place * 3, place * 3 + 3) as [number, number, number];
    const { scenario, kinds } = casts[scene]!;
    const kindOf = ({ site, mode }: Kind): Kind => ({ site, mode });
    return { kind: 'paired', scenario, seed, first: kindOf(kinds[one]!), second: kindOf(kinds[other]!) };
  };
  return {
    kinds: ids.size,
    passes: sizes.map((size, index) => ({ name: PASSES[index]!, size })),
    size: sizes.reduce((sum, size) => sum + size, 0),
    at(place) {
      let left = place;
      for (const [index, size] of sizes.entries()) {
        if (left < size) return trialAt(passes[index]!, spread(left, size));
        left -= size;
      }
      throw new RangeError(`There is no pair ${place}.`);
    },
  };
}

const PASSES = ['each pair once', 'in every other scenario', 'the other way round'];

/** A prime far above the size of any pass: steps of it come to each place of a pass once, and every stretch of the order is spread over all of it. */
const STEP = 1_000_003;
const spread = (place: number, size: number): number => (place * STEP) % size;

/** Places of every two kinds of a list, and of each beside itself. */
function* pairsOf(kinds: readonly unknown[]): Generator<[number, number]> {
  for (const one of kinds.keys()) for (let other = one; other < kinds.length; other += 1) yield [one, other];
}

/** The casts of scenarios, the one that takes the fewest calls first. */
async function castsOf(service: Service, scenarios: readonly Scenario[], seed: number): Promise<Cast[]> {
  const casts: Cast[] = [];
  for (const scenario of scenarios) casts.push(await castOf(service, scenario, seed));
  return casts.sort((one, other) => one.calls - other.calls);
}

async function castOf(service: Service, scenario: Scenario, seed: number): Promise<Cast> {
  const { calls } = await playOut(service, { scenario, seed, plan: NO_FAULTS });
  const sites = new Map<string, Occurring[]>();
  for (const call of calls) {
    const site = siteOf(call);
    const known = sites.get(site);
    if (known) known.forEach((kind) => (kind.last = call.place));
    else
      sites.set(
        site,
        modesOf(call).map((mode) => ({ site, mode, first: call.place, last: call.place })),
      );
  }
  return { scenario, calls: calls.length, kinds: [...sites.values()].flat() };
}
