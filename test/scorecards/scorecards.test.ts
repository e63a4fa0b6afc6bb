import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { type Answers, QUESTIONS } from '../../functions/audits/checklist.ts';
import type { MonthOfAudits } from '../../functions/audits/summary.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { bucketOf } from '../../functions/measures/durations.ts';
import { noFigures } from '../../functions/measures/figures.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import type { Notice, NoticeDraft } from '../../functions/notices/notice.ts';
import { renderNotice } from '../../functions/notices/render.ts';
import type { Watched } from '../../functions/requests/requests.store.ts';
import type { PublicMonth } from '../../functions/open311/public-figures.ts';
import type { WorkLine } from '../../functions/requests/queue-line.ts';
import { isBeforeCut, staffLinkEnd } from '../../functions/pages/link-life.ts';
import { readLink, signLink } from '../../functions/pages/signed-link.ts';
import { type KeptScorecard, scorecardLink } from '../../functions/scorecards/kept-scorecard.ts';
import { monthToTell } from '../../functions/scorecards/month.ts';
import { MOST_NAMED } from '../../functions/scorecards/scorecard-notice.ts';
import { scorecardOf } from '../../functions/scorecards/scorecard.ts';
import { showScorecard } from '../../functions/scorecards/show-scorecard.handler.ts';
import { writeScorecards } from '../../functions/scorecards/write-scorecards.handler.ts';
import { DAY, HOUR, MINUTE, anOffice } from '../support/builders.ts';

const at = (local: string): number => toInstant(local, 'America/New_York');
/** Monday 1 June 2026, the first working morning of June. */
const OPENING = at('2026-06-01T08:30:00');

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
const hours = (many: number) => ({ toResolve: { [bucketOf(many * HOUR)]: 1 } });

/** April and May of two partners; what comes after May is of no scorecard for it. */
const ROLL_UPS = [
  aRollUp('2026-04-30', { offered: 2, met: 1, missed: 1, open: 2 }, { times: hours(10) }),
  aRollUp('2026-05-01', { offered: 4, acceptKept: 3, acceptMissed: 1, open: 4, overdue: 1 }),
  aRollUp(
    '2026-05-31',
    { met: 3, missed: 1, open: -4, openMs: 100 * HOUR, pausedMs: 25 * HOUR, rated: 4, overall: 8 },
    { times: hours(48) },
  ),
  aRollUp('2026-05-12', { offered: 1, open: 1 }, { partner: 'dpw-lights-lines' }),
  aRollUp('2026-06-01', { offered: 50, missed: 50 }),
];

/** The first day that anything was counted on. */
const FIRST = '2026-04-30';

const aLine = (number: number, more: Partial<WorkLine> = {}): WorkLine => ({
  requestId: `R-0000-0000-${1000 + number}`,
  workOrderId: `R-0000-0000-${1000 + number}-1`,
  kind: 'work',
  status: 'accepted',
  typeName: 'Pothole',
  address: '12 Elm St',
  priority: 'normal',
  offeredAt: OPENING - 9 * DAY,
  dueAt: OPENING - number * DAY,
  ...more,
});

