import './silent.ts';
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { confirmNotice } from '../../functions/notices/confirm-notice.handler.ts';
import { createNoticeStore } from '../../functions/notices/notice.store.ts';
import { type Notice, noticeItem } from '../../functions/notices/notice.ts';
import { reconcileNotices } from '../../functions/notices/reconcile-notices.ts';
import { NOW, aNotice } from './builders.ts';
import { createMemoryTable } from './memory-table.ts';
import { recordsOf } from './notices-table.ts';
import { aSender } from './sender.ts';
import { anSesEvent } from './ses-events.ts';

/**
 * What can become of one awaited call. `repeated` is the SDK's own repetition of a write whose answer was lost: its own first success
 * makes the condition fail. `refused` is an SES that says no for now.
 */
type Fault = 'error before' | 'error after' | 'killed before' | 'killed after' | 'repeated' | 'refused';

/** Faults by what a call does. A read has no effect, so before and after it are the same. */
const FAULTS: Record<Call, readonly Fault[]> = {
  read: ['error before', 'killed before'],
  write: ['error before', 'error after', 'killed before', 'killed after', 'repeated'],
  send: ['error before', 'error after', 'killed before', 'killed after', 'refused'],
};
type Call = 'read' | 'write' | 'send';

/** Which call fails, by its place in the run, and how. */
type Plan = ReadonlyMap<number, Fault>;

/** How the world around a run behaves. */
interface Surroundings {
  name: string;
  /** When SES's Send event comes after SES took the message, ms; `before its answer` while the sender still waits; often, or never. */
  event: 'before its answer' | 'never' | readonly number[];
  /** Other notices are mailed and confirmed all the time, so that a missing event is evidence. */
  busy: boolean;
  /** How often the stream brings a record again before it is a dead letter. */
  retries: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** As the template has it; `StreamFunction`. */
const RETRIES = 10;

export const SURROUNDINGS: readonly Surroundings[] = [
  { name: 'the event comes after 3 s', event: [3 * SECOND], busy: true, retries: RETRIES },
  { name: 'the event comes before the answer', event: 'before its answer', busy: true, retries: RETRIES },
  { name: 'the event comes twice', event: [2 * SECOND, 4 * MINUTE], busy: true, retries: RETRIES },
  { name: 'the event comes after 10 min', event: [10 * MINUTE], busy: true, retries: RETRIES },
  { name: 'nothing else is mailed', event: [3 * SECOND], busy: false, retries: RETRIES },
  { name: 'no event comes for 20 min', event: [20 * MINUTE], busy: false, retries: RETRIES },
  { name: 'no event ever comes', event: 'never', busy: false, retries: RETRIES },
  { name: 'the stream gives up at once', event: [3 * SECOND], busy: true, retries: 0 },
];

/** What the promise stands on: SES and SNS lose no single event while they bring those of later messages. */
export const BEYOND_THE_PROMISE: Surroundings = {
  name: 'its event alone is lost',
  event: 'never',
  busy: true,
  retries: RETRIES,
};

/** What a run came to. */
interface Outcome {
  /** Messages that SES took. */
  taken: number;
  status: Notice['status'];
  deadLetters: number;
  /** The awaited calls of the run, in their order. */
  calls: readonly Call[];
  ended: boolean;
}

/** An order of sending and recording, as the stream's reader. */
export type Strategy = (typeof STRATEGIES)[number];

/** Ours, and the two orders that are written without much thought. */
export const STRATEGIES = ['claim, send, confirm', 'send, then mark', 'mark, then send'] as const;

/** The queue brings an event again after this, and this often before it is a dead letter; `QueueFunction`. */
const REDELIVERY = { after: MINUTE, times: 10 };
const SWEEP_EVERY = 5 * MINUTE;
const HORIZON = 3 * 60 * MINUTE;

const KEYS = { current: 'a'.repeat(44) };

const broken = (): Error => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
const unavailable = (): Error =>
  Object.assign(new Error('Internal'), { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } });
const throttled = (): Error =>
  Object.assign(new Error('Rate'), { name: 'Throttling', $metadata: { httpStatusCode: 400 } });

/** Of its own for each call, so that what waits for it can be forgotten. */
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * Sends one notice in a world where the planned calls fail, and goes on until everything that repairs it has had its time: the stream's
 * retries, the dead letter, SES's events, the reconciler every five minutes. The functions are the deployed ones, the time is virtual.
 */
