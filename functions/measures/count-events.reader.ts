import type { DynamoDBRecord } from 'aws-lambda';
import type { ClockKind } from '../clocks/agreement.ts';
import type { MilestoneKind } from '../clocks/milestone.ts';
import type { EventType } from '../requests/event.ts';
import type { Counter } from '../shared/metrics.ts';
import { type StreamReader, inOrder, itemOf } from '../shared/stream.ts';
import { type MetricName, PARTNER_DIMENSION } from './contract.ts';
import { type CountedEvent, countsOf } from './count-events.ts';
import type { MeasuresStore } from './measures.store.ts';
import { isCounted } from './roll-up.ts';
import { type HistoryLine, type MeasureRow, rowsOf } from './row.ts';

interface Dependencies {
  metrics: Counter<keyof typeof MetricName>;
  measures: Pick<MeasuresStore, 'put' | 'touch'>;
}

/**
 * Counts the history: each event becomes a row of its day, once however often it is told, and adds to the metrics, once for the city and once
 * for its partner. The metrics come last: a record that is told again has counted nothing.
 */
export const countEvents = ({ metrics, measures }: Dependencies): StreamReader => ({
  name: 'measures',
  wants: () => true,
  read: async (records) => {
    const rows: MeasureRow[] = [];
    const counted = new Map<DynamoDBRecord, CountedEvent>();
    const through = await inOrder(records, (record) => {
      rows.push(...rowsOf(itemOf(record) as unknown as HistoryLine).filter(isCounted));
      counted.set(record, readEvent(record));
    });
    await measures.put(rows);
    await Promise.all([...new Set(rows.map(({ day }) => day))].map((day) => measures.touch(day)));
    return {
      through,
      afterwards(done) {
        for (const record of done) count(counted.get(record)!, metrics);
      },
    };
  },
});

const count = (event: CountedEvent, metrics: Dependencies['metrics']): void => {
  for (const { metric, byPartner } of countsOf(event)) {
    metrics.count(metric);
    if (byPartner && event.partner) metrics.count(metric, 1, { [PARTNER_DIMENSION]: event.partner });
  }
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
    ...(data.origin?.S || image.counted?.M?.proactive?.BOOL ? { proactive: true } : {}),
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