const aCity = (rollUps: readonly RollUp[] = ROLL_UPS, lines: readonly WorkLine[] = [], open: Watched[] = []) => {
  let now = OPENING;
  let lacking = 0;
  const written = new Map<string, NoticeDraft>();
  const kept = new Map<string, KeptScorecard>();
  const published = new Map<string, PublicMonth>();
  const run = writeScorecards({
    measures: {
      rollUpsBefore: (day) =>
        Promise.resolve({ rollUps: rollUps.filter((one) => one.day < day), first: rollUps[0]?.day ?? day, lacking }),
    },
    audits: { month: (month) => Promise.resolve(month === '2026-04' ? anAuditedMonth(month) : undefined) },
    requests: {
      watched: async function* (shard) {
        if (shard === 0) yield* open;
      },
    },
    scorecards: {
      find: (month, holder) => Promise.resolve(kept.get(`${month} ${holder}`)),
      keep: (scorecard) => {
        const key = `${scorecard.month} ${scorecard.holder}`;
        if (!kept.has(key)) kept.set(key, scorecard);
        return Promise.resolve();
      },
    },
    figures: {
      put: (month) => {
        published.set(month.month, month);
        return Promise.resolve();
      },
    },
    work: async function* (queue) {
      if (queue.endsWith('dpw-highway')) yield* lines;
    },
    notices: { find: (id) => Promise.resolve(written.get(id) as Notice | undefined) },
    queue: (draft) => {
      const known = written.has(draft.id);
      if (!known) written.set(draft.id, draft);
      return Promise.resolve(!known);
    },
    office: anOffice(),
    now: () => now,
  });
  return {
    run,
    written,
    kept,
    published,
    setNow: (to: number) => (now = to),
    leave: (days: number) => (lacking = days),
  };
};

/** Ten cases of a partner in April, of which eight passed. */
const anAuditedMonth = (month: string): MonthOfAudits => ({
  sample: {
    month,
    seed: 1,
    perPartner: 10,
    drawnAt: OPENING,
    dueAt: OPENING,
    strata: [{ partner: 'dpw-highway', frame: 100, sampled: 10 }],
    cases: [],
  },
  audits: Array.from({ length: 10 }, (_, index) => ({
    month,
    requestId: `R-0000-0000-${2000 + index}`,
    cycle: 1,
    part: 1,
    auditor: 'quality',
    partner: 'dpw-highway',
    typeName: 'Pothole',
    endedBy: ['dpw-highway'],
    dueAt: OPENING,
    done: {
      answers: Object.fromEntries(
        QUESTIONS.map(({ id }) => [id, index < 2 && id === 'work-done' ? 'fail' : 'pass']),
      ) as Answers['answers'],
      notes: {},
      at: OPENING,
    },
  })),
  corrections: [],
});

const lettersOf = (draft: NoticeDraft | undefined, language: 'en' | 'es' = 'en') =>
  renderNotice(
    { ...draft!, language },
    {
      city: 'Somerville',
      url: 'https://311.example.org/q',
      entryUrls: (draft!.entries ?? []).map(() => 'https://311.example.org/w'),
    },
  );

describe('the month that is told', () => {
  it.each([
    ['before the first opening', '2026-06-01T08:29:59', undefined],
    ['at the first opening', '2026-06-01T08:30:00', '2026-05'],
    ['a day later', '2026-06-02T08:30:00', undefined],
    ['a month that begins on a Sunday', '2026-11-02T09:00:00', '2026-10'],
    ['a year that begins with a holiday', '2027-01-01T12:00:00', undefined],
  ])('is the one before, on the first working morning: %s', (_, local, month) => {
    expect(monthToTell('somerville-business', at(local))).toBe(month);
  });
});

describe('a month of those who are always at work', () => {
  it('is told when its last minutes had time to be counted', () => {
    const told = ['2026-05-31T23:59:59', '2026-06-01T00:00:00', '2026-06-01T00:14:59', '2026-06-01T00:15:00'].map(
      (local) => monthToTell('somerville-always', at(local)),
    );
    expect(told).toEqual([undefined, undefined, undefined, '2026-05']);
    expect(monthToTell('somerville-always', at('2026-06-02T00:14:59'))).toBe('2026-05');
  });
});