const runSchedule = async (strategy: Strategy, around: Surroundings, plan: Plan): Promise<Outcome> => {
  const table = createMemoryTable();
  const calls: Call[] = [];
  let now = NOW;
  let taken = 0;
  let deadLetters = 0;
  let claims = 0;
  let kill: () => void = () => undefined;

  /** Makes one call fail as planned; a killed function never hears of it again. */
  const faulty = async <T>(kind: Call, effect: () => Promise<T>): Promise<T> => {
    const fault = plan.get(calls.push(kind) - 1);
    const error = kind === 'send' ? broken : unavailable;
    switch (fault) {
      case undefined:
        return effect();
      case 'error before':
        throw error();
      case 'refused':
        throw throttled();
      case 'error after':
        await effect();
        throw error();
      case 'killed before':
        kill();
        return never();
      case 'killed after':
        await effect();
        kill();
        return never();
      case 'repeated':
        await effect();
        return effect();
      default:
        return fault satisfies never;
    }
  };
  /** An invocation; answers undefined when it was killed or threw. */
  const invoke = async <T>(work: () => Promise<T>): Promise<{ answer: T } | undefined> => {
    const killed = new Promise<undefined>((resolve) => (kill = () => resolve(undefined)));
    const done = work().then(
      (answer) => ({ answer }),
      () => undefined,
    );
    return Promise.race([done, killed]);
  };
  const client = {
    send: (command: never) => {
      const reads = (command as object) instanceof GetCommand || (command as object) instanceof QueryCommand;
      return faulty(reads ? 'read' : 'write', () => table.client.send(command));
    },
  } as unknown as DynamoDBDocumentClient;

  const notices = createNoticeStore(client, 'Notices', () => now);
  const notice = aNotice('request-resolved');
  const confirm = confirmNotice({ notices });
  const later: { at: number; run: () => Promise<void> }[] = [];
  const tell = async (): Promise<boolean> => {
    const done = await invoke(() => confirm(anSesEvent('Send', notice.id)));
    return done?.answer.batchItemFailures.length === 0;
  };
  const bring = (times = 1): void => {
    later.push({
      at: now,
      run: async () => {
        if (await tell()) return;
        if (times >= REDELIVERY.times) deadLetters += 1;
        else bringAfter(REDELIVERY.after, times + 1);
      },
    });
  };
  const bringAfter = (ms: number, times = 1): void => {
    now += ms;
    bring(times);
    now -= ms;
  };
  const post = (): Promise<string> =>
    faulty('send', async () => {
      taken += 1;
      if (around.event === 'before its answer') {
        const interrupted = kill;
        if (!(await tell())) bringAfter(REDELIVERY.after, 2);
        kill = interrupted;
      } else if (around.event !== 'never') {
        for (const after of around.event) bringAfter(after);
      }
      return `ses-${taken}`;
    });

  const reader: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse | void> =
    strategy === 'claim, send, confirm'
      ? aSender(client, 'Notices', {
          now: () => now,
          post,
          readKeys: () => faulty('read', async () => KEYS),
          newId: () => `claim-${(claims += 1)}`,
        })
      : naiveReader(strategy, client, post);

  // The stream: one record after the other, and one that fails holds up those behind it.
  const stream: { record: DynamoDBStreamEvent; tries: number }[] = [];
  table.onWrite = (item) => {
    if (item.id === notice.id && item.status === 'queued')
      stream.push({ record: recordsOf(item as unknown as Notice), tries: 0 });
  };
  const read = async (): Promise<void> => {
    const head = stream[0];
    if (!head) return;
    const done = await invoke(() => reader(head.record));
    const failed = !done || (done.answer && done.answer.batchItemFailures.length > 0);
    if (!failed || head.tries >= around.retries) {
      stream.shift();
      if (failed) deadLetters += 1;
    } else head.tries += 1;
  };

  const others = createNoticeStore(table.client, 'Notices', () => now);
  let otherMail = 0;
  /** Another notice is claimed, sent and confirmed, with nothing going wrong. */
  const mailAnother = async (): Promise<void> => {
    const other = aNotice('request-received', { id: `R-0000-0000-000${(otherMail += 1)}#1#request-received` });
    table.items.set(other.id, noticeItem(other) as unknown as Record<string, unknown>);
    await others.claim(other.id, 'other');
    await confirmNotice({ notices: others })(anSesEvent('Send', other.id));
  };

  await table.client.send(putOf(notice));
  let nextSweep = NOW + SWEEP_EVERY;
  let nextTry = now;
  const statusNow = () => table.items.get(notice.id)!.status as Notice['status'];
  const isOver = () => stream.length === 0 && later.length === 0 && !['queued', 'claimed'].includes(statusNow());
  while (!isOver() && now < NOW + HORIZON) {
    later.sort((one, other) => one.at - other.at);
    const times = [later[0]?.at, stream.length > 0 ? nextTry : undefined, nextSweep];
    now = Math.max(now, Math.min(...times.filter((at) => at !== undefined)));
    if (stream.length > 0 && nextTry <= now) {
      const { tries } = stream[0]!;
      await read();
      nextTry = now + (stream[0] && stream[0].tries > tries ? 2 ** stream[0].tries * SECOND : 0);
    } else if (later[0] && later[0].at <= now) {
      await later.shift()!.run();
    } else {
      if (around.busy) await mailAnother();
      await invoke(() => reconcileNotices(notices, now));
      nextSweep = now + SWEEP_EVERY;
    }
  }
  return { taken, status: statusNow(), deadLetters, calls, ended: isOver() };
};

