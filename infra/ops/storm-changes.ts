import type { Catalogue, CatalogueName } from '../../functions/catalogue/catalogue.ts';
import { LEAD_MS } from '../../functions/catalogue/published.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { checkStorm } from '../../functions/clocks/check-storm.ts';
import { type Storm, type StormArea, type Storms, isEffective } from '../../functions/clocks/storm.ts';
import { sayDateTime } from '../../functions/requests/say-time.ts';
import { CellError, readTarget } from './sheets/cells.ts';

/** What `storms declare` is told, as it is written on the command line. */
export interface StormDeclaration {
  catalogue: CatalogueName;
  name: string;
  reason: string;
  by: string;
  /** The city's wall clock, `2026-12-14T05:00`. */
  from: string;
  until: string;
  /** Codes, comma between them. */
  types?: string;
  partners?: string;
  /** `latitude,longitude,metres` each. */
  near?: string[];
  /** Where nothing is chosen, everything has to be meant. */
  all?: boolean;
  pause?: boolean;
  relax?: string;
}

/** Storms that are kept, the latest: those before them count on for the promises that know them. */
const KEPT = 100;

/** The instant of a city's wall clock, or a sentence that says how to write it. */
export const readMoment = (text: string, timeZone: string): number | string => {
  try {
    return toInstant(text.length === 10 ? `${text}T00:00` : text, timeZone);
  } catch {
    return `${text} is no time of the city; write 2026-12-14T05:00, or 2026-12-14 for its midnight.`;
  }
};

const readAreas = (near: readonly string[]): StormArea[] | string => {
  const areas = near.map((text) => text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))));
  const wrong = areas.findIndex((parts) => parts.length !== 3 || parts.some((part) => !Number.isFinite(part)));
  if (wrong >= 0) return `${near[wrong]} is no area; write latitude,longitude,metres: 42.3876,-71.0995,800.`;
  return areas.map(([lat = 0, lon = 0, radiusMeters = 0]) => ({ lat, lon, radiusMeters }));
};

const readRelax = (text: string) => {
  try {
    return readTarget(text);
  } catch (error) {
    if (error instanceof CellError) return `--relax: ${error.message}`;
    throw error;
  }
};

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((code) => code.trim())
    .filter(Boolean);

/** What is missing or too much on the command line, in a sentence. */
const notSaid = ({ types, partners, near = [], all, pause, relax }: StormDeclaration): string | undefined => {
  const chosen = types !== undefined || partners !== undefined || near.length > 0;
  if (!chosen && !all) return 'Say which requests: --types, --partners or --near, or --all for every one of the city.';
  if (chosen && all) return 'Leave out --all, or everything that chooses.';
  if (pause === true && relax !== undefined) return 'Either --pause or --relax: a storm does one of the two.';
  if (!pause && relax === undefined)
    return 'Say what it does: --pause, or --relax "3 business days" for so much more time.';
  return undefined;
};

/** The storms with one more, or sentences that say why it may not be declared. */
export const withDeclared = (
  known: Storms,
  code: string,
  declaration: StormDeclaration,
  catalogue: Catalogue,
  now: number,
): Storms | string => {
  const missing = notSaid(declaration);
  if (missing !== undefined) return missing;
  if (known[code]) return `There is a storm ${code} already; give this one another code.`;
  const { name, reason, by, types, partners, near = [], relax: more } = declaration;
  const [from, until] = [declaration.from, declaration.until].map((text) => readMoment(text, catalogue.timeZone));
  if (typeof from === 'string' || from === undefined) return from ?? '';
  if (typeof until === 'string' || until === undefined) return until ?? '';
  const areas = readAreas(near);
  if (typeof areas === 'string') return areas;
  const relax = more === undefined ? undefined : readRelax(more);
  if (typeof relax === 'string') return relax;
  const storm: Storm = {
    code,
    name: name.trim(),
    reason: reason.trim(),
    by,
    declaredAt: now,
    knownAt: now + LEAD_MS,
    revision: 1,
    catalogue: declaration.catalogue,
    from,
    until,
    ...(types === undefined ? {} : { types: listOf(types) }),
    ...(partners === undefined ? {} : { partners: listOf(partners) }),
    ...(areas.length === 0 ? {} : { areas }),
    ...(relax === undefined ? {} : { relax }),
  };
  const problems = checkStorm(storm, catalogue);
  if (problems.length > 0) return problems.join('\n');
  const kept = Object.values(known)
    .toSorted((one, other) => one.declaredAt - other.declaredAt)
    .slice(1 - KEPT);
  return Object.fromEntries([...kept, storm].map((one) => [one.code, one]));
};

/** The storm of a code that can still be changed, or a sentence that says why none can: what is over keeps what it did. */
const changeable = (known: Storms, code: string, catalogue: Catalogue, now: number): Storm | string => {
  const storm = known[code];
  if (!storm) {
    const codes = Object.keys(known);
    return `There is no storm ${code}. ${codes.length === 0 ? 'None was declared.' : `There are: ${codes.join(', ')}.`}`;
  }
  if (!isEffective(storm)) return `${code} was withdrawn; declare another one.`;
  if (storm.until <= now + LEAD_MS)
    return `${code} is over since ${sayDateTime(storm.until, catalogue.timeZone, 'en')}, or within two minutes: what it did stays. Declare another one.`;
  return storm;
};

const changed = (known: Storms, storm: Storm, change: Partial<Storm>): Storms => ({
  ...known,
  [storm.code]: { ...storm, ...change, revision: storm.revision + 1 },
});

/** The storms with a later end of one, or a sentence that says why it may not have it. */
export const withExtended = (
  known: Storms,
  code: string,
  until: string,
  catalogue: Catalogue,
  now: number,
): Storms | string => {
  const storm = changeable(known, code, catalogue, now);
  if (typeof storm === 'string') return storm;
  const end = readMoment(until, catalogue.timeZone);
  if (typeof end === 'string') return end;
  if (end <= storm.until)
    return `${code} lasts until ${sayDateTime(storm.until, catalogue.timeZone, 'en')} already; \`storms end\` ends it earlier.`;
  const [problem] = checkStorm({ ...storm, until: end }, catalogue);
  return problem ?? changed(known, storm, { until: end });
};

/** The storms with an earlier end of one, as soon as everybody knows it where no time is named, or a sentence that says why not. */
export const withEnded = (
  known: Storms,
  code: string,
  at: string | undefined,
  catalogue: Catalogue,
  now: number,
): Storms | string => {
  const storm = changeable(known, code, catalogue, now);
  if (typeof storm === 'string') return storm;
  const soonest = now + LEAD_MS;
  const end = at === undefined ? soonest : readMoment(at, catalogue.timeZone);
  if (typeof end === 'string') return end;
  if (end <= storm.from) return `${code} has not begun by then; \`storms withdraw\` takes it back.`;
  if (end >= storm.until)
    return `${code} ends on ${sayDateTime(storm.until, catalogue.timeZone, 'en')} already; \`storms extend\` lengthens it.`;
  if (end < soonest) return 'An end is known everywhere in two minutes: leave --at out for the earliest.';
  return changed(known, storm, { until: end });
};

/** The storms without one, as if it had never been declared, or a sentence that says why it may not be taken back. */
export const withWithdrawn = (known: Storms, code: string, catalogue: Catalogue, now: number): Storms | string => {
  const storm = changeable(known, code, catalogue, now);
  return typeof storm === 'string' ? storm : changed(known, storm, { withdrawnAt: now });
};
