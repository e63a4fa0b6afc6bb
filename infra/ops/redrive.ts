import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import {
  type DeadLetter,
  type StreamRecord,
  asQueueEvent,
  readDeadLetter,
  readFailedRecord,
  sayEvent,
  sayMessage,
  sayRecord,
} from './dead-letter.ts';
import {
  type DeadLetterQueue,
  type Received,
  deadLetterQueues,
  putBack,
  receiveAll,
  removeMessage,
} from './dead-letter-queue.ts';
import { type Handed, handOver, handOverRecords } from './hand-over.ts';
import { type Machinery, openMachinery } from './machinery.ts';
import { NOTHING_DONE, plural, say } from './options.ts';
import { OpsError, type Where, findService } from './register.ts';
import { sayAge } from './say-age.ts';

/** What `redrive` is told. */
export interface RedriveOptions extends Where {
  apply?: boolean;
}

/** A dead letter with what it holds. */
type Opened =
  | Exclude<DeadLetter, { kind: 'record' }>
  | { kind: 'records'; records: StreamRecord[]; condition: string; bucket: string; key: string };

interface Count {
  found: number;
  done: number;
  failed: number;
}

/**
 * Hands the dead letters of a function, or of all, to their functions again, and removes each that was handled; without `apply` it says what
 * each is. What fails again stays. Repeated after a Ctrl-C it goes on: functions do what was done already no second time. Throws an OpsError for a function
 * that has no dead letters, and where some failed again.
 */
export const redrive = async (of: string | undefined, options: RedriveOptions): Promise<void> => {
  const machinery = await openMachinery(options);
  const { now } = await findService(options);
  const queues = await deadLetterQueues(machinery);
  const wanted = of === undefined ? queues : queues.filter((queue) => queue.of === of);
  if (wanted.length === 0)
    throw new OpsError(
      `No function ${of ?? ''} has dead letters. These have: ${queues.map((queue) => queue.of).join(', ') || 'none'}.`,
    );
  const total: Count = { found: 0, done: 0, failed: 0 };
  for (const queue of wanted) {
    const count = await redriveQueue(machinery, queue, { now, apply: options.apply === true });
    total.found += count.found;
    total.done += count.done;
    total.failed += count.failed;
  }
  if (total.found === 0) return say('There are no dead letters.');
  if (!options.apply) return say(NOTHING_DONE);
  say(`${plural(total.done, 'dead letter')} handled and removed, ${plural(total.failed, 'failed', 'failed')} again.`);
  if (total.failed > 0)
    throw new OpsError(
      'What failed again stays among the dead letters. See the alarm’s article for the cause, then repeat.',
    );
};

/** What is received is hidden from a second redrive meanwhile; whatever is not removed is put back at the end, even after an error. */
const redriveQueue = async (
  machinery: Machinery,
  queue: DeadLetterQueue,
  { now, apply }: { now: number; apply: boolean },
): Promise<Count> => {
  const count: Count = { found: 0, done: 0, failed: 0 };
  const left: Received[] = [];
  try {
    for await (const message of receiveAll(machinery.sqs, queue)) {
      count.found += 1;
      left.push(message);
      const opened = await open(machinery, message);
      say(`${queue.of}  ${message.id}  ${sayAge(now - message.at)} old  ${sayOpened(opened)}`);
      if (!apply) continue;
      const failures = await hand(machinery, queue.of, message, opened);
      if (failures.length > 0) {
        count.failed += 1;
        for (const failure of failures) say(`  failed again: ${failure}`);
        continue;
      }
      await removeMessage(machinery.sqs, queue, message);
      left.pop();
      count.done += 1;
      // It holds personal data and is of no more use; what a Ctrl-C leaves here goes after two weeks by itself.
      if (opened.kind === 'records')
        await machinery.s3.send(new DeleteObjectCommand({ Bucket: opened.bucket, Key: opened.key }));
    }
  } finally {
    for (const message of left) await putBack(machinery.sqs, queue, message);
  }
  return count;
};

const open = async ({ s3 }: Machinery, { body }: Received): Promise<Opened> => {
  const letter = readDeadLetter(body);
  if (letter.kind !== 'record') return letter;
  const { bucket, key } = letter;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const record = readFailedRecord((await Body?.transformToString()) ?? '');
    if (!record) return { kind: 'unreadable', why: 'its record holds no payload' };
    return { kind: 'records', records: record.event.Records, condition: record.condition, bucket, key };
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NoSuchKey')) throw error;
    return { kind: 'unreadable', why: 'its record is no longer there' };
  }
};

const sayOpened = (opened: Opened): string => {
  switch (opened.kind) {
    case 'records': {
      const { records, condition } = opened;
      return `${plural(records.length, 'record')} (${condition}): ${records.map(sayRecord).join('; ')}`;
    }
    case 'event':
      return sayEvent(opened.event);
    case 'message':
      return sayMessage(opened.body);
    case 'unreadable':
      return `cannot be handed over: ${opened.why}; \`replay\` does what it stood for`;
  }
};

/** Hands over what a dead letter holds; answers the reasons of what failed. */
const hand = async (machinery: Machinery, to: string, { id }: Received, opened: Opened): Promise<string[]> => {
  const reasonOf = (handed: Handed): string[] => (handed === 'done' ? [] : [handed.failed]);
  switch (opened.kind) {
    case 'records': {
      const failures = await handOverRecords(machinery, to, opened.records);
      return failures.map(({ record, failed }) => `${sayRecord(record)}: ${failed}`);
    }
    case 'event':
      return reasonOf(await handOver(machinery, to, opened.event));
    case 'message':
      return reasonOf(await handOver(machinery, to, asQueueEvent(id, opened.body)));
    case 'unreadable':
      return [opened.why];
  }
};
