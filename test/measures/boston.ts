import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import type { Clock } from '../../functions/clocks/clock.ts';
import { receiveReport } from '../../functions/intake/receive-report.ts';
import { countEvents } from '../../functions/measures/count-events.reader.ts';
import type { MeasuresStore } from '../../functions/measures/measures.store.ts';
import { reportOf } from '../../functions/measures/report.ts';
import { rollUpDays } from '../../functions/measures/roll-up.handler.ts';
import type { Change } from '../../functions/requests/change.ts';
import type { Request } from '../../functions/requests/request.ts';
import { eventItems } from '../../functions/requests/requests.store.ts';
import { accept } from '../../functions/review/accept.ts';
import { resolveRequest } from '../../functions/work-orders/follow-work.ts';
import { type Kept, aContext, changeOf, keep } from '../support/builders.ts';
import { streamOf } from './stream.ts';

const boston = catalogueOf('boston');
const context = aContext({ catalogue: boston });
const at = (local: string): number => toInstant(local, boston.timeZone);

/** The end of the day on which the record was taken, as a date and as an instant: what is open in the record was open then. */
export const RECORDED = '2016-01-13';
const RECORDED_AT = at(`${RECORDED}T00:00`);

/** A request of the city's record; instants are UTC epoch ms. */
export interface BostonRow {
  opened: number;
  target: number | undefined;
  closed: number | undefined;
  /** The city's own; empty where it gave none. */
  verdict: string;
  type: string;
}

const FILES = ['../clocks/data/boston-2015-targets.csv.gz', 'data/boston-2015-without-target.csv.gz'];

/** Every request of January to August 2015, in the order of their opening. */
export const readBoston = (): BostonRow[] =>
  FILES.flatMap((file) => {
    const text = gunzipSync(readFileSync(new URL(file, import.meta.url)));
    const records: Record<string, string>[] = parse(text, { columns: true });
    return records.map(({ opened, target, closed, verdict, type }) => ({
      opened: at(opened!),
      target: target ? at(target) : undefined,
      closed: closed ? at(closed) : undefined,
      verdict: verdict!,
      type: type!,
    }));
  }).sort((one, other) => one.opened - other.opened);

/** The three ways to tell on time, as a part and a whole. */
export interface OnTime {
  closedWithTarget: [number, number];
  asFlagged: [number, number];
  strict: [number, number];
}

/** The three figures by a plain look at the rows: of their times, or of the city's own verdicts. */
export const plainOnTime = (rows: readonly BostonRow[], by: 'times' | 'verdicts'): OnTime => {
  const judged = by === 'times' ? rows : rows.filter(({ verdict }) => verdict !== '');
  const onTime = (row: BostonRow) => (by === 'times' ? row.closed! <= row.target! : row.verdict === 'ONTIME');
  const overdue = (row: BostonRow) => (by === 'times' ? row.target! < RECORDED_AT : row.verdict === 'OVERDUE');
  const closed = judged.filter((row) => row.closed !== undefined);
  const withTarget = closed.filter(({ target }) => target !== undefined);
  const met = withTarget.filter(onTime).length;
  const openOverdue = judged.filter((row) => row.closed === undefined && row.target !== undefined && overdue(row));
  return {
    closedWithTarget: [met, withTarget.length],
    asFlagged: [met + closed.length - withTarget.length, closed.length],
    strict: [met, withTarget.length + openOverdue.length],
  };
};

/** The lines of history that our commands write about a request of the record: received, accepted under the city's own target, past it, resolved. */
export const historyOf = (row: BostonRow, number: number) => {
  const items: ReturnType<typeof eventItems> = [];
  const type = boston.findByName(row.type) ?? [...boston.types.values()][0]!;
  const write = (before: Kept | undefined, change: Change, now: number): Kept => {
    const after = keep(before, change);
    const request = { ...after.request, changedAt: now };
    items.push(...eventItems(before?.request, request, { ...change, notices: [] }, now));
    return { ...after, request };
  };
  const received = write(
    undefined,
    receiveReport(
      {
        sourceId: String(number),
        reportedType: row.type,
        description: '',
        place: { address: 'Boston' },
        answers: {},
        private: false,
        channel: 'record',
      },
      { platform: 'boston', catalogue: 'boston' },
      row.opened,
    ),
    row.opened,
  );
  const by = { kind: 'system', name: 'rules' } as const;
  const accepted = accept(
    { ...received, request: received.request as Extract<Request, { status: 'received' }> },
    { type: { ...type, class: 'service' }, partner: type.partner, priority: 'normal', by, wakes: false },
    context,
    row.opened,
  );
  const clocks = accepted.request.clocks.map(({ dueAt: _, atRiskAt: __, ...clock }): Clock =>
    clock.kind === 'resolve' && row.target !== undefined ? { ...clock, dueAt: row.target } : clock,
  );
  // What the partner is held to is not in the record.
  const workOrders = accepted.workOrders.map((workOrder) => ({ ...workOrder, clocks: [] }));
  let kept = write(received, { ...accepted, workOrders, request: { ...accepted.request, clocks } }, row.opened);
  const ends = row.closed ?? RECORDED_AT;
  if (row.target !== undefined && row.target < ends) {
    const overdue = actOnDue(kept, context, Math.max(row.target + 1, row.opened));
    if (overdue.kind === 'changed') kept = write(kept, changeOf(overdue), Math.max(row.target, row.opened));
  }
  if (row.closed === undefined) return items;
  const resolved = resolveRequest(
    kept.request as Extract<Request, { typeCode: string }>,
    { outcome: 'done', resolution: 'The city recorded this case as closed.', by },
    context,
    row.closed,
  );
  write(kept, { ...resolved, workOrders: [], notices: [] }, row.closed);
  return items;
};

/** Batches that are told side by side, as shards of a stream are. */
const ABREAST = 12;
const BATCH = 25;

/** Tells the histories to the reader of the stream, in the order of time as the stream does, and rolls all days up. Answers how many lines there were. */
export const countBoston = async (rows: readonly BostonRow[], measures: MeasuresStore): Promise<{ lines: number }> => {
  const metrics = { count: () => undefined, gauge: () => undefined, publish: () => undefined };
  const reader = countEvents({ metrics, measures });
  const items = rows.flatMap(historyOf).sort((one, other) => one.at - other.at);
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const from = next;
      next += BATCH;
      await reader.read(streamOf(items.slice(from, from + BATCH)).Records);
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
  await rollUpDays({ measures })();
  return { lines: items.length };
};

/** The three figures as they are reported at the end of the record, from the roll-ups. */
export const reportedOnTime = async (measures: MeasuresStore): Promise<OnTime> => {
  const { rollUps } = await measures.rollUpsBefore(RECORDED);
  const { figures, kpis } = reportOf(rollUps, { from: '2010-01-01', to: RECORDED }, RECORDED);
  const { met = 0, noTarget = 0 } = figures.counts;
  const ofName = (name: string) => kpis.find((kpi) => kpi.name.startsWith(name))!.n;
  return {
    closedWithTarget: [met, ofName('on time, closed with a target:')],
    asFlagged: [met + noTarget, ofName('on time, as the feed flags it')],
    strict: [met, ofName('on time, strict')],
  };
};
