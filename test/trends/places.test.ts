import { describe, expect, it } from 'vitest';
import type { Report } from '../../functions/intake/report.ts';
import { countedAs } from '../../functions/requests/counted.ts';
import { squareOf } from '../../functions/requests/near.ts';
import { discoveries } from '../../functions/trends/statistics.ts';
import { FEWEST_AGAIN, WEEKS_OF_PLACES, poissonBinomial, testPlaces } from '../../functions/trends/places.ts';
import { TUESDAY, aRequest } from '../support/builders.ts';

describe('the square that something is counted in', () => {
  const at = (lat: number, lon: number) => squareOf('somerville', { lat, lon });

  it('is named by its middle, holds what lies within some fifty metres of it, and nothing else', () => {
    expect(at(42.3854, -71.1217)).toBe('42.3850,-71.1222');
    expect(at(42.3851, -71.1227)).toBe('42.3850,-71.1222');
    expect(at(42.3862, -71.1217)).not.toBe('42.3850,-71.1222');
  });

  it('is none of what has an address only, and never says more than the square', () => {
    expect(squareOf('somerville', { address: '12 Elm St' })).toBeUndefined();
    expect(at(42.38541234, -71.12171234)).toBe(at(42.3849, -71.122));
  });
});

describe('the line of an acceptance', () => {
  const placesOf = (report: Partial<Report>) => {
    const { request } = aRequest.received(report);
    const line = { type: 'request-accepted', at: TUESDAY, by: { kind: 'system', name: 'rules' } } as const;
    const more = { type: 'work-order-noted', at: TUESDAY, by: { kind: 'system', name: 'rules' } } as const;
    const again = { ...line, data: { again: true } };
    return countedAs(request, request, { events: [line, again, more], workOrders: [] }, TUESDAY).map(
      ({ place }) => place,
    );
  };

  it('has its square, once for a request, and no other line has it', () => {
    expect(placesOf({})).toEqual(['42.3958,-71.1222', undefined, undefined]);
  });

  it('has none of a private matter', () => {
    expect(placesOf({ private: true })).toEqual([undefined, undefined, undefined]);
  });
});

describe('what comes again at a place', () => {
  /** Requests of a type: by square, the weeks in which one came. */
  const ofPlaces = (places: Record<string, readonly number[]>) =>
    new Map(
      Object.entries(places).map(
        ([place, weeks]) => [place, new Map(weeks.map((week) => [week, 1] as const))] as const,
      ),
    );
  const scattered = Object.fromEntries(Array.from({ length: 200 }, (_, place) => [`p${place}`, [place % 26]]));
  /** What else the city is asked for, in as many other squares. */
  const elsewhere = Object.fromEntries(
    Array.from({ length: 2000 }, (_, place) => [`q${place}`, [place % 26, (place + 7) % 26]]),
  );
  const found = (...types: [string, Record<string, readonly number[]>][]) => {
    const { tests, many } = testPlaces(new Map(types.map(([type, places]) => [type, ofPlaces(places)] as const)));
    return discoveries(tests, 0.01, many);
  };

  it('is found where one square has it in week after week and the others have it once', () => {
    const [again, ...others] = found(
      ['pothole', { ...scattered, corner: [1, 4, 8, 13, 17, 22] }],
      ['graffiti', elsewhere],
    );
    expect(others).toEqual([]);
    expect(again).toMatchObject({ subject: 'pothole', place: 'corner', n: 6, weeks: 6 });
    expect(again!.expected).toBeLessThan(6);
  });

  it('is not found in fewer weeks than come again, however rare it is', () => {
    expect(FEWEST_AGAIN).toBe(4);
    expect(found(['pothole', { ...scattered, corner: [1, 8, 22] }])).toEqual([]);
  });

  it('is no news of a type that stands where it has to come', () => {
    const lamps = Object.fromEntries(Array.from({ length: 30 }, (_, lamp) => [`lamp${lamp}`, [1, 4, 8, 13, 17, 22]]));
    expect(found(['street-light', lamps])).toEqual([]);
  });

  it('is no news of a square in which there is more of everything', () => {
    const everything = Array.from({ length: WEEKS_OF_PLACES }, (_, week) => week);
    const others = Array.from({ length: 40 }, (_, type): [string, Record<string, readonly number[]>] => [
      `type${type}`,
      { square: everything },
    ]);
    expect(found(...others, ['pothole', { ...scattered, square: [1, 4, 8, 13, 17, 22] }])).toEqual([]);
  });

  it('stands on the exact chances of weeks of unequal chance', () => {
    const [none, one, two] = poissonBinomial([0.5, 0.2]);
    expect(none).toBeCloseTo(0.4, 12);
    expect(one).toBeCloseTo(0.5, 12);
    expect(two).toBeCloseTo(0.1, 12);
    const fair = poissonBinomial(Array<number>(26).fill(0.5));
    expect(fair[13]).toBeCloseTo(10_400_600 / 2 ** 26, 12);
    expect(fair.reduce((sum, chances) => sum + chances, 0)).toBeCloseTo(1, 12);
  });
});