describe('a scorecard', () => {
  it('R170 R171 R173 R175 tells a month beside the month before it, each with its cases', () => {
    const own = ROLL_UPS.filter(({ partner }) => partner === 'dpw-highway');
    const { rows } = scorecardOf(own, '2026-05', FIRST)!;
    expect(rows.received).toEqual({
      present: { unit: 'count', value: 4, n: 4 },
      before: { unit: 'count', value: 2, n: 2 },
    });
    expect([rows.onTime.present, rows.onTime.before].map(({ value, n }) => [value, n])).toEqual([
      [0.75, 4],
      [0.5, 2],
    ]);
    expect(rows.onTimeStrict.present).toMatchObject({ value: 3 / 5, n: 5 });
    expect(rows.acceptedInTime).toMatchObject({ present: { value: 0.75, n: 4 }, before: { value: undefined, n: 0 } });
    expect(rows.paused.present.value).toBe(0.25);
    expect(rows.rating.present).toEqual({ unit: 'rating', value: undefined, n: 4 }); // R157
    expect([rows.open, rows.overdue].map(({ present, before }) => [present.value, before.value])).toEqual([
      [2, 2],
      [1, 0],
    ]);
    expect(Math.abs(rows.medianTime.present.value! / (48 * HOUR) - 1)).toBeLessThanOrEqual(0.01);
  });

  it('R175 tells what was paused for which reason, and what could be checked of texts and records', () => {
    const paused = { 'waiting-for-parts': 20 * HOUR, 'waiting-for-constituent': 5 * HOUR };
    const counts = { met: 4, openMs: 100 * HOUR, pausedMs: 25 * HOUR, worded: 4, plainlyWorded: 3, recorded: 4 };
    const { rows, pauses } = scorecardOf([aRollUp('2026-05-31', counts, { paused })], '2026-05', FIRST)!;
    expect(pauses.map(({ reason, present, before }) => [reason, present.value, before.value])).toEqual([
      ['waiting-for-parts', 0.2, undefined],
      ['waiting-for-constituent', 0.05, undefined],
    ]);
    expect([rows.plainWords.present, rows.completeRecords.present]).toMatchObject([
      { value: 0.75, n: 4 },
      { value: 0, n: 4 },
    ]);
  });

  it('tells twelve months, the oldest first, with the backlog that each ended with', () => {
    const { trend } = scorecardOf(ROLL_UPS, '2026-05', '2025-01-01')!;
    expect(trend.map(({ month }) => month).filter((_, index) => index % 11 === 0)).toEqual(['2025-06', '2026-05']);
    expect(trend.slice(-3).map(({ cells }) => cells.open.value)).toEqual([0, 2, 3]);
    expect(trend.at(0)?.cells.onTime.value).toBeUndefined(); // R179
  });

  it('R179 has no data of months before anything was counted, and none of them is a month with nothing in it', () => {
    const { rows, trend } = scorecardOf([aRollUp('2026-05-12', { offered: 4, open: 4 })], '2026-05', '2026-05-12')!;
    expect([rows.received.before, rows.open.before]).toEqual([
      { unit: 'count', n: 0 },
      { unit: 'count', n: 0 },
    ]);
    expect(trend.map(({ cells }) => cells.received.value)).toEqual([...Array.from({ length: 11 }, () => undefined), 4]);
  });

  it('R179 is of nothing where nothing happened', () => {
    expect(scorecardOf([], '2026-05', FIRST)).toBeUndefined();
    expect(scorecardOf([aRollUp('2026-06-01', { offered: 1, open: 1 })], '2026-05', FIRST)).toBeUndefined();
  });
});

