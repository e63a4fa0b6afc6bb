import type { DatabaseSync } from 'node:sqlite';
import { createClock } from './clock.ts';
import type { LocalClock } from './clock.ts';

/** A clock whose time outlives the process. */
export interface KeptClock extends LocalClock {
  /** Notes the time that it is. */
  keep(): void;
  /** Stops time for good; with `noted`, the next process goes on at this very instant. */
  end(noted: boolean): void;
}

/**
 * Time that has passed is noted before it is this much older than what was noted, ms; a killed process starts again as much
 * later, so that local time never goes back.
 */
const MARGIN = 2_000;

/** Opens the clock at the kept time, at `startAt`, or at the machine's own time, whichever of the first two is later. */
export function createKeptClock(options: {
  store: DatabaseSync;
  startAt: number | undefined;
  settle: (next: number, fired: boolean) => Promise<void>;
  onError: (error: unknown) => void;
}): KeptClock {
  const { store, settle, onError } = options;
  store.exec(
    'CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), now REAL NOT NULL, ended INTEGER NOT NULL) STRICT',
  );
  const row = store.prepare('SELECT now, ended FROM clock').get() as { now: number; ended: number } | undefined;
  const save = store.prepare('INSERT OR REPLACE INTO clock (id, now, ended) VALUES (1, ?, ?)');
  const earliest = row === undefined ? undefined : row.now + (row.ended === 1 ? 0 : MARGIN);
  const startAt =
    earliest === undefined ? (options.startAt ?? Date.now()) : Math.max(earliest, options.startAt ?? earliest);
  const clock = createClock({ startAt, settle, onError });
  let noted = startAt;
  let ended = false;
  save.run(startAt, 0);

  function note(instant: number): void {
    noted = instant;
    save.run(instant, 0);
  }

  return {
    ...clock,
    now() {
      const instant = clock.now();
      if (!ended && instant - noted >= MARGIN) note(instant);
      return instant;
    },
    async advanceTo(instant) {
      await clock.advanceTo(instant);
      // The last instant has no timer of its own, and schedules and alarms belong to it too.
      await settle(instant, false);
    },
    keep() {
      if (!ended && clock.now() !== noted) note(clock.now());
    },
    end(wanted) {
      if (ended) return;
      clock.pause();
      ended = true;
      if (wanted) save.run(clock.now(), 1);
    },
  };
}
