import type { RequestEvent } from '../requests/event.ts';
import type { WorkOrder } from '../requests/work-order.ts';

/** When an update counts as having happened, UTC instant. */
export interface UpdateTime {
  at: number;
  /** True where the partner's own instant could not stand: before the work was offered, or in the future (R6). */
  corrected: boolean;
  /** True for an update that is older than what was last heard: it changes no state (R5). */
  old: boolean;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * The last instant of which the present owner told us something of a work order; undefined while it has not. What it did on its page counts
 * from the beginning of that minute, because systems tell whole minutes: what one tells of the same minute came after it.
 */
export const lastHeard = (
  { id, partner, offeredAt }: Pick<WorkOrder, 'id' | 'partner' | 'offeredAt'>,
  events: readonly RequestEvent[],
): number | undefined => {
  const told = events
    .filter(({ by, at }) => by.kind === 'partner' && by.name === partner && at >= offeredAt)
    .filter(({ data }) => data?.workOrder === id)
    .map(({ at, data }) => (typeof data?.toldAt === 'number' ? data.toldAt : at - (at % MINUTE_MS)));
  return told.length > 0 ? Math.max(...told) : undefined;
};

/**
 * Decides when an update happened: as the partner says, but neither before the work was offered nor later than now (R6), and a
 * second after what was last heard where both are of one instant, so that the order is stable (R6). What lies before that is old (R5).
 */
export const timeUpdate = (
  told: number | undefined,
  { offeredAt, heard }: { offeredAt: number; heard: number | undefined },
  now: number,
): UpdateTime => {
  const within = told === undefined ? now : Math.min(Math.max(told, offeredAt), now);
  const corrected = told !== undefined && within !== told;
  if (heard === undefined || within > heard) return { at: within, corrected, old: false };
  const newest = told === undefined || told >= now; // said to be of this moment: it follows whatever was heard before
  if (within === heard || newest) return { at: heard + SECOND_MS, corrected, old: false };
  return { at: within, corrected, old: true };
};
