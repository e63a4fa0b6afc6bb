import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsAround, metersBetween, nearKeyOf, nearKeysOf } from '../../functions/requests/near.ts';

const RADIANS = Math.PI / 180;
const EARTH = 6_371_000;

/** The distance on a sphere by the haversine formula, metres. */
const haversine = (a: { lat: number; lon: number }, b: { lat: number; lon: number }): number => {
  const up = Math.sin(((b.lat - a.lat) * RADIANS) / 2) ** 2;
  const across = Math.sin(((b.lon - a.lon) * RADIANS) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(up + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * across));
};

/** From Ushuaia to Longyearbyen, on both sides of the equator and of Greenwich, often on the very edge of a cell. */
const latitudes = fc.oneof(
  fc.double({ min: -55, max: 78.3, noNaN: true }),
  fc.integer({ min: -12_222, max: 17_400 }).map((row) => row * 0.0045),
);
const longitudes = fc.oneof(
  fc.double({ min: -179, max: 179, noNaN: true }),
  fc.integer({ min: -29_833, max: 29_833 }).map((column) => column * 0.006),
);
const positions = fc.record({ lat: latitudes, lon: longitudes });
const radii = fc.oneof(fc.constantFrom(15, 25, 40, 60, 100, 250), fc.double({ min: 0.1, max: 250, noNaN: true }));
const bearings = fc.double({ min: 0, max: 360, noNaN: true });

/** The position so many metres away, exact on a sphere. */
const away = ({ lat, lon }: { lat: number; lon: number }, meters: number, bearing: number) => {
  const angle = meters / EARTH;
  const [phi, theta] = [lat * RADIANS, bearing * RADIANS];
  const sine = Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(theta);
  const east = Math.atan2(Math.sin(theta) * Math.sin(angle) * Math.cos(phi), Math.cos(angle) - Math.sin(phi) * sine);
  return { lat: Math.asin(sine) / RADIANS, lon: lon + east / RADIANS };
};

const cellOf = (place: { lat: number; lon: number }) =>
  nearKeysOf({ catalogue: 'somerville', typeCode: 'pothole', receivedAt: 0, place })?.cell;

describe('the grid', () => {
  it('never misses a position within the radius, at any latitude, at edges and corners of cells (R40)', () => {
    fc.assert(
      fc.property(
        positions,
        radii,
        bearings,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (place, radius, bearing, share) => {
          const other = away(place, radius * share, bearing);
          // Two ways to measure differ by less than a micrometre here; the grid is held to its own.
          if (metersBetween(place, other) > radius) return;
          expect(cellsAround('somerville', place, radius)).toContain(cellOf(other));
        },
      ),
      { numRuns: 5_000, seed: 311 },
    );
  });

  it('finds among many what a look at all of them finds (R40)', () => {
    const offsets = fc.array(fc.record({ meters: fc.double({ min: 0, max: 600, noNaN: true }), bearing: bearings }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(positions, radii, offsets, (place, radius, others) => {
        const all = others.map(({ meters, bearing }) => away(place, meters, bearing));
        const cells = new Set(cellsAround('somerville', place, radius));
        const within = (other: (typeof all)[number]) => metersBetween(place, other) <= radius;
        const byCells = all.filter((other) => cells.has(cellOf(other) ?? '') && within(other));
        expect(byCells).toEqual(all.filter(within));
      }),
      { numRuns: 1_000, seed: 311 },
    );
  });
});

describe('metres between two positions', () => {
  it('are those of the haversine formula to two millimetres within a radius', () => {
    fc.assert(
      fc.property(positions, bearings, fc.double({ min: 0, max: 250, noNaN: true }), (place, bearing, meters) => {
        const other = away(place, meters, bearing);
        expect(Math.abs(metersBetween(place, other) - haversine(place, other))).toBeLessThan(0.002);
      }),
      { numRuns: 5_000, seed: 311 },
    );
  });

  it('are the same there and back', () => {
    fc.assert(
      fc.property(positions, bearings, fc.double({ min: 0, max: 250, noNaN: true }), (place, bearing, meters) => {
        const other = away(place, meters, bearing);
        expect(metersBetween(place, other)).toBe(metersBetween(other, place));
      }),
      { seed: 311 },
    );
  });
});

describe('the order of a cell', () => {
  it('is that of time within a type, for every instant that a request can have', () => {
    const instants = fc.integer({ min: 0, max: 999_999_999_999_999 });
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        expect(nearKeyOf('pothole', a) < nearKeyOf('pothole', b)).toBe(a < b);
      }),
      { seed: 311 },
    );
  });

  it('keeps a type apart from those whose code begins with its own', () => {
    const range = [nearKeyOf('sidewalk', 0), nearKeyOf('sidewalk', 999_999_999_999_999)] as const;
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9-]{1,12}$/), fc.nat(), (rest, at) => {
        const other = nearKeyOf(`sidewalk${rest}`, at);
        expect(other >= range[0] && other <= range[1]).toBe(false);
      }),
      { seed: 311 },
    );
  });
});
