import { describe, expect, it } from 'vitest';
import type { Agreement } from '../../functions/clocks/agreement.ts';
import { toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import { calendarOf } from '../../functions/clocks/calendars.ts';
import { isLate, pauseClock, rebaseClock, resumeClock, startClock, stopClock } from '../../functions/clocks/clock.ts';
import { dueMilestones, milestonesOf, nextMilestone } from '../../functions/clocks/milestone.ts';

const ZONE = 'America/New_York';
const at = (local: string) => toInstant(local, ZONE);
const boston = calendarOf('boston-business');
const agreement: Agreement = {
  code: 'street-lights',
  version: 3,
  effectiveFrom: '2015-02-17',
  calendar: 'boston-business',
  source: 'observed-boston-2015',
  note: '',
  targets: {
    acknowledge: { kind: 'none' },
    resolve: { kind: 'business-days', amount: 2 },
    accept: { kind: 'none' },
    complete: { kind: 'business-hours', amount: 4 },
  },
  atRiskShare: 0.5,
  escalations: [
    { level: 1, after: { kind: 'business-days', amount: 1 }, to: 'director' },
    { level: 2, after: { kind: 'business-days', amount: 3 }, to: 'service-operations-manager' },
  ],
  pauseReasons: ['weather'],
  longestPause: { kind: 'business-days', amount: 20 },
  urgent: false,
};
const clock = startClock('resolve', agreement, boston, at('2015-01-05T10:00'));
const milestones = milestonesOf('R-17', 1, clock, agreement, boston);
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id.split('#').at(-1));

describe('the milestones of a clock', () => {
  it('R131 come in order, each with its moment and the people it tells', () => {
    expect(milestones.map((one) => [one.kind, one.level, toLocal(one.at, ZONE), one.to])).toEqual([
      ['at-risk', 0, '2015-01-06T10:00:00', ['desk']],
      ['due', 0, '2015-01-07T10:00:00', ['desk', 'supervisor']],
      ['escalate', 1, '2015-01-08T10:00:00', ['director']],
      ['escalate', 2, '2015-01-12T10:00:00', ['service-operations-manager']],
    ]);
  });

  it('R130 have ids made of request, cycle, clock, agreement version and level alone', () => {
    expect(milestones.map(({ id }) => id)).toEqual([
      'R-17#1#resolve#street-lights.v3#at-risk0',
      'R-17#1#resolve#street-lights.v3#due0',
      'R-17#1#resolve#street-lights.v3#escalate1',
      'R-17#1#resolve#street-lights.v3#escalate2',
    ]);
    expect(milestonesOf('R-17', 1, clock, agreement, boston)).toEqual(milestones);
  });

  it('R106 differ from those of an earlier cycle, so a reopened request is warned about anew', () => {
    expect(milestonesOf('R-17', 2, clock, agreement, boston)[0]!.id).toBe('R-17#2#resolve#street-lights.v3#at-risk0');
  });

  it('R119 are none while the clock is paused, and none once it is stopped', () => {
    expect(milestonesOf('R-17', 1, pauseClock(clock, 'weather', at('2015-01-05T11:00')), agreement, boston)).toEqual(
      [],
    );
    expect(milestonesOf('R-17', 1, stopClock(clock, at('2015-01-05T11:00')), agreement, boston)).toEqual([]);
  });

  it('R89 are none when nothing is promised', () => {
    const none = startClock('accept', agreement, boston, at('2015-01-05T10:00'));
    expect(milestonesOf('R-17', 1, none, agreement, boston)).toEqual([]);
  });

  it('keep their ids and move with the clock after a pause', () => {
    const resumed = resumeClock(pauseClock(clock, 'weather', at('2015-01-05T11:00')), boston, at('2015-01-05T12:00'));
    const moved = milestonesOf('R-17', 1, resumed, agreement, boston);
    expect(moved.map(({ id }) => id)).toEqual(milestones.map(({ id }) => id));
    expect(toLocal(moved[1]!.at, ZONE)).toBe('2015-01-07T11:00:00');
  });

  it('R134 are new ones when the promise is counted anew under another version', () => {
    const next = { ...agreement, version: 4 };
    expect(milestonesOf('R-17', 1, rebaseClock(clock, next, boston), next, boston)[1]!.id).toBe(
      'R-17#1#resolve#street-lights.v4#due0',
    );
  });

  it('R114 are none once a promise has been taken back, however late it was by then', () => {
    const none: Agreement = {
      ...agreement,
      version: 4,
      targets: { ...agreement.targets, resolve: { kind: 'none' } },
    };
    const freed = rebaseClock(clock, none, boston);
    expect(freed).not.toHaveProperty('dueAt');
    expect(isLate(freed, at('2015-02-01T10:00'))).toBe(false);
    expect(milestonesOf('R-17', 1, freed, none, boston)).toEqual([]);
  });

  it('R132 fall at the start when the warning share is zero', () => {
    const eager = startClock('resolve', { ...agreement, atRiskShare: 0 }, boston, at('2015-01-04T10:00'));
    expect(toLocal(milestonesOf('R-17', 1, eager, agreement, boston)[0]!.at, ZONE)).toBe('2015-01-05T08:30:00');
  });
});

