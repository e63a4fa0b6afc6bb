import { emptyBacklog } from '../../functions/measures/backlog.ts';
import { bucketOf } from '../../functions/measures/durations.ts';
import { noFigures } from '../../functions/measures/figures.ts';
import { monthReportOf } from '../../functions/reports/month-report.ts';
import { reportPage } from '../../functions/reports/report-page.ts';
import { HOUR, somerville } from '../support/builders.ts';

/** A report as long as it can become: the longest names of the register, the largest figures, and more of everything than it lists. */
export const aFullReport = (at: number): string => {
  const longest = <T extends { name: string }>(all: Iterable<T>): T[] =>
    [...all].sort((one, other) => other.name.length - one.name.length);
  const now = { ...emptyBacklog(), open: 9999, breached: 1234, oldestOpenDays: 1234.5 };
  for (const { code } of longest(somerville.partners.values()).slice(0, 9))
    now.partners.set(code, { open: 1234, onHold: 123, atRisk: 1, breached: 1234, oldestDays: 1234.5 });
  const counts = {
    received: 12345,
    met: 12345,
    missed: 1234,
    noTarget: 1234,
    openMs: 9e12,
    pausedMs: 1e12,
    asked: 12345,
  };
  const more = {
    askedAndRated: 1234,
    rated: 1234,
    overall4: 1000,
    overall: 5000,
    accuracy: 5000,
    courtesy: 5000,
    ease: 5000,
  };
  const rollUps = longest(somerville.partners.values()).map(({ code: partner }) => ({
    ...{ day: '2026-05-20', partner, type: 'pothole', channel: 'web', ward: '-', ...noFigures() },
    counts: {
      ...counts,
      ...more,
      breached: 123,
      escalated: 123,
      concernsRaised: 123,
      offered: 12345,
      transferredOut: 123,
    },
    times: { toResolve: { [bucketOf(3000 * HOUR)]: 12345 }, toDecide: { [bucketOf(30 * HOUR)]: 12345 } },
  }));
  const [storm, audit] = [
    'Snow storm of 14 December with much wind and ice on all the roads',
    {
      frame: 12345,
      sampled: 412,
      done: 400,
      critical: 123,
      openCorrections: 123,
      disagreement: { different: 1, n: 9 },
    },
  ];
  const passed = { share: 0.8765, n: 400, interval: { low: 0.8123, high: 0.9123 } };
  const ratio = { passed: 1, n: 1 };
  const summary = { ...audit, passed, families: { accurate: ratio, courteous: ratio, easy: ratio } };
  return reportPage(monthReportOf(rollUps, '2026-05', { first: '2024-01-01', now })!, {
    city: 'City of Somerville',
    catalogue: somerville,
    now: at,
    storms: [storm, storm],
    audits: [summary, summary],
    findings: longest(somerville.types.values())
      .slice(0, 9)
      .map(({ code }) => ({
        ...{
          id: `transferred#${code}#more#2026-05-18`,
          kind: 'transferred',
          subject: code,
          direction: 'more',
          week: '2026-05-18',
          told: true,
          cases: [],
        },
        ...{ n: 12345, value: 0.4567, usual: 0.2345, interval: [0.1234, 0.3456], p: 0.0001 },
      })),
    improvements: Array.from({ length: 9 }, () => ({
      what: 'Street-light outages go to the utility on the same day, with the number of the pole asked for on the form. '.repeat(
        2,
      ),
      owner: 'Electrical inspection and street lighting',
      state: 'changed on 2026-03-01, to be looked at again on 2026-09-01',
      effect: 'late 41.2 % (n = 1,234) before, 22.0 % (n = 1,234) after (95 %: −24.1 % to −14.2 %)',
    })),
  }).toString();
};
