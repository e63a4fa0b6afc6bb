import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { readEnvironment } from './environment.ts';
import { withoutWords } from './errors.ts';
import { logOf } from './logger.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

/**
 * Makes a Lambda handler of a business function: the environment is read by its schema and the dependencies are made once,
 * at the first invocation; errors are logged and thrown on without their words, by the same name, so that the caller's retry rules apply.
 */
export const lambda = <S extends z.ZodMiniType, D extends object, I, O>(
  schema: S,
  dependencies: (environment: z.output<S>) => D,
  use: (dependencies: D) => (input: I, context: Context) => Promise<O>,
) => {
  let bound:
    { run: (input: I, context: Context) => Promise<O>; refresh: () => Promise<void>; publish: () => void } | undefined;
  const bind = () => {
    const made = dependencies(readEnvironment(schema));
    return { run: use(made), refresh: refreshOf(made), publish: () => publishOf(made)() };
  };
  return middy<I, O>({ timeoutEarlyInMillis: 0 })
    .use({
      onError: (request) => {
        const { error, context } = request;
        log.error('INVOCATION_FAILED', { awsRequestId: context.awsRequestId, error });
        request.error = withoutWords(error);
      },
    })
    .handler(async (input: I, context: Context) => {
      bound ??= bind();
      try {
        await bound.refresh();
        return await bound.run(input, context);
      } finally {
        bound.publish();
      }
    });
};

/** Dependencies may hold what is to be looked at again before each invocation, named `refresh`. */
const refreshOf = (dependencies: object): (() => Promise<void>) => {
  const { refresh } = dependencies as { refresh?: () => Promise<void> };
  return async () => refresh?.();
};

/** Dependencies may hold a counter named `metrics`, whose counts are written when the invocation ends. */
const publishOf = (dependencies: object): (() => void) => {
  const { metrics } = dependencies as { metrics?: { publish(): void } };
  return () => metrics?.publish();
};
