import { catalogueOf } from '../catalogue/catalogue.ts';
import type { Request } from '../requests/request.ts';
import { onceReportedTypeOf } from '../review/reported-type.ts';
import type { PastOwner, WorkOrder } from '../requests/work-order.ts';

/** An order to keep records whatever their age: a lawsuit, an investigation, a public-records request that is under way (R193). */
export interface Hold {
  /** A name of small letters, digits and hyphens by which it is released: `doe-v-city-2026`. */
  name: string;
  reason: string;
  /** Who placed it. */
  by: string;
  placedAt: number;
  /** What it covers: every request that fits all that is given. */
  scope: HoldScope;
  released?: { at: number; by: string; reason: string };
}

/** Which requests a hold covers; what is absent covers all. */
export interface HoldScope {
  requests?: readonly string[];
  /** That it was accepted as, or reported as where nobody accepted it. */
  types?: readonly string[];
  /** That answered for it, or had work of it. */
  partners?: readonly string[];
  wards?: readonly string[];
  /** Received between these UTC instants; the end is not in it (R170). */
  receivedFrom?: number;
  receivedTo?: number;
}

/** A hold that names nothing would cover everything, by mistake more likely than on purpose. */
export const isEmptyScope = (scope: HoldScope): boolean => Object.values(scope).every((part) => part === undefined);

const fits = (among: readonly string[] | undefined, value: string | undefined): boolean =>
  among === undefined || (value !== undefined && among.includes(value));

/** The type that a request was accepted as, or that it was reported as where it was declined or nobody has decided yet. */
const typeOf = (request: Request): string | undefined =>
  'typeCode' in request && request.typeCode
    ? request.typeCode
    : (onceReportedTypeOf(request, catalogueOf(request.catalogue))?.code ?? request.reportedType);

/** The partners whose work a request was: the one that answers for it, and each that had a work order of it. */
const partnersOf = (request: Request, workOrders: readonly Worked[]): string[] => [
  ...('partner' in request && request.partner ? [request.partner] : []),
  ...workOrders.flatMap(({ partner, owners }) => [partner, ...owners.map((owner) => owner.partner)]),
];

/** A work order, as far as it says whose it was. */
export type Worked = Pick<WorkOrder, 'partner'> & { owners: readonly Pick<PastOwner, 'partner'>[] };

/** Whether a hold covers a request, with the work that was done for it. */
export const covers = ({ scope }: Pick<Hold, 'scope'>, request: Request, workOrders: readonly Worked[] = []): boolean =>
  fits(scope.requests, request.id) &&
  (scope.types === undefined || fits(scope.types, typeOf(request))) &&
  (scope.partners === undefined || partnersOf(request, workOrders).some((one) => fits(scope.partners, one))) &&
  fits(scope.wards, request.place.ward) &&
  request.receivedAt >= (scope.receivedFrom ?? -Infinity) &&
  request.receivedAt < (scope.receivedTo ?? Infinity);

/** Whether a hold is in force at an instant: from when it is known, because the clock of who placed it may be ahead of who asks, or that of a long command behind. */
export const isInForce = ({ released }: Pick<Hold, 'released'>, now: number): boolean =>
  released === undefined || now < released.at;

/** What stands beside a request that a hold may be about. */
export interface Beside {
  workOrders?: readonly Worked[];
  /** Those whose work was done with its own: a hold on one of them keeps what is known of it. */
  followers?: readonly Request[];
}

/** The holds that keep a request at an instant. */
export const holdsOver = (
  holds: readonly Hold[],
  request: Request,
  now: number,
  { workOrders = [], followers = [] }: Beside = {},
): Hold[] =>
  holds.filter(
    (hold) =>
      isInForce(hold, now) &&
      (covers(hold, request, workOrders) || followers.some((follower) => covers(hold, follower))),
  );
