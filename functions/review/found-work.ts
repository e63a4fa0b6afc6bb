import { createHash } from 'node:crypto';
import type { CatalogueName } from '../catalogue/catalogue.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { receiveReport } from '../intake/receive-report.ts';
import { type Change, type Outcome, type RequestFile, invalid } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import { fileAfter } from '../requests/file-after.ts';
import type { InProgressRequest, ReceivedRequest } from '../requests/request.ts';
import type { WorkContext } from '../work-orders/follow-work.ts';
import { progressWorkOrder } from '../work-orders/progress-work-order.ts';
import { accept } from './accept.ts';

/** Work that a partner found itself, and may have done already. */
export interface FoundWork {
  catalogue: CatalogueName;
  partner: string;
  typeCode: string;
  address: string;
  /** What was done; absent while it is still to be done. */
  resolution?: string;
  /** Tells one form from the next, so that a double click logs once. */
  once: string;
}

/**
 * Puts work that nobody had asked for on the record (R50): a request without a reporter and without a promise to anybody, its work
 * order in the hands of whoever found it, and kept out of what residents waited for (R172).
 */
export const logFoundWork = (found: FoundWork, context: WorkContext, now: number): Outcome => {
  const { catalogue, partner, typeCode, address, resolution } = found;
  const type = context.catalogue.types.get(typeCode);
  if (!type || type.partner !== partner) return invalid('typeCode', 'Choose one of your own types.');
  const sourceId = createHash('sha256').update(JSON.stringify(found)).digest('hex').slice(0, 32);
  const received = receiveReport(
    {
      sourceId,
      reportedType: typeCode,
      description: '',
      place: { address },
      answers: {},
      private: false,
      channel: 'crew',
    },
    { platform: `partner-${partner}`, catalogue },
    now,
  );
  const by: Actor = { kind: 'partner', name: partner };
  const report: ReceivedRequest = { ...received.request, origin: 'proactive' };
  const empty: RequestFile = { request: report, workOrders: [] };
  const accepted = accept(
    { ...empty, request: report },
    { type: { ...type, steps: undefined }, partner, priority: 'normal', by, wakes: true },
    context,
    now,
  );
  // Nothing was promised to anybody; the partner's own clock runs all the same.
  const request = { ...accepted.request, clocks: [], origin: 'proactive' } as InProgressRequest;
  const begun: Change = {
    ...accepted,
    request,
    events: [
      ...received.events.map((line) => ({ ...line, data: { ...line.data, origin: 'proactive' } })),
      ...accepted.events,
    ],
    notices: [],
  };
  const id = accepted.workOrders[0]?.id ?? '';
  const command = resolution
    ? ({ action: 'complete', outcome: 'done', resolution } as const)
    : ({ action: 'accept' } as const);
  const done = progressWorkOrder(fileAfter(empty, begun), id, command, context, now, by);
  if (done.kind !== 'changed') return done;
  const { change } = done;
  return changed(
    empty,
    {
      request: { ...change.request, cycleVersion: 1, version: 0 },
      workOrders: change.workOrders.map((workOrder) => ({ ...workOrder, version: 1 })),
      events: [...begun.events, ...change.events],
      notices: [],
    },
    context.catalogue,
  );
};
