import { isLate } from '../clocks/clock.ts';
import { withoutPersonalData } from '../open311/personal-data.ts';
import type { EventDraft } from './event.ts';
import { squareOf } from './near.ts';
import { type Request, isOver } from './request.ts';
import type { WorkOrder } from './work-order.ts';

/**
 * What a line of history is counted by, as it was at that moment: whoever counts later asks for no record that has moved on. Absent
 * is what was not known yet. Codes and short words only.
 */
export interface Counted {
  /** The partner that the line is about: of its work order, the one that gave work away, or the one that answers for the request. */
  partner?: string;
  typeCode?: string;
  typeClass?: 'service' | 'information' | 'feedback';
  channel?: string;
  ward?: string;
  /** The square of about 100 m that it lies in (`squareOf`), on the line of its first acceptance; none of a private matter. */
  place?: string;
  /** The request is a duplicate of another (R43). */
  duplicate?: true;
  /** Nobody asked: a partner found it (R172). */
  proactive?: true;
  /** On the first line of a change that brought the request into the backlog, out of it, or under another partner or type in it. */
  moved?: Moved;
}

/** Where a request stood in the backlog before a change and after it; absent on the side on which it was not in it. `at` is when it was recorded, UTC instant. */
export interface Moved {
  at: number;
  from?: Standing;
  to?: Standing;
}

/** Where an open request stands in the backlog. */
export interface Standing {
  partner?: string;
  typeCode?: string;
  /** Work whose promise to the constituent has passed. */
  overdue?: true;
}

/** Longest word that is counted by. */
const LONGEST = 40;

/** A platform's word as a code: small letters, digits and hyphens; undefined where nothing is left of it. */
const codeOf = (word: string | undefined): string | undefined =>
  word
    ?.toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .slice(0, LONGEST)
    .replace(/^-|-$/gu, '') || undefined;

/** The parts of `of` that have a value. */
const present = <T extends object>(of: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as never;

const acceptanceOf = (request: Request) => ({
  partner: 'partner' in request ? request.partner : undefined,
  typeCode: 'typeCode' in request ? request.typeCode : undefined,
  typeClass: 'typeClass' in request ? request.typeClass : undefined,
});

/**
 * Where a request stands in the backlog at an instant: received, in review, in progress or on hold (R178). A duplicate is its leader's,
 * and what a partner found nobody waits for. Undefined where it is not in it.
 */
export const standingOf = (request: Request, at: number): Standing | undefined => {
  if (isOver(request) || request.follows?.kind === 'duplicate' || request.origin) return undefined;
  const { partner, typeCode, typeClass } = acceptanceOf(request);
  const clock = request.clocks.find(({ kind, stoppedAt }) => kind === 'resolve' && stoppedAt === undefined);
  // Its due moment counts already: the timer may write its line in that very millisecond, and nothing else for days.
  const overdue = clock !== undefined && typeClass === 'service' && isLate(clock, at + 1);
  return present({ partner, typeCode, overdue: overdue ? (true as const) : undefined });
};

/** How a change moves a request in the backlog; undefined where it stays where it was. `before` stands as it was last written. */
const movedBy = (before: Request | undefined, after: Request, now: number): Moved | undefined => {
  const from = before && standingOf(before, before.changedAt);
  const to = standingOf(after, now);
  const same =
    (from === undefined) === (to === undefined) &&
    from?.partner === to?.partner &&
    from?.typeCode === to?.typeCode &&
    from?.overdue === to?.overdue;
  return same ? undefined : { at: now, ...present({ from, to }) };
};

/** What each line of a change is counted by; `before` is the record that it was decided on. */
export const countedAs = (
  before: Request | undefined,
  after: Request,
  { events, workOrders }: { events: readonly EventDraft[]; workOrders: readonly WorkOrder[] },
  now: number,
): Counted[] => {
  const moved = movedBy(before, after, now);
  const { partner, typeCode, typeClass } = acceptanceOf(after);
  return events.map(({ type, data }, index) => {
    const text = (name: string) => (typeof data?.[name] === 'string' ? data[name] : undefined);
    const workOrder = workOrders.find(({ id }) => id === data?.workOrder);
    return present({
      // A concern is handed on from one person to another, and only work from partner to partner.
      partner: (workOrder && text('from')) ?? text('partner') ?? workOrder?.partner ?? partner,
      typeCode,
      typeClass,
      channel: codeOf(after.channel && withoutPersonalData(after.channel, after.reporter)),
      ward: codeOf(after.place.ward),
      place:
        type === 'request-accepted' && !data?.again && !after.private
          ? squareOf(after.catalogue, after.place)
          : undefined,
      duplicate: after.follows?.kind === 'duplicate' ? (true as const) : undefined,
      proactive: after.origin ? (true as const) : undefined,
      moved: index === 0 ? moved : undefined,
    });
  });
};
