import { ReplayFileError } from './replay/rows.ts';
import { TemplateError } from './intrinsics.ts';
import { SynthesisError } from './synthesise.ts';

/** What a person did wrong or has to know; printed without a trace. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Runs what refuses in words of its own: a plain error's message is for the person who starts it, any other error is a fault. */
export async function inPlainWords<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error && error.name === 'Error' && !('code' in error)
      ? new StartError(error.message, { cause: error })
      : error;
  }
}

const isExpected = (error: unknown): error is Error =>
  error instanceof StartError ||
  error instanceof ReplayFileError ||
  error instanceof SynthesisError ||
  error instanceof TemplateError ||
  (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EADDRINUSE'));

/** What is printed of an error: the sentence of one that is expected, the trace of a fault. */
export const sayError = (error: unknown): string => {
  if (isExpected(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
