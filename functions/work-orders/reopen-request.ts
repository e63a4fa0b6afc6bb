import { calendarOf } from '../clocks/calendars.ts';
import { startClock } from '../clocks/clock.ts';
import { subjectOf, withStorms } from '../clocks/storms.ts';
import { noticeForConstituent, unlessPrivate } from '../notices/constituent-notice.ts';
import { changed } from '../clocks/watch-milestones.ts';
import type { Change, Outcome, RequestFile } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import type { InProgressRequest, PastCycle, ResolvedRequest } from '../requests/request.ts';
import { promisedAt } from '../review/priority.ts';
import { aboutWork } from './about-work.ts';
import { type Circumstances, type OfferContext, offerWork } from './offer-work.ts';
import { answeredBy } from './transfer.ts';

/** Who wants a request to be opened again, with what they say, and by what the office was moved to do it. */
export interface Reopening {
  text: string;
  by: Actor;
  because?: string;
}

/** Reopens a case; one that had ended with another request's work goes its own way from here. */
export const reopenCase = (
  file: RequestFile & { request: ResolvedRequest },
  reopening: Reopening,
  context: OfferContext,
  now: number,
): Outcome => {
  const { follows, ...own } = file.request;
  const change = reopenRequest({ ...file, request: own }, reopening, context, now);
  const { by } = reopening;
  const unlinked = follows
    ? [{ type: 'request-unlinked' as const, at: now, by, data: { leader: follows.requestId } }]
    : [];
  return changed(file, { ...change, events: [...unlinked, ...change.events] }, context.catalogue);
};

/**
 * Reopens a resolved request as the next cycle of the same case (R153): a clock of its own and a work order of its own for the partner
 * that did it; the first clock and its verdict stay as they are (R104, R105), and no work order is opened again (R52).
 */
export const reopenRequest = (
  file: RequestFile & { request: ResolvedRequest },
  { text, by, because }: Reopening,
  context: OfferContext,
  now: number,
): Change & { request: InProgressRequest } => {
  const { request } = file;
  const { catalogue } = context;
  const {
    outcome,
    resolution: _,
    resolvedAt,
    closesAt: __,
    survey,
    asking: ___,
    nextMilestoneAt: ____,
    ...accepted
  } = request;
  const agreement = catalogue.agreement(request.agreement.code, request.agreement.version);
  const calendar = calendarOf(agreement.calendar);
  // A duplicate has had no promise of its own, and gets that of the urgency which its leader had.
  const own = request.clocks.find(({ kind }) => kind === 'resolve');
  const target = own?.target ?? promisedAt(request.priority, agreement);
  const partner = whoDid(file);
  const fresh = startClock('resolve', agreement, calendar, now, target);
  const clock = withStorms(fresh, agreement, subjectOf(request, catalogue, partner), catalogue);
  const cycle = request.cycle + 1;
  const ended: PastCycle = {
    cycle: request.cycle,
    clocks: request.clocks,
    outcome,
    resolvedAt,
    ...(survey ? { survey } : {}),
    ...(by.kind === 'constituent' ? { unsolvedAt: now } : {}),
  };
  const again: InProgressRequest = {
    ...answeredBy(accepted, partner, catalogue),
    status: 'in-progress',
    cycle,
    cycleVersion: request.version + 1,
    pastCycles: [...request.pastCycles, ended],
    clocks: [clock],
    wakes: true,
  };
  const circumstances: Circumstances = {
    number: file.workOrders.length + 1,
    by: { kind: 'system', name: 'reopening' },
    since: now,
    before: file.workOrders,
    remark: unlessPrivate(request, text),
  };
  const offer = offerWork(again, { partner }, circumstances, context, now);
  return {
    request: { ...again, workOrderIds: [...request.workOrderIds, offer.workOrder.id] },
    workOrders: [offer.workOrder],
    events: [
      {
        type: 'request-reopened',
        at: now,
        by,
        text,
        data: { dueAt: clock.dueAt ?? null, ...(because ? { because } : {}) },
      },
      offer.event,
    ],
    notices: [
      ...offer.notices,
      ...noticeForConstituent(again, 'request-reopened', {
        ...aboutWork(again, partner, catalogue),
        ...(by.kind === 'constituent' ? { unsolvedOn: { day: now } } : {}),
      }),
    ],
  };
};

/** Whose work it was in the cycle that ended, whoever had been asked first; where several did their parts, the partner that answers for it. */
const whoDid = ({ request, workOrders }: RequestFile & { request: ResolvedRequest }): string => {
  const done = workOrders.filter(({ cycle, status }) => cycle === request.cycle && status === 'done');
  return (done.length === 1 ? done[0]?.partner : undefined) ?? request.partner;
};
