import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { bucketOf } from '../../functions/measures/durations.ts';
import { noFigures } from '../../functions/measures/figures.ts';
import { type MeasuresStore, createMeasuresStore } from '../../functions/measures/measures.store.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import type { MeasureRow } from '../../functions/measures/row.ts';
import { plusDays } from '../../functions/measures/window.ts';
import type { NoticeDraft } from '../../functions/notices/notice.ts';
import { renderNotice } from '../../functions/notices/render.ts';
import { lookForTrends } from '../../functions/trends/find-trends.handler.ts';
import { settle } from '../../functions/trends/kept-finding.ts';
import { createTrendsStore } from '../../functions/trends/trends.store.ts';
import { lastWeekBefore } from '../../functions/trends/weeks.ts';
import { HOUR, anOffice } from '../support/builders.ts';
import { type Engine, anEngine } from '../support/engine.ts';

const at = (day: string): number => toInstant(`${day}T03:00:00`, 'America/New_York');

/** The Monday of the week that is looked at first. */
const MONDAY = '2026-06-01';
const TYPES = ['pothole', 'graffiti-removal', 'streetlight-out', 'missed-trash'];

const aRollUp = (day: string, type: string, counts: RollUp['counts'], more: Partial<RollUp> = {}): RollUp => ({
  day,
  partner: 'dpw-highway',
  type,
  channel: 'web',
  ward: '-',
  ...noFigures(),
  counts,
  ...more,
});
const aRow = (day: string, number: number): MeasureRow => ({
  day,
  id: `R-0000-0000-${1000 + number}#000002#00`,
  line: { type: 'request-accepted', data: { typeClass: 'service' } },
  by: { typeCode: 'pothole', partner: 'dpw-highway', typeClass: 'service' },
});

let engine: Engine;
let measures: MeasuresStore;
let written: Map<string, NoticeDraft>;

beforeAll(async () => {
  engine = await anEngine();
  measures = createMeasuresStore(engine.client, engine.tables.measures);
  for (let week = -12; week <= 1; week += 1) {
    const day = plusDays(MONDAY, week * 7 + 2);
    const potholes = week === 0 ? 90 : 20 + (week % 3);
    const rollUps = TYPES.map((type, index) =>
      aRollUp(
        day,
        type,
        {
          accepted: type === 'pothole' ? potholes : 20 + ((week + index) % 3),
          ...(type === 'pothole' ? { acceptKept: 20, completeMissed: 12, completeKept: 8, missed: 12, met: 8 } : {}),
          ...(type === 'missed-trash' ? { met: 10 } : {}),
        },
        type === 'missed-trash' ? { times: { toResolve: { [bucketOf(2 * HOUR)]: 10 } } } : {},
      ),
    );
    await measures.touch(day);
    await measures.replace(day, rollUps, 1);
  }
  await measures.put(Array.from({ length: 12 }, (_, number) => aRow(plusDays(MONDAY, 2), number)));
});
afterAll(() => engine.stop());
beforeEach(() => {
  written = new Map();
});

const night = (day: string) =>
  lookForTrends({
    measures,
    trends: createTrendsStore(engine.client, engine.tables.measures),
    queue: (draft) => {
      const known = written.has(draft.id);
      if (!known) written.set(draft.id, draft);
      return Promise.resolve(!known);
    },
    office: anOffice(),
    now: () => at(day),
  })();

describe('the nightly look', () => {
  it('R130 tells of each finding once, closes what is over by itself, and keeps what is still true', async () => {
    const first = await night('2026-06-08');
    expect(first.fresh).toBe(first.findings);
    const [letter] = [...written.values()];
    expect(letter?.entries?.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['volume-more', 'accept-hides-delay', 'target-padded']),
    );
    expect(await night('2026-06-09')).toEqual({ findings: first.findings, fresh: 0, closed: 0 });
    expect(await night('2026-06-15')).toMatchObject({ findings: first.findings - 1, fresh: 0, closed: 1 });
    expect(written.size).toBe(1);
    const kept = await createTrendsStore(engine.client, engine.tables.measures).list();
    expect(kept.map(({ id, closed }) => [id, closed])).toEqual(
      expect.arrayContaining([
        ['volume#pothole#more#2026-06-01', '2026-06-08'],
        ['accept-hides-delay#dpw-highway#as-is#2026-06-01', undefined],
      ]),
    );
    expect(kept.find(({ kind }) => kind === 'volume')?.cases).toEqual(
      Array.from({ length: 10 }, (_, number) => `R-0000-0000-${1000 + number}`),
    );
    const { subject, text } = renderNotice(letter!, {
      city: 'Somerville',
      url: 'https://311.example.org/q',
      entryUrls: (letter?.entries ?? []).map(() => 'https://311.example.org/w'),
    });
    expect(subject).toMatch(/^New findings of the week of 2026-06-01: \d+$/); // of one, and of many
    expect(text).toContain('Pothole: more requests');
    expect(text).toContain('In the week: 90. To be expected: 19');
    expect(text).toContain('R-0000-0000-1000');
  });
});

describe('the week that is looked at', () => {
  it.each([
    ['2026-06-08', '2026-06-01'],
    ['2026-06-14', '2026-06-01'],
    ['2026-06-15', '2026-06-08'],
  ])('on %s is the last whole one, from Monday %s', (day, monday) => {
    expect(lastWeekBefore(day)).toBe(monday);
  });
});

describe('what is kept of findings', () => {
  const finding = {
    kind: 'volume',
    subject: 'pothole',
    direction: 'more',
    week: '2026-06-01',
    n: 90,
    value: 90,
    usual: 20,
    interval: [12, 30],
    p: 0.0001,
  } as const;
  const found = { ...finding, interval: [12, 30] as [number, number] };

  it('is the same finding where it comes back in the week it was closed in, and a new one later', () => {
    const [first] = settle([], [found], '2026-06-01');
    const [closed] = settle([{ ...first!, told: true }], [], '2026-06-08');
    expect(closed).toMatchObject({ closed: '2026-06-08' });
    expect(settle([closed!], [found], '2026-06-08')).toEqual([{ ...first!, told: true }]);
    expect(settle([closed!], [found], '2026-06-15')[0]).toMatchObject({
      id: 'volume#pothole#more#2026-06-15',
      told: false,
    });
  });
});
