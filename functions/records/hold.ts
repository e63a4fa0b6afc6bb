import type { Request } from '../requests/request.ts';

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
  types?: readonly string[];
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

/** Whether a hold covers a request. */
export const covers = ({ scope }: Pick<Hold, 'scope'>, request: Request): boolean =>
  fits(scope.requests, request.id) &&
  fits(scope.types, 'typeCode' in request ? request.typeCode : undefined) &&
  fits(scope.partners, 'partner' in request ? request.partner : undefined) &&
  fits(scope.wards, request.place.ward) &&
  request.receivedAt >= (scope.receivedFrom ?? -Infinity) &&
  request.receivedAt < (scope.receivedTo ?? Infinity);

/** Whether a hold is in force at an instant: from when it is known, because the clock of who placed it may be ahead of who asks, or that of a long command behind. */
export const isInForce = ({ released }: Pick<Hold, 'released'>, now: number): boolean =>
  released === undefined || now < released.at;

/** The holds that keep a request at an instant, and with it the work that was done for those that followed it. */
export const holdsOver = (
  holds: readonly Hold[],
  request: Request,
  now: number,
  followers: readonly Request[] = [],
): Hold[] => holds.filter((hold) => isInForce(hold, now) && [request, ...followers].some((one) => covers(hold, one)));
