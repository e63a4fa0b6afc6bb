import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Clock } from '../clocks/clock.ts';
import { stopClock } from '../clocks/clock.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { cutNow } from '../pages/link-life.ts';
import type { ExtraPut } from '../requests/change.ts';
import type { Acceptance } from '../requests/request.ts';
import type { PastOwner, WorkOrder } from '../requests/work-order.ts';

/** How soon a work order that comes back to a partner counts as ping-pong, ms: 30 days (R59). */
export const PING_PONG_MS = 30 * 86_400_000;

/** Whether handing a work order to a partner brings it back to one that gave it away within 30 days (R59: A→B→A). */
export const isPingPong = ({ owners }: Pick<WorkOrder, 'owners'>, to: string, now: number): boolean =>
  owners.some(({ partner, until }) => partner === to && now - until < PING_PONG_MS);

/** A request that a partner answers for from now on; where it is another one, given by hand, unless the rules name that partner themselves (R47). */
export const answeredBy = <R extends Acceptance>(request: R, partner: string, catalogue: Catalogue): R => {
  if (request.partner === partner) return request;
  const { assignedByHand: _, ...rest } = request;
  const byRule = catalogue.find(request.typeCode)?.partner === partner;
  return { ...rest, partner, ...(byRule ? {} : { assignedByHand: true }) } as R;
};

/** The work order in other hands: the former owner's clocks and minutes stay as they are, its links no longer open. */
export const handOver = (
  workOrder: WorkOrder,
  { to, reason, clocks }: { to: string; reason: string; clocks: Clock[] },
  now: number,
): WorkOrder => {
  const { acceptedAt: _, scheduledFor: __, startedAt: ___, holdReason: ____, reference: _____, ...rest } = workOrder;
  return {
    ...rest,
    partner: to,
    status: 'offered',
    version: workOrder.version + 1,
    offeredAt: now,
    clocks,
    heardAt: now,
    reminders: [],
    owners: [...workOrder.owners, pastOwner(workOrder, reason, now)],
    linksFrom: cutNow(now, workOrder.linksFrom),
  };
};

const pastOwner = (workOrder: WorkOrder, reason: string, now: number): PastOwner => ({
  partner: workOrder.partner,
  from: workOrder.offeredAt,
  until: now,
  ...(workOrder.acceptedAt === undefined ? {} : { acceptedAt: workOrder.acceptedAt }),
  ...(workOrder.scheduledFor === undefined ? {} : { scheduledFor: workOrder.scheduledFor }),
  clocks: workOrder.clocks.map((clock) => stopClock(clock, now, calendarOf(clock.calendar))),
  reason,
});

/** Minutes that each owner had a work order in hand, elapsed, the present owner's up to `now` or to its end; in the order of ownership (R58). */
export const minutesPerOwner = (workOrder: WorkOrder, now: number): { partner: string; minutes: number }[] => {
  const present = { partner: workOrder.partner, from: workOrder.offeredAt, until: workOrder.endedAt ?? now };
  return [...workOrder.owners, present].map(({ partner, from, until }) => ({
    partner,
    minutes: Math.max(0, Math.round((until - from) / 60_000)),
  }));
};

/** One misroute: work that went on to another partner (`to`), or back to the 311 office. */
export interface Misroute {
  at: number;
  workOrderId: string;
  catalogue: string;
  typeCode: string;
  from: string;
  /** The next partner; absent where it was sent back. */
  to?: string;
  reason: string;
  pingPong: boolean;
}

/** The partition that holds the misroutes of a month of UTC, from which those of a month in the city are counted by from → to and by type. */
export const misroutesKey = (at: number): string => `MISROUTES#${new Date(at).toISOString().slice(0, 7)}`;

/** A misroute as an item beside the change that it is part of; named by what it is, so that it is written once. */
export const misrouteRecord = (misroute: Misroute, version: number): ExtraPut => ({
  item: {
    pk: misroutesKey(misroute.at),
    sk: `${String(misroute.at).padStart(15, '0')}#${misroute.workOrderId}#${version}`,
    ...misroute,
  },
});
