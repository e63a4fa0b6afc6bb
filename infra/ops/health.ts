import { articleOf, judge } from './health-lines.ts';
import { readHealth } from './health-reading.ts';
import { openMachinery } from './machinery.ts';
import { say } from './options.ts';
import { type Where, findService } from './register.ts';

/**
 * Prints one line for each thing that has to be well, and for what is not the command that repairs it and the article of the runbook. The
 * process ends with 1 where something is wrong. It only reads.
 */
export const health = async (options: Where & { json?: boolean }): Promise<void> => {
  const machinery = await openMachinery(options);
  const service = await findService(options);
  const lines = judge(await readHealth(machinery, service));
  const typed = lines.map((line) => ({
    ...line,
    ...(line.command?.startsWith('npm run ops') ? { command: `${line.command}${machinery.whereTyped}` } : {}),
  }));
  const wrong = typed.filter((line) => line.wrong);
  if (wrong.length > 0) process.exitCode = 1;
  if (options.json)
    return say(
      JSON.stringify({ at: new Date(service.now).toISOString(), well: wrong.length === 0, lines: typed }, null, 2),
    );
  for (const { part, wrong: isWrong, text, command, article } of typed) {
    say(`${isWrong ? 'WRONG' : 'well '}  ${part}: ${text}`);
    if (isWrong && command) say(`         ${command}`);
    if (isWrong && article) say(`         ${articleOf(article)}`);
  }
  say(wrong.length === 0 ? 'Everything is well.' : `${wrong.length} of ${typed.length} are wrong.`);
};
