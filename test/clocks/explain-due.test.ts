import { describe, expect, it } from 'vitest';
import { type BusinessCalendar, compileCalendar, toInstant } from '../../functions/clocks/business-calendar.ts';
import { calendarData, calendarOf } from '../../functions/clocks/calendars.ts';
import { type Clock, pauseClock, resumeClock } from '../../functions/clocks/clock.ts';
import { explainDue } from '../../functions/clocks/explain-due.ts';
import { type Target, targetInstant } from '../../functions/clocks/target.ts';
import { LANGUAGES, type Language } from '../../functions/languages/language.ts';
import { sayDueLine, sayDueText } from '../../functions/requests/say-promise.ts';

const HOLIDAYS = new Set([...calendarData.values()].flatMap(({ holidays }) => holidays.map(({ name }) => name)));

const ZONE = 'America/New_York';
const at = (local: string) => toInstant(local, ZONE);
const boston = calendarOf('boston-business');

const started = (local: string, target: Target = { kind: 'business-days', amount: 2 }, calendar = boston): Clock => {
  const dueAt = targetInstant(calendar, at(local), target);
  return {
    kind: 'resolve',
    agreement: 'street-lights',
    agreementVersion: 1,
    calendar: 'boston-business',
    target,
    startedAt: at(local),
    pauses: [],
    ...(dueAt === undefined ? {} : { dueAt }),
  };
};
const said = (clock: Clock, language: Language = 'en', calendar = boston) =>
  explainDue(clock, calendar).map((line) => sayDueText(line, ZONE, language));

describe('why a promise is due when it is', () => {
  it('says of a receipt before a long weekend that it is due on Wednesday', () => {
    expect(said(started('2015-05-22T10:23'))).toEqual([
      'The clock started on Friday, May 22, 2015, 10:23 AM.',
      'The promise is 2 business days.',
      'Monday, May 25, 2015 is Memorial Day and does not count.',
      'Saturday, May 23, 2015 and Sunday, May 24, 2015 are not working days.',
      'Counted: Tuesday, May 26, 2015 and Wednesday, May 27, 2015.',
      'Due on Wednesday, May 27, 2015, 10:23 AM.',
    ]);
  });

  it('names the closed day in every language', () => {
    const named = Object.fromEntries(
      LANGUAGES.map((language) => [language, said(started('2015-05-22T10:23'), language)[2]]),
    );
    expect(named).toEqual({
      en: 'Monday, May 25, 2015 is Memorial Day and does not count.',
      es: 'El lunes, 25 de mayo de 2015 es el Día de los Caídos (Memorial Day) y no cuenta.',
      pt: 'Segunda-feira, 25 de maio de 2015 é feriado (Dia em Memória dos Soldados (Memorial Day)) e não conta.',
      ht: 'Lendi 25 me 2015 se Jou Memoryal, li pa konte.',
      ne: '२०१५ मे २५, सोमबार मा शहीद स्मृति दिवस (Memorial Day) परेकाले त्यो दिन गनिँदैन।',
      'zh-Hant': '2015年5月25日 星期一是陣亡將士紀念日，不計算在內。',
    });
  });

  it('says when a receipt outside hours began to count, and what a pause did', () => {
    const paused = pauseClock(started('2015-01-05T18:40'), 'waiting-for-constituent', at('2015-01-06T09:00'));
    expect(said(resumeClock(paused, boston, at('2015-01-06T10:00')))).toEqual([
      'Received on Monday, January 5, 2015, 6:40 PM, outside working hours, so the clock started on Tuesday, January 6, 2015, 8:30 AM.',
      'The promise is 2 business days.',
      'Counted: Wednesday, January 7, 2015 and Thursday, January 8, 2015.',
      'The clock was paused from Tuesday, January 6, 2015, 9:00 AM to Tuesday, January 6, 2015, 10:00 AM (waiting for an answer from the person who asked).',
      'Due on Thursday, January 8, 2015, 9:30 AM.',
    ]);
    expect(said(paused).at(-2)).toMatch(/^The clock has been paused since Tuesday, January 6, 2015, 9:00 AM/u);
  });

  it('counts no day on which it stood still from opening to closing', () => {
    const paused = pauseClock(started('2015-01-05T10:00'), 'weather', at('2015-01-06T09:00'));
    const counted = 'Counted: Thursday, January 8, 2015 and Friday, January 9, 2015.';
    expect(said(resumeClock(paused, boston, at('2015-01-08T08:30')))).toContain(
      'Counted: Tuesday, January 6, 2015 and Thursday, January 8, 2015.',
    );
    expect(
      said(
        resumeClock(
          pauseClock(started('2015-01-05T10:00'), 'weather', at('2015-01-05T17:00')),
          boston,
          at('2015-01-08T08:00'),
        ),
      ),
    ).toContain(counted);
    expect(said(paused)).toContain('Counted: Tuesday, January 6, 2015.');
  });

  it('names holidays and counts weekends when the promise is long', () => {
    const lines = said(started('2015-01-05T10:00', { kind: 'business-days', amount: 45 }));
    expect(lines).toContain('Monday, January 19, 2015 is Martin Luther King Jr. Day and does not count.');
    expect(lines).toContain('18 days without office hours, as on weekends, do not count.');
    expect(lines.at(-2)).toBe(
      'The 45 days counted run from Tuesday, January 6, 2015 through Wednesday, March 11, 2015.',
    );
  });

  it('says that every day counts, or that nothing is promised', () => {
    expect(said(started('2015-05-22T17:05', { kind: 'calendar-days', amount: 30 }))[1]).toBe(
      'The promise is 30 calendar days. Every day counts, weekends and holidays too.',
    );
    expect(said(started('2015-05-22T17:05', { kind: 'none' }))).toEqual([
      'Nothing is promised here, so there is no due time.',
    ]);
  });

  it('repeats what somebody wrote of a closure, marked as English in every other language', () => {
    const data: BusinessCalendar = {
      ...calendarData.get('boston-business')!,
      closures: [{ date: '2015-05-26', author: 'Director of Public Works', reason: 'Water main break' }],
    };
    const closed = compileCalendar(data);
    const lines = explainDue(started('2015-05-22T10:23', undefined, closed), closed);
    const line = lines.find((one) => one.line === 'closure')!;
    expect(sayDueText(line, ZONE, 'en')).toBe(
      'Tuesday, May 26, 2015 was closed (Water main break) and does not count.',
    );
    for (const language of LANGUAGES.filter((one) => one !== 'en'))
      expect(sayDueLine(line, ZONE, language), language).toContainEqual({ english: 'Water main break' });
  });

  it.each([...HOLIDAYS])(
    'knows the holiday %s in every language, and a name that it does not know in English',
    (name) => {
      const say = (holiday: string, language: Language) =>
        sayDueLine({ line: 'holiday', day: '2026-01-01', holiday }, ZONE, language);
      for (const language of LANGUAGES.filter((one) => one !== 'en')) {
        expect(say(name, language).filter((piece) => typeof piece !== 'string')).toEqual([]);
        expect(say('Day of the Bakers', language)).toContainEqual({ english: 'Day of the Bakers' });
      }
      expect(say(name, 'en').join('')).toContain(` is ${name} `);
    },
  );
});
