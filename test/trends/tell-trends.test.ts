import { describe, expect, it } from 'vitest';
import { noFigures } from '../../functions/measures/figures.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import { plusDays } from '../../functions/measures/window.ts';
import type { NoticeDraft } from '../../functions/notices/notice.ts';
import { trendsOf } from '../../functions/trends/find-in-week.ts';
import { lookForTrends } from '../../functions/trends/find-trends.handler.ts';
import type { KeptFinding } from '../../functions/trends/kept-finding.ts';
import { weeksOf } from '../../functions/trends/weeks.ts';
import { anOffice } from '../support/builders.ts';

const NIGHT = Date.UTC(2026, 5, 2, 7);
const DAY = '2026-05-26';

const lateOnes = (type: string): RollUp => ({
  day: DAY,
  partner: 'dpw-highway',
  type,
  channel: 'web',
  ward: '-',
  ...noFigures(),
  counts: { missed: 40 },
});

/** Targets that nobody met, and tables in memory that take so many findings and then stop the run. */
const nights = (...types: string[]) => {
  const kept = new Map<string, KeptFinding>();
  const letters = new Map<string, NoticeDraft>();
  let puts = Infinity;
  const run = lookForTrends({
    measures: {
      rollUpsBefore: async () => ({ rollUps: types.map(lateOnes), first: DAY, lacking: 0 }),
      async *rows() {},
    },
    trends: {
      list: async () => [...kept.values()],
      put: async (finding) => {
        if (puts === 0) throw new Error('The function was stopped.');
        puts -= 1;
        kept.set(finding.id, finding);
      },
    },
    queue: async (draft) => !letters.has(draft.id) && Boolean(letters.set(draft.id, draft)),
    office: anOffice(),
    now: () => NIGHT,
  });
  return {
    stopAfter: async (many: number) => {
      puts = many;
      await expect(run()).rejects.toThrow('stopped');
      puts = Infinity;
    },
    run,
    types,
    told: () => [...letters.values()].flatMap(({ entries = [] }) => entries.map(({ values }) => values.name)).sort(),
  };
};

describe('the cases of a finding', () => {
  it('lie on the last days of all the weeks that it speaks of, where its last week has none', async () => {
    const late = [
      ['2026-03-20', 30],
      ['2026-04-07', 4],
      ['2026-04-30', 7],
      ['2026-05-05', 5],
    ] as const;
    const letters: NoticeDraft[] = [];
    const asked: string[] = [];
    await lookForTrends({
      measures: {
        rollUpsBefore: async () => ({
          rollUps: late.map(([day, missed]) => ({ ...lateOnes('pothole'), day, counts: { missed } })),
          first: '2026-03-02',
          lacking: 0,
        }),
        async *rows(day) {
          asked.push(day);
          const missed = late.find(([one]) => one === day)?.[1] ?? 0;
          for (let number = 0; number < missed; number += 1)
            yield {
              day,
              id: `R-${day}-${number}#000009#00`,
              line: { type: 'request-resolved', data: { verdict: 'missed' } },
              by: { typeCode: 'pothole', typeClass: 'service', partner: 'dpw-highway' },
            };
        },
      },
      trends: { list: async () => [], put: async () => undefined },
      queue: async (draft) => letters.push(draft) > 0,
      office: anOffice(),
      now: () => NIGHT,
    })();
    expect(asked).toEqual(['2026-04-30', '2026-05-05']);
    expect(letters[0]?.entries?.map(({ kind, link }) => [kind, link])).toEqual([
      ['target-not-met', expect.objectContaining({ purpose: 'review', id: 'R-2026-04-30-0' })],
    ]);
    expect(String(letters[0]?.entries?.[0]?.values.cases).split(', ')).toHaveLength(10);
  });
});

describe('what comes again', () => {
  /** Of thirty potholes a week nothing came again, and in the last four weeks of so many every second did. */
  const kindsAfter = (weeks: number) => {
    const monday = '2026-05-25';
    const rollUps = Array.from({ length: Math.min(weeks, 80) }, (_, back) => ({
      ...lateOnes('pothole'),
      day: plusDays(monday, -7 * back),
      counts: { accepted: 30, ...(back < 4 ? { recurring: 15 } : {}) },
    }));
    return trendsOf(weeksOf(rollUps, monday, plusDays(monday, -7 * (weeks - 1))), () => undefined).map(
      ({ kind }) => kind,
    );
  };

  it('is no news while the record is younger than what is looked back on, because more of it is found by itself', () => {
    expect([12, 26, 32].map(kindsAfter)).toEqual([[], [], []]);
    expect([33, 60, 80, 100, 200].map(kindsAfter)).toEqual(Array.from({ length: 5 }, () => ['recurring']));
  });
});

const BOTH = ['Pothole', 'Sidewalk defect'];

describe('R130 each finding is told once', () => {
  it.each([0, 1, 2, 3])('where a run was stopped after %i writes and came again', async (many) => {
    const { run, stopAfter, told } = nights('pothole', 'sidewalk-defect');
    await stopAfter(many);
    await run();
    await run();
    expect(told()).toEqual(BOTH);
  });

  it.each([1, 2, 3])('and one that came since a run was stopped after %i writes is not passed over', async (many) => {
    const { run, stopAfter, told, types } = nights('pothole', 'sidewalk-defect');
    await stopAfter(many);
    types.push('graffiti-removal');
    await run();
    await run();
    expect(told()).toEqual([...BOTH, 'graffiti-removal']);
  });

  it('also where it comes in the place of another', async () => {
    const { run, stopAfter, told, types } = nights('pothole', 'sidewalk-defect');
    await stopAfter(2);
    types[1] = 'graffiti-removal';
    await run();
    expect(told()).toEqual([...BOTH, 'graffiti-removal']);
  });
});
