import { describe, expect, test } from 'vitest';
import { blockAddress, publicPlace } from '../../functions/open311/public-place.ts';

describe('R190: the place of a public request', () => {
  test('is told to about a block: three decimals of a degree', () => {
    expect(publicPlace({ lat: 42.3954321, lon: -71.1217654 })).toEqual({ lat: 42.395, lon: -71.122 });
    expect(Object.is(publicPlace({ lat: -0.0001, lon: 1 }).lat, 0)).toBe(true);
  });

  test.each([
    ['12 Elm St', '1-99 Elm St'],
    ['312 Elm St', '300-399 Elm St'],
    ['12A Elm St', '1-99 Elm St'],
    ['12-14 Elm St', '1-99 Elm St'],
    ['12-A Elm St', '1-99 Elm St'],
    ['12 1/2 Elm St', '1-99 Elm St'],
    ['#12 Elm St', '1-99 Elm St'],
    ['12 5th Ave', '1-99 5th Ave'],
    ['1093 Broadway, Somerville, MA 02144', '1000-1099 Broadway, Somerville, MA 02144'],
    ['in front of 12 Elm St', 'in front of 1-99 Elm St'],
    ['the corner store at 12 O’Neill Court, by the door', 'the corner store at 1-99 O’Neill Court, by the door'],
  ])('says %s as %s', (address, block) => expect(blockAddress(address)).toBe(block));

  test.each([
    ['12 Elm St, Apt 3', '1-99 Elm St'],
    ['12 Elm St Apt. 3B', '1-99 Elm St'],
    ['12 Elm St #2', '1-99 Elm St'],
    ['Unit 4, 12 Elm St', '1-99 Elm St'],
    ['Apt 3 12 Elm St', '1-99 Elm St'],
  ])('leaves the dwelling out of %s', (address, block) => expect(blockAddress(address)).toBe(block));

  test.each([
    'Elm St & Oak St',
    'Prospect Hill Park',
    '5th Ave',
    'Route 16',
    'Davis Square',
    '1-99 Elm St',
    '100-199 Elm St',
  ])('keeps %s, which is nobody’s door', (address) => expect(blockAddress(address)).toBe(address));

  test('holds no number to call, as people write them into every field (R16)', () => {
    expect(blockAddress('12 Elm St, call 617-555-0100')).toBe('1-99 Elm St, call [phone number removed]');
  });

  test('holds the reporter’s whole name no more than their number, but a street may be called like them', () => {
    const reporter = { name: 'Ana Elm', language: 'en' as const };
    expect(blockAddress('12 Elm St, bell of ana elm', reporter)).toBe('1-99 Elm St, bell of [name removed]');
  });

  test('is nothing where nothing is known', () => {
    expect(publicPlace({})).toEqual({});
    expect(publicPlace({ address: '  ' })).toEqual({});
  });
});
