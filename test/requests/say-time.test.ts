import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../functions/languages/language.ts';
import {
  sayDate,
  sayDateTime,
  sayDay,
  sayInstant,
  sayList,
  sayMonth,
  sayNumber,
  saySpan,
} from '../../functions/requests/say-time.ts';

const ZONE = 'America/New_York';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a moment in words', () => {
  it('is the city’s own day and time in every language', () => {
    const at = Date.UTC(2015, 5, 4, 12, 30);
    expect(sayInstant(at, ZONE, 'en')).toBe('Thursday, June 4, 2015, 8:30 AM');
    expect(sayInstant(at, ZONE, 'es')).toBe('jueves, 4 de junio de 2015, 8:30 a.\u00a0m.');
    expect(sayInstant(at, ZONE, 'pt')).toBe('quinta-feira, 4 de junho de 2015 às 08:30');
    expect(sayInstant(at, ZONE, 'ht')).toBe('jedi 4 jen 2015, 8:30 AM');
    expect(sayInstant(at, ZONE, 'ne')).toBe('२०१५ जुन ४, बिहिबार, ०८:३०');
    expect(sayInstant(at, ZONE, 'zh-Hant')).toBe('2015年6月4日 星期四 上午8:30');
    expect(sayInstant(at + 12 * HOUR, ZONE, 'zh-Hant')).toBe('2015年6月4日 星期四 下午8:30');
    expect(sayDateTime(at, ZONE, 'ht')).toBe('4 jen 2015, 8:30 AM');
    expect(LANGUAGES.map((language) => sayMonth('2015-06', language))).toEqual([
      'June 2015',
      'junio de 2015',
      'junho de 2015',
      'jen 2015',
      '२०१५ जुन',
      '2015年6月',
    ]);
  });

  it.each([
    [Date.UTC(2015, 0, 1, 5, 0), 'Thursday, January 1, 2015, 12:00 AM'],
    [Date.UTC(2015, 0, 1, 17, 5), 'Thursday, January 1, 2015, 12:05 PM'],
    [Date.UTC(2015, 0, 1, 4, 59), 'Wednesday, December 31, 2014, 11:59 PM'],
  ])('writes noon, midnight and the day before as a clock shows them', (at, words) => {
    expect(sayInstant(at, ZONE, 'en')).toBe(words);
  });

  // Node's Intl knows no Haitian Creole; its words for days and months are checked by the test above only.
  it.each([
    ['en', 'en-US'],
    ['es', 'es'],
    ['pt', 'pt-BR'],
    ['ne', 'ne'],
    ['zh-Hant', 'zh-Hant-TW'],
  ] as const)('agrees with Intl on every date: %s', (language, locale) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: ZONE, dateStyle: 'full' });
    const long = new Intl.DateTimeFormat(locale, { timeZone: ZONE, dateStyle: 'long' });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2040, 0, 1) }), (at) => {
        expect(sayInstant(at, ZONE, language).startsWith(format.format(at))).toBe(true);
        expect(sayDate(at, ZONE, language)).toBe(long.format(at));
      }),
    );
  });
});

describe('a day, a number and a list', () => {
  it('are said in every language’s own way', () => {
    const said = (say: (language: Language) => string) => Object.fromEntries(LANGUAGES.map((one) => [one, say(one)]));
    expect(sayDay('2026-12-25', 'en')).toBe('Friday, December 25, 2026');
    expect(said((language) => sayNumber(1.5, language))).toEqual({
      en: '1.5',
      es: '1.5',
      pt: '1,5',
      ht: '1,5',
      ne: '१.५',
      'zh-Hant': '1.5',
    });
    expect(said((language) => sayList(['A', 'B', 'C'], language))).toEqual({
      en: 'A; B and C',
      es: 'A; B y C',
      pt: 'A; B e C',
      ht: 'A; B ak C',
      ne: 'A; B र C',
      'zh-Hant': 'A、B和C',
    });
    expect(sayList(['A'], 'en')).toBe('A');
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

  it.each([
    ['pt', '1 dia e 6 horas', '5 dias'],
    ['ht', '1 jou ak 6 èdtan', '5 jou'],
    ['ne', '१ दिन ६ घण्टा', '५ दिन'],
    ['zh-Hant', '1 天 6 小時', '5 天'],
  ] as const)('is said in %s too', (language, two, one) => {
    expect(saySpan(DAY + 6 * HOUR, language)).toBe(two);
    expect(saySpan(5 * DAY, language)).toBe(one);
  });
});
