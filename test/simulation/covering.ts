import { type Plan, siteOf } from './fakes/faults.ts';
import type { Cast, Listed, Occurring, Place, PlacesOfPass } from './pairs.ts';
import type { Kind, Trial, Turn } from './trial.ts';

/** A trial of several faults, or of the two that no such trial brought together. */
export type Company = Extract<Trial, { kind: 'together' | 'paired' }>;

/** What is left of a covering: a mark for each two kinds of a scenario, and the pairs that are to be tried by themselves. */
export interface Left {
  marks: Uint8Array[];
  alone: Place[];
}

/**
 * A covering array of pairs of faults: a trial of eight faults has 28 pairs in it, so that a few trials have them all (pairwise testing, as of
 * Kuhn, Kacker and Lei, NIST SP 800-142). A pair counts when both of its faults were met, in its order. What was chosen and not met is chosen
 * again, and a pair that a trial was made for and that did not come about is tried by itself, as are those of the fourth pass.
 */
export interface Covering {
  /** The next trial; undefined where nothing is left but what is being played. */
  next(): Company | undefined;
  /** Takes what a trial met, in the order in which it was met. */
  note(trial: Company, met: readonly Kind[]): void;
  /** Pairs of each pass that are still wanted. */
  wanted(): number[];
  /** Pairs that were tried by themselves, and whose second fault found no call after the first. */
  unmet(): number;
  left(): Left;
}

/** The pass whose second faults have no place in a play without faults: each of its pairs is tried by itself. */
const BY_ITSELF = 3;

/** Marks of a pair: the number of its pass, and whether a trial with it is being played. */
const PASS = 3;
const PLAYING = 4;

interface Member {
  kind: number;
  place: number;
  turn: number;
}

/** Lets each fault happen at the call of its site that it counts. */
export function planOfTurns(turns: readonly Turn[]): Plan {
  const bySite = Map.groupBy(turns, ({ site }) => site);
  const calls = new Map<string, number>();
  return (call) => {
    const site = siteOf(call);
    const due = bySite.get(site);
    if (!due) return undefined;
    const turn = (calls.get(site) ?? 0) + 1;
    calls.set(site, turn);
    return due.find((one) => one.turn === turn)?.mode;
  };
}

/**
 * Opens a covering of the first passes of pairs, with so many faults to a trial, at most; `left` is where an earlier one came to.
 */
export function openCovering(
  { casts, passes }: Listed,
  { seed, size, upTo, left }: { seed: number; size: number; upTo: number; left?: Left | undefined },
): Covering {
  const marks = left?.marks ?? marksOf(casts, passes.slice(0, Math.min(upTo, BY_ITSELF)));
  const alone = left?.alone ?? (upTo > BY_ITSELF ? placesIn(passes[BY_ITSELF] ?? []) : []);
  const makers = casts.map((cast, scene) => makeTrials(cast, marks[scene]!, { seed, size }));
  const owners = new Map<Company, Place>();
  let unmet = 0;

  function next(): Company | undefined {
    for (const [scene, maker] of makers.entries()) {
      const made = maker.next();
      if (!made) continue;
      owners.set(made.trial, [scene, ...made.pair]);
      return made.trial;
    }
    const pair = alone.shift();
    if (!pair) return undefined;
    const [scene, earlier, later] = pair;
    const { scenario, kinds } = casts[scene]!;
    const trial: Company = {
      kind: 'paired',
      scenario,
      seed,
      first: kindOf(kinds[earlier]!),
      second: kindOf(kinds[later]!),
    };
    owners.set(trial, pair);
    return trial;
  }

  return {
    next,
    note(trial, met) {
      const owner = owners.get(trial)!;
      owners.delete(trial);
      const [scene, earlier, later] = owner;
      const cameAbout = makers[scene]!.note(trial, [earlier, later], met);
      if (cameAbout) return;
      if (trial.kind === 'paired') unmet += 1;
      else alone.push(owner);
    },
    wanted: () => countMarks(marks),
    unmet: () => unmet,
    left: () => ({
      marks: marks.map((of) => of.map((mark) => mark & PASS)),
      // What is being played by itself was not played yet.
      alone: [...alone, ...[...owners].flatMap(([{ kind }, pair]) => (kind === 'paired' ? [pair] : []))],
    }),
  };
}

function marksOf(casts: readonly Cast[], passes: Listed['passes']): Uint8Array[] {
  const marks = casts.map(({ kinds }) => new Uint8Array(kinds.length ** 2));
  for (const [index, pass] of passes.entries())
    for (let at = 0; at < pass.length; at += 3) {
      const [scene, earlier, later] = pass.slice(at, at + 3) as Place;
      marks[scene]![earlier * casts[scene]!.kinds.length + later] = index + 1;
    }
  return marks;
}

const placesIn = (pass: PlacesOfPass): Place[] =>
  Array.from({ length: pass.length / 3 }, (_, index) => pass.slice(index * 3, index * 3 + 3) as Place);

