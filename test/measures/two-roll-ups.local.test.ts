import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MeasuresStore, createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { rollUpDays } from '../../functions/measures/roll-up.handler.ts';
import { type RollUp, rollUp } from '../../functions/measures/roll-up.ts';
import type { MeasureRow } from '../../functions/measures/row.ts';
import { type Engine, anEngine } from '../support/engine.ts';

const DAY = '2026-06-01';
let engine: Engine;
let measures: MeasuresStore;
beforeAll(async () => {
  engine = await anEngine();
  measures = createMeasuresStore(engine.client, engine.tables.measures);
});
afterAll(() => engine.stop());

const received = (id: string): MeasureRow => ({
  day: DAY,
  id,
  line: { type: 'request-received' },
  by: { typeCode: 'pothole', partner: 'dpw-highway' },
});

const sum = (rollUps: readonly RollUp[]) => rollUps.reduce((all, { counts }) => all + (counts.received ?? 0), 0);

test('of two runs at one moment the slower one does not leave its older figures as those of the newer', async () => {
  const [first, second] = [received('R-1#000001#00'), received('R-2#000001#00')];
  await measures.put([first, second]);
  await measures.touch(DAY);
  await measures.touch(DAY);
  // One has read the first row alone. It writes, and is through, between the other's figures and the note that they are there.
  const slower = () => measures.replace(DAY, rollUp(DAY, [first]), 1);
  const send = async (command: UpdateCommand) => {
    if (command instanceof UpdateCommand) await slower();
    return engine.client.send(command);
  };
  const beside = { send } as unknown as DynamoDBDocumentClient;
  await createMeasuresStore(beside, engine.tables.measures).replace(DAY, rollUp(DAY, [first, second]), 2);

  await rollUpDays({ measures })();

  expect(sum(await measures.rollUps(DAY))).toBe(2);
  const [{ touched, rolledUp } = {}] = await measures.days();
  expect(rolledUp).toBe(touched);
});
