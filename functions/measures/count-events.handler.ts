import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { ClockKind } from '../clocks/agreement.ts';
import type { MilestoneKind } from '../clocks/milestone.ts';
import type { EventType } from '../requests/event.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { eachRecord, itemOf } from '../shared/stream.ts';
import { CountEventsEnvironment, METRICS_NAMESPACE, MetricName, PARTNER_DIMENSION } from './contract.ts';
import { type CountedEvent, countsOf } from './count-events.ts';
import { type MeasuresStore, createMeasuresStore } from './measures.store.ts';
import { isCounted } from './roll-up.ts';
import { type HistoryLine, type MeasureRow, rowsOf } from './row.ts';

interface Dependencies {
  metrics: Counter<keyof typeof MetricName>;
  measures: Pick<MeasuresStore, 'put' | 'touch'>;
}

/**
 * Reads the history from the stream: each event becomes a row of its day, once however often it is told, and adds to the metrics, once
 * for the city and once for its partner. The metrics come last: a batch whose rows were not written is told again whole, and has counted nothing.
 */
export const countEvents =
  ({ metrics, measures }: Dependencies) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const counted: CountedEvent[] = [];
    const rows: MeasureRow[] = [];
    const response = await eachRecord(event, (record) => {
      rows.push(...rowsOf(itemOf(record) as unknown as HistoryLine).filter(isCounted));
      counted.push(readEvent(record));
      return Promise.resolve();
    });
    await measures.put(rows);
    await Promise.all([...new Set(rows.map(({ day }) => day))].map((day) => measures.touch(day)));
    for (const one of counted)
      for (const { metric, byPartner } of countsOf(one)) {
        metrics.count(metric);
        if (byPartner && one.partner) metrics.count(metric, 1, { [PARTNER_DIMENSION]: one.partner });
      }
    return response;
  };

const readEvent = (record: DynamoDBRecord): CountedEvent => {
  const image = record.dynamodb?.NewImage ?? {};
  const data = image.data?.M ?? {};
  return {
    type: image.type?.S as EventType,
    ...((data.from?.S ?? data.partner?.S ?? image.partner?.S)
      ? { partner: data.from?.S ?? data.partner?.S ?? image.partner?.S ?? '' }
      : {}),
    ...(data.clock?.S ? { clock: data.clock.S as ClockKind } : {}),
    ...(data.typeClass?.S ? { typeClass: data.typeClass.S as NonNullable<CountedEvent['typeClass']> } : {}),
    ...(data.follows?.S === 'duplicate' ? { duplicate: true } : {}),
    ...(data.origin?.S ? { proactive: true } : {}),
    ...(data.again?.BOOL ? { again: true } : {}),
    ...(data.pingPong?.BOOL ? { pingPong: true } : {}),
    ...(data.concern?.S ? { concern: true } : {}),
    ...(data.early?.BOOL ? { early: true } : {}),
    ...(data.storm?.S ? { storm: true } : {}),
    ...(data.after?.S ? { after: true } : {}),
    ...(data.kind?.S ? { milestone: data.kind.S as MilestoneKind } : {}),
    ...(data.verdict?.S ? { verdict: data.verdict.S as NonNullable<CountedEvent['verdict']> } : {}),
  };
};

export const handler = lambda(
  CountEventsEnvironment,
  (environment): Dependencies => ({
    metrics: createCounter(METRICS_NAMESPACE, MetricName),
    measures: createMeasuresStore(dynamoDb(), environment.MEASURES_TABLE),
  }),
  countEvents,
);
