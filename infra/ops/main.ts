import { SpokenError } from '../../functions/shared/errors.ts';
import { bearBrokenPipe } from '../local/broken-pipe.ts';
import { sayAwsError } from './aws-error.ts';
import { program } from './program.ts';
import { OpsError } from './register.ts';

bearBrokenPipe();

try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof OpsError || error instanceof SpokenError;
  const said = known ? error.message : sayAwsError(error);
  process.stderr.write(`${said ?? (error instanceof Error ? error.stack : String(error))}\n`);
  process.exitCode = 1;
}
