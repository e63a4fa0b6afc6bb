import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../infra/local/schedule-expression.ts';

const MONDAY = Date.UTC(2026, 5, 1, 12, 30);
const next = (expression: string, from = MONDAY) =>
  new Date(readSchedule(expression, 'Rule').after(from)).toISOString();

describe('a schedule', () => {
  it('counts a rate from the last run', () => {
    expect(next('rate(5 minutes)')).toBe('2026-06-01T12:35:00.000Z');
    expect(next('rate(1 hour)')).toBe('2026-06-01T13:30:00.000Z');
    expect(next('rate(1 day)')).toBe('2026-06-02T12:30:00.000Z');
  });

  it('finds the next time of a cron expression, in UTC', () => {
    expect(next('cron(0 6 * * ? *)')).toBe('2026-06-02T06:00:00.000Z');
    expect(next('cron(0/20 12 * * ? *)')).toBe('2026-06-01T12:40:00.000Z');
    expect(next('cron(0 6 ? * MON-FRI *)', Date.UTC(2026, 5, 5, 6))).toBe('2026-06-08T06:00:00.000Z');
    expect(next('cron(15 10 1 1,7 ? *)')).toBe('2026-07-01T10:15:00.000Z');
    expect(next('cron(30 12 * * ? *)')).toBe('2026-06-02T12:30:00.000Z');
    expect(next('cron(0 0 29 FEB ? *)')).toBe('2028-02-29T00:00:00.000Z');
  });

  it('refuses what it does not know, and what never comes', () => {
    expect(() => next('rate(0 minutes)')).toThrow('rate(0 minutes)');
    expect(() => next('at(2026-01-01T00:00:00)')).toThrow('does not know the schedule');
    expect(() => next('cron(0 0 L * ? *)')).toThrow('does not know L');
    expect(() => next('cron(61 0 * * ? *)')).toThrow('does not know 61');
    expect(() => next('cron(0 0 30 2 ? *)')).toThrow('not due within five years');
  });
});