function countMarks(marks: readonly Uint8Array[]): number[] {
  const counts = [0, 0, 0];
  for (const of of marks) for (const mark of of) if (mark > 0) counts[(mark & PASS) - 1]! += 1;
  return counts;
}

/** Makes the trials of one scenario. */
function makeTrials({ scenario, kinds }: Cast, marks: Uint8Array, { seed, size }: { seed: number; size: number }) {
  const n = kinds.length;
  const ids = new Map(kinds.map((kind, id) => [`${kind.site} ${kind.mode}`, id]));
  const held = new Map<Company, number[]>();
  let at = 0;
  let made = 0;
  let isOver = false;

  const isOpen = (pair: number): boolean => marks[pair]! > 0 && marks[pair]! < PLAYING;

  /** The next pair that is wanted and in no trial that is being played, from where the last one was found. */
  function nextPair(): number | undefined {
    for (let step = 0; step < marks.length; step += 1) {
      const pair = (at + step) % marks.length;
      if (!isOpen(pair)) continue;
      at = pair + 1;
      return pair;
    }
    return undefined;
  }

  /** How many pairs that are wanted come with one more fault. */
  const gainOf = (members: readonly Member[], one: Member): number =>
    members.reduce((sum, { kind, place }) => {
      const pair = place < one.place ? kind * n + one.kind : one.kind * n + kind;
      return sum + Number(isOpen(pair));
    }, 0);

  /** The fault that brings most pairs, at the first call of its site or at the first one after all others. */
  function bestFor(members: readonly Member[]): Member | undefined {
    const used = new Set(members.map(({ kind }) => kinds[kind]!.site));
    const last = Math.max(...members.map(({ place }) => place));
    let best: Member | undefined;
    let most = 0;
    for (let step = 0; step < n; step += 1) {
      // Each trial begins to look elsewhere, so that of equals each has its turn.
      const kind = (step + made * 37) % n;
      if (used.has(kinds[kind]!.site)) continue;
      for (const member of [memberAt(kinds, kind, -1), memberAt(kinds, kind, last)]) {
        const gain = member ? gainOf(members, member) : 0;
        if (gain <= most) continue;
        [best, most] = [member, gain];
      }
    }
    return best;
  }

  return {
    next(): { trial: Company; pair: [number, number] } | undefined {
      const pair = isOver ? undefined : nextPair();
      // What is being played may come back as wanted; after it nothing does.
      isOver ||= pair === undefined && held.size === 0;
      if (pair === undefined) return undefined;
      made += 1;
      const [earlier, later] = [Math.floor(pair / n), pair % n];
      const first = memberAt(kinds, earlier, -1)!;
      const sameSite = kinds[earlier]!.site === kinds[later]!.site;
      // A site that is called once is called again when its first call failed, or the pair does not come about.
      const second = memberAt(kinds, later, first.place) ?? {
        kind: later,
        place: first.place + 0.5,
        turn: sameSite ? 2 : 1,
      };
      const members = [first, second];
      while (members.length < size) {
        const more = bestFor(members);
        if (!more) break;
        members.push(more);
      }
      members.sort((one, other) => one.place - other.place);
      const turns = members.map(({ kind, turn }): Turn => ({ ...kindOf(kinds[kind]!), turn }));
      const trial: Company = { kind: 'together', scenario, seed, turns };
      const pairs = members.flatMap((one, index) => members.slice(index + 1).map((other) => one.kind * n + other.kind));
      const mine = pairs.filter(isOpen);
      mine.forEach((of) => (marks[of]! |= PLAYING));
      held.set(trial, mine);
      return { trial, pair: [earlier, later] };
    },

    /** Says whether the pair that the trial was made for came about. */
    note(trial: Company, [earlier, later]: [number, number], met: readonly Kind[]): boolean {
      const known = met.flatMap(({ site, mode }) => ids.get(`${site} ${mode}`) ?? []);
      const own = earlier * n + later;
      let cameAbout = false;
      for (const [index, one] of known.entries())
        for (const other of known.slice(index + 1)) {
          cameAbout ||= one * n + other === own;
          marks[one * n + other] = 0;
        }
      for (const pair of held.get(trial) ?? []) marks[pair]! &= PASS;
      held.delete(trial);
      // What did not come about in company is tried by itself, and once.
      marks[own] = 0;
      return cameAbout;
    },
  };
}

/** A kind at the first call of its site after a place, or undefined where there is none. */
function memberAt(kinds: readonly Occurring[], kind: number, after: number): Member | undefined {
  const { places } = kinds[kind]!;
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! > after) high = middle;
    else low = middle + 1;
  }
  return low === places.length ? undefined : { kind, place: places[low]!, turn: low + 1 };
}

const kindOf = ({ site, mode }: Kind): Kind => ({ site, mode });
