import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueFrom, deployedSource } from '../../functions/catalogue/catalogue.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { type Agreement, AgreementSchema, type Escalation } from '../../functions/clocks/agreement.ts';
import { toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import { calendarOf } from '../../functions/clocks/calendars.ts';
import { startClock } from '../../functions/clocks/clock.ts';
import { dueMilestones, milestonesOf } from '../../functions/clocks/milestone.ts';
import { type Target, instantBefore, targetInstant } from '../../functions/clocks/target.ts';
import { runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import { tellEvent } from '../../functions/requests/story.ts';
import { HOUR, TUESDAY, aContext, aRequest, changeOf, keep, somerville, work } from '../support/builders.ts';

const ZONE = 'America/New_York';
const at = (local: string) => toInstant(local, ZONE);
const calendar = calendarOf('somerville-business');
const agreement: Agreement = {
  ...somerville.agreementFor(somerville.find('pothole')!, TUESDAY),
  targets: {
    acknowledge: { kind: 'none' },
    resolve: { kind: 'business-days', amount: 4 },
    accept: { kind: 'none' },
    complete: { kind: 'none' },
  },
  escalations: [
    { level: 1, before: { kind: 'business-days', amount: 2 }, to: 'supervisor' },
    { level: 2, before: { kind: 'business-hours', amount: 4 }, to: 'supervisor' },
    { level: 3, after: { kind: 'business-days', amount: 1 }, to: 'director' },
  ],
};
const started = at('2026-06-01T10:00');
const milestonesWith = (escalations: Escalation[], startedAt = started) => {
  const own = { ...agreement, escalations };
  return milestonesOf('R-17', 1, startClock('resolve', own, calendar, startedAt), own, calendar);
};
const milestones = milestonesWith(agreement.escalations);
const names = (list: readonly { kind: string; level: number }[]) => list.map(({ kind, level }) => `${kind}${level}`);
const momentOf = (escalation: Escalation, startedAt = started) =>
  toLocal(milestonesWith([escalation], startedAt).find(({ kind }) => kind === 'escalate')!.at, ZONE);

describe('a ladder that begins before the due moment', () => {
  it('R132 R136 counts back in the agreement’s working time, and on after the due moment', () => {
    expect(milestones.map(({ kind, level, at: moment, to }) => [kind + level, toLocal(moment, ZONE), to[0]])).toEqual([
      ['escalate1', '2026-06-03T10:00:00', 'supervisor'],
      ['at-risk0', '2026-06-04T10:00:00', 'desk'],
      ['escalate2', '2026-06-04T14:00:00', 'supervisor'],
      ['due0', '2026-06-05T10:00:00', 'desk'],
      ['escalate3', '2026-06-08T10:00:00', 'director'],
    ]);
  });

  it.each<[Target, string]>([
    [{ kind: 'business-hours', amount: 1 }, '2026-06-05T09:00:00'],
    [{ kind: 'hours', amount: 20 }, '2026-06-04T14:00:00'],
    [{ kind: 'calendar-days', amount: 2 }, '2026-06-03T10:00:00'],
    [{ kind: 'business-days', amount: 1 }, '2026-06-04T10:00:00'],
  ])('R132 lies %o before it at %s', (before, moment) => {
    expect(momentOf({ level: 1, before, to: 'director' })).toBe(moment);
  });

  it.each<[Target]>([
    [{ kind: 'business-days', amount: 9 }],
    [{ kind: 'business-hours', amount: 90 }],
    [{ kind: 'hours', amount: 900 }],
    [{ kind: 'calendar-days', amount: 90 }],
  ])('R132 fires at the start where %o before would lie before it', (before) => {
    expect(momentOf({ level: 1, before, to: 'director' })).toBe('2026-06-01T10:00:00');
  });

  it('R132 fires at the first opening where the start itself lies outside the office hours it counts', () => {
    const sunday = at('2026-05-31T12:00');
    const before = (kind: 'business-days' | 'hours') =>
      ({ level: 1, before: { kind, amount: 999 }, to: 'desk' }) as const;
    expect(momentOf(before('business-days'), sunday)).toBe('2026-06-01T08:30:00');
    expect(momentOf(before('hours'), sunday)).toBe('2026-05-31T12:00:00');
  });

  it('R131 keeps the due notice and the warning though a lower level was told before them', () => {
    const recorded = new Set<string>();
    const acted: string[] = [];
    for (const { at: moment } of milestones) {
      const { act, skipped } = dueMilestones(milestones, recorded, moment);
      for (const { id } of [...act, ...skipped]) recorded.add(id);
      acted.push(...names(act));
      expect(skipped).toEqual([]);
    }
    expect(acted).toEqual(['escalate1', 'at-risk0', 'escalate2', 'due0', 'escalate3']);
  });

  it('R131 after an outage is only its highest, and the levels before it are skipped', () => {
    const { act, skipped } = dueMilestones(milestones, new Set(), at('2026-06-05T12:00'));
    expect([names(act), names(skipped)]).toEqual([['due0'], ['escalate1', 'at-risk0', 'escalate2']]);
  });

  it('R131 tells of two levels that fall on the start together only the higher', () => {
    const hours = (amount: number) => ({ kind: 'business-hours', amount }) as const;
    const both = milestonesWith([
      { level: 1, before: hours(900), to: 'supervisor' },
      { level: 2, before: hours(800), to: 'director' },
    ]);
    const { act, skipped } = dueMilestones(both, new Set(), started);
    expect([names(act), names(skipped)]).toEqual([['escalate2'], ['escalate1']]);
  });
});

describe('the instant so long before another', () => {
  const target = fc.oneof(
    fc.record({ kind: fc.constantFrom('business-days' as const, 'calendar-days' as const), amount: fc.nat(30) }),
    fc.record({ kind: fc.constantFrom('business-hours' as const, 'hours' as const), amount: fc.nat(200) }),
  );
  it('R132 is the first from which the target leads to it or beyond, and never lies before the start', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 * 24 }), fc.nat(2_000), target, (begin, length, before) => {
        const start = TUESDAY + begin * HOUR;
        const due = targetInstant(calendar, start, { kind: 'business-hours', amount: length / 7 })!;
        const found = instantBefore(calendar, start, due, before)!;
        expect(found).toBeGreaterThanOrEqual(start);
        expect(found).toBeLessThanOrEqual(due);
        if (before.amount > 0) expect(targetInstant(calendar, found + 1, before)!).toBeGreaterThanOrEqual(due);
      }),
      { numRuns: 300, seed: 311 },
    );
  });
});

