import { Logger } from '@aws-lambda-powertools/logger';
import { type Failure, failureOf } from './errors.ts';

const logger = new Logger();

// prettier-ignore
const TEXTS = [
  'action', 'awsRequestId', 'code', 'corrected', 'field', 'id', 'messageId', 'month', 'noticeId', 'outcome', 'partner', 'platform',
  'proposed', 'purpose', 'reason', 'requestId', 'result', 'sequence', 'status', 'target', 'widget', 'workOrderId',
] as const;

/** All that a line may carry beside its code: ids and codes under these names, and counts. Names, addresses, free text and whole events have no field. */
export type LogFields = Partial<Record<(typeof TEXTS)[number], string | number | undefined>> & { error?: unknown };

/** Writes the lines of one feature's register: each its code, its sentence, its ids and its counts, as one line of JSON. */
export type Log<Code extends string> = Record<
  'debug' | 'info' | 'warn' | 'error',
  (code: Code, fields?: LogFields, counts?: Record<string, number | undefined>) => void
>;

/** Makes the log of a feature from its register of codes and sentences: a line that is not in the register does not compile. */
export const logOf = <Code extends string>(register: Record<Code, string>): Log<Code> => {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (code: Code, fields?: LogFields, counts?: Record<string, number | undefined>): void =>
      logger[level](register[code], { ...counts, code, ...allowed(fields) });
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
};

/** What a code or an id is made of: no space, no `@`; whatever else comes in such a field was written by somebody. */
const CODE = /^[\w.:/#+=-]{0,128}$/;

/** Only the fields that are listed, only what is formed like a code, and of an error only what may be said. */
const allowed = ({ error, ...fields }: LogFields = {}): Record<string, string | number | undefined> &
  Partial<Failure> => {
  const kept = TEXTS.flatMap((name) => {
    const value = fields[name];
    return value === undefined ? [] : [[name, typeof value === 'number' || CODE.test(value) ? value : 'withheld']];
  });
  return { ...(error === undefined ? {} : failureOf(error)), ...Object.fromEntries(kept) };
};
