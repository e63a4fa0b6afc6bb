import type { CatalogueName } from '../catalogue/catalogue.ts';
import type { Change } from '../requests/change.ts';
import { REQUEST_SCHEMA, type ReceivedRequest } from '../requests/request.ts';
import type { Report } from './report.ts';
import { requestIdOf } from './request-id.ts';

/** How far in the past a constituent's call may lie and still start the clock, ms: ten days, as long as Somerville's own re-sync looks back. */
const OLDEST_CALL_MS = 10 * 86_400_000;

/**
 * Takes a report in as a request: the clock counts from when the constituent asked (R70–R72), unless that lies in the future or
 * more than ten days back, which is corrected to now and noted (R6).
 */
export const receiveReport = (
  report: Report,
  source: { platform: string; catalogue: CatalogueName },
  now: number,
): Change & { request: ReceivedRequest } => {
  const claimed = report.requestedAt ?? now;
  const credible = claimed <= now && claimed >= now - OLDEST_CALL_MS;
  const receivedAt = credible ? claimed : now;
  const request: ReceivedRequest = {
    schema: REQUEST_SCHEMA,
    id: requestIdOf(source.platform, report.sourceId),
    catalogue: source.catalogue,
    platform: source.platform,
    sourceId: report.sourceId,
    ...(report.channel ? { channel: report.channel } : {}),
    reportedType: report.reportedType,
    ...(report.reportedName ? { reportedName: report.reportedName } : {}),
    description: report.description,
    place: report.place,
    ...(report.reporter ? { reporter: report.reporter } : {}),
    answers: report.answers,
    private: report.private,
    receivedAt,
    recordedAt: now,
    cycle: 1,
    version: 0,
    cycleVersion: 1,
    changedAt: now,
    wakes: true,
    clocks: [],
    milestones: [],
    workOrderIds: [],
    pastCycles: [],
    status: 'received',
  };
  return {
    request,
    workOrders: [],
    notices: [],
    events: [
      {
        type: 'request-received',
        at: now,
        by: { kind: 'platform', name: source.platform },
        data: {
          platform: source.platform,
          receivedAt,
          ...(credible ? {} : { requestedAtCorrectedFrom: claimed }),
        },
      },
    ],
  };
};
