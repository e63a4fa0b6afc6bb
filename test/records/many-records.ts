import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createLettersOf } from '../../functions/notices/letters.store.ts';
import { type Batch, MOST_IN_BATCH, approveBatch, proposeBatch } from '../../functions/records/batch.ts';
import { brokenAt } from '../../functions/records/chain.ts';
import { disposeBatch } from '../../functions/records/dispose.ts';
import { eligibleRecords } from '../../functions/records/eligible.ts';
import type { Hold } from '../../functions/records/hold.ts';
import { createRecordsStore } from '../../functions/records/records.store.ts';
import type { ClosedRequest } from '../../functions/requests/request.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { DAY, TUESDAY } from '../support/builders.ts';
import type { Engine } from '../support/engine.ts';
import { aLetterKept, aPersonalRecord } from './a-record.ts';

const NOW = TUESDAY + 13 * 365 * DAY;
const WARDS = ['Ward 1', 'Ward 2', 'Ward 3', 'Ward 4', 'Ward 5', 'Ward 6', 'Ward 7'];

/** A record as it was made: what an auditor would know of it without the code that is tested. */
interface Made {
  id: string;
  kind: 'private' | 'questions' | 'service';
  closedAt: number;
  receivedAt: number;
  ward: string;
  isOpen: boolean;
  hasOpenConcern: boolean;
}

/** What was found; every number of what must never be is 0. */
export interface Found {
  made: number;
  due: number;
  disposed: number;
  kept: number;
  certificates: number;
  /** Due and not listed, listed and not due. */
  forgotten: number;
  listedEarly: number;
  /** Disposed of though held, though never approved, or though not due. */
  underHold: number;
  notApproved: number;
  tooEarly: number;
  /** Certificates whose chain is broken, and disposals without a line. */
  broken: number;
  withoutLine: number;
}

/** Years that each kind is kept, as the retention schedule says it, not as the code has it. */
const YEARS = { private: 3, questions: 3, service: 7 } as const;

/** Makes records and holds by chance, lists what is due, approves half of the batches, places more holds, disposes, and counts what must never be. */
export const disposeOfMany = async (
  engine: Tables,
  { records: count, holds: holdCount }: { records: number; holds: number },
  random: () => number,
  onProgress: (what: string) => void = () => undefined,
): Promise<Found> => {
  const records = createRecordsStore(engine.client, engine.tables);
  const requests = createRequestsStore(engine.client, engine.tables, () => NOW);
  const made = new Map<string, Made>();
  for (let index = 0; index < count; index += TOGETHER) {
    const some = Array.from({ length: Math.min(TOGETHER, count - index) }, (_, at) => aRecord(index + at, random));
    await Promise.all(some.map((one) => keep(engine, one)));
    for (const { facts } of some) made.set(facts.id, facts);
    onProgress(`${made.size} records made`);
    await aMoment();
  }
  const ids = [...made.keys()];
  const holds: Hold[] = [];
  const place = async (name: string): Promise<void> => {
    const hold = aHold(name, ids, random);
    holds.push(hold);
    await records.keepHold(hold, (await records.holds()).version);
  };
  for (let index = 0; index < holdCount; index += 1) await place(`hold-${index}`);

  const due = new Set(ids.filter((id) => isDue(made.get(id)!, holds)));
  const listed = new Map<string, string[]>();
  for await (const { requestId, class: kind } of eligibleRecords(records, requests, NOW))
    listed.set(kind.code, [...(listed.get(kind.code) ?? []), requestId]);
  const all = new Set([...listed.values()].flat());

  // Many small batches, so that some stay without an approval.
  const size = Math.min(MOST_IN_BATCH, Math.ceil(count / 50));
  const batches: Batch[] = [];
  for (const [kind, requestIds] of listed)
    for (let from = 0; from < requestIds.length; from += size) {
      const part = requestIds.slice(from, from + size).toSorted();
      const name = `${kind}-${from / size}`;
      const batch = proposeBatch({ name, retentionClass: kind, requestIds: part, by: 'Ana' }, NOW);
      await records.keepBatch(batch);
      batches.push(batch);
    }
  const approved: Batch[] = [];
  for (const batch of batches) {
    if (random() < 0.25) continue;
    const next = approveBatch(
      batch,
      { by: 'Bo', authority: 'Letter of 3 May 2039', digest: batch.digest },
      NOW,
    ) as Batch;
    await records.keepBatch(next);
    approved.push(next);
  }
  for (let index = 0; index < Math.ceil(holdCount / 4); index += 1) await place(`late-${index}`);

  let [done, disposedLines, keptLines, broken] = [0, 0, 0, 0];
  const lines = new Set<string>();
  for (const batch of approved) {
    await disposeBatch(
      batch,
      {
        records,
        requests,
        lettersOf: createLettersOf(engine.client, engine.tables.notices),
        photosOf: async () => [],
        deletePhoto: async () => undefined,
        now: () => NOW,
      },
      ({ kind, requestId }) => {
        done += 1;
        if (kind === 'disposed') lines.add(requestId);
        if (kind === 'disposed') disposedLines += 1;
        else keptLines += 1;
        if (done % 1_000 === 0) onProgress(`${done} looked at`);
      },
    );
    if (brokenAt(await records.certificate(batch.name)) !== undefined) broken += 1;
    await aMoment();
  }

  const mayGo = new Set(approved.flatMap(({ requestIds }) => requestIds));
  const gone: string[] = [];
  for await (const request of records.requests()) if ('disposal' in request && request.disposal) gone.push(request.id);
  return {
    made: made.size,
    due: due.size,
    disposed: gone.length,
    kept: keptLines,
    certificates: approved.length,
    forgotten: [...due].filter((id) => !all.has(id)).length,
    listedEarly: [...all].filter((id) => !due.has(id)).length,
    underHold: gone.filter((id) => isHeld(made.get(id)!, holds)).length,
    notApproved: gone.filter((id) => !mayGo.has(id)).length,
    tooEarly: gone.filter((id) => !isDue(made.get(id)!, [])).length,
    broken,
    withoutLine: gone.filter((id) => !lines.has(id)).length + (disposedLines - gone.length),
  };
};

