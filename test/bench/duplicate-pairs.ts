import { metersBetween } from '../../functions/requests/near.ts';
import type { PlacedRequest } from './boston-places.ts';

const DAY = 86_400_000;

/** How far and how long back a type's requests are looked for. */
export interface Reach {
  radiusMeters: number;
  days: number;
}

/** An open request of the same type that a new one found when it was opened. */
export interface Pair {
  earlier: PlacedRequest;
  meters: number;
  /** How long the earlier one had been open, days. */
  days: number;
  /** The city closed both within ten minutes: one visit, or one stroke of the pen, did for both. */
  oneVisit: boolean;
}

/** A request with every open one of its type near it, found by a look at all of them. */
export interface Looked {
  request: PlacedRequest;
  pairs: Pair[];
  /** How many of its type were open, wherever they lay. */
  open: number;
}

const TOGETHER = 10 * 60_000;
const FARTHEST: Reach = { radiusMeters: 400, days: 30 };

/** Looks for each request at every one of its type that was open then: the long way, which the index has to agree with. */
export const lookAtAll = (requests: readonly PlacedRequest[]): Map<PlacedRequest, Looked> => {
  const looked = new Map<PlacedRequest, Looked>();
  const openOf = new Map<string, PlacedRequest[]>();
  for (const request of requests) {
    if (!request.placed) continue;
    const open = (openOf.get(request.type) ?? []).filter(
      ({ closed }) => closed === undefined || closed > request.opened,
    );
    const pairs = open.flatMap((earlier): Pair[] => {
      const days = (request.opened - earlier.opened) / DAY;
      const meters = days <= FARTHEST.days ? metersBetween(request, earlier) : Infinity;
      return meters <= FARTHEST.radiusMeters ? [{ earlier, meters, days, oneVisit: together(request, earlier) }] : [];
    });
    looked.set(request, { request, pairs, open: open.length });
    openOf.set(request.type, [...open, request]);
  }
  return looked;
};

const together = (a: PlacedRequest, b: PlacedRequest): boolean =>
  a.closed !== undefined && b.closed !== undefined && Math.abs(a.closed - b.closed) <= TOGETHER;

/** Those of a request's pairs that a reach takes in. */
export const within = ({ pairs }: Looked, { radiusMeters, days }: Reach): Pair[] =>
  pairs.filter((pair) => pair.meters <= radiusMeters && pair.days <= days);

/** How many of some requests found anything, and how many of those found what one visit closed with them. */
const share = (looked: readonly Looked[], from: Reach, to: Reach): { held: number; oneVisit: number } => {
  const rings = looked.map(({ pairs }) =>
    pairs.filter(
      ({ meters, days }) =>
        meters > from.radiusMeters && meters <= to.radiusMeters && days > from.days && days <= to.days,
    ),
  );
  return {
    held: rings.filter((ring) => ring.length > 0).length,
    oneVisit: rings.filter((ring) => ring.some(({ oneVisit }) => oneVisit)).length,
  };
};

const ENOUGH = 8; // fewer tell nothing
const RADII = [15, 25, 40] as const; // feeds round to 11 m; beyond 40 m lie the next pole, tree and hole
const DAYS = [1, 3, 7] as const;
const NOWHERE = -1;

/**
 * Learns how far to look for a type: from 15 m and a day outwards, ring by ring, as long as a third of the requests that find an
 * open one in the ring were closed by the same visit, and twice as many as among those a street away. Undefined where not even the
 * innermost ring holds that.
 */
export const learnReach = (looked: readonly Looked[]): Reach | undefined => {
  const far = looked.flatMap(({ pairs }) => pairs.filter(({ meters, days }) => meters > 150 && days <= 7));
  const usual = far.length === 0 ? 0 : far.filter(({ oneVisit }) => oneVisit).length / far.length;
  const tells = (from: Reach, to: Reach): boolean => {
    const { held, oneVisit } = share(looked, from, to);
    return held >= ENOUGH && oneVisit >= held / 3 && oneVisit >= 2 * usual * held;
  };
  let reach: Reach = { radiusMeters: NOWHERE, days: DAYS[0] };
  for (const radiusMeters of RADII) {
    const wider = { radiusMeters, days: DAYS[0] };
    if (!tells({ radiusMeters: reach.radiusMeters, days: NOWHERE }, wider)) break;
    reach = wider;
  }
  if (reach.radiusMeters === NOWHERE) return undefined;
  for (const days of DAYS.slice(1)) {
    const longer = { ...reach, days };
    if (!tells({ radiusMeters: NOWHERE, days: reach.days }, longer)) break;
    reach = longer;
  }
  return reach;
};
