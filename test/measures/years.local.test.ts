import { afterAll, beforeAll, expect, test } from 'vitest';
import { noFigures } from '../../functions/measures/figures.ts';
import { type MeasuresStore, createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { backlogAt } from '../../functions/measures/report.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import { plusDays } from '../../functions/measures/window.ts';
import { makeScorecards } from '../../functions/scorecards/make-scorecards.ts';
import { weeksOf } from '../../functions/trends/weeks.ts';
import { findTrends } from '../../functions/trends/find-trends.ts';
import { TUESDAY, somerville } from '../support/builders.ts';
import { type Engine, anEngine } from '../support/engine.ts';

const FIRST = '2021-01-04';
const PARTNERS = ['dpw-highway', 'dcr', 'gone-since'];
let engine: Engine;
let measures: MeasuresStore;

const aRollUp = (day: string, partner: string, counts: RollUp['counts']): RollUp => ({
  day,
  partner,
  type: 'pothole',
  channel: 'web',
  ward: 'ward-1',
  ...noFigures(),
  counts,
});

/** A day a month of five years; one partner has had nothing since the first. */
const DAYS = Array.from({ length: 65 }, (_, index) => plusDays(FIRST, index * 30));

beforeAll(async () => {
  engine = await anEngine();
  measures = createMeasuresStore(engine.client, engine.tables.measures);
  for (const [index, day] of DAYS.entries()) {
    const partners = index < 12 ? PARTNERS : PARTNERS.slice(0, 2);
    const opened = partners.map((partner) => aRollUp(day, partner, { accepted: 3, open: 2, overdue: 1 }));
    await measures.touch(day);
    await measures.replace(day, opened, 1);
  }
});
afterAll(() => engine.stop());

/** The store, and how many roll-ups it has told. */
const counted = () => {
  const told: number[] = [];
  const rollUpsBefore: MeasuresStore['rollUpsBefore'] = async (...span) => {
    const found = await measures.rollUpsBefore(...span);
    told.push(found.rollUps.length);
    return found;
  };
  return { told, measures: { ...measures, rollUpsBefore } };
};

test('of days long past only what is open is told, of each partner', async () => {
  const all = await measures.rollUpsBefore('2026-05-01');
  const late = await measures.rollUpsBefore('2026-05-01', '2025-01-01');
  const recent = all.rollUps.filter(({ day }) => day >= '2025-01-01');
  expect(late.rollUps).toHaveLength(recent.length + PARTNERS.length);
  expect(late.rollUps.filter(({ day }) => day >= '2025-01-01')).toEqual(recent);
  expect({ ...late, rollUps: [] }).toEqual({ ...all, rollUps: [] });
  for (const partner of [...PARTNERS, undefined]) {
    const own = ({ rollUps }: typeof all) => rollUps.filter((one) => partner === undefined || one.partner === partner);
    expect(backlogAt(own(late), '2026-05-01'), partner).toEqual(backlogAt(own(all), '2026-05-01'));
  }
});

test('scorecards and trends of many years hold two of them in memory, and say the same', async () => {
  const { told, measures: store } = counted();
  const sources = {
    audits: { month: () => Promise.resolve(undefined) },
    requests: { async *watched() {} },
  };
  const made = await makeScorecards('2026-04', { measures: store, ...sources }, TUESDAY);
  const whole = { ...store, rollUpsBefore: (day: string) => measures.rollUpsBefore(day) };
  const plain = await makeScorecards('2026-04', { measures: whole, ...sources }, TUESDAY);
  expect(made.scorecards).toEqual(plain.scorecards);
  await findTrends(store, somerville, TUESDAY);
  expect(Math.max(...told)).toBeLessThan(60);

  const week = '2026-05-25';
  const { rollUps, first } = await measures.rollUpsBefore('2026-06-01', '2024-11-18');
  const all = await measures.rollUpsBefore('2026-06-01');
  expect(weeksOf(rollUps, week, first)).toEqual(weeksOf(all.rollUps, week, first));
});
