import { requestIdOf } from '../../../functions/intake/request-id.ts';
import type { Storms } from '../../../functions/clocks/storm.ts';
import { stormsWithin } from '../../../functions/clocks/storms.ts';
import type { MilestoneKind } from '../../../functions/clocks/milestone.ts';
import type { Notice } from '../../../functions/notices/notice.ts';
import type { Request } from '../../../functions/requests/request.ts';
import type { ReplayRow } from './rows.ts';

/** What a replay came to, as `--json` prints it. */
export interface ReplaySummary {
  /** Webhook deliveries made, and how they were answered. */
  sent: number;
  accepted: number;
  refused: number;
  workOrders: number;
  /** Rows with a target both in the file and here, and those that agree within 61 s (the file cuts half of its openings to the minute). */
  targets: { compared: number; within61s: number };
  /** Rows whose target agrees and that did not close before they opened; and those whose verdict is the city's. */
  verdicts: { compared: number; same: number };
  milestones: { atRisk: number; due: number; escalated: number };
  notices: { sent: number; failed: number };
  /** Names of the storms that were on meanwhile. */
  storms: string[];
  seconds: number;
}

/** The milestones that a summary counts. */
const COUNTED: Partial<Record<MilestoneKind, keyof ReplaySummary['milestones']>> = {
  'at-risk': 'atRisk',
  due: 'due',
  escalate: 'escalated',
};

/** Platform under which the rows are sent. */
export const REPLAY_PLATFORM = 'boston';

/** Compares what the stack holds with what the city recorded; `now` is the stack's time, epoch ms. */
export const summarise = (
  rows: readonly ReplayRow[],
  stored: { requests: ReadonlyMap<string, Request>; notices: readonly Notice[]; workOrders: number; storms: Storms },
  deliveries: { sent: number; accepted: number; refused: number },
  now: number,
  seconds: number,
): ReplaySummary => {
  const targets = { compared: 0, within61s: 0 };
  const verdicts = { compared: 0, same: 0 };
  const milestones = { atRisk: 0, due: 0, escalated: 0 };
  for (const row of rows) {
    const request = stored.requests.get(requestIdOf(REPLAY_PLATFORM, row.caseId));
    const clock = request?.clocks.find(({ kind }) => kind === 'resolve');
    for (const { kind, outcome } of request?.milestones ?? []) {
      if (outcome !== 'reached') continue;
      const counted = COUNTED[kind];
      if (counted) milestones[counted] += 1;
    }
    if (row.target === undefined || clock?.dueAt === undefined) continue;
    targets.compared += 1;
    if (Math.abs(row.target - clock.dueAt) > 61_000) continue;
    targets.within61s += 1;
    const closedBeforeOpening = row.closed !== undefined && row.closed < row.opened;
    const undecided = clock.verdict === undefined && now <= clock.dueAt;
    if (!row.verdict || closedBeforeOpening || undecided) continue;
    verdicts.compared += 1;
    if ((clock.verdict === 'met' ? 'ONTIME' : 'OVERDUE') === row.verdict) verdicts.same += 1;
  }
  const sent = stored.notices.filter(({ status }) => status === 'sent' || status === 'delivered').length;
  const failed = stored.notices.filter(({ status }) => status === 'failed' || status === 'uncertain').length;
  return {
    ...deliveries,
    workOrders: stored.workOrders,
    targets,
    verdicts,
    milestones,
    notices: { sent, failed },
    storms: stormsWithin(stored.storms, 'boston', rows[0]?.opened ?? now, now).map(({ name }) => name),
    seconds,
  };
};
