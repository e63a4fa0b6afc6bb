import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestType } from '../catalogue/request-type.ts';
import { openPause } from '../clocks/clock.ts';
import { stormsOf } from '../clocks/storms.ts';
import { MAX_DESCRIPTION, cut } from '../intake/report.ts';
import { sayStorm } from '../requests/say-promise.ts';
import type { RequestEvent } from '../requests/event.ts';
import { disposedEvent } from '../records/disposed.ts';
import { describeHoldReason } from '../requests/code-words.ts';
import { type Request, isOver } from '../requests/request.ts';
import { onceReportedTypeOf, reportedTypeOf } from '../review/reported-type.ts';
import { publicText } from './personal-data.ts';
import { type PublicPlace, publicPlace } from './public-place.ts';
import { type PublicUpdate, publicUpdates } from './public-update.ts';

/** An answer to a type's question that cannot hold a person's words: a choice, a number or a date. */
export interface PublicAnswer {
  code: string;
  value: string;
}

/** What the public may know of a request; instants are UTC, epoch milliseconds. */
export interface PublicRequest {
  id: string;
  /** Open311's two. */
  status: 'open' | 'closed';
  /** Our own, and how it ended. */
  detailedStatus: Request['status'];
  outcome?: string;
  notes?: string;
  code: string;
  name: string;
  description: string;
  agency?: string;
  requestedAt: number;
  updatedAt: number;
  expectedAt?: number;
  /** The storms that touch it, in English. */
  notice?: string;
  closedAt?: number;
  place: PublicPlace;
  channel?: string;
  answers: PublicAnswer[];
  /** The request whose work does for this one. */
  duplicateOf?: string;
  cycle: number;
}

/** A request as the public sees it, or that they do not see it. */
export type Picture = { kind: 'public'; request: PublicRequest; updates: PublicUpdate[] } | { kind: 'hidden' };

/**
 * Draws what the public may see of a request, with its history. Hidden are requests of another catalogue, those marked private, those of
 * a private type whatever their sender said (R17), and those whose type nobody knows yet. Nothing of the reporter is in a picture.
 */
export const publicPicture = (
  { request, events }: { request: Request; events: readonly RequestEvent[] },
  catalogue: Catalogue,
): Picture => {
  const type = typeOf(request, catalogue);
  if (request.catalogue !== catalogue.name || request.private || type?.privacy !== 'public') return { kind: 'hidden' };
  // A history loses its words after its request has, and nobody draws this anew then.
  const isDisposed = request.status === 'closed' && request.disposal !== undefined;
  const updates = publicUpdates(request, isDisposed ? events.map(disposedEvent) : events, catalogue);
  return { kind: 'public', request: publicRequest(request, type, updates, catalogue), updates };
};

/** The type that was settled, or else the one that was reported; of what has ended it may be retired by now. */
const typeOf = (request: Request, catalogue: Catalogue): RequestType | undefined =>
  ('typeCode' in request && request.typeCode && catalogue.find(request.typeCode)) ||
  (isOver(request) ? onceReportedTypeOf : reportedTypeOf)(request, catalogue);

const publicRequest = (
  request: Request,
  type: RequestType,
  updates: readonly PublicUpdate[],
  catalogue: Catalogue,
): PublicRequest => {
  const { reporter } = request;
  const partner = 'partner' in request && request.partner ? catalogue.partners.get(request.partner) : undefined;
  const notes = notesOf(request);
  const expectedAt = expectedOf(request);
  const storms = stormsOf(request, catalogue).map((storm) => sayStorm(storm, catalogue.timeZone, 'en'));
  const channel = request.channel && publicText(request.channel, reporter);
  return {
    id: request.id,
    status: isOver(request) ? 'closed' : 'open',
    detailedStatus: request.status,
    ...(isOver(request) ? { outcome: request.outcome, closedAt: request.resolvedAt } : {}),
    ...(notes ? { notes } : {}),
    code: type.code,
    name: type.name,
    description: cut(publicText(request.description, reporter), MAX_DESCRIPTION),
    ...(partner ? { agency: partner.name } : {}),
    requestedAt: request.receivedAt,
    // The standard wants the closing time here; what happens to a closed request afterwards does not move it (R28).
    updatedAt: isOver(request) ? request.resolvedAt : (updates.at(-1)?.at ?? request.receivedAt),
    ...(expectedAt === undefined ? {} : { expectedAt }),
    ...(storms.length > 0 ? { notice: storms.join(' ') } : {}),
    place: publicPlace(request.place, reporter),
    ...(channel ? { channel } : {}),
    answers: answersOf(request, type),
    ...(request.follows?.kind === 'duplicate' ? { duplicateOf: request.follows.requestId } : {}),
    cycle: request.cycle,
  };
};

/** What explains the status: why it waits, or how it ended in the words that were written for the resident. */
const notesOf = (request: Request): string | undefined => {
  switch (request.status) {
    case 'received':
    case 'in-progress':
      return undefined;
    case 'in-review':
      return 'A person at the 311 office is looking at the request.';
    case 'on-hold':
      return `The work is on hold: ${describeHoldReason(request.holdReason, 'en')}.`;
    case 'resolved':
    case 'closed':
      return request.outcome === 'withdrawn'
        ? 'The request was withdrawn.' // whoever withdrew it may have written why, and not for the public
        : publicText(request.resolution, request.reporter);
    default:
      return request satisfies never;
  }
};

/** The promise to the resident, of a duplicate its leader's; none is told while it stands still, because it will move (R107). */
const expectedOf = (request: Request): number | undefined => {
  const { follows, status } = request;
  if (follows?.kind === 'duplicate') return status === 'on-hold' || follows.standsStill ? undefined : follows.dueAt;
  const clock = request.clocks.findLast(({ kind }) => kind === 'resolve');
  return clock && !(openPause(clock) && clock.stoppedAt === undefined) ? clock.dueAt : undefined;
};

const answersOf = ({ answers }: Request, { questions }: RequestType): PublicAnswer[] =>
  questions.flatMap(({ code, kind, choices = [] }) => {
    const value = Object.hasOwn(answers, code) ? answers[code]?.trim() : undefined;
    if (!value) return [];
    const harmless =
      (kind === 'choice' && choices.includes(value)) ||
      (kind === 'number' && /^-?\d{1,6}(?:\.\d{1,3})?$/.test(value)) ||
      (kind === 'date' && /^\d{4}-\d{2}-\d{2}(?:T[\d:.]{5,12}(?:Z|[+-]\d{2}:\d{2})?)?$/.test(value));
    return harmless ? [{ code, value }] : [];
  });
