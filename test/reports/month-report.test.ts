import { describe, expect, it, test } from 'vitest';
import type { Summary } from '../../functions/audits/summary.ts';
import type { Improvement } from '../../functions/improvements/improvement.ts';
import { reportedImprovements } from '../../functions/reports/improvements.ts';
import { bucketOf } from '../../functions/measures/durations.ts';
import { emptyBacklog } from '../../functions/measures/backlog.ts';
import { noFigures } from '../../functions/measures/figures.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import { monthReportOf } from '../../functions/reports/month-report.ts';
import { type ReportView, reportPage } from '../../functions/reports/report-page.ts';
import type { Html } from '../../functions/shared/html.ts';
import type { KeptFinding } from '../../functions/trends/kept-finding.ts';
import { DAY, HOUR, TUESDAY, somerville } from '../support/builders.ts';

const aRollUp = (day: string, counts: RollUp['counts'], more: Partial<RollUp> = {}): RollUp => ({
  day,
  partner: 'dpw-highway',
  type: 'pothole',
  channel: 'web',
  ward: '-',
  ...noFigures(),
  counts,
  ...more,
});
const ROLL_UPS = [
  aRollUp('2025-05-20', { received: 20, met: 8, missed: 2 }),
  aRollUp('2026-04-20', { received: 8, met: 3, missed: 1, open: 6 }),
  aRollUp(
    '2026-05-20',
    { received: 10, met: 6, missed: 2, noTarget: 2, overdue: 2, breached: 3, escalated: 1, concernsRaised: 1 },
    { times: { toResolve: { [bucketOf(30 * HOUR)]: 10 } } },
  ),
  aRollUp('2026-05-21', {
    asked: 10,
    askedAndRated: 4,
    rated: 5,
    overall: 21,
    accuracy: 20,
    courtesy: 25,
    ease: 20,
    overall4: 4,
  }),
  aRollUp('2026-06-01', { received: 99, met: 99 }),
];
const NOW = { ...emptyBacklog(), open: 6, breached: 2, oldestOpenDays: 40 };
NOW.partners.set('dpw-highway', { open: 6, onHold: 1, atRisk: 0, breached: 2, oldestDays: 40 });
const reportOf = (month: string, rollUps = ROLL_UPS) =>
  monthReportOf(
    rollUps.filter(({ day }) => day < `${month}-32`),
    month,
    { first: '2025-01-01', now: NOW },
  );
