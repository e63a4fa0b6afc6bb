import { toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import { LEAD_MS, type PublishedVersion, type Publications } from '../../functions/catalogue/published.ts';
import type { CatalogueSource } from '../../functions/catalogue/source.ts';
import { type Kind, filesOf } from './sheets/kinds.ts';

/** What is to be published, by whom and from which local date; UTC instants in ms. */
export interface Plan {
  kind: Kind;
  deployed: CatalogueSource;
  edited: CatalogueSource;
  known: Publications;
  effectiveFrom: string;
  by: string;
  changes: string[];
}

/** The city's calendar date at an instant. */
export const dateAt = (now: number, { timeZone }: CatalogueSource): string => toLocal(now, timeZone).slice(0, 10);

/**
 * The next version of a catalogue, or a sentence that says why it cannot begin then. Holds every file that differs from the deployed one.
 *
 * Partners and types change on their first day. An agreement names its own, and is asked by the day of receipt: it is known at once, or as
 * soon as what it contains begins, so that a promise for next month keeps nobody from mending an address today; and it begins with a day to
 * come, so that nobody who reported something this morning is promised something else in the afternoon (R111).
 */
export const planVersion = (
  { kind, deployed, edited, known, effectiveFrom, by, changes }: Plan,
  now: number,
): PublishedVersion | string => {
  if (effectiveFrom < dateAt(now, deployed)) return `${effectiveFrom} is past: a promise is not changed afterwards.`;
  const promises = kind === 'agreements';
  if (promises && effectiveFrom === dateAt(now, deployed))
    return 'A promise begins with a whole day: tomorrow at the earliest.';
  const knownAt = now + LEAD_MS;
  const begins = Math.max(toInstant(`${effectiveFrom}T00:00:00`, deployed.timeZone), knownAt);
  const last = known.beginnings.at(-1);
  const activeAt = promises ? Math.min(begins, Math.max(knownAt, last?.activeAt ?? knownAt)) : begins;
  if (last && activeAt < last.activeAt)
    return `Version ${last.version} begins on ${toLocal(last.activeAt, deployed.timeZone).slice(0, 10)}, and this one contains it: begin it then or later.`;
  const was = filesOf(deployed);
  const files = Object.fromEntries(
    Object.entries(filesOf(edited)).filter(([name, file]) => JSON.stringify(file) !== JSON.stringify(was[name])),
  );
  return { version: known.newest + 1, activeAt, effectiveFrom, publishedAt: now, by, changes, files };
};
