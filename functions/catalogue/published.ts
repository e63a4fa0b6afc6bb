import { CALENDARS } from '../clocks/declared-days.ts';
import { STORMS } from '../clocks/storm.ts';
import type { CatalogueName, CatalogueSource } from './source.ts';
import type { StoredFile } from './stored.ts';

/** The catalogue that can be published at run time; the other one is history. */
export const PUBLISHED_NAME = 'somerville' satisfies CatalogueName;

/** What can be published at run time under a name of its own: a catalogue, what was declared of the calendars, or storms. */
export type PublicationName = CatalogueName | typeof CALENDARS | typeof STORMS;

/** How old what a function knows of publications may be, ms. */
export const REFRESH_MS = 60_000;

/**
 * How long after its publication a version begins at the earliest, ms: twice the time in which every function looks again, so
 * that nobody meets a promise that it does not know yet.
 */
export const LEAD_MS = 2 * REFRESH_MS;

/** When a version begins. */
export interface Beginning {
  version: number;
  /** UTC instant from which it is in force. */
  activeAt: number;
}

/** A version that was published at run time, counted on from the deployed one, which is 1. */
export interface PublishedVersion<File = StoredFile> extends Beginning {
  /** Local date that its publisher named. */
  effectiveFrom: string;
  /** UTC instant. */
  publishedAt: number;
  /** Who published it, as they named themselves. */
  by: string;
  /** What it changed, a sentence each. */
  changes: string[];
  /** Every file that differs from the deployed one, those of earlier versions included. */
  files: Record<string, File>;
}

/** What is known of the publications of a catalogue: the newest version, and those that are in force or ahead, in their order. */
export interface Publications {
  newest: number;
  beginnings: readonly Beginning[];
}

/** Before the first publication. */
export const NOTHING_PUBLISHED: Publications = { newest: 1, beginnings: [] };

/** The version in force at an instant: the latest that has begun, or 1, the deployed one. */
export const versionAt = ({ beginnings }: Publications, now: number): number =>
  beginnings.findLast(({ activeAt }) => activeAt <= now)?.version ?? 1;

/** The publications with one more, without those that it and others have superseded for good. */
export const withBeginning = (known: Publications, { version, activeAt }: Beginning, now: number): Publications => {
  const beginnings = [...known.beginnings, { version, activeAt }];
  const current = beginnings.findLastIndex((beginning) => beginning.activeAt <= now);
  return { newest: version, beginnings: beginnings.slice(Math.max(0, current)) };
};

/** The catalogue's source with a published version in front of what was deployed. */
export const withPublished = (
  source: CatalogueSource,
  published: Pick<PublishedVersion, 'version' | 'files'> | undefined,
): CatalogueSource =>
  published
    ? { ...source, version: String(published.version), files: { ...source.files, ...published.files } }
    : source;
