import { describe, expect, it } from 'vitest';
import { AgreementSchema, allowsPause, type Agreement } from '../../functions/clocks/agreement.ts';

const agreement: Agreement = {
  code: 'street-lights',
  version: 1,
  effectiveFrom: '2015-02-17',
  calendar: 'boston-business',
  source: 'observed-boston-2015',
  note: 'Targets as the feed shows them.',
  targets: {
    acknowledge: { kind: 'business-hours', amount: 4 },
    resolve: { kind: 'business-days', amount: 10 },
    accept: { kind: 'business-days', amount: 1 },
    complete: { kind: 'business-days', amount: 9 },
  },
  atRiskShare: 0.75,
  escalations: [
    { level: 1, after: { kind: 'business-days', amount: 1 }, to: 'director' },
    { level: 2, after: { kind: 'business-days', amount: 5 }, to: 'service-operations-manager' },
  ],
  pauseReasons: ['weather'],
  longestPause: { kind: 'business-days', amount: 20 },
  urgent: false,
};

describe('an agreement', () => {
  it('that is whole is taken as it is', () => {
    expect(AgreementSchema.parse(agreement)).toEqual(agreement);
  });

  it.each<[string, object]>([
    ['R89 with a negative target', { targets: { ...agreement.targets, resolve: { kind: 'hours', amount: -1 } } }],
    ['with part of a day', { targets: { ...agreement.targets, resolve: { kind: 'calendar-days', amount: 1.5 } } }],
    ['R107 with a reason that is not on the list', { pauseReasons: ['lunch'] }],
    ['R107 with a negative longest pause', { longestPause: { kind: 'business-days', amount: -1 } }],
    ['with levels out of order', { escalations: agreement.escalations.toReversed() }],
    ['with a level twice', { escalations: [agreement.escalations[0], agreement.escalations[0]] }],
    ['with a date that does not exist', { effectiveFrom: '2015-02-30' }],
    ['with a warning after the end', { atRiskShare: 1.2 }],
    ['with a field nobody knows', { priority: 'high' }],
  ])('%s is refused', (_what, wrong) => {
    expect(AgreementSchema.safeParse({ ...agreement, ...wrong }).success).toBe(false);
  });

  const withTargets = (targets: object) =>
    AgreementSchema.safeParse({ ...agreement, targets: { ...agreement.targets, ...targets } }).success;

  it.each(['months', 'weeks', 'days', ''])('R88 counts nothing in %j, which are not all of one length', (kind) => {
    expect(withTargets({ resolve: { kind, amount: 1 } })).toBe(false);
  });

  it('R116 answers first no later than it ends, to the constituent and with the partner', () => {
    expect(withTargets({ acknowledge: { kind: 'business-days', amount: 11 } })).toBe(false);
    expect(withTargets({ accept: { kind: 'business-days', amount: 10 } })).toBe(false);
    expect(withTargets({ acknowledge: { kind: 'business-days', amount: 10 } })).toBe(true);
    expect(withTargets({ accept: { kind: 'business-days', amount: 9 } })).toBe(true);
  });

  it('R107 lets its clocks pause for its own reasons only', () => {
    expect(allowsPause(agreement, 'weather')).toBe(true);
    expect(allowsPause(agreement, 'waiting-for-parts')).toBe(false);
    expect(allowsPause({ ...agreement, pauseReasons: [] }, 'weather')).toBe(false);
  });
});
