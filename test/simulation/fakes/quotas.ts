import type { Scheduler } from '../scheduler.ts';
import type { Call, Mode } from './faults.ts';

/** A token bucket of AWS: how much it holds, and how much comes back a second. */
export interface Bucket {
  holds: number;
  perSecond: number;
}

/**
 * What AWS lets through in a region: the buckets of Step Functions' StartExecution and SendTaskSuccess as its guide has them (us-east-1; elsewhere
 * 800 and 150 a second for starts, and 800 for state transitions), SES's rate of an account, and Lambda's usual concurrency.
 */
export const QUOTAS = {
  'us-east-1': {
    StartExecution: { holds: 1_300, perSecond: 300 },
    SendTaskSuccess: { holds: 3_000, perSecond: 500 },
    SendRawEmail: { holds: 14, perSecond: 14 },
    concurrency: 1_000,
  },
  elsewhere: {
    StartExecution: { holds: 800, perSecond: 150 },
    SendTaskSuccess: { holds: 3_000, perSecond: 500 },
    SendRawEmail: { holds: 14, perSecond: 14 },
    concurrency: 1_000,
  },
} as const satisfies Record<string, Record<string, Bucket | number>>;

/** How much was let through, and how much was not. */
export interface Passed {
  taken: number;
  refused: number;
}

/** The quotas of a world, each asked at every call. */
export interface Quotas {
  refuses(call: Call): Mode | undefined;
  /** `running` is how many invocations run already. */
  refusesInvocation(running: number): Mode | undefined;
  /** By operation, and `Invoke`. */
  passed: ReadonlyMap<string, Passed>;
  mostRunning(): number;
}

/** Fills the buckets of a region; `scheduler` is asked late, because a world makes its own. */
export function createQuotas(region: keyof typeof QUOTAS, scheduler: () => Pick<Scheduler, 'now'>): Quotas {
  const { concurrency, ...buckets } = QUOTAS[region];
  const levels = new Map<string, { left: number; at: number }>();
  const passed = new Map<string, Passed>();
  let most = 0;

  const note = (what: string, refused: boolean): Mode | undefined => {
    const known = passed.get(what) ?? { taken: 0, refused: 0 };
    passed.set(what, known);
    known[refused ? 'refused' : 'taken'] += 1;
    return refused ? 'throttled' : undefined;
  };

  return {
    passed,
    mostRunning: () => most,
    refuses({ operation }) {
      if (!(operation in buckets)) return undefined;
      const { holds, perSecond } = buckets[operation as keyof typeof buckets];
      const now = scheduler().now();
      const { left, at } = levels.get(operation) ?? { left: holds, at: now };
      const filled = Math.min(holds, left + ((now - at) / 1000) * perSecond);
      const refused = filled < 1;
      levels.set(operation, { left: refused ? filled : filled - 1, at: now });
      return note(operation, refused);
    },
    refusesInvocation(running) {
      most = Math.max(most, Math.min(running, concurrency));
      return note('Invoke', running >= concurrency);
    },
  };
}
