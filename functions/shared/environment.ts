import * as z from 'zod/mini';
import { SpokenError } from './errors.ts';

/** Reads the environment once, by its schema; a missing or wrong variable stops the function at its start and names itself. */
export const readEnvironment = <S extends z.ZodMiniType>(
  schema: S,
  source: NodeJS.ProcessEnv = process.env,
): z.output<S> => {
  const result = z.safeParse(schema, source);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(`The environment is incomplete: ${problems.join('; ')}`);
};

/** A function was deployed with an environment that its schema refuses. */
export class EnvironmentError extends SpokenError {
  override readonly name = 'EnvironmentError';
}