const putOf = (notice: Notice): never =>
  // The transaction that causes the notice; it either is or is not.
  new UpdateCommand({
    TableName: 'Notices',
    Key: { id: notice.id },
    ...settingOf(noticeItem(notice) as unknown as Record<string, unknown>),
  }) as never;

const settingOf = ({ id: _, ...item }: Record<string, unknown>) => ({
  UpdateExpression: `SET ${Object.keys(item)
    .map((name) => `#${name} = :${name}`)
    .join(', ')}`,
  ExpressionAttributeNames: Object.fromEntries(Object.keys(item).map((name) => [`#${name}`, name])),
  ExpressionAttributeValues: Object.fromEntries(Object.entries(item).map(([name, value]) => [`:${name}`, value])),
});

/** The two orders that are written without much thought: look, send and mark; or look, mark and send. */
const naiveReader =
  (strategy: Exclude<Strategy, 'claim, send, confirm'>, client: DynamoDBDocumentClient, post: () => Promise<string>) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
    const id = Records[0]!.dynamodb!.NewImage!.id!.S!;
    const { Item } = await client.send(new GetCommand({ TableName: 'Notices', Key: { id } }));
    if (Item?.status !== 'queued') return;
    const mark = () =>
      client.send(
        new UpdateCommand({
          TableName: 'Notices',
          Key: { id },
          UpdateExpression: 'SET #status = :sent REMOVE progress',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':sent': 'sent' },
        }),
      );
    if (strategy === 'mark, then send') await mark();
    await post();
    if (strategy === 'send, then mark') await mark();
  };

/** What a number of runs came to. */
interface Tally {
  schedules: number;
  lost: number;
  twice: number;
  /** Runs after which a person has to look, because it cannot be known whether SES took the message. */
  asked: number;
  deadLetters: number;
  /** The first run of each kind that is wrong, to be looked into. */
  wrong: string[];
}

export const emptyTally = (): Tally => ({ schedules: 0, lost: 0, twice: 0, asked: 0, deadLetters: 0, wrong: [] });

/** Runs every schedule with exactly so many faults, each at a call that the run before it really made. */
export const runAll = async (
  strategy: Strategy,
  around: Surroundings,
  faults: number,
  onRun: () => void = () => undefined,
): Promise<Tally> => {
  const tally = emptyTally();
  const explore = async (plan: Plan): Promise<void> => {
    const outcome = await runSchedule(strategy, around, plan);
    if (plan.size === faults) {
      count(tally, outcome, plan);
      onRun();
      return;
    }
    const from = Math.max(-1, ...plan.keys()) + 1;
    for (let place = from; place < outcome.calls.length; place += 1) {
      for (const fault of FAULTS[outcome.calls[place]!]) await explore(new Map([...plan, [place, fault]]));
    }
  };
  await explore(new Map());
  return tally;
};

const count = (tally: Tally, { taken, status, deadLetters, ended, calls }: Outcome, plan: Plan): void => {
  const asked = status === 'uncertain';
  const lost = taken === 0 && !asked;
  const twice = taken > 1;
  tally.schedules += 1;
  tally.lost += Number(lost);
  tally.twice += Number(twice);
  tally.asked += Number(asked);
  tally.deadLetters += Number(deadLetters > 0);
  const open = !ended || (!asked && status !== 'sent');
  if ((lost || twice || open) && tally.wrong.length < 3)
    tally.wrong.push(
      `${[...plan].map(([place, fault]) => `${fault} call ${place + 1}`).join(', ')}: taken ${taken}, ${status} after ${calls.length} calls`,
    );
};

/** Adds one tally to another. */
export const plus = (one: Tally, other: Tally): Tally => ({
  schedules: one.schedules + other.schedules,
  lost: one.lost + other.lost,
  twice: one.twice + other.twice,
  asked: one.asked + other.asked,
  deadLetters: one.deadLetters + other.deadLetters,
  wrong: [...one.wrong, ...other.wrong],
});
