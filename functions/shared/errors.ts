/**
 * An error whose words are this code's own: ids, codes and counts, nothing that a person wrote. Only such words are logged and
 * told to callers; those of other errors may quote what was being read (`JSON.parse`) or name an address (SES).
 */
export abstract class SpokenError extends Error {}

/** What may be said of an error anywhere: its name, where the code threw it, and its words if they are ours. */
export interface Failure {
  errorName: string;
  /** `isOpen index.js:120:9`; undefined where no line of our code is known. */
  errorAt?: string;
  errorMessage?: string;
}

/** Says of what was thrown what may be logged. */
export const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error)) return { errorName: 'unknown' };
  const [errorAt] = framesOf(error).map(shortFrame);
  return {
    errorName: ERROR_NAME.test(error.name) ? error.name : 'unknown',
    ...(errorAt === undefined ? {} : { errorAt }),
    ...(error instanceof SpokenError ? { errorMessage: error.message } : {}),
  };
};

/**
 * The error that leaves a function in place of one that may quote somebody: the same name, so that retries and catches work as
 * they are written, and the same places in the code. Lambda logs what leaves, and Step Functions keeps it in its history.
 */
export const withoutWords = (error: unknown): Error => {
  if (error instanceof SpokenError) return error;
  const { errorName } = failureOf(error);
  const safe = new Error('Its words are withheld, because they may quote what somebody wrote.');
  safe.name = errorName;
  safe.stack = [`${errorName}: ${safe.message}`, ...(error instanceof Error ? framesOf(error) : [])].join('\n');
  return safe;
};

const ERROR_NAME = /^[A-Za-z][\w.]{0,80}$/;

/** A line of a stack, `at isOpen (/var/task/index.js:120:9)`; a message of several lines cannot pass for one by chance, nor with words in it. */
const FRAME =
  /^\s+at (?:async )?(?:(?:new )?([\w$.<>#[\]]{1,80}) (?:\[as [\w$]+\] )?\()?((?:file:\/\/|node:)?[\w./@-]*:\d+:\d+)\)?$/;

const framesOf = ({ stack = '' }: Error): string[] => stack.split('\n').filter((line) => FRAME.test(line));

const shortFrame = (line: string): string => {
  const [, name, place = ''] = FRAME.exec(line) ?? [];
  return [name, place.slice(place.lastIndexOf('/') + 1)].filter(Boolean).join(' ');
};
