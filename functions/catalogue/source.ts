import type { RequestType } from './request-type.ts';

/** The catalogues there are: the city that is served, and Boston as it was in 2015, by which replays are judged. */
export const catalogueNames = ['somerville', 'boston'] as const;

/** The name of a catalogue. */
export type CatalogueName = (typeof catalogueNames)[number];

/** The IANA zone that both cities keep: by it days are counted, whichever of them a request is of. */
export const CITY_TIME_ZONE = 'America/New_York';

/** What a catalogue is made of before it is checked and indexed. */
export interface CatalogueSource {
  readonly name: CatalogueName;
  /** Grows by one with every change that alters what a request of some type is promised or who owns it. */
  readonly version: string;
  /** IANA zone in which an agreement's first day begins and local times are read. */
  readonly timeZone: string;
  readonly groups: readonly string[];
  /** Ids of the calendars that its agreements and partners may name. One that ends in `-always` has no office hours. */
  readonly calendars: readonly string[];
  /** Local date (YYYY-MM-DD) from which its agreements hold unless they name another. */
  readonly effectiveFrom: string;
  /**
   * Whether a request is acknowledged and a work order accepted within one day, or within the resolve target where that is
   * shorter. Without it they carry no promise, as in a city that published one target only.
   */
  readonly firstDay: boolean;
  /** Whether what is not urgent waits for the office hours of whoever is told (R133); without it every agreement is urgent that does not say otherwise. */
  readonly quietHours: boolean;
  /** Whether a type of each class needs a place unless it says otherwise. */
  readonly location: Readonly<Record<RequestType['class'], RequestType['location']>>;
  /** Content by partner code; unchecked, because the compiler sees only strings where the schema wants one of a few. */
  readonly files: Readonly<Record<string, unknown>>;
}
