import type { HealthReading } from '../../infra/ops/health-lines.ts';

const NOW = Date.UTC(2026, 5, 1, 13);
const HOUR = 3_600_000;

const well: HealthReading = {
  now: NOW,
  deadLetters: [{ of: 'SendNotice', count: 0 }],
  stopped: [],
  withoutExecution: 0,
  operatorsNeeded: [],
  pastMoments: [],
  notices: { queued: { count: 0 }, claimed: { count: 0 }, uncertain: { count: 0 }, waiting: { count: 0 } },
  webhooks: { dead: { count: 0 }, waiting: { count: 0 } },
  lastRuns: { Reconcile: NOW - 60_000, FindTrends: undefined },
  runsSince: NOW - HOUR,
  streamAges: { SendNotice: 200, PassOnEvents: undefined },
  alarms: [],
};

/** Readings of a service on Monday 1 June 2026, 09:00 in the city. */
export const aReading = {
  NOW,
  well: (more: Partial<HealthReading> = {}): HealthReading => ({ ...well, ...more }),
  /** Everything that can be wrong is. */
  ofTrouble: (): HealthReading => ({
    ...well,
    deadLetters: [{ of: 'SendNotice', count: 2, oldestAt: NOW - 3 * HOUR }],
    stopped: ['R-1111-1111-1111-1'],
    withoutExecution: 3,
    operatorsNeeded: ['R-2222-2222-2222 (ConflictError)'],
    pastMoments: [NOW - HOUR, NOW - 60_000],
    notices: {
      queued: { count: 1, oldestAt: NOW - HOUR },
      claimed: { count: 1, oldestAt: NOW - HOUR },
      uncertain: { count: 1, oldestAt: NOW - HOUR },
      waiting: { count: 1, oldestAt: NOW - HOUR },
    },
    webhooks: { dead: { count: 1, oldestAt: NOW - 72 * HOUR }, waiting: { count: 1, oldestAt: NOW - 3 * HOUR } },
    lastRuns: { Reconcile: NOW - HOUR },
    streamAges: { SendNotice: HOUR },
    alarms: ['workflow/ExecutionsFailed'],
  }),
};
