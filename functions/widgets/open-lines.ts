import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import { catalogueNames, catalogueOf, partnerName } from '../catalogue/catalogue.ts';
import type { RequestType } from '../catalogue/request-type.ts';
import { endOfDay } from '../measures/backlog.ts';
import type { Watched } from '../requests/requests.store.ts';

/** An open request whose promise has a moment. */
export type Promised = Watched & { dueAt: number };

const isPromised = (request: Watched): request is Promised => request.dueAt !== undefined;

const byDue = (one: Promised, other: Promised): number => one.dueAt - other.dueAt;

/** The open requests whose promise has passed, the longest first. */
export const lateOf = (requests: readonly Watched[], now: number): Promised[] =>
  requests
    .filter(isPromised)
    .filter(({ dueAt }) => dueAt < now)
    .sort(byDue);

/** Those whose promise ends between now and the city's midnight, the next first. */
export const dueTodayOf = (requests: readonly Watched[], now: number): Promised[] => {
  const midnight = endOfDay(now, CITY_TIME_ZONE);
  return requests
    .filter(isPromised)
    .filter(({ dueAt }) => dueAt >= now && dueAt < midnight)
    .sort(byDue);
};

/** How many of each partner's there are, the most first; work that nobody has yet stands under undefined. */
export const countByPartner = (requests: readonly Watched[]): [partner: string | undefined, count: number][] => {
  const counts = new Map<string | undefined, number>();
  for (const { partner } of requests) counts.set(partner, (counts.get(partner) ?? 0) + 1);
  return [...counts].sort(([one, few], [other, many]) => many - few || ((one ?? '') < (other ?? '') ? -1 : 1));
};

/** A partner's name, or that nobody has the work yet. */
export const sayPartner = (code: string | undefined): string => (code === undefined ? 'nobody yet' : partnerName(code));

/** A type in whichever city's catalogue has it, by its code or its name. */
export const findType = (name: string): RequestType | undefined =>
  catalogueNames
    .map(catalogueOf)
    .map((catalogue) => catalogue.find(name) ?? catalogue.findByName(name))
    .find((type) => type !== undefined);
