import type { Timer } from '../../infra/local/clock.ts';
import { chance } from '../support/chance.ts';

/** Something that will happen at a virtual instant. */
interface Entry extends Timer {
  at: number;
  /** Decides among those of one instant. */
  turn: number;
  action: () => void;
  wanted: boolean;
}

/**
 * The one scheduler of a simulated world: all that happens hangs on its clock, one thing at a time, and chance alone decides what comes
 * first. The same seed makes the same world, move for move.
 */
export interface Scheduler {
  /** The virtual instant, epoch ms. */
  now(): number;
  /** Lets something happen at an instant; one that has passed is due at once. */
  at(instant: number, action: () => void): Timer;
  /** The next number of the seed, from 0 up to 1. */
  random(): number;
  /** A whole number of ms from `least` to `most`. */
  between(least: number, most: number): number;
  /** Lets things happen, one after the other, until an instant has passed or nothing is left; `settled` has to hold after each. */
  run(until: number, settled: () => boolean): Promise<void>;
  /** When the next thing happens. */
  next(): number | undefined;
  /** How many things have happened. */
  moves(): number;
}

/** How often a piece of work may give way to the machine, without a call of AWS, before it counts as stuck. */
const MOST_ROUNDS = 2_000;

/** Moves of one round of Node's loop, where none of them gives way to the machine. */
const MOVES_OF_A_ROUND = 64;

/** Fewer cancelled timers than these are not worth looking for. */
const MANY = 250;

/** What a cancelled timer does: it lets go of all that its action knew. */
const NOTHING = () => undefined;

/** Makes the scheduler of a seed; its clock begins at an instant. */
export function createScheduler(seed: number, startAt: number): Scheduler {
  const random = chance(seed);
  const heap: Entry[] = [];
  let now = startAt;
  let moves = 0;
  /** How many in the heap are not wanted any more. */
  let cancelled = 0;

  const before = (one: Entry, other: Entry): boolean =>
    one.at < other.at || (one.at === other.at && one.turn < other.turn);

  function add(entry: Entry): void {
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!before(entry, heap[above]!)) break;
      heap[index] = heap[above]!;
      index = above;
    }
    heap[index] = entry;
  }

  function take(): Entry {
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let below = index * 2 + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below += 1;
      if (!before(heap[below]!, last)) break;
      heap[index] = heap[below]!;
      index = below;
    }
    heap[index] = last;
    return top;
  }

  const dropCancelled = () => {
    while (heap.length > 0 && !heap[0]!.wanted) {
      take();
      cancelled -= 1;
    }
  };

  /** Timers of a year are cancelled after days: when most of the heap is such, it is made anew. */
  function cancel(entry: Entry): void {
    if (!entry.wanted) return;
    entry.wanted = false;
    entry.action = NOTHING;
    cancelled += 1;
    if (cancelled < MANY || cancelled * 2 < heap.length) return;
    const kept = heap.filter(({ wanted }) => wanted);
    heap.length = cancelled = 0;
    kept.forEach(add);
  }

  return {
    now: () => now,
    random,
    between: (least, most) => least + Math.floor(random() * (most - least + 1)),
    at(instant, action) {
      const entry: Entry = {
        at: Math.max(instant, now),
        turn: random(),
        action,
        wanted: true,
        cancel: () => cancel(entry),
      };
      add(entry);
      return entry;
    },
    next() {
      dropCancelled();
      return heap[0]?.at;
    },
    moves: () => moves,
    run: (until, settled) =>
      new Promise((resolve, reject) => {
        /** Rounds of Node's loop that the latest move has taken so far. */
        let rounds = 0;
        let ended = false;
        let waits = false;
        const end = () => {
          ended = true;
          now = Math.max(now, until);
          resolve();
        };
        const move = () => {
          dropCancelled();
          const next = heap[0];
          if (!next || next.at > until) return end();
          take().wanted = false;
          now = next.at;
          moves += 1;
          rounds = 0;
          next.action();
        };
        // Whatever follows from a move in its instant, up to the next call of AWS, follows before the next move.
        const turn = () => {
          if (ended || waits) return;
          try {
            if (settled()) return move();
            waits = true;
            if ((rounds += 1) > MOST_ROUNDS) throw new Error('Something waits for what is not simulated.');
          } catch (error) {
            ended = true;
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        };
        // Node drains promises between the immediates of one round of its loop, and a round costs as much as a move.
        const round = () => {
          waits = false;
          if (ended) return;
          for (let many = 0; many < MOVES_OF_A_ROUND; many += 1) setImmediate(turn);
          setImmediate(round);
        };
        round();
      }),
  };
}
