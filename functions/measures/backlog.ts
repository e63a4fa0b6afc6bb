import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import { toInstant, toLocal } from '../clocks/business-calendar.ts';
import type { RequestsStore, Watched } from '../requests/requests.store.ts';
import { NEVER } from '../requests/watch.ts';
import { WATCH_SHARDS } from '../shared/contract.ts';

/** How the open requests of one partner stand; at risk and breached exclude each other. */
export interface PartnerBacklog {
  open: number;
  onHold: number;
  atRisk: number;
  breached: number;
  /** Age of the oldest, days. */
  oldestDays: number;
}

/** The state of all open work at one moment. */
export interface Backlog {
  open: number;
  inReview: number;
  onHold: number;
  dueToday: number;
  atRisk: number;
  breached: number;
  /** Age of the oldest open request, days; zero when nothing is open. */
  oldestOpenDays: number;
  partners: Map<string, PartnerBacklog>;
}

const DAY_MS = 86_400_000;

/** An empty backlog, to which `addToBacklog` adds one open request after the other. */
export const emptyBacklog = (): Backlog => ({
  open: 0,
  inReview: 0,
  onHold: 0,
  dueToday: 0,
  atRisk: 0,
  breached: 0,
  oldestOpenDays: 0,
  partners: new Map(),
});

/** Whether an open request is work that somebody waits for: a duplicate is its leader's, and what a partner found nobody asked for (R43, R172). */
const isBacklog = ({ status, follows, origin }: Watched): boolean =>
  status !== 'resolved' && status !== 'closed' && follows?.kind !== 'duplicate' && !origin;

/**
 * Adds one open request: received, in review, in progress or on hold (R178). Resolved ones in their survey window are not work.
 * Due today means due from now to the end of the city's day; at risk and breached exclude each other.
 */
export const addToBacklog = (backlog: Backlog, request: Watched, now: number, endOfDay: number): void => {
  if (!isBacklog(request)) return;
  const { dueAt, atRiskAt } = request;
  const breached = dueAt !== undefined && dueAt < now;
  const atRisk = !breached && atRiskAt !== undefined && atRiskAt <= now;
  const onHold = request.status === 'on-hold';
  const age = (now - request.receivedAt) / DAY_MS;
  backlog.open += 1;
  backlog.oldestOpenDays = Math.max(backlog.oldestOpenDays, age);
  if (request.status === 'in-review') backlog.inReview += 1;
  if (onHold) backlog.onHold += 1;
  if (breached) backlog.breached += 1;
  if (atRisk) backlog.atRisk += 1;
  if (dueAt !== undefined && !breached && dueAt < endOfDay) backlog.dueToday += 1;
  if (request.partner === undefined) return;
  const partner = backlog.partners.get(request.partner) ?? NOTHING_OPEN;
  backlog.partners.set(request.partner, {
    open: partner.open + 1,
    onHold: partner.onHold + Number(onHold),
    atRisk: partner.atRisk + Number(atRisk),
    breached: partner.breached + Number(breached),
    oldestDays: Math.max(partner.oldestDays, age),
  });
};

/** How a partner stands that has nothing open. */
export const NOTHING_OPEN: PartnerBacklog = { open: 0, onHold: 0, atRisk: 0, breached: 0, oldestDays: 0 };

/** Reads the backlog from the index of open requests; `each` hears of every request that it counts. */
export const readBacklog = async (
  requests: Pick<RequestsStore, 'watched'>,
  now: number,
  each: (request: Watched) => void = () => undefined,
): Promise<Backlog> => {
  const midnight = endOfDay(now, CITY_TIME_ZONE);
  const backlog = emptyBacklog();
  for (let shard = 0; shard < WATCH_SHARDS; shard += 1)
    for await (const request of requests.watched(shard, NEVER + 1)) {
      addToBacklog(backlog, request, now, midnight);
      if (isBacklog(request)) each(request);
    }
  return backlog;
};

/** Age of the oldest of what was raised, days; zero when nothing is open. */
export const oldestDays = (raised: readonly { raisedAt: number }[], now: number): number =>
  raised.reduce((oldest, { raisedAt }) => Math.max(oldest, (now - raisedAt) / DAY_MS), 0);

/** The midnight (epoch ms) that ends the local day of `at` in a zone; by the date, because a day may have 23 or 25 hours. */
export const endOfDay = (at: number, timeZone: string): number => {
  const today = Date.parse(`${toLocal(at, timeZone).slice(0, 10)}T00:00:00Z`);
  return toInstant(new Date(today + DAY_MS).toISOString().slice(0, 19), timeZone);
};