describe('the writer of scorecards', () => {
  it('waits while the roll-ups of its month lack something, and at the end of the day writes what there is', async () => {
    const { run, written, kept, published, setNow, leave } = aCity();
    leave(2);
    expect(await run()).toEqual({ partners: 0, manager: 0 });
    expect([written.size, kept.size, published.size]).toEqual([0, 0, 0]);
    setNow(OPENING + DAY - HOUR);
    expect(await run()).toEqual({ partners: 2, manager: 1 });
    for (const holder of ['all', 'dpw-highway']) expect(kept.get(`2026-05 ${holder}`)).toMatchObject({ lacking: 2 });
    for (const id of ['scorecard#2026-05', 'scorecard#somerville~dpw-highway#2026-05'])
      expect(lettersOf(written.get(id)).text.replaceAll(/\s+/g, ' ')).toContain(
        'not everything had been counted when this was written: 2.',
      );
    const whole = aCity();
    whole.leave(1);
    await whole.run();
    whole.leave(0);
    whole.setNow(OPENING + 15 * MINUTE);
    expect(await whole.run()).toEqual({ partners: 2, manager: 1 });
    expect(whole.kept.get('2026-05 all')).not.toHaveProperty('lacking');
    expect(lettersOf(whole.written.get('scorecard#2026-05')).text).not.toContain('not everything');
  });

  it('R130 writes one to each partner with work and one to the manager, and nothing more however often it runs', async () => {
    const { run, written, setNow } = aCity();
    setNow(OPENING - 1);
    expect(await run()).toEqual({ partners: 0, manager: 0 });
    setNow(OPENING);
    expect(await run()).toEqual({ partners: 2, manager: 1 });
    expect([...written.keys()].sort()).toEqual([
      'scorecard#2026-05',
      'scorecard#somerville~dpw-highway#2026-05',
      'scorecard#somerville~dpw-lights-lines#2026-05',
    ]);
    setNow(OPENING + 15 * MINUTE);
    expect(await run()).toEqual({ partners: 0, manager: 0 });
  });

  it('keeps what it tells, with what is late and how old the oldest is, before it writes', async () => {
    const open = [
      { receivedAt: OPENING - 40 * DAY, dueAt: OPENING - DAY, partner: 'dpw-highway', typeName: 'Pothole' },
      { receivedAt: OPENING - 50 * DAY },
    ].map((more, index) => ({
      requestId: `R-0000-0000-${3000 + index}`,
      wakeAt: 0,
      status: 'in-progress' as const,
      cycle: 1,
      version: 1,
      ...more,
    }));
    const { run, kept } = aCity(ROLL_UPS, [aLine(1)], open);
    await run();
    const own = kept.get('2026-05 dpw-highway');
    expect(own?.late).toMatchObject([{ workOrderId: 'R-0000-0000-1001-1', typeName: 'Pothole' }]);
    expect(own?.rows.oldest.present.value).toBeCloseTo(40 * DAY);
    const all = kept.get('2026-05 all');
    expect(all?.late).toEqual([
      { requestId: 'R-0000-0000-3000', typeName: 'Pothole', since: OPENING - DAY, partner: 'dpw-highway' },
    ]);
    expect(all?.league?.map(({ partner }) => partner)).toEqual(['dpw-highway', 'dpw-lights-lines']);
    expect(all?.rows.oldest.present.value).toBeCloseTo(50 * DAY);
    expect(JSON.stringify([...kept.values()])).not.toContain('Elm'); // a place is nothing to keep twice
  });

  it('publishes the year with what may be known of it', async () => {
    const { run, published } = aCity([aRollUp('2025-01-02', { offered: 1 }), ...ROLL_UPS]);
    await run();
    expect([...published.keys()].sort()).toEqual([
      '2025-06',
      '2025-07',
      '2025-08',
      '2025-09',
      '2025-10',
      '2025-11',
      '2025-12',
      '2026-01',
      '2026-02',
      '2026-03',
      '2026-04',
      '2026-05',
    ]);
    expect(published.get('2026-05')?.partners.map(({ code }) => code)).toEqual(['dpw-highway', 'dpw-lights-lines']);
    expect(JSON.stringify(published.get('2026-05'))).toContain('suppressed');
    const young = aCity();
    await young.run();
    expect([...young.published.keys()].sort()).toEqual(['2026-04', '2026-05']);
  });

  it('R138 writes none where nothing happened', async () => {
    const { run } = aCity([]);
    expect(await run()).toEqual({ partners: 0, manager: 0 });
  });

  it('says to a partner how its month went, and which cases are late, the oldest first', async () => {
    const lines = Array.from({ length: MOST_NAMED + 2 }, (_, index) => aLine(MOST_NAMED + 2 - index));
    const { run, written } = aCity(ROLL_UPS, [...lines, aLine(99, { dueAt: OPENING + DAY })]);
    await run();
    const draft = written.get('scorecard#somerville~dpw-highway#2026-05');
    expect(draft?.entries?.map(({ values }) => values.requestId)).toEqual(
      lines.map(({ requestId }) => requestId).slice(0, MOST_NAMED),
    );
    const { subject, text } = lettersOf(draft);
    expect(subject).toBe('How May 2026 went for DPW Highway');
    expect(text).toContain('75.0 %, n = 4 (50.0 %, n = 2)');
    expect(text).toContain('– (–)'); // R157: four ratings are too few
    expect(text).toContain('Late too, in your list: 2.');
    expect(text).toContain('– (80.0 % [49.0 – 94.3 %], n = 10)'); // R166: those of May are only drawn now
    expect(lettersOf(draft, 'es').text).toContain('A tiempo, cerrado con plazo');
  });

  it('counts all that is late, however much of it there is', async () => {
    const lines = Array.from({ length: 2500 }, (_, index) => aLine(5000 - index));
    const { run, written, kept } = aCity(ROLL_UPS, [...lines, aLine(1, { dueAt: OPENING + DAY })]);
    await run();
    expect(written.get('scorecard#somerville~dpw-highway#2026-05')?.values.others).toBe(2500 - MOST_NAMED);
    const { late, lateOthers } = kept.get('2026-05 dpw-highway')!;
    expect(late.length + lateOthers).toBe(2500);
  });

  it('shows the manager all together and each partner, whoever was least on time first and without a case last', async () => {
    const { run, written } = aCity();
    await run();
    const draft = written.get('scorecard#2026-05');
    expect(draft?.values).toMatchObject({ received: 5, open: 3 });
    expect(draft?.entries?.map(({ values }) => values.onTime)).toEqual(['75.0 %, n = 4', '–']);
    expect(lettersOf(draft).text).toContain('The scorecard of all partners for May 2026');
  });
});

