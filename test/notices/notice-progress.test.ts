import { describe, expect, it } from 'vitest';
import { NEXT_STATUSES, isOnTheWay, statusesBefore } from '../../functions/notices/notice-progress.ts';
import type { NoticeStatus } from '../../functions/notices/notice-progress.ts';
import { judgeClaim } from '../../functions/notices/settle-claim.ts';
import { NOW } from './builders.ts';

const ALL = Object.keys(NEXT_STATUSES) as NoticeStatus[];

describe('the progress of a notice', () => {
  it('never comes back to its way once SES has spoken', () => {
    const arrived = ALL.filter((status) => !isOnTheWay(status));
    expect(arrived).toEqual([
      'left-out',
      'combined',
      'withheld',
      'sent',
      'delivered',
      'bounced',
      'complained',
      'failed',
    ]);
    for (const status of arrived) expect(NEXT_STATUSES[status].filter(isOnTheWay), status).toEqual([]);
  });

  it('lets a delivery be followed by a bounce, and no bounce by a delivery (R141)', () => {
    expect(statusesBefore('bounced')).toContain('delivered');
    expect(statusesBefore('delivered')).not.toContain('bounced');
  });

  it('claims only what is queued', () => {
    expect(statusesBefore('claimed')).toEqual(['queued']);
  });

  it('has an end on every way once SES has spoken', () => {
    const steps = (status: NoticeStatus, before: NoticeStatus[] = []): number => {
      expect(before).not.toContain(status);
      return 1 + Math.max(0, ...NEXT_STATUSES[status].map((next) => steps(next, [...before, status])));
    };
    expect(steps('sent')).toBe(4);
  });
});

describe('an old claim', () => {
  const GRACE = 15 * 60_000;
  const judge = (age: number, confirmedSince: boolean) =>
    judgeClaim({ claimedAt: NOW - age, now: NOW, graceMs: GRACE, confirmedSince });

  it('waits for its event, whatever else has been confirmed', () => {
    expect(judge(GRACE - 1, true)).toBe('wait');
    expect(judge(GRACE - 1, false)).toBe('wait');
  });

  it('is released when events of later claims came and its own did not', () => {
    expect(judge(GRACE, true)).toBe('release');
  });

  it('is left to a person when no event came since, because silence is no evidence then', () => {
    expect(judge(GRACE, false)).toBe('uncertain');
  });
});
