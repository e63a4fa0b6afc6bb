import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sayDate, sayInstant, saySpan } from '../../functions/requests/say-time.ts';

const ZONE = 'America/New_York';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a moment in words', () => {
  it('is the city’s own day and time in both languages', () => {
    const at = Date.UTC(2015, 5, 4, 12, 30);
    expect(sayInstant(at, ZONE, 'en')).toBe('Thursday, June 4, 2015, 8:30 AM');
    expect(sayInstant(at, ZONE, 'es')).toBe('jueves, 4 de junio de 2015, 8:30 a.\u00a0m.');
  });

  it.each([
    [Date.UTC(2015, 0, 1, 5, 0), 'Thursday, January 1, 2015, 12:00 AM'],
    [Date.UTC(2015, 0, 1, 17, 5), 'Thursday, January 1, 2015, 12:05 PM'],
    [Date.UTC(2015, 0, 1, 4, 59), 'Wednesday, December 31, 2014, 11:59 PM'],
  ])('writes noon, midnight and the day before as a clock shows them', (at, words) => {
    expect(sayInstant(at, ZONE, 'en')).toBe(words);
  });

  it('agrees with Intl on every date', () => {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, dateStyle: 'full' });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2040, 0, 1) }), (at) => {
        expect(sayInstant(at, ZONE, 'en').startsWith(format.format(at))).toBe(true);
        expect(format.format(at).endsWith(sayDate(at, ZONE, 'en'))).toBe(true);
      }),
    );
  });
});

describe('a span in words', () => {
  it.each([
    [0, 'less than a minute', 'menos de un minuto'],
    [MINUTE, '1 minute', '1 minuto'],
    [59 * MINUTE, '59 minutes', '59 minutos'],
    [HOUR + 5 * MINUTE, '1 hour 5 minutes', '1 hora 5 minutos'],
    [3 * HOUR + 59 * MINUTE, '3 hours', '3 horas'],
    [DAY + 6 * HOUR, '1 day 6 hours', '1 día 6 horas'],
    [5 * DAY + 23 * HOUR, '5 days', '5 días'],
    [-2 * DAY, '2 days', '2 días'],
  ])('of %d ms is %s', (ms, english, spanish) => {
    expect(saySpan(ms, 'en')).toBe(english);
    expect(saySpan(ms, 'es')).toBe(spanish);
  });
});
