import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Violation } from './invariants.ts';
import type { Kind, Trial } from './trial.ts';

/** How a trial came out, as far as processes tell each other. */
export interface Played {
  /** How the trial is asked for again, by the faults that it met. */
  name: string;
  violations: Violation[];
  /** The faults that it met, in their order. */
  met: Kind[];
  moves: number;
  uncertain: number;
  deadLetters: number;
  stopped: number;
}

/** A trial as it goes to another process: with its scenario's name. */
export type Sent = Trial extends infer One
  ? One extends Trial
    ? Omit<One, 'scenario'> & { scenario: string }
    : never
  : never;

/** Processes that play trials side by side. */
export interface Players {
  /** Plays a trial as soon as a process has nothing to do. @throws Error where that process ends by itself */
  play(trial: Trial): Promise<Played>;
  /**
   * Plays trials until there is none: `next` answers undefined where there is none as long as nothing more is known. Each is taken when it has
   * come out, in any order.
   */
  playAll(next: () => Trial | undefined, take: (trial: Trial, played: Played) => Promise<void> | void): Promise<void>;
  /** Lets the processes end. */
  end(): void;
}

/** Starts so many processes; each bundles the service for itself. */
export function openPlayers(count: number): Players {
  const start = () => fork(new URL('./player.ts', import.meta.url), { serialization: 'advanced' });
  const all = Array.from({ length: count }, start);
  const idle = [...all];
  const waiting: ((player: ChildProcess) => void)[] = [];

  const take = (): Promise<ChildProcess> => {
    const player = idle.pop();
    return player ? Promise.resolve(player) : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (player: ChildProcess): void => {
    const next = waiting.shift();
    if (next) next(player);
    else idle.push(player);
  };

  async function play(trial: Trial): Promise<Played> {
    const player = await take();
    const settled = new AbortController();
    player.send({ ...trial, scenario: trial.scenario.name } as Sent);
    const gone = once(player, 'exit', settled).then(([code]) => {
      throw new Error(`A process that plays ended with ${String(code)}.`);
    });
    const [played] = (await Promise.race([once(player, 'message', settled), gone])) as [Played];
    gone.catch(() => undefined);
    settled.abort();
    giveBack(player);
    return played;
  }

  return {
    play,
    async playAll(next, note) {
      const playing = new Set<Promise<void>>();
      for (;;) {
        const trial = playing.size < count ? next() : undefined;
        if (trial) {
          const one = play(trial)
            .then((played) => note(trial, played))
            .finally(() => playing.delete(one));
          playing.add(one);
        } else if (playing.size > 0) await Promise.race(playing);
        else return;
      }
    },
    end: () => all.forEach((player) => player.disconnect()),
  };
}