describe('the levels of an agreement', () => {
  const days = (amount: number) => ({ kind: 'business-days', amount }) as const;
  const hours = (amount: number) => ({ kind: 'business-hours', amount }) as const;
  const ladder = (...rungs: object[]) =>
    AgreementSchema.safeParse({
      ...agreement,
      escalations: rungs.map((rung, index) => ({ level: index + 1, to: 'director', ...rung })),
    }).success;

  it('R116 ascend in time: before, nearer, after, further', () => {
    expect(
      ladder({ before: days(3) }, { before: days(1) }, { before: hours(2) }, { after: days(0) }, { after: days(2) }),
    ).toBe(true);
  });

  it.each([
    ['before after after', [{ after: days(1) }, { before: days(1) }]],
    ['further before', [{ before: days(1) }, { before: days(2) }]],
    ['at the same moment', [{ after: days(1) }, { after: days(1) }]],
    ['nearer after', [{ after: days(2) }, { after: days(1) }]],
    ['nearer after, with another unit between', [{ after: days(2) }, { after: hours(90) }, { after: days(1) }]],
    ['both before and after', [{ before: days(1), after: days(1) }]],
    ['neither before nor after', [{}]],
  ])('R116 are refused when they are %s', (_what, rungs) => {
    expect(ladder(...rungs)).toBe(false);
  });
});

describe('a level before the due moment', () => {
  const source = deployedSource('somerville');
  const code = somerville.find('pothole')!.agreement;
  const files = Object.fromEntries(
    Object.entries(source.files).map(([name, file]) => {
      const { agreements } = file as { agreements: { code: string }[] };
      const escalations: Escalation[] = [{ level: 1, before: { kind: 'business-hours', amount: 2 }, to: 'director' }];
      const next = agreements.map((own) => (own.code === code ? { ...own, escalations } : own));
      return [name, { ...(file as object), agreements: next }];
    }),
  );
  const catalogue = catalogueFrom({ ...source, files });
  const kept = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
  const level = runningMilestones(kept, catalogue).find(({ kind }) => kind === 'escalate')!;
  const change = changeOf(actOnDue(kept, aContext({ catalogue }), level.at));

  it('R132 is told as an early warning, since nothing is late yet', () => {
    expect(change.notices).toMatchObject([
      { message: 'clock-at-risk', to: 'highway.director@dpw.somerville.example', values: { levelName: 'director' } },
    ]);
    expect(change.notices[0]!.values).not.toHaveProperty('late');
  });

  it('R132 is on the history as a warning and not as a delay', () => {
    const line = keep(kept, change).events.at(-1)!;
    expect(line.data).toMatchObject({ kind: 'escalate', level: 1, early: true });
    const tell = (language: 'en' | 'es') => tellEvent(line, language, { partner: (name) => name }, 'staff');
    expect([tell('en'), tell('es')]).toEqual([
      'The promised time was running out, and level 1 was warned.',
      'El plazo prometido se acababa y se avisó al nivel 1.',
    ]);
  });
});
