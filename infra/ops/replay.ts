import { type AttributeValue, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { CITY_TIME_ZONE } from '../../functions/catalogue/source.ts';
import { TOLD_EVENTS } from '../../functions/partners/contract.ts';
import { createNoticeStore } from '../../functions/notices/notice.store.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { CONFIG } from '../config.ts';
import { type StreamRecord, sayKeys } from './dead-letter.ts';
import { handOverRecords } from './hand-over.ts';
import { openMachinery } from './machinery.ts';
import { DifferenceError, checkMeasures } from './measures.ts';
import { MOST_LISTED, NOTHING_DONE, isCalendarDate, plural, say, sayMore } from './options.ts';
import { OpsError, type RunningService, type Where, findService } from './register.ts';

/** What can be made anew from the tables: what it is, and who makes it. */
export const REPLAYED = {
  public: 'what Open311 shows of requests, by PassOnChanges',
  workflow: 'the waking of workflows, by PassOnChanges',
  followers: 'duplicates and shared work of requests that lead, by PassOnChanges',
  webhooks: 'what platforms and partners’ systems are told, by PassOnEvents',
  notices: 'the sending of queued notices, by SendNotice',
  measures: 'the rows and roll-ups of days, as `measures check --repair`',
} as const;
export type Replayed = keyof typeof REPLAYED;

/** What `replay` is told: one request, or what changed from one day of the city to another, both included. */
export interface ReplayOptions extends Where {
  apply?: boolean;
  request?: string;
  from?: string;
  to?: string;
}

type Item = Record<string, AttributeValue>;

/** What a reader of a stream is handed, in the function in which it reads: whether an item concerns it. */
interface Reader {
  to: string;
  /** Items of its table that may concern it, by the beginning of their sort key, and the attribute that says when they changed. */
  sort: string;
  at: 'changedAt' | 'at';
  concerns: (item: Item) => boolean;
}

const readersOf = ({ environment }: Where): Partial<Record<Replayed, Reader>> => {
  const requests = { sort: 'REQUEST', at: 'changedAt' } as const;
  const isRecord = (item: Item) => item.sk?.S === 'REQUEST';
  const served = CONFIG[environment ?? 'local'].open311.catalogue;
  return {
    public: {
      ...requests,
      to: 'PassOnChanges',
      concerns: (item) => isRecord(item) && item.catalogue?.S === served,
    },
    workflow: { ...requests, to: 'PassOnChanges', concerns: (item) => isRecord(item) && item.watch !== undefined },
    followers: {
      ...requests,
      to: 'PassOnChanges',
      concerns: (item) => isRecord(item) && (item.followers?.L?.length ?? 0) > 0,
    },
    webhooks: {
      sort: 'EVENT#',
      at: 'at',
      to: 'PassOnEvents',
      concerns: ({ type }) => TOLD_EVENTS.some((told) => told === type?.S),
    },
  };
};

/** As Lambda reads a stream. */
const BATCH = 25;

/** How long the outbox remembers what was taken: what is older would be told twice. */
const WEBHOOKS_KNOWN_DAYS = 30;
const DAY_MS = 86_400_000;
const FORGOTTEN = `Webhooks are known for ${WEBHOOKS_KNOWN_DAYS} days: what happened before would be told twice, and is left out.`;

/**
 * Makes anew what is derived from the tables, by handing their items to the very functions that the stream hands them to, as they are now;
 * without `apply` it says which they are. Those read the truth and compare, so that it is safe to repeat and to end by Ctrl-C. Throws an OpsError for what it cannot choose by, and where some failed.
 */
export const replay = async (what: Replayed, options: ReplayOptions): Promise<void> => {
  if (what === 'measures') return replayMeasures(options);
  const span = spanOf(options);
  const service = await findService(options);
  const known = service.now - WEBHOOKS_KNOWN_DAYS * DAY_MS;
  if (what === 'webhooks' && span && span.from < known)
    throw new OpsError(`Webhooks are known for ${WEBHOOKS_KNOWN_DAYS} days; older ones would be told twice.`);
  const ofRequest = what === 'webhooks' ? { from: known, to: Infinity } : undefined;
  const reader = readersOf(options)[what];
  const notices = reader ? [] : await queuedNotices(service, options.request, span);
  const records = () => (reader ? recordsOf(service, reader, options.request, span ?? ofRequest) : notices);
  const to = reader?.to ?? 'SendNotice';
  // Counted first and read again: the records of a whole city are more than fits into memory.
  const { many, first } = await countOf(records());
  if (options.request && reader && many === 0)
    throw new OpsError(
      `Nothing of ${options.request} concerns ${to}: there is no such request, or it is not asked for.${what === 'webhooks' ? ` ${FORGOTTEN}` : ''}`,
    );
  if (options.request && what === 'webhooks') say(FORGOTTEN);
  say(`${plural(many, 'item')} for ${to}.`);
  for (const record of first) say(`  ${sayItem(record)}`);
  sayMore(many);
  if (!options.apply || many === 0) return say(options.apply ? 'Nothing was to be done.' : NOTHING_DONE);
  const machinery = await openMachinery(options);
  let handed = 0;
  let failed = 0;
  for await (const batch of inBatches(records())) {
    for (const failure of await handOverRecords(machinery, to, batch, reader && what)) {
      failed += 1;
      say(`  failed: ${sayItem(failure.record)}: ${failure.failed}`);
    }
    handed += batch.length;
    if (many > 1000 && handed % 1000 === 0) process.stderr.write(`${handed} of ${many}\n`);
  }
  say(`${plural(handed - failed, 'item')} handed over and handled.`);
  if (failed > 0) throw new OpsError(`${plural(failed, 'item')} failed; the function’s log names the errors.`);
};

const replayMeasures = async ({ apply, request, from, to, ...where }: ReplayOptions): Promise<void> => {
  if (request !== undefined || from === undefined)
    throw new OpsError('Figures are of days: --from 2026-06-01, and --to for more than up to today.');
  try {
    await checkMeasures({ ...where, from, ...(to ? { to } : {}), repair: apply === true });
  } catch (error) {
    if (apply || !(error instanceof DifferenceError)) throw error;
    say(error.message.replace(' Count what is missing with --repair.', ''));
    say(NOTHING_DONE);
  }
};

/** The span that is asked for, UTC instants, its end excluded; undefined for one request. */
const spanOf = ({ request, from, to }: ReplayOptions): { from: number; to: number } | undefined => {
  if ((request === undefined) === (from === undefined))
    throw new OpsError('Say of what: --request R-…, or --from 2026-06-01, with --to for more than up to today.');
  if (request !== undefined || from === undefined) return undefined;
  for (const day of [from, to ?? from])
    if (!isCalendarDate(day)) throw new OpsError(`${day} is no day; write 2026-06-01.`);
  if (to !== undefined && to < from) throw new OpsError(`${to} is before ${from}.`);
  const midnight = (day: string) => toInstant(`${day}T00:00`, CITY_TIME_ZONE);
  // A day may have 25 hours: its end is the midnight that comes after its noon.
  const next = to && new Date(Date.parse(`${to}T12:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return { from: midnight(from), to: next ? midnight(next) : Infinity };
};

/** How many records there are, and the first of them. */
const countOf = async (
  records: Iterable<StreamRecord> | AsyncIterable<StreamRecord>,
): Promise<{ many: number; first: StreamRecord[] }> => {
  let many = 0;
  const first: StreamRecord[] = [];
  for await (const record of records) if ((many += 1) <= MOST_LISTED) first.push(record);
  return { many, first };
};

/** What an item is of by its keys, and of a line of history what happened. */
const sayItem = (record: StreamRecord): string =>
  [sayKeys(record), record.dynamodb?.NewImage?.type?.S].filter(Boolean).join(' ');

async function* inBatches(
  records: Iterable<StreamRecord> | AsyncIterable<StreamRecord>,
): AsyncGenerator<StreamRecord[]> {
  let batch: StreamRecord[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The records of the items that concern a reader, as a stream would tell them; a page is read when the one before was used up. */
export async function* recordsOf(
  { client, table: TableName }: Pick<RunningService, 'client' | 'table'>,
  { sort, at, concerns }: Reader,
  request: string | undefined,
  span: { from: number; to: number } | undefined,
): AsyncGenerator<StreamRecord> {
  const { from = -Infinity, to = Infinity } = span ?? {};
  const isWithin = (item: Item) => !(Number(item[at]?.N) >= to) && !(Number(item[at]?.N) < from);
  let told = 0;
  let start: Item | undefined;
  do {
    const page = await client.send(
      request === undefined
        ? new ScanCommand({
            TableName,
            FilterExpression: 'begins_with(pk, :request) AND begins_with(sk, :sort) AND #at >= :from',
            ExpressionAttributeNames: { '#at': at },
            ExpressionAttributeValues: {
              ':request': { S: 'REQUEST#' },
              ':sort': { S: sort },
              ':from': { N: String(span?.from) },
            },
            ConsistentRead: true,
            ExclusiveStartKey: start,
          })
        : new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
            ExpressionAttributeValues: { ':pk': { S: `REQUEST#${request}` }, ':sort': { S: sort } },
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
    );
    for (const item of page.Items ?? []) {
      if (!concerns(item) || !isWithin(item)) continue;
      const { pk, sk } = item;
      yield asRecord({ pk, sk } as Item, item, told++);
    }
    start = page.LastEvaluatedKey;
  } while (start);
}

const asRecord = (Keys: Item, NewImage: Item, index: number): StreamRecord =>
  ({
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    dynamodb: { SequenceNumber: String(index + 1), Keys, NewImage },
  }) as StreamRecord;

/** Notices that are queued and may go: the sender reads each as it is, and claims it. Throws an OpsError for a request that there is not. */
const queuedNotices = async (
  { client, table: requests, notices: table, now }: RunningService,
  request: string | undefined,
  span: { from: number; to: number } | undefined,
): Promise<StreamRecord[]> => {
  const records: StreamRecord[] = [];
  for await (const { id, requestId, changedAt } of createNoticeStore(client, table, () => now).listOnTheWay(
    'queued',
    now,
  )) {
    if (request !== undefined && requestId !== request) continue;
    if (span && (changedAt < span.from || changedAt >= span.to)) continue;
    const key = { id: { S: id } };
    records.push(asRecord(key, { ...key, status: { S: 'queued' } }, records.length));
  }
  if (request !== undefined && records.length === 0) {
    const store = createRequestsStore(client, { requests, notices: table }, () => now);
    if (!(await store.load(request))) throw new OpsError(`There is no request ${request}.`);
  }
  return records;
};
