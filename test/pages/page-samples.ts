import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { RAISE_CONCERN, raiseConcern } from '../../functions/concerns/raise-concern.ts';
import { receiveReport } from '../../functions/intake/receive-report.ts';
import type { Report } from '../../functions/intake/report.ts';
import type { Opened, PageView } from '../../functions/pages/page-view.ts';
import type { LinkPurpose } from '../../functions/pages/signed-link.ts';
import type { Change, Outcome } from '../../functions/requests/change.ts';
import type { Concern } from '../../functions/requests/concern.ts';
import { fileAfter } from '../../functions/requests/file-after.ts';
import type { RequestEvent } from '../../functions/requests/event.ts';
import type { Request } from '../../functions/requests/request.ts';
import type { RequestsStore } from '../../functions/requests/requests.store.ts';
import type { WorkOrder } from '../../functions/requests/work-order.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import type { WorkOrderCommand } from '../../functions/work-orders/work-order-command.ts';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';

/** Tuesday, June 2, 2026, 9:00 AM in Somerville. */
export const MORNING = Date.UTC(2026, 5, 2, 13, 0);
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const office = { reviewDesk: 'review@city.example', serviceOperationsManager: 'manager@city.example' };
export const catalogue = catalogueOf('somerville');

/** A request with everything beside it, as the store would hold it. */
export interface Kept {
  request: Request;
  workOrders: WorkOrder[];
  concerns: Concern[];
  events: RequestEvent[];
}

/** Puts a change on the record as the store does: one version more, events in their order. */
export const keep = (before: Kept | undefined, change: Change): Kept => {
  const version = (before?.request.version ?? 0) + 1;
  const request = { ...change.request, version };
  return {
    ...fileAfter(before ?? { request, workOrders: [] }, change),
    request,
    events: [
      ...(before?.events ?? []),
      ...change.events.map((event, order) => ({
        ...event,
        requestId: request.id,
        cycle: request.cycle,
        version,
        order,
      })),
    ],
  };
};

export const changeOf = (outcome: Outcome): Change => {
  if (outcome.kind !== 'changed') throw new Error(`The rule answered ${JSON.stringify(outcome)}.`);
  return outcome.change;
};

export const aReport = (report: Partial<Report> = {}): Report => ({
  sourceId: '4711',
  reportedType: 'pothole',
  description: 'Deep pothole in the right lane, two bicycles have fallen already.',
  place: { address: '12 Elm St', lat: 42.3936, lon: -71.1197 },
  reporter: { name: 'Ana Pérez', email: 'ana@resident.example', language: 'en' },
  answers: {},
  private: false,
  channel: 'web',
  ...report,
});

/** A request that has been reviewed: in progress with one work order on offer, or held for a person. */
export const aReviewed = (report: Partial<Report> = {}): Kept => {
  const received = keep(
    undefined,
    receiveReport(aReport(report), { platform: 'standard', catalogue: 'somerville' }, MORNING),
  );
  return keep(received, changeOf(reviewRequest(received, { catalogue, office }, MORNING + 1000)));
};

/** The request after its partner's commands, an hour apart. */
export const worked = (kept: Kept, ...commands: WorkOrderCommand[]): Kept =>
  commands.reduce((before, command, index) => {
    const now = MORNING + (index + 1) * HOUR_MS;
    const context = { catalogue, office, surveyWindowMs: 14 * DAY_MS };
    return keep(before, changeOf(progressWorkOrder(before, before.workOrders.at(-1)?.id ?? '', command, context, now)));
  }, kept);

export const completion: WorkOrderCommand = {
  action: 'complete',
  outcome: 'done',
  resolution: 'The hole was filled with hot asphalt.',
};

/** The request with a concern that the resident raised an hour after the last thing that happened. */
export const concerned = (kept: Kept, text = 'Nobody has come, and the hole is deeper now.'): Kept => {
  const now = (kept.events.at(-1)?.at ?? MORNING) + HOUR_MS;
  const by = { kind: 'constituent', name: 'constituent' } as const;
  return keep(
    kept,
    changeOf(raiseConcern(kept, { action: RAISE_CONCERN, reason: 'overdue', text }, by, { catalogue, office }, now)),
  );
};

export const opened = (kept: Kept, purpose: LinkPurpose): Opened => {
  const workOrder = purpose === 'work-order' ? kept.workOrders.at(-1) : undefined;
  const concern = purpose === 'concern' ? kept.concerns.at(-1) : undefined;
  const id = workOrder?.id ?? concern?.id ?? kept.request.id;
  return { link: { purpose, id, expiresAt: MORNING + 400 * DAY_MS }, ...kept, ...(workOrder ? { workOrder } : {}) };
};

export const aView = (view: Partial<PageView> = {}): PageView => ({
  city: 'City of Somerville',
  catalogue,
  language: 'en',
  now: MORNING + 2 * HOUR_MS,
  fields: {},
  ...view,
});

/** A store that holds one request in memory and keeps the store's promises; what is asked of it is counted. */
export const aStoreOf = (kept: Kept | undefined): RequestsStore & { kept: Kept | undefined; changes: number } => {
  const store = {
    kept,
    changes: 0,
    load: async (id: string) => (store.kept?.request.id === id ? store.kept : undefined),
    loadWithHistory: async (id: string) => (store.kept?.request.id === id ? store.kept : undefined),
    changeTogether: async (id: string, _: unknown, decide: (file: Kept) => Outcome) => store.change(id, decide),
    changeWithHistory: async (id: string, decide: (file: Kept) => Outcome) => store.change(id, decide),
    change: async (id: string, decide: (file: Kept) => Outcome): Promise<unknown> => {
      if (store.kept?.request.id !== id) return undefined;
      const outcome = decide(store.kept);
      if (outcome.kind === 'changed') {
        store.changes += 1;
        store.kept = keep(store.kept, outcome.change);
      }
      return { outcome, file: store.kept };
    },
  };
  return store as unknown as RequestsStore & { kept: Kept | undefined; changes: number };
};