/** Tables in memory answer at once, so that nothing else would get its turn. */
const aMoment = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const TOGETHER = 20;

/** Where they are kept: a real engine, or tables in memory. */
export type Tables = Pick<Engine, 'client' | 'tables'>;

/** A record of chance: of any kind and age, one in ten still open, one in thirty with a concern that nobody has answered. */
const aRecord = (index: number, random: () => number) => {
  const { request, work, concern, drafts } = aPersonalRecord(`many-${index}`);
  const kind = (['private', 'questions', 'service', 'service'] as const)[Math.floor(random() * 4)]!;
  const closedAt = NOW - Math.floor(random() * 12 * 365) * DAY;
  const facts: Made = {
    id: request.id,
    kind,
    closedAt,
    receivedAt: closedAt - 5 * DAY,
    ward: WARDS[Math.floor(random() * WARDS.length)]!,
    isOpen: random() < 0.1,
    hasOpenConcern: random() < 1 / 30,
  };
  const closed = {
    ...request,
    private: kind === 'private',
    typeClass: kind === 'questions' ? ('information' as const) : ('service' as const),
    closedAt,
    receivedAt: facts.receivedAt,
    place: { ...request.place, ward: facts.ward },
  };
  const { closedAt: _, ...open } = closed;
  const stored = facts.isOpen
    ? ({ ...open, status: 'resolved', closesAt: NOW + DAY } as unknown as ClosedRequest)
    : closed;
  const unanswered = { ...concern, status: 'open' as const };
  return { facts, request: stored, work, concern: facts.hasOpenConcern ? unanswered : concern, drafts };
};

const keep = async (engine: Tables, one: ReturnType<typeof aRecord>): Promise<void> => {
  const { request, work, concern, drafts } = one;
  const store = createRequestsStore(engine.client, engine.tables, () => TUESDAY);
  await store.commit(undefined, { request, workOrders: [work], concerns: [concern], events: drafts, notices: [] });
  await engine.client.send(new PutCommand({ TableName: engine.tables.notices, Item: aLetterKept(request.id) }));
};

/** A hold of chance: on a ward's month, or on some requests by their numbers; one in five is over. */
const aHold = (name: string, ids: readonly string[], random: () => number): Hold => {
  const from = NOW - Math.floor(random() * 12 * 365) * DAY;
  const scope =
    random() < 0.5
      ? { wards: [WARDS[Math.floor(random() * WARDS.length)]!], receivedFrom: from, receivedTo: from + 30 * DAY }
      : { requests: Array.from({ length: 20 }, () => ids[Math.floor(random() * ids.length)]!) };
  const over = { released: { at: NOW - DAY, by: 'Law', reason: 'It was settled out of court.' } };
  return { name, reason: 'Doe v. City', by: 'Law', placedAt: NOW - 10 * DAY, scope, ...(random() < 0.2 ? over : {}) };
};

const isHeld = ({ id, ward, receivedAt }: Made, holds: readonly Hold[]): boolean =>
  holds.some(({ scope, released }) => {
    if (released) return false;
    if (scope.requests) return scope.requests.includes(id);
    return scope.wards!.includes(ward) && scope.receivedFrom! <= receivedAt && receivedAt < scope.receivedTo!;
  });

const isDue = (one: Made, holds: readonly Hold[]): boolean => {
  const until = new Date(one.closedAt);
  until.setUTCFullYear(until.getUTCFullYear() + YEARS[one.kind]);
  until.setUTCDate(until.getUTCDate() + 1); // the last day is kept whole; everything here is closed at one time of day
  return !one.isOpen && !one.hasOpenConcern && until.getTime() <= NOW && !isHeld(one, holds);
};
