import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { ClockKind } from '../clocks/agreement.ts';
import type { MilestoneKind } from '../clocks/milestone.ts';
import type { EventType } from '../requests/event.ts';
import { lambda } from '../shared/lambda.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { eachRecord } from '../shared/stream.ts';
import { CountEventsEnvironment, METRICS_NAMESPACE, MetricName, PARTNER_DIMENSION } from './contract.ts';
import { type CountedEvent, countsOf } from './count-events.ts';

interface Dependencies {
  metrics: Counter<keyof typeof MetricName>;
}

/** Reads the history from the stream and counts each event, once for the city and once for its partner. */
export const countEvents =
  ({ metrics }: Dependencies) =>
  (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    eachRecord(event, async (record) => {
      const counted = readEvent(record);
      for (const { metric, byPartner } of countsOf(counted)) {
        metrics.count(metric);
        if (byPartner && counted.partner) metrics.count(metric, 1, { [PARTNER_DIMENSION]: counted.partner });
      }
    });

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
  (): Dependencies => ({ metrics: createCounter(METRICS_NAMESPACE, MetricName) }),
  countEvents,
);
