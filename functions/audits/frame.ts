import type { MeasureRow } from '../measures/row.ts';
import { isWithin, monthOf } from '../measures/window.ts';

/** The stratum of what the 311 office ended itself, without a partner. */
export const OFFICE_STRATUM = '311-office';

/** Whose cases a stratum holds, as people read it; `nameOf` says the name of a partner. */
export const nameOfStratum = (partner: string, nameOf: (partner: string) => string): string =>
  partner === OFFICE_STRATUM ? 'The 311 office' : nameOf(partner);

/** A request of a month's frame. */
export interface Framed {
  requestId: string;
  /** The partner that answered for it, or `311-office`. */
  partner: string;
}

/** What happened last to a request, as far as the frame asks. */
interface Last {
  ended?: Framed & { version: number; isOwn: boolean };
  /** The version at which it was last opened again. */
  reopened: number;
}

/**
 * Folds rows of what was counted into the frame of a month (R161): every request that was resolved, declined or referred in it, from
 * midnight to midnight in the city, once, with its last end. One that ended as a duplicate and what a partner found itself are out (R43, R172);
 * withdrawn ones have another end, and one that was opened again after that end, in the month or since, is out. Rows come in any order,
 * those of the days since the month's end too; one told twice counts once.
 */
export const createFrame = (month: string) => {
  const days = monthOf(month);
  const known = new Map<string, Last>();
  return {
    add: ({ day, id, line, by }: MeasureRow): void => {
      const type = line?.type;
      if (type !== 'request-resolved' && type !== 'request-declined' && type !== 'request-reopened') return;
      const [requestId = '', at] = id.split('#');
      const version = Number(at);
      const last: Last = known.get(requestId) ?? { reopened: 0 };
      known.set(requestId, last);
      if (type === 'request-reopened') last.reopened = Math.max(last.reopened, version);
      else if (isWithin(day, days) && version >= (last.ended?.version ?? 0))
        last.ended = {
          requestId,
          partner: by.partner ?? OFFICE_STRATUM,
          version,
          isOwn: !by.duplicate && !by.proactive,
        };
    },
    /** The frame, ordered by request. */
    result: (): Framed[] =>
      [...known.values()]
        .flatMap(({ ended, reopened }) =>
          ended?.isOwn && reopened < ended.version ? [{ requestId: ended.requestId, partner: ended.partner }] : [],
        )
        .sort((one, other) => (one.requestId < other.requestId ? -1 : 1)),
  };
};
