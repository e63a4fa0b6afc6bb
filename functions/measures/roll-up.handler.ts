import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { RollUpEnvironment } from './contract.ts';
import { type MeasuresStore, createMeasuresStore } from './measures.store.ts';
import { createRollUp } from './roll-up.ts';

interface Dependencies {
  measures: MeasuresStore;
}

/** Makes the roll-ups of every day anew that rows have come to since: today's and yesterday's often, an older one's where something was told late. */
export const rollUpDays =
  ({ measures }: Dependencies) =>
  async (): Promise<{ days: string[] }> => {
    const days: string[] = [];
    for (const { day, touched, rolledUp } of await measures.days()) {
      if (touched === rolledUp) continue;
      const folding = createRollUp(day);
      for await (const row of measures.rows(day)) folding.add(row);
      await measures.replace(day, folding.result(), touched, rolledUp);
      days.push(day);
    }
    return { days };
  };

export const handler = lambda(
  RollUpEnvironment,
  (environment): Dependencies => ({ measures: createMeasuresStore(dynamoDb(), environment.MEASURES_TABLE) }),
  rollUpDays,
);
