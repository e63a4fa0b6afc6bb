import { describe, expect, it } from 'vitest';
import { toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import { calendarOf } from '../../functions/clocks/calendars.ts';
import { describeTarget, targetInstant, type Target } from '../../functions/clocks/target.ts';

const ZONE = 'America/New_York';
const boston = calendarOf('boston-business');
const somerville = calendarOf('somerville-business');

const due = (received: string, target: Target, calendar = boston) => {
  const at = targetInstant(calendar, toInstant(received, ZONE), target);
  return at === undefined ? undefined : toLocal(at, ZONE);
};

describe('a target', () => {
  it.each<[Target['kind'], number, string]>([
    ['business-days', 2, '2015-04-22T10:23:00'],
    ['business-hours', 8, '2015-04-21T09:53:00'],
    ['calendar-days', 2, '2015-04-19T10:23:00'],
    ['hours', 48, '2015-04-19T10:23:00'],
  ])('of %s counts in its own way over a long weekend', (kind, amount, expected) => {
    expect(due('2015-04-17T10:23', { kind, amount } as Target)).toBe(expected);
  });

  it('R79 of hours elapses in real time over a change of the clock', () => {
    expect(due('2027-03-13T10:00', { kind: 'hours', amount: 24 }, somerville)).toBe('2027-03-14T11:00:00');
  });

  it('R80 of calendar days keeps the wall clock over the same change', () => {
    expect(due('2027-03-13T10:00', { kind: 'calendar-days', amount: 1 }, somerville)).toBe('2027-03-14T10:00:00');
  });

  it('R89 of none promises nothing', () => {
    expect(due('2015-04-17T10:23', { kind: 'none' })).toBeUndefined();
  });

  it('R89 of zero is due at the next working moment, or at once where every moment counts', () => {
    expect(due('2015-04-18T10:23', { kind: 'business-days', amount: 0 })).toBe('2015-04-21T08:30:00');
    expect(due('2015-04-18T10:23', { kind: 'business-hours', amount: 0 })).toBe('2015-04-21T08:30:00');
    expect(due('2015-04-18T10:23', { kind: 'calendar-days', amount: 0 })).toBe('2015-04-18T10:23:00');
    expect(due('2015-04-18T10:23', { kind: 'hours', amount: 0 })).toBe('2015-04-18T10:23:00');
  });

  it.each<Target>([
    { kind: 'business-days', amount: -1 },
    { kind: 'business-hours', amount: -0.5 },
    { kind: 'calendar-days', amount: -1 },
    { kind: 'hours', amount: -1 },
    { kind: 'calendar-days', amount: 1.5 },
    { kind: 'hours', amount: Number.NaN },
  ])('R89 of %o is refused', (target) => {
    expect(() => due('2015-04-17T10:23', target)).toThrow(RangeError);
  });

  it('R90 of 720 days is met by the arithmetic', () => {
    expect(due('2015-02-17T12:00', { kind: 'calendar-days', amount: 720 })).toBe('2017-02-06T12:00:00');
  });
});

describe('a target in words', () => {
  it.each<[Target, string]>([
    [{ kind: 'business-days', amount: 2 }, '2 business days'],
    [{ kind: 'business-days', amount: 1 }, '1 business day'],
    [{ kind: 'hours', amount: 0 }, '0 hours'],
    [{ kind: 'business-hours', amount: 1.5 }, '1.5 business hours'],
    [{ kind: 'none' }, 'no promise'],
  ])('%o is %s', (target, words) => {
    expect(describeTarget(target)).toBe(words);
  });
});
