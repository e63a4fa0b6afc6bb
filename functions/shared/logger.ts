import { Logger } from '@aws-lambda-powertools/logger';

const logger = new Logger();

/** Ids, codes and counts that a line may carry; names, addresses and free text never, nor whole events. */
export type LogFields = Record<string, string | number | undefined>;

/** Writes the lines of one feature's register: each its code, its sentence and its ids, as one line of JSON. */
export type Log<Code extends string> = Record<
  'debug' | 'info' | 'warn' | 'error',
  (code: Code, fields?: LogFields) => void
>;

/** Makes the log of a feature from its register of codes and sentences: a line that is not in the register does not compile. */
export const logOf = <Code extends string>(register: Record<Code, string>): Log<Code> => ({
  debug: (code, fields) => logger.debug(register[code], { code, ...fields }),
  info: (code, fields) => logger.info(register[code], { code, ...fields }),
  warn: (code, fields) => logger.warn(register[code], { code, ...fields }),
  error: (code, fields) => logger.error(register[code], { code, ...fields }),
});
