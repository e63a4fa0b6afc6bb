import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { readEnvironment } from './environment.ts';
import { logger } from './logger.ts';

/** What every function's dependencies may hold, so that it is published when the invocation ends. */
interface Publishable {
  metrics?: { publish(): void };
}

/**
 * Makes a Lambda handler of a business function: the environment is read by its schema and the dependencies are made once,
 * at the first invocation; errors are logged by name and thrown on, so that the caller's retry rules apply.
 */
export const lambda = <S extends z.ZodMiniType, D extends Publishable, I, O>(
  schema: S,
  dependencies: (environment: z.output<S>) => D,
  use: (dependencies: D) => (input: I, context: Context) => Promise<O>,
) => {
  let bound: { run: (input: I, context: Context) => Promise<O>; publish: () => void } | undefined;
  const bind = () => {
    const made = dependencies(readEnvironment(schema));
    return { run: use(made), publish: () => made.metrics?.publish() };
  };
  return middy<I, O>({ timeoutEarlyInMillis: 0 })
    .use({
      onError: ({ error, context }) => {
        const { name, message } = error ?? { name: 'UnknownError', message: '' };
        logger.error('INVOCATION_FAILED', {
          awsRequestId: context.awsRequestId,
          errorName: name,
          errorMessage: message,
        });
      },
    })
    .handler(async (input: I, context: Context) => {
      bound ??= bind();
      try {
        return await bound.run(input, context);
      } finally {
        bound.publish();
      }
    });
};
