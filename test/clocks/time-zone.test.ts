import { describe, expect, it } from 'vitest';
import { intlOffset, offsetAt, probeTimeZone, timeZoneOf } from '../../functions/clocks/time-zone.ts';

const HOUR = 3_600_000;

describe('the offset table of a zone', () => {
  it('of America/New_York, kept as data, is the one that Intl gives', () => {
    expect(timeZoneOf('America/New_York')).toEqual(probeTimeZone('America/New_York'));
  });

  it.each(['Europe/Berlin', 'Africa/Casablanca', 'Australia/Lord_Howe', 'Asia/Tehran', 'America/Sao_Paulo', 'UTC'])(
    'of %s says what Intl says, every five hours of six years',
    (id) => {
      const zone = timeZoneOf(id);
      for (let at = Date.UTC(2014, 0, 1); at < Date.UTC(2020, 0, 1); at += 5 * HOUR)
        expect(offsetAt(zone, at)).toBe(intlOffset(id, at));
    },
  );

  it('refuses a zone that does not exist', () => {
    expect(() => timeZoneOf('America/Somerville')).toThrow(RangeError);
  });
});
