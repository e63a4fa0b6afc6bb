import type { CatalogueName } from './source.ts';

/** A box around a city, in degrees of latitude and longitude (WGS 84), its edges included. */
export interface ServiceArea {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/**
 * A generous box around each city. It is there to catch swapped, zeroed and far-away coordinates (R10), not to settle on
 * which side of a boundary street a pothole lies: that is for review.
 */
export const serviceAreas: Readonly<Record<CatalogueName, ServiceArea>> = {
  somerville: { south: 42.372, west: -71.135, north: 42.418, east: -71.072 },
  boston: { south: 42.22, west: -71.2, north: 42.4, east: -70.98 },
};

/** Whether a point lies in the box or on its edge; never for a coordinate that is not a finite number. */
export const isInside = (area: ServiceArea, latitude: number, longitude: number): boolean =>
  latitude >= area.south && latitude <= area.north && longitude >= area.west && longitude <= area.east;

/**
 * Where each city's platform puts what it could not place; such a position says nothing about where a request is. Boston's is its
 * City Hall, to the four decimals of its feed: a seventh of the requests of 2015 lie there.
 */
const unplaced: Readonly<Record<CatalogueName, readonly { lat: number; lon: number }[]>> = {
  somerville: [],
  boston: [{ lat: 42.3594, lon: -71.0587 }],
};

/** Whether a position is one that a platform writes for a place that it does not know. */
export const isUnplaced = (catalogue: CatalogueName, lat: number, lon: number): boolean =>
  unplaced[catalogue].some((position) => position.lat === lat && position.lon === lon);