const finding: KeptFinding = {
  id: 'late#pothole#more#2026-04-06',
  kind: 'late',
  subject: 'pothole',
  direction: 'more',
  week: '2026-05-18',
  n: 64,
  value: 0.41,
  usual: 0.2,
  interval: [0.09, 0.33],
  p: 0.001,
  cases: ['R-7K2M-9QXD-4TBN'],
  told: true,
};
const view = (more: Partial<ReportView> = {}): ReportView => ({
  city: 'City of Somerville',
  catalogue: somerville,
  now: TUESDAY,
  storms: [],
  audits: [undefined, undefined],
  findings: [],
  improvements: [],
  ...more,
});
const textOf = (more: Partial<ReportView> = {}): string => wordsOf(reportPage(reportOf('2026-05')!, view(more)));
const wordsOf = (page: Html): string =>
  page
    .toString()
    .replaceAll(/<style>[^]*?<\/style>|<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('\u00a0', ' ');

describe('the report of a month', () => {
  it('R171 tells each figure with its formula, its cases and the month before', () => {
    const { headlines } = reportOf('2026-05')!;
    const told = Object.fromEntries(headlines.map(({ label, present, before }) => [label, [present, before]]));
    expect(told['On time, closed with a target']).toMatchObject([
      { value: 0.75, n: 8 },
      { value: 0.75, n: 4 },
    ]);
    expect(told['On time, as the feed flags it']![0]).toMatchObject({ value: 0.8, n: 10 });
    expect(told['On time, strict']![0]).toMatchObject({ value: 0.6, n: 10 });
    expect(told['Open at the end']![0]).toMatchObject({ value: 6 });
    for (const { formula } of headlines) expect(formula.length).toBeGreaterThan(5);
  });

  it('R176 R179 compares the year with the same days, and has no data where nothing was counted', () => {
    const report = reportOf('2026-05')!;
    expect(report.yearToDate.find(({ name }) => name === 'received')).toMatchObject({ present: 18, before: 20 });
    expect(reportOf('2026-03')).toBeUndefined();
    const first = monthReportOf([aRollUp('2026-05-20', { received: 1 })], '2026-05', {
      first: '2026-05-01',
      now: NOW,
    })!;
    expect(first.headlines[0]?.before).toEqual({ unit: 'count', n: 0 });
  });

  it('R157 tells what residents said with the response rate, and no average below five answers', () => {
    expect(textOf()).toContain(
      '10 were asked how it went, and 40.0 % of them answered; 5 answers came in the month. Satisfied overall, four or five of five: 80.0 % (37.6 % to 96.4 %, n = 5). Averages: accuracy 4.00 of 5',
    );
    const { said } = reportOf('2026-04')!;
    expect([said.responseRate.value, said.satisfied.value, said.ratings[0]?.cell.value]).toEqual(
      Array(3).fill(undefined),
    );
  });

  it('says what is late, whose it is and what is done about it', () => {
    expect(textOf()).toContain(
      'Promises that passed in the month: 3; taken to the next level: 1. On June 2, 2026 2 requests were late',
    );
    expect(textOf()).toContain(
      'DPW Highway 2 of 6 open; oldest 40 days 1 on hold for a stated reason; told of 3 when their promise passed; 1 escalated; 1 concern followed up.',
    );
  });

  it('counts one as one, and says of nobody that nobody was asked', () => {
    const audited = { sampled: 1, done: 1, passed: { share: 1, n: 1, interval: undefined }, critical: 0 } as Summary;
    const few = monthReportOf([aRollUp('2026-05-20', { received: 1, rated: 1, overall: 4 })], '2026-05', {
      first: '2025-01-01',
      now: { ...NOW, breached: 1 },
    })!;
    const text = wordsOf(reportPage(few, view({ audits: [{ ...audited, openCorrections: 1 }, undefined] })));
    for (const part of [
      'Nobody was asked how it went; 1 answer came in the month.',
      'On June 2, 2026 1 request was late',
      '1 of 1 case judged;',
      '1 thing still to be put right.',
    ])
      expect(text).toContain(part);
    expect(textOf({ audits: [{ ...audited, sampled: 1, done: 0 }, undefined] })).toContain('1 case was drawn');
  });

  it('tells findings, improvements and storms, and where there is none says so', () => {
    const none = textOf();
    for (const part of [
      'No storm was declared in this month.',
      'No sample of May 2026 was drawn.',
      'Nothing that is found stands today.',
      'No improvement is on the register: no data.',
    ])
      expect(none).toContain(part);
    const improvements = [
      { what: 'Ask for the <pole>', owner: 'Lights', state: 'changed', effect: '41 % before, 22 % after' },
    ];
    const all = textOf({ findings: [finding], improvements, storms: ['Snow storm'] });
    for (const part of [
      'Storms: Snow storm.',
      'Pothole : more is late: 41.0 % against 20.0 % (95 %: 9.0 % – 33.0 %; n = 64), since the week of 2026-04-06',
      'Ask for the &lt;pole&gt; ( Lights ): changed; 41 % before, 22 % after',
    ])
      expect(all).toContain(part);
  });

  it('names no request, so that it can be handed on', () => {
    expect(textOf({ findings: [finding], now: TUESDAY + DAY })).not.toMatch(/R-7K2M/);
  });
});

test('the register is told with what was measured first, and without what was closed unmeasured', () => {
  const anImprovement = (more: Partial<Improvement>): Improvement => ({
    id: 'I-1',
    version: 1,
    state: 'open',
    title: 'Fewer potholes are late',
    source: { kind: 'audit' },
    owner: 'dpw-highway',
    startedAt: TUESDAY,
    ...more,
  });
  const told = reportedImprovements(
    [
      anImprovement({
        title: 'Given up',
        state: 'closed',
        closed: { at: TUESDAY, measured: false, reason: 'No money.' },
      }),
      anImprovement({ title: 'First' }),
      anImprovement({
        title: 'Second',
        state: 'changed',
        startedAt: TUESDAY + DAY,
        change: { text: 'A second crew.', on: '2026-06-03' },
        reviewOn: '2026-09-01',
      }),
    ],
    somerville,
  );
  expect(told).toEqual([
    {
      what: 'Second',
      owner: 'DPW Highway',
      state: 'changed, waits for its review, changed on 2026-06-03, review on 2026-09-01',
    },
    { what: 'First', owner: 'DPW Highway', state: 'nothing changed yet' },
  ]);
});
