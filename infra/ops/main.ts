import { SpokenError } from '../../functions/shared/errors.ts';
import { sayAwsError } from './aws-error.ts';
import { program } from './program.ts';
import { OpsError } from './register.ts';

// Whoever reads a list may have seen enough (`| head`); what a command does besides is done to its end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof OpsError || error instanceof SpokenError;
  const said = known ? error.message : sayAwsError(error);
  process.stderr.write(`${said ?? (error instanceof Error ? error.stack : String(error))}\n`);
  process.exitCode = 1;
}
