import { type Call, type Mode, NO_FAULTS, type Plan, modesOf, siteOf } from './fakes/faults.ts';
import { type Service, playOut } from './play.ts';
import type { Scenario } from './scenarios.ts';
import type { Kind, Trial } from './trial.ts';

/** One trial of a pair of faults. */
export type Pair = Extract<Trial, { kind: 'paired' }>;

/** A kind of a scenario, with the places of its site's calls in a play without faults. */
export interface Occurring extends Kind {
  places: readonly number[];
}

/** A scenario with what can fail in it. */
export interface Cast {
  scenario: Scenario;
  calls: number;
  kinds: Occurring[];
}

/** A pair of a scenario: the place of the scenario among the casts, and of the earlier and the later of two kinds there. */
export type Place = [scene: number, earlier: number, later: number];

/** Every pair of scenarios. */
export interface Listed {
  casts: readonly Cast[];
  /** How many kinds of faults there are: call sites × modes, over all scenarios. */
  kinds: number;
  /**
   * Four passes: each pair once, in the scenario that takes the fewest calls; each pair in the other scenarios in which both kinds occur; the
   * other way round, wherever the earlier of the two sites is called again after the later; and each kind with what fails at a site that is only
   * called because the first fault came about (`withMending` finds these).
   */
  passes: readonly PlacesOfPass[];
}

/** The places of a pass, as three whole numbers each, because there are millions. */
export type PlacesOfPass = readonly number[];

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

/**
 * Lists every pair of the scenarios, those of which one kind is wanted. A pair is of two kinds or of the same twice, and in the order in which
 * their sites are first called.
 */
export function listPairs(casts: readonly Cast[], wanted: (kind: Kind) => boolean = () => true): Listed {
  const ids = new Map<string, number>();
  const idOf = ({ site, mode }: Kind): number => {
    const key = `${site} ${mode}`;
    const known = ids.get(key) ?? ids.size;
    ids.set(key, known);
    return known;
  };
  const passes: number[][] = [[], [], []];
  const keyOf = (one: Kind, other: Kind): number => {
    const [a, b] = [idOf(one), idOf(other)].sort((x, y) => x - y) as [number, number];
    return a * 100_000 + b;
  };
  const seen = new Set<number>();
  for (const [scene, { kinds }] of casts.entries()) {
    for (const [one, other] of pairsOf(kinds)) {
      const [earlier, later] = [kinds[one]!, kinds[other]!];
      if (!wanted(earlier) && !wanted(later)) continue;
      const key = keyOf(earlier, later);
      passes[seen.has(key) ? 1 : 0]!.push(scene, one, other);
      seen.add(key);
      if (earlier.site !== later.site && earlier.places.at(-1)! > later.places[0]!) passes[2]!.push(scene, other, one);
    }
  }
  return { casts, kinds: ids.size, passes };
}

/** What a pass is about. */
export const PASSES = [
  'each pair once',
  'in every other scenario',
  'the other way round',
  'in what only the first one calls',
] as const;

/**
 * Adds the fourth pass: plays each kind once by itself, where it costs least, and finds the sites that are called then and not without it. Such
 * kinds have no places in a play without faults.
 */
export async function withMending(
  service: Service,
  { casts, kinds, passes: [once = [], others = [], reversed = []] }: Listed,
  { seed, wanted = () => true }: { seed: number; wanted?: (kind: Kind) => boolean },
): Promise<Listed> {
  const mending: number[] = [];
  const played = new Set<string>();
  const widened: Cast[] = [];
  for (const [scene, cast] of casts.entries()) {
    const { scenario } = cast;
    const all = [...cast.kinds];
    for (const [one, { site, mode, places }] of cast.kinds.entries()) {
      const name = `${site} ${mode}`;
      if (played.has(name)) continue;
      played.add(name);
      const { calls } = await playOut(service, {
        scenario,
        seed,
        plan: ({ place }) => (place === places[0] ? mode : undefined),
      });
      for (const kind of kindsIn(calls)) {
        if (cast.kinds.some((usual) => usual.site === kind.site) || !(wanted({ site, mode }) || wanted(kind))) continue;
        const known = all.findIndex((more) => more.site === kind.site && more.mode === kind.mode);
        mending.push(scene, one, known < 0 ? all.push({ ...kind, places: [] }) - 1 : known);
      }
    }
    widened.push({ ...cast, kinds: all });
  }
  return { casts: widened, kinds, passes: [once, others, reversed, mending] };
}

/** Places of every two kinds of a list, and of each beside itself. */
function* pairsOf(kinds: readonly unknown[]): Generator<[number, number]> {
  for (const one of kinds.keys()) for (let other = one; other < kinds.length; other += 1) yield [one, other];
}

/** What can fail in scenarios in the plays of a seed; the one that takes the fewest calls first, so that each pair is played once where it costs least. */
export async function castsOf(service: Service, scenarios: readonly Scenario[], seed: number): Promise<Cast[]> {
  const casts: Cast[] = [];
  for (const scenario of scenarios) casts.push(await castOf(service, scenario, seed));
  return casts.sort((one, other) => one.calls - other.calls);
}

async function castOf(service: Service, scenario: Scenario, seed: number): Promise<Cast> {
  const { calls } = await playOut(service, { scenario, seed, plan: NO_FAULTS });
  return { scenario, calls: calls.length, kinds: kindsIn(calls) };
}

function kindsIn(calls: readonly Call[]): Occurring[] {
  const sites = new Map<string, { places: number[]; modes: Mode[] }>();
  for (const call of calls) {
    const site = siteOf(call);
    const known = sites.get(site);
    if (known) known.places.push(call.place);
    else sites.set(site, { places: [call.place], modes: modesOf(call) });
  }
  return [...sites].flatMap(([site, { places, modes }]) => modes.map((mode) => ({ site, mode, places })));
}