describe('what is due', () => {
  it('R120 is no delay at the due moment itself, at which work may still end in time', () => {
    const { dueAt } = clock;
    expect(stopClock(clock, dueAt!).verdict).toBe('met');
    expect(ids(dueMilestones(milestones, new Set(), dueAt!).act)).toEqual(['at-risk0']);
    expect(stopClock(clock, dueAt! + 1).verdict).toBe('missed');
    expect(ids(dueMilestones(milestones, new Set(), dueAt! + 1).act)).toEqual(['due0']);
  });

  it('R131 is each level by itself when nothing was held up', () => {
    expect(ids(dueMilestones(milestones, new Set(), at('2015-01-06T10:00')).act)).toEqual(['at-risk0']);
    expect(dueMilestones(milestones, new Set(), at('2015-01-06T09:59:59'))).toEqual({ act: [], skipped: [] });
  });

  it('R131 is only the highest level after an outage, and the lower ones are skipped', () => {
    const { act, skipped } = dueMilestones(milestones, new Set(), at('2015-01-09T10:00'));
    expect(ids(act)).toEqual(['escalate1']);
    expect(ids(skipped)).toEqual(['at-risk0', 'due0']);
  });

  it('R130 is nothing that is recorded already', () => {
    const recorded = new Set(milestones.slice(0, 2).map(({ id }) => id));
    expect(dueMilestones(milestones, recorded, at('2015-01-07T10:00'))).toEqual({ act: [], skipped: [] });
    expect(ids(dueMilestones(milestones, recorded, at('2015-01-08T10:00')).act)).toEqual(['escalate1']);
  });

  it('R131 never goes back below a level that is recorded', () => {
    const recorded = new Set([milestones[2]!.id]);
    const { act, skipped } = dueMilestones(milestones, recorded, at('2015-01-09T10:00'));
    expect(act).toEqual([]);
    expect(ids(skipped)).toEqual(['at-risk0', 'due0']);
  });

  it('R131 never goes back below a recorded level whose moment a pause has moved ahead again', () => {
    const recorded = new Set([milestones[2]!.id]);
    const { act, skipped } = dueMilestones(milestones, recorded, at('2015-01-07T10:00') + 1);
    expect([ids(act), ids(skipped)]).toEqual([[], ['at-risk0', 'due0']]);
  });

  it('R131 is the highest of each clock by itself', () => {
    const complete = startClock('complete', agreement, boston, at('2015-01-05T10:00'));
    const both = [...milestones, ...milestonesOf('W-1', 1, complete, agreement, boston)];
    const { act } = dueMilestones(both, new Set(), at('2015-01-06T10:00'));
    expect(act.map(({ clock: kind, kind: what }) => [kind, what])).toEqual([
      ['resolve', 'at-risk'],
      ['complete', 'due'],
    ]);
  });
});

describe('the next milestone', () => {
  it('is the earliest that is not recorded, past or not', () => {
    expect(nextMilestone(milestones, new Set())).toBe(milestones[0]);
    expect(nextMilestone(milestones, new Set([milestones[0]!.id]))).toBe(milestones[1]);
  });

  it('is none when all are recorded', () => {
    expect(nextMilestone(milestones, new Set(milestones.map(({ id }) => id)))).toBeUndefined();
  });
});
