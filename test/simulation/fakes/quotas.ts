import type { Scheduler } from '../scheduler.ts';
import type { Call, Mode } from './faults.ts';

/** A token bucket of AWS: how much it holds, and how much comes back a second. */
export interface Bucket {
  holds: number;
  perSecond: number;
}

/**
 * What AWS lets through in a region: the buckets of Step Functions' calls and state transitions (Step Functions Developer Guide, "Step Functions
 * service quotas": what us-east-1 has, us-west-2 and eu-west-1 have, too; elsewhere is every other region; new accounts may have less), SES's
 * rate of an account, and Lambda's usual concurrency.
 */
export const QUOTAS = {
  'us-east-1': {
    StartExecution: { holds: 1_300, perSecond: 300 },
    SendTaskSuccess: { holds: 3_000, perSecond: 500 },
    StateTransition: { holds: 5_000, perSecond: 5_000 },
    SendRawEmail: { holds: 14, perSecond: 14 },
    concurrency: 1_000,
  },
  elsewhere: {
    StartExecution: { holds: 800, perSecond: 150 },
    SendTaskSuccess: { holds: 1_500, perSecond: 300 },
    StateTransition: { holds: 800, perSecond: 800 },
    SendRawEmail: { holds: 14, perSecond: 14 },
    concurrency: 1_000,
  },
} as const satisfies Record<string, Record<string, Bucket | number>>;

/** Buckets that are not as a region has them: an account with a higher rate, or a small one for a small load. */
export type OtherBuckets = Partial<Record<Exclude<keyof (typeof QUOTAS)['us-east-1'], 'concurrency'>, Bucket>>;

/** How much was let through, at once or later, and how much was not. */
export interface Passed {
  taken: number;
  refused: number;
  /** Of what was let through, what had to wait: transitions are slowed and never refused. */
  heldBack: number;
}

/** The quotas of a world, each asked at every call. */
export interface Quotas {
  refuses(call: Call): Mode | undefined;
  /** `running` is how many invocations run already. */
  refusesInvocation(running: number): Mode | undefined;
  /**
   * How long a transition of a workflow waits, ms, each behind those before it. AWS counts states entered and retries (metric
   * ExecutionThrottled), and what is over the quota happens later; that it tries again until there is room is played as one queue.
   */
  waitsForTransition(): number;
  /** By operation, `StateTransition` and `Invoke`. */
  passed: ReadonlyMap<string, Passed>;
  mostRunning(): number;
}

/** Fills the buckets of a region; `scheduler` is asked late, because a world makes its own. */
export function createQuotas(
  region: keyof typeof QUOTAS,
  scheduler: () => Pick<Scheduler, 'now'>,
  others: OtherBuckets = {},
): Quotas {
  const { concurrency, ...usual } = QUOTAS[region];
  const buckets: Record<string, Bucket> = { ...usual, ...others };
  const levels = new Map<string, { left: number; at: number }>();
  const passed = new Map<string, Passed>();
  let most = 0;

  const known = (what: string): Passed => {
    const so = passed.get(what) ?? { taken: 0, refused: 0, heldBack: 0 };
    passed.set(what, so);
    return so;
  };
  const note = (what: string, refused: boolean): Mode | undefined => {
    known(what)[refused ? 'refused' : 'taken'] += 1;
    return refused ? 'throttled' : undefined;
  };
  /** What a bucket holds now; less than nothing where others wait already. */
  const levelOf = (what: string, { holds, perSecond }: Bucket): number => {
    const now = scheduler().now();
    const { left, at } = levels.get(what) ?? { left: holds, at: now };
    return Math.min(holds, left + ((now - at) / 1000) * perSecond);
  };
  const leave = (what: string, left: number) => levels.set(what, { left, at: scheduler().now() });

  return {
    passed,
    mostRunning: () => most,
    refuses({ operation }) {
      const bucket = buckets[operation];
      if (!bucket) return undefined;
      const filled = levelOf(operation, bucket);
      const refused = filled < 1;
      leave(operation, refused ? filled : filled - 1);
      return note(operation, refused);
    },
    waitsForTransition() {
      const bucket = buckets.StateTransition!;
      const left = levelOf('StateTransition', bucket) - 1;
      leave('StateTransition', left);
      note('StateTransition', false);
      if (left >= 0) return 0;
      known('StateTransition').heldBack += 1;
      return Math.ceil((-left / bucket.perSecond) * 1000);
    },
    refusesInvocation(running) {
      most = Math.max(most, Math.min(running, concurrency));
      return note('Invoke', running >= concurrency);
    },
  };
}
