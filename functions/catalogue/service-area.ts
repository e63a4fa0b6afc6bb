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
