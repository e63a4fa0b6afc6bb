import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { StreamRecord } from './dead-letter.ts';
import type { Machinery } from './machinery.ts';

/** What became of what a function was handed: done, or the name of the error. */
export type Handed = 'done' | { failed: string };

/** What Lambda answers of a batch, or of an error. */
interface Payload {
  batchItemFailures?: { itemIdentifier?: string }[] | null;
  errorType?: string;
}

/** Hands an event to a function and waits for what becomes of it. */
export const handOver = async ({ lambda, nameOf }: Machinery, to: string, event: unknown): Promise<Handed> => {
  const answer = await invoke({ lambda, nameOf }, to, event);
  if (answer.failed) return { failed: answer.failed };
  return answer.payload?.batchItemFailures?.length ? { failed: 'the function reports it as failed' } : 'done';
};

/**
 * Hands records of a stream to the function that reads it, in their order, `only` for one of the readers in it. One that fails is left out and the rest goes on. Answers
 * those that failed, each with the reason.
 */
export const handOverRecords = async (
  machinery: Pick<Machinery, 'lambda' | 'nameOf'>,
  to: string,
  records: readonly StreamRecord[],
  only?: string,
): Promise<{ record: StreamRecord; failed: string }[]> => {
  const failures: { record: StreamRecord; failed: string }[] = [];
  let rest = [...records];
  while (rest.length > 0) {
    const { failed, payload } = await invoke(machinery, to, { Records: rest, ...(only === undefined ? {} : { only }) });
    // An error of the whole batch says nothing of its records: each is tried alone.
    if (failed && rest.length > 1) {
      for (const record of rest) failures.push(...(await handOverRecords(machinery, to, [record], only)));
      return failures;
    }
    const from = failed ? 0 : firstFailed(payload, rest);
    if (from === undefined) return failures;
    failures.push({ record: rest[from]!, failed: failed ?? 'the function reports it as failed' });
    rest = rest.slice(from + 1);
  }
  return failures;
};

/** The place of the first record that failed; the first of all where what is named is none of them. */
const firstFailed = (payload: Payload | undefined, records: readonly StreamRecord[]): number | undefined => {
  const named = (payload?.batchItemFailures ?? []).map(({ itemIdentifier }) =>
    records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
  );
  return named.length === 0 ? undefined : Math.max(0, Math.min(...named));
};

const invoke = async ({ lambda, nameOf }: Pick<Machinery, 'lambda' | 'nameOf'>, to: string, event: unknown) => {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: nameOf(to), Payload: new TextEncoder().encode(JSON.stringify(event)) }),
  );
  const text = new TextDecoder().decode(answer.Payload);
  const payload = (text ? JSON.parse(text) : undefined) as Payload | undefined;
  // The name of an error only: its words may quote what somebody wrote.
  return answer.FunctionError ? { failed: payload?.errorType ?? answer.FunctionError } : { payload };
};
