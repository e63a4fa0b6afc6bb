import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { type Engine, anEngine } from '../support/engine.ts';
import { countBoston, plainOnTime, readBoston, reportedOnTime } from './boston.ts';

/** Every 400th row: all eight months, all kinds of rows. */
const ROWS = readBoston().filter((_, index) => index % 400 === 0);
let engine: Engine;

beforeAll(async () => {
  engine = await anEngine();
});
afterAll(() => engine.stop());

test('R171 of Boston’s record our history, rolled up, comes to the three figures of a plain look at its rows', async () => {
  const measures = createMeasuresStore(engine.client, engine.tables.measures);
  await countBoston(ROWS, measures);
  const plain = plainOnTime(ROWS, 'times');
  expect(await reportedOnTime(measures)).toEqual(plain);
  // Each of the three tells another story, or the comparison would say little.
  expect(new Set(Object.values(plain).map(([, whole]) => whole as number)).size).toBe(3);
});
