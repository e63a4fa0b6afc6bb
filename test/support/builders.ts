import {
  type Catalogue,
  type CatalogueName,
  catalogueFrom,
  catalogueOf,
  deployedSource,
} from '../../functions/catalogue/catalogue.ts';
import type { StoredFile } from '../../functions/catalogue/stored.ts';
import type { Storm } from '../../functions/clocks/storm.ts';
import { receiveReport } from '../../functions/intake/receive-report.ts';
import type { Report } from '../../functions/intake/report.ts';
import type { Change, Outcome, Refusal } from '../../functions/requests/change.ts';
import type { Concern } from '../../functions/requests/concern.ts';
import { fileAfter } from '../../functions/requests/file-after.ts';
import type { RequestEvent } from '../../functions/requests/event.ts';
import { missingContacts } from '../../functions/requests/missing-contact.ts';
import type {
  InProgressRequest,
  InReviewRequest,
  OnHoldRequest,
  ReceivedRequest,
  Request,
  ResolvedRequest,
} from '../../functions/requests/request.ts';
import type { WorkOrder } from '../../functions/requests/work-order.ts';
import type { Office } from '../../functions/review/office.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';
import type { WorkOrderCommand } from '../../functions/work-orders/work-order-command.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Tuesday 2 June 2026, 09:00 in Somerville: inside office hours, no holiday near. */
export const TUESDAY = Date.UTC(2026, 5, 2, 13);

/** How long a resolved request of these tests may be reopened, ms. */
export const SURVEY_WINDOW = 14 * DAY;

export const somerville: Catalogue = catalogueOf('somerville');

/** Somerville's catalogue once a type is retired. */
export const withoutType = (code: string): Catalogue => {
  const source = deployedSource('somerville');
  const files = Object.entries(source.files as Record<string, StoredFile>).map(([name, file]) => {
    const types = file.types.map((type) => (type.code === code ? { ...type, retired: true as const } : type));
    return [name, { ...file, types }];
  });
  return catalogueFrom({ ...source, files: Object.fromEntries(files) as typeof source.files });
};

/** The people of the 311 office. */
export const anOffice = (office: Partial<Office> = {}): Office => ({
  reviewDesk: 'review@311.example',
  serviceOperationsManager: 'manager@311.example',
  ...office,
});

/** What a rule of the lifecycle is told besides the request. */
export const aContext = (context: Partial<{ catalogue: Catalogue; office: Office; surveyWindowMs: number }> = {}) => ({
  catalogue: somerville,
  office: anOffice(),
  surveyWindowMs: SURVEY_WINDOW,
  ...context,
});

/** A report that rules accept: a pothole with a place and an address to write to. Two business days are promised. */
export const aReport = (report: Partial<Report> = {}): Report => ({
  sourceId: '4711',
  reportedType: 'pothole',
  description: 'A deep hole in front of the bakery.',
  place: { address: '12 Elm St', lat: 42.3954, lon: -71.1217 },
  reporter: { name: 'Ana', email: 'ana@resident.example', language: 'en' },
  answers: {},
  private: false,
  channel: 'web',
  ...report,
});

/** A snow storm over all of Wednesday 3 June 2026, known since Tuesday at ten: promises stand still meanwhile. */
export const aStorm = (storm: Partial<Storm> = {}): Storm => ({
  code: 'snow-1',
  name: 'Snow storm of 3 June',
  reason: 'All crews plough',
  by: 'Ana',
  declaredAt: TUESDAY + HOUR,
  knownAt: TUESDAY + HOUR,
  revision: 1,
  catalogue: 'somerville',
  from: TUESDAY + 15 * HOUR,
  until: TUESDAY + 39 * HOUR,
  ...storm,
});

/** A work order on offer since TUESDAY. */
export const aWorkOrder = (workOrder: Partial<WorkOrder> = {}): WorkOrder => ({
  id: 'R-TEST-0000-0000-1',
  requestId: 'R-TEST-0000-0000',
  partner: 'dpw-highway',
  status: 'offered',
  version: 1,
  cycle: 1,
  kind: 'work',
  offeredAt: TUESDAY,
  clocks: [],
  heardAt: TUESDAY,
  reminders: [],
  photos: [],
  owners: [],
  ...workOrder,
});

/** A request with everything beside it, as the table holds it. */
export interface Kept<R extends Request = Request> {
  request: R;
  workOrders: WorkOrder[];
  concerns?: Concern[];
  events: RequestEvent[];
}

/** Puts a change on the record as the store does: one version more, the events behind the others. */
export const keep = <R extends Request = Request>(before: Kept | undefined, change: Change): Kept<R> => {
  const request = { ...change.request, version: (before?.request.version ?? 0) + 1 } as R;
  const { id: requestId, cycle, version } = request;
  return {
    ...fileAfter(before ?? { request, workOrders: [] }, change),
    request,
    events: [
      ...(before?.events ?? []),
      ...[...change.events, ...missingContacts(change.notices, change.events[0]?.at ?? 0)].map((event, order) => ({
        ...event,
        requestId,
        cycle,
        version,
        order,
      })),
    ],
  };
};

/** The change of an outcome; throws with the outcome when there is none. */
export const changeOf = (outcome: Outcome): Change => {
  if (outcome.kind !== 'changed') throw new Error(`Nothing was changed: ${JSON.stringify(outcome)}`);
  return outcome.change;
};

/** The refusal of an outcome or of a reading; throws when it was not refused. */
export const refusalOf = (outcome: { kind: string }): Refusal => {
  if (outcome.kind !== 'refused') throw new Error(`It was not refused: ${JSON.stringify(outcome)}`);
  return outcome as Refusal;
};

/** Does a partner's command to the latest work order. */
export const work = <R extends Request = Request>(kept: Kept, command: WorkOrderCommand, now: number): Kept<R> =>
  keep<R>(kept, changeOf(progressWorkOrder(kept, kept.workOrders.at(-1)?.id ?? '', command, aContext(), now)));

export const aCompletion: Extract<WorkOrderCommand, { action: 'complete' }> = {
  action: 'complete',
  outcome: 'done',
  resolution: 'We filled the hole and swept the street.',
};

const received = (
  report: Partial<Report> = {},
  { platform = 'standard', catalogue = 'somerville' }: { platform?: string; catalogue?: CatalogueName } = {},
): Kept<ReceivedRequest> => keep(undefined, receiveReport(aReport(report), { platform, catalogue }, TUESDAY));

const reviewed = <R extends Request>(report: Partial<Report>): Kept<R> => {
  const before = received(report);
  return keep<R>(before, changeOf(reviewRequest(before, aContext(), TUESDAY)));
};

/**
 * A request at each of its stages, brought there by the rules themselves, with its history: received and reviewed at
 * TUESDAY, put on hold two hours and resolved four hours later. What is given changes the report that it began with.
 */
export const aRequest = {
  received,
  inReview: (report: Partial<Report> = {}): Kept<InReviewRequest> =>
    reviewed({ reportedType: 'something else', ...report }),
  inProgress: (report: Partial<Report> = {}): Kept<InProgressRequest> => reviewed(report),
  onHold: (report: Partial<Report> = {}): Kept<OnHoldRequest> =>
    work(reviewed(report), { action: 'hold', reason: 'waiting-for-parts' }, TUESDAY + 2 * HOUR),
  resolved: (report: Partial<Report> = {}): Kept<ResolvedRequest> =>
    work(reviewed(report), aCompletion, TUESDAY + 4 * HOUR),
};
