import { isUnplaced } from '../catalogue/service-area.ts';
import type { CatalogueName } from '../catalogue/source.ts';
import type { Place } from './request.ts';

/** Side of a grid cell, degrees of latitude and of longitude: about 500 m each way at the latitude of Boston and Somerville. */
const CELL_LAT = 0.0045;
const CELL_LON = 0.006;

/** Where a request stands in the index of places: the cell that it lies in, then its type and when it was received. */
export interface NearKeys {
  cell: string;
  nearKey: string;
  /** The position, which the index carries. */
  lat?: number;
  lon?: number;
}

const MAX_DIGITS = 15;

/** The order of an index's cell: type, then the time of receipt (UTC instant), so that one type's recent requests are one range. */
export const nearKeyOf = (typeCode: string, receivedAt: number): string =>
  `${typeCode}#${String(Math.max(0, receivedAt)).padStart(MAX_DIGITS, '0')}`;

const cellAt = (catalogue: CatalogueName, row: number, column: number): string => `${catalogue}#${row}#${column}`;

/** An address as a key: what is written the same but for case and spaces is the same place. */
const addressCell = (catalogue: CatalogueName, address: string): string =>
  `${catalogue}#@${address
    .trim()
    .toLowerCase()
    .replace(/[\s.,]+/g, ' ')}`.trim();

/** The place of an accepted request in the index; none where it has no place, or where another request's work does for it. */
export const nearKeysOf = (request: {
  catalogue: CatalogueName;
  place: Place;
  receivedAt: number;
  typeCode?: string;
  follows?: unknown;
}): NearKeys | undefined => {
  const { catalogue, place, receivedAt, typeCode } = request;
  if (!typeCode || request.follows) return undefined;
  const [cell] = cellsAround(catalogue, place, 0);
  if (cell === undefined) return undefined;
  return { cell, nearKey: nearKeyOf(typeCode, receivedAt), ...positionOf(catalogue, place) };
};

/** The position of a place; none where it has none or only the one that its platform writes for all that it could not place. */
export const positionOf = (catalogue: CatalogueName, { lat, lon }: Place): { lat: number; lon: number } | undefined =>
  lat === undefined || lon === undefined || isUnplaced(catalogue, lat, lon) ? undefined : { lat, lon };

/** Squares of a cell's side: about 100 m each, so that one holds a corner or a handful of houses, and says of nobody where they live. */
const SQUARES = 5;
const SQUARE_DIGITS = 4;

/** The square of about 100 m that a position lies in, by its middle: "42.3854,-71.1222"; undefined where there is no position. */
export const squareOf = (catalogue: CatalogueName, place: Place): string | undefined => {
  const position = positionOf(catalogue, place);
  if (!position) return undefined;
  const middle = (degrees: number, side: number) => ((Math.floor(degrees / side) + 0.5) * side).toFixed(SQUARE_DIGITS);
  return `${middle(position.lat, CELL_LAT / SQUARES)},${middle(position.lon, CELL_LON / SQUARES)}`;
};

/** The cells that a circle touches: one, two or four while its radius is below half a cell; the address's own where there is no position. */
export const cellsAround = (catalogue: CatalogueName, place: Place, radiusMeters: number): string[] => {
  const position = positionOf(catalogue, place);
  if (!position) return place.address ? [addressCell(catalogue, place.address)] : [];
  const { lat, lon } = position;
  const up = radiusMeters / METERS_PER_DEGREE;
  // The circle is widest, in degrees, at its end towards the pole.
  const across = up / Math.max(0.01, Math.cos(((Math.abs(lat) + up) * Math.PI) / 180));
  const rows = range(Math.floor((lat - up) / CELL_LAT), Math.floor((lat + up) / CELL_LAT));
  const columns = range(Math.floor((lon - across) / CELL_LON), Math.floor((lon + across) / CELL_LON));
  return rows.flatMap((row) => columns.map((column) => cellAt(catalogue, row, column)));
};

const METERS_PER_DEGREE = 111_195; // of a great circle, on a sphere of 6,371 km

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Metres between two positions, on a flat patch of the sphere: exact to two millimetres over the radii that are asked for. */
export const metersBetween = (a: { lat: number; lon: number }, b: { lat: number; lon: number }): number => {
  const x = (b.lon - a.lon) * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot(x, b.lat - a.lat) * METERS_PER_DEGREE;
};
