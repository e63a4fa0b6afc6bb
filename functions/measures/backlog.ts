import { toInstant, toLocal } from '../clocks/business-calendar.ts';
import type { Watched } from '../requests/requests.store.ts';

/** The state of all open work at one moment. */
export interface Backlog {
  open: number;
  inReview: number;
  dueToday: number;
  atRisk: number;
  breached: number;
  /** Age of the oldest open request, days; zero when nothing is open. */
  oldestOpenDays: number;
  partners: Map<string, { open: number; breached: number }>;
}

const DAY_MS = 86_400_000;

/** An empty backlog, to which `addToBacklog` adds one open request after the other. */
export const emptyBacklog = (): Backlog => ({
  open: 0,
  inReview: 0,
  dueToday: 0,
  atRisk: 0,
  breached: 0,
  oldestOpenDays: 0,
  partners: new Map(),
});

/**
 * Adds one open request: received, in review, in progress or on hold (R178). Resolved ones in their survey window are not work.
 * Due today means due from now to the end of the city's day; at risk and breached exclude each other.
 */
export const addToBacklog = (backlog: Backlog, request: Watched, now: number, endOfDay: number): void => {
  // A duplicate is its leader's work, and counted there (R43); a question is no work, and what a partner found nobody waits for.
  if (request.status === 'resolved' || request.status === 'closed') return;
  if (request.follows?.kind === 'duplicate' || request.origin) return;
  const { dueAt, atRiskAt } = request;
  const breached = dueAt !== undefined && dueAt < now;
  backlog.open += 1;
  backlog.oldestOpenDays = Math.max(backlog.oldestOpenDays, (now - request.receivedAt) / DAY_MS);
  if (request.status === 'in-review') backlog.inReview += 1;
  if (breached) backlog.breached += 1;
  else if (atRiskAt !== undefined && atRiskAt <= now) backlog.atRisk += 1;
  if (dueAt !== undefined && !breached && dueAt < endOfDay) backlog.dueToday += 1;
  if (request.partner === undefined) return;
  const partner = backlog.partners.get(request.partner) ?? { open: 0, breached: 0 };
  partner.open += 1;
  if (breached) partner.breached += 1;
  backlog.partners.set(request.partner, partner);
};

/** Age of the oldest of what was raised, days; zero when nothing is open. */
export const oldestDays = (raised: readonly { raisedAt: number }[], now: number): number =>
  raised.reduce((oldest, { raisedAt }) => Math.max(oldest, (now - raisedAt) / DAY_MS), 0);

/** The midnight (epoch ms) that ends the local day of `at` in a zone; by the date, because a day may have 23 or 25 hours. */
export const endOfDay = (at: number, timeZone: string): number => {
  const today = Date.parse(`${toLocal(at, timeZone).slice(0, 10)}T00:00:00Z`);
  return toInstant(new Date(today + DAY_MS).toISOString().slice(0, 19), timeZone);
};
