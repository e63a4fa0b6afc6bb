import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Priority, Request } from '../requests/request.ts';
import { metersBetween, positionOf } from '../requests/near.ts';
import { reportedTypeOf } from '../review/reported-type.ts';
import type { Agreement } from './agreement.ts';
import { calendarOf } from './calendars.ts';
import { type Clock, type Relief, underStorms } from './clock.ts';
import { describeTarget } from './target.ts';
import { type Storm, type Storms, isEffective, isInForce, isWithin, reliefOf } from './storm.ts';

let declared: Storms = {};

/** Puts the storms that were declared in the place that all of this module answers from. */
export const adoptStorms = (storms: Storms): void => void (declared = storms);

/** Names every storm with its revision: two of the same name touch the same. */
export const stormsDeclared = (): string =>
  Object.values(declared)
    .map(({ code, revision }) => `${code}@${revision}`)
    .join(' ');

/** What a storm chooses by. `typeCode` and `partner` are absent where nobody knows them yet. */
export interface StormSubject extends Pick<Request, 'catalogue' | 'place'> {
  typeCode?: string | undefined;
  partner?: string | undefined;
  priority?: Priority | undefined;
  /** Words that sound like an emergency, and that nobody has judged. */
  alarming?: boolean;
}

/** A request as storms look at it, in the hands of its own partner unless another is named. */
export const subjectOf = (request: Request, catalogue: Catalogue, partner?: string): StormSubject => {
  const { catalogue: city, place } = request;
  const accepted = 'typeCode' in request && request.typeCode !== undefined ? request : undefined;
  return {
    catalogue: city,
    place,
    typeCode: accepted?.typeCode ?? reportedTypeOf(request, catalogue)?.code,
    partner: partner ?? accepted?.partner,
    priority: accepted?.priority,
    alarming: request.status === 'in-review' && request.reviewReasons.includes('emergency-words'),
  };
};

/** Whether a storm touches a subject: it fits every chooser, and an emergency is touched only where its type is named. */
export const touches = (
  { catalogue: city, types, partners, areas }: Storm,
  { catalogue: its, place, typeCode, partner, priority, alarming }: StormSubject,
  catalogue: Catalogue,
): boolean => {
  const named = typeCode !== undefined && (types?.includes(typeCode) ?? false);
  const pressing =
    alarming === true ||
    priority === 'urgent' ||
    (typeCode !== undefined && catalogue.find(typeCode)?.emergency === true);
  const position = areas && positionOf(its, place);
  return (
    city === its &&
    (types === undefined || named) &&
    (!pressing || named) &&
    (partners === undefined || (partner !== undefined && partners.includes(partner))) &&
    (areas === undefined ||
      (position !== undefined && areas.some((area) => metersBetween(area, position) <= area.radiusMeters)))
  );
};

const touching = (subject: StormSubject, catalogue: Catalogue): Storm[] =>
  Object.values(declared).filter((storm) => isEffective(storm) && touches(storm, subject, catalogue));

/** The storms that are on over a subject at an instant. */
export const stormsOver = (subject: StormSubject, catalogue: Catalogue, at: number): Storm[] =>
  touching(subject, catalogue).filter((storm) => isInForce(storm, at));

/** The storm that is on over a request at an instant, in the hands of a partner; of several the one that ends last. */
export const stormOver = (request: Request, catalogue: Catalogue, at: number, partner?: string): Storm | undefined =>
  stormsOver(subjectOf(request, catalogue, partner), catalogue, at)
    .toSorted((one, other) => other.until - one.until)
    .at(0);

/** The storms that touch a request in the hands of a partner, over, on or ahead, between its receipt and its end; the earliest first. */
export const stormsOf = (request: Request, catalogue: Catalogue, partner?: string): Storm[] => {
  const end = 'resolvedAt' in request ? request.resolvedAt : Infinity;
  return touching(subjectOf(request, catalogue, partner), catalogue)
    .filter((storm) => isWithin(storm, request.receivedAt, end))
    .toSorted((one, other) => one.from - other.from);
};

/** When a storm that held a notice back lets it go: its end, or at once where it is withdrawn or long forgotten. */
export const heldUntil = (code: string): number => {
  const storm = declared[code];
  return storm && isEffective(storm) ? storm.until : 0;
};

/** The storms of a city that are on at an instant, as far as they can touch a partner's work. */
export const stormsOn = (catalogue: string, at: number, partner?: string): Storm[] =>
  Object.values(declared).filter(
    (storm) =>
      storm.catalogue === catalogue &&
      isInForce(storm, at) &&
      (partner === undefined || (storm.partners?.includes(partner) ?? true)),
  );

/** Every storm of a city that was on at some time within a span, the earliest first. */
export const stormsWithin = (storms: Storms, catalogue: string, from: number, to: number): Storm[] =>
  Object.values(storms)
    .filter((storm) => storm.catalogue === catalogue && isWithin(storm, from, to))
    .toSorted((one, other) => one.from - other.from);

/** The same of the storms that are known here. */
export const knownStormsWithin = (catalogue: string, from: number, to: number): Storm[] =>
  stormsWithin(declared, catalogue, from, to);

/**
 * Storms of certain partners under which a clock stands because the work was theirs: they go on to count where it was passed on since, because
 * that moves no promise to a resident (R58).
 */
const elsewhere = (clock: Clock, subject: StormSubject, known: readonly Storm[], catalogue: Catalogue): Storm[] =>
  (clock.storms?.reliefs ?? []).flatMap(({ storm: code }) => {
    const storm = declared[code];
    if (!storm?.partners || known.includes(storm) || !isEffective(storm)) return [];
    const { partners: _, ...anywhere } = storm;
    return touches(anywhere, subject, catalogue) ? [storm] : [];
  });

/**
 * A clock under the storms that touch its subject. The review's own clock runs on in any storm: until somebody has looked, nobody
 * knows whether it is an emergency. A storm that is no longer known of goes on to count for the clocks that know it.
 */
export const withStorms = (clock: Clock, agreement: Agreement, subject: StormSubject, catalogue: Catalogue): Clock => {
  if (clock.kind === 'acknowledge' || clock.dueAt === undefined || clock.stoppedAt !== undefined) return clock;
  const forgotten = (clock.storms?.reliefs ?? []).filter(({ storm }) => !declared[storm]);
  const known = touching(subject, catalogue).filter(({ until }) => until > clock.startedAt);
  const reliefs = [...forgotten, ...[...known, ...elsewhere(clock, subject, known, catalogue)].map(reliefOf)];
  if (reliefs.length === 0 && !clock.storms) return clock;
  return underStorms(clock, calendarOf(clock.calendar), { atRiskShare: agreement.atRiskShare, reliefs });
};

/** By its fields: a stored one comes back with its keys in another order. */
const isSame = (one: Relief, other: Relief): boolean =>
  one.storm === other.storm &&
  one.name === other.name &&
  one.from === other.from &&
  one.until === other.until &&
  one.knownAt === other.knownAt &&
  (one.relax && describeTarget(one.relax)) === (other.relax && describeTarget(other.relax));

/** The storms that two counts of a clock differ by, each once, in the terms of the later count where it knows it. */
export const stormsBetween = (was: Clock, now: Clock): Relief[] => {
  const [before, after] = [was, now].map(({ storms }) => storms?.reliefs ?? []) as [Relief[], Relief[]];
  const missing = (from: Relief[], among: Relief[]) => from.filter((one) => !among.some((other) => isSame(one, other)));
  const changed = [...missing(after, before), ...missing(before, after)];
  return changed.filter(({ storm }, index) => changed.findIndex((other) => other.storm === storm) === index);
};
