import type { Audit, Correction, Sample } from '../../functions/audits/audit.ts';
import type { Notice } from '../../functions/notices/notice.ts';
import type { NoticeStatus } from '../../functions/notices/notice-progress.ts';
import type { OutboxMessage } from '../../functions/partners/webhook-outbox.ts';
import type { CountedDay } from '../../functions/measures/measures.store.ts';
import type { HistoryLine } from '../../functions/measures/row.ts';
import type { Clock } from '../../functions/clocks/clock.ts';
import type { Improvement } from '../../functions/improvements/improvement.ts';
import type { Concern } from '../../functions/requests/concern.ts';
import type { Request } from '../../functions/requests/request.ts';
import type { WorkOrder } from '../../functions/requests/work-order.ts';
import type { World } from './world.ts';

/** A promise with the beginning of the ids of its milestones. */
export type Promised = Clock & { milestonePrefix: string };

/** A message to a system outside as it lies in the outbox; `pk` is its group. */
export type Told = Pick<OutboxMessage, 'id' | 'status'> & { pk: string; sk: string };

/** Everything that the tables hold, by what it is. */
export interface Tablesful {
  requests: Request[];
  workOrders: WorkOrder[];
  /** In the order of versions. */
  events: (HistoryLine & { status: string })[];
  notices: Notice[];
  /** What systems outside were to be told, in the order of its groups and places. */
  messages: Told[];
  /** Concerns and improvements, by what makes one of them another than the rest. */
  begun: string[];
  /** The clocks of all requests, past cycles and work orders. */
  clocks: Promised[];
  published: Map<string, Record<string, unknown>>;
  /** `day id` of every row that is counted. */
  measured: Set<string>;
  /** Every day that something was counted on: how often, and up to where that is in its roll-ups. */
  rolledUp: { day: string; touched: number; upTo: number | undefined }[];
  /** What was drawn of each month, and what came of it. */
  samples: Sample[];
  audits: Audit[];
  corrections: Correction[];
}

/** Where a notice ends that was not given to SES on purpose. */
export const UNSENT_STATUSES: ReadonlySet<NoticeStatus> = new Set(['left-out', 'combined', 'withheld']);

/** Whether an item of the notices' table is a notice; others tell of recipients, and of the rate of the mail. */
export const isNotice = ({ id }: Record<string, unknown>): boolean => !String(id).startsWith('#');

/** Letters that tell of what is new, on whatever day and in as many letters as it comes. */
const OF_NEWS: ReadonlySet<string> = new Set(['trends-list', 'undeliverable-list']);

/** What the letters of the office tell that are about no single request: each by its id, and those of news by each thing that is new in them. */
export const listsIn = ({ notices }: Pick<Tablesful, 'notices'>): string[] =>
  notices
    .filter(({ requestId }) => !requestId.startsWith('R-'))
    .flatMap(({ id, requestId, entries = [] }) => {
      if (!OF_NEWS.has(requestId)) return [id];
      const fresh = entries.filter(({ kind }) => kind !== 'known');
      return fresh.map(({ values }) => `${requestId}: ${String(values.name ?? values.requestId)}`);
    });

/** Reads the tables of a world. */
export function openTables({ tables, template }: World): Tablesful {
  const all = (path: string) => [...tables.items(template.find(`${path}/Table`, 'AWS::DynamoDB::Table').name)];
  const items = all('RequestsTable');
  const startingWith = <T>(prefix: string): T[] =>
    items.filter(({ pk, sk }) => String(pk).startsWith('REQUEST#') && String(sk).startsWith(prefix)) as T[];
  const requests = items.filter(({ sk }) => sk === 'REQUEST') as unknown as Request[];
  const workOrders = startingWith<WorkOrder>('WORK-ORDER#');
  const events = startingWith<HistoryLine & { status: string; sk: string }>('EVENT#');
  events.sort((one, other) => (one.sk < other.sk ? -1 : 1));
  const notices = all('NoticesTable').filter(isNotice) as unknown as Notice[];
  const published = all('PublicTable').filter(({ sk }) => sk === 'REQUEST');
  const counted = all('MeasuresTable');
  const rows = counted.filter(({ pk }) => String(pk).startsWith('ROWS#'));
  const days = counted.filter(({ pk }) => pk === 'DAYS') as unknown as CountedDay[];
  const ofAudits = <T>(prefix: string): T[] =>
    items.filter(({ pk, sk }) => String(pk).startsWith('AUDITS#') && String(sk).startsWith(prefix)) as T[];
  return {
    requests,
    workOrders,
    events,
    messages: (items as unknown as Told[])
      .filter(({ pk, sk }) => pk.startsWith('WEBHOOK#') && sk !== 'CLAIM')
      .sort((one, other) => (one.pk + one.sk < other.pk + other.sk ? -1 : 1)),
    begun: [
      ...startingWith<Concern>('REQUEST#CONCERN#').map(
        ({ requestId, text }) => `the concern about ${requestId}: ${text}`,
      ),
      ...(items as unknown as (Improvement & { pk: string; sk: string })[])
        .filter(({ pk, sk }) => pk === 'IMPROVEMENTS' && sk.startsWith('RECORD#'))
        .map(({ title }) => `the improvement ${title}`),
    ],
    notices: notices.filter(({ message }) => message !== undefined),
    clocks: [
      ...requests.flatMap(({ id, cycle, clocks, pastCycles }) => [
        ...promised(id, cycle, clocks),
        ...pastCycles.flatMap((past) => promised(id, past.cycle, past.clocks)),
      ]),
    ],
    published: new Map(published.map((item) => [String(item.pk).slice('REQUEST#'.length), item])),
    measured: new Set(rows.map(({ day, id }) => `${String(day)} ${String(id)}`)),
    rolledUp: days.map(({ day, touched, rolledUp }) => ({ day, touched, upTo: rolledUp })),
    samples: ofAudits<Sample>('SAMPLE'),
    audits: ofAudits<Audit>('AUDIT#'),
    corrections: ofAudits<Correction>('CORRECTION#'),
  };
}

const promised = (of: string, cycle: number, clocks: readonly Clock[]): Promised[] =>
  clocks.map((clock) => ({ ...clock, milestonePrefix: `${of}#${cycle}#${clock.kind}#` }));
