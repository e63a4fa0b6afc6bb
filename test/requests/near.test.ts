import { describe, expect, it } from 'vitest';
import { cellsAround, metersBetween, nearKeyOf, nearKeysOf } from '../../functions/requests/near.ts';
import { TUESDAY, aRequest } from '../support/builders.ts';

const ELM_STREET = { lat: 42.3954, lon: -71.1217 };
const pothole = { catalogue: 'somerville', typeCode: 'pothole', receivedAt: TUESDAY } as const;

describe('an accepted request', () => {
  it('stands in the index under its cell, its type and its receipt, with its position', () => {
    const { request } = aRequest.inProgress();
    expect(nearKeysOf(request)).toEqual({
      cell: 'somerville#9421#-11854',
      nearKey: `pothole#${String(TUESDAY).padStart(15, '0')}`,
      ...ELM_STREET,
    });
  });

  it('stays in the index when it is resolved, so that a new report can say that it was not solved (R46)', () => {
    expect(nearKeysOf(aRequest.resolved().request)).toEqual(nearKeysOf(aRequest.inProgress().request));
  });

  it('with an address alone stands under the address, whatever its case, commas and spaces', () => {
    const at = (address: string) => nearKeysOf({ ...pothole, place: { address } })?.cell;
    expect(at('12 Elm St.')).toBe('somerville#@12 elm st');
    expect(at(' 12  ELM St, ')).toBe(at('12 Elm St.'));
    expect(at('120 Elm St')).not.toBe(at('12 Elm St.'));
  });

  it.each([
    ['has no place', { ...pothole, place: {} }],
    ['follows another, which stands there for both', { ...pothole, place: ELM_STREET, follows: { requestId: 'R-1' } }],
    ['has no type yet', { ...pothole, typeCode: undefined, place: ELM_STREET }],
  ])('that %s is not in the index', (_, request) => {
    expect(nearKeysOf(request)).toBeUndefined();
  });

  it('that its platform put on City Hall for want of a place goes by its address, or not at all', () => {
    const boston = { ...pothole, catalogue: 'boston' } as const;
    const cityHall = { lat: 42.3594, lon: -71.0587 };
    expect(nearKeysOf({ ...boston, place: cityHall })).toBeUndefined();
    expect(nearKeysOf({ ...boston, place: { ...cityHall, address: '1 City Hall Sq' } })).toEqual({
      cell: 'boston#@1 city hall sq',
      nearKey: nearKeyOf('pothole', TUESDAY),
    });
    expect(nearKeysOf({ ...boston, place: { lat: 42.3595, lon: -71.0588 } })).toHaveProperty('lat', 42.3595);
  });
});

describe('cells', () => {
  it('of one city are not those of another', () => {
    expect(cellsAround('boston', ELM_STREET, 0)).not.toEqual(cellsAround('somerville', ELM_STREET, 0));
  });

  it('touched by a circle are one in the middle of a cell, two at an edge, four at a corner', () => {
    const [lat, lon] = [9421 * 0.0045, -11854 * 0.006]; // the south-west corner of the cell of Elm Street
    expect(cellsAround('somerville', { lat: lat + 0.002, lon: lon + 0.003 }, 60)).toHaveLength(1);
    expect(cellsAround('somerville', { lat: lat + 0.002, lon: lon + 0.0001 }, 60)).toHaveLength(2);
    expect(cellsAround('somerville', { lat: lat + 0.0001, lon: lon + 0.0001 }, 60)).toHaveLength(4);
  });

  it('are no more than four for the largest radius that a type may have', () => {
    for (let step = 0; step < 100; step += 1) {
      const place = { lat: 42.39 + step * 0.0003, lon: -71.12 + step * 0.0007 };
      expect(cellsAround('somerville', place, 240).length).toBeLessThanOrEqual(4);
    }
  });
});

describe('the order of a cell', () => {
  it('is by type, then by time', () => {
    const keys = [nearKeyOf('graffiti', 2_000), nearKeyOf('pothole', 900), nearKeyOf('pothole', 10_000)];
    expect(keys.toSorted()).toEqual(keys);
  });
});

describe('metres', () => {
  it('are those of the map: a ten-thousandth of a degree is 11.1 m to the north and 8.2 m to the east in Somerville', () => {
    const { lat, lon } = ELM_STREET;
    expect(metersBetween({ lat, lon }, { lat: lat + 1e-4, lon })).toBeCloseTo(11.12, 2);
    expect(metersBetween({ lat, lon }, { lat, lon: lon + 1e-4 })).toBeCloseTo(8.21, 2);
    expect(metersBetween({ lat, lon }, { lat, lon })).toBe(0);
  });
});