describe('the page of a partner’s scorecard', () => {
  const keys = { current: 'k'.repeat(44) };
  const late = aLine(1);

  /** What the page says two days after it was written, with the link that it leads to its late work by. */
  const shown = async (linksFrom?: number) => {
    const { run, kept } = aCity(ROLL_UPS, [late]);
    await run();
    const now = OPENING + 2 * DAY;
    const link = scorecardLink({ month: '2026-05', holder: 'dpw-highway', catalogue: 'somerville' }, staffLinkEnd(now));
    const none = () => Promise.resolve([]);
    const { body } = await showScorecard({
      scorecards: { find: (month, holder) => Promise.resolve(kept.get(`${month} ${holder}`)) },
      audits: { month: () => Promise.resolve(undefined) },
      trends: { list: none },
      improvements: { list: none },
      cuts: { linksFrom: () => Promise.resolve(linksFrom) },
      readKeys: () => Promise.resolve(keys),
      linkKeysSecret: 'link-keys',
      publicUrl: 'https://city.example',
      city: 'Somerville',
      now: () => now,
    })({
      pathParameters: { token: signLink(link, keys) },
      queryStringParameters: null,
    } as unknown as APIGatewayProxyEvent);
    const [, token = ''] = /work-orders\/([^"]*)/.exec(body) ?? [];
    return { body, toWork: readLink(token, 'work-order', keys, now) };
  };

  it('leads to late work by a link of the day on which it was written, which a transfer since has cut off', async () => {
    const { toWork } = await shown();
    expect(toWork?.id).toBe(late.workOrderId);
    expect(isBeforeCut(toWork!.expiresAt, OPENING + DAY)).toBe(true);
    expect(isBeforeCut(toWork!.expiresAt, OPENING)).toBe(false);
  });

  it('names late work without a link where the partner’s links were taken back since', async () => {
    const { body, toWork } = await shown(OPENING + DAY);
    expect(body).toContain(late.workOrderId);
    expect(toWork).toBeUndefined();
  });
});
