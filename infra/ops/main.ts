import { SpokenError } from '../../functions/shared/errors.ts';
import { program } from './program.ts';
import { OpsError } from './register.ts';

try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof OpsError || error instanceof SpokenError;
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
