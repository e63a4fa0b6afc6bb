import { describe, expect, it } from 'vitest';
import { checkStorm } from '../../functions/clocks/check-storm.ts';
import type { Storm } from '../../functions/clocks/storm.ts';
import { DAY, HOUR, MINUTE, TUESDAY, somerville } from '../support/builders.ts';

const sound: Storm = {
  code: 'snow-1',
  name: 'Snow storm of 2 June',
  reason: 'All crews plough',
  by: 'Ana',
  declaredAt: TUESDAY,
  knownAt: TUESDAY + 2 * MINUTE,
  revision: 1,
  catalogue: 'somerville',
  from: TUESDAY,
  until: TUESDAY + DAY,
};

describe('a storm that may not be declared names itself, the field and the remedy', () => {
  it('and a sound one has nothing to say', () => {
    const choosers = {
      types: ['pothole'],
      partners: ['dpw-highway'],
      areas: [{ lat: 42.39, lon: -71.1, radiusMeters: 800 }],
    };
    expect(checkStorm({ ...sound, ...choosers, relax: { kind: 'hours', amount: 12 } }, somerville)).toEqual([]);
    expect(checkStorm({ ...sound, from: TUESDAY - DAY }, somerville)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no name', { name: undefined }, 'name: is missing: write a text'],
    ['a name of blanks', { name: '      ' }, 'name: is too short or too long: write 4 to 80 characters'],
    ['a reason that is too short', { reason: 'Ice' }, 'reason: is too short or too long: write 4 to 200 characters'],
    ['a code with blanks', { code: 'snow storm' }, 'code: is no code: write small letters, digits and hyphens'],
    ['another city', { catalogue: 'cambridge' }, 'catalogue: is no catalogue: write somerville or boston'],
    ['an end before its beginning', { until: TUESDAY - HOUR }, 'until: is not after its beginning: name a later end'],
    ['an end that is over', { from: TUESDAY - DAY, until: TUESDAY }, 'until: is over before it is known everywhere, in two minutes: name a later end'],
    ['half a year', { until: TUESDAY + 180 * DAY }, 'until: is more than 60 days after its beginning: change the agreements instead'],
    ['a beginning long ago', { from: TUESDAY - 8 * DAY }, 'from: is more than a week ago: name a later beginning'],
    ['a beginning far ahead', { from: TUESDAY + 61 * DAY, until: TUESDAY + 62 * DAY }, 'from: is more than 60 days ahead: declare it when it is nearer'],
    ['a type that there is not', { types: ['potholes'] }, 'types: there is no potholes: `types export` lists them'],
    ['a partner that there is not', { partners: ['eversauce'] }, 'partners: there is no eversauce: `partners export` lists them'],
    ['an empty list', { types: [] }, 'types: is empty: name one, or leave it out'],
    ['a circle elsewhere', { areas: [{ lat: -71.1, lon: 42.39, radiusMeters: 800 }] }, 'areas: -71.1, 42.39 lies outside the city: write latitude, longitude, metres'],
    ['a circle of a point', { areas: [{ lat: 42.39, lon: -71.1, radiusMeters: 1 }] }, 'areas.0.radiusMeters: is no radius: write metres, from 50 to 20000'],
    ['nothing added', { relax: { kind: 'business-days', amount: 0 } }, 'relax: adds nothing: write for example 3 business days'],
  ])('%s', (_, more, problem) => {
    expect(checkStorm({ ...sound, ...more }, somerville)).toContain(
      `Storm ${String({ ...sound, ...more }.code)}, ${problem}.`,
    );
  }); // prettier-ignore
});
