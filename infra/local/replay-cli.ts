import cliProgress from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { bearBrokenPipe } from './broken-pipe.ts';
import { dynamodbOption } from './dynamodb-option.ts';
import { inPlainWords, sayError } from './plain-words.ts';
import { startReplay } from './replay/replay.ts';
import { ReplayFileError, readRows } from './replay/rows.ts';
import { startLocalStack } from './stack.ts';
import { synthesise } from './synthesise.ts';

const date = (text: string): string => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError('Write a date as 2015-06-01.');
  return text;
};
const count = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Write a whole number above zero.');
  return Number(text);
};

interface Options {
  from?: string;
  to?: string;
  limit?: number;
  json?: boolean;
  data?: string;
  dynamodbEndpoint?: string;
}

const program = new Command('npm run replay --')
  .description(
    "Replays a city's requests (CSV or CSV.gz with Boston's columns) through the signed webhook of a local stack of its own, at accelerated time, and compares targets and verdicts with the city's.",
  )
  .argument('<file>', 'the rows; needed columns: case_id, opened, target, closed, verdict, type')
  .option('--from <date>', 'first local date of opening', date)
  .option('--to <date>', 'last local date of opening', date)
  .option('--limit <n>', 'at most so many rows, the earliest', count)
  .option('--json', 'print the result as one line of JSON, and nothing else')
  .option('--data <dir>', 'keep the data in this directory')
  .addOption(dynamodbOption())
  .action(async (file: string, options: Options) => {
    const say = (line: string) => void (options.json || process.stdout.write(`${line}\n`));
    const rows = await readRows(file, options);
    const first = rows[0];
    if (!first) throw new ReplayFileError(`${file} holds no row that opened between the dates.`);
    say(`${rows.length} requests. Synthesising the CDK app …`);
    await synthesise();
    const stack = await inPlainWords(() =>
      startLocalStack({
        port: 0,
        startAt: first.opened - 60_000,
        scheduleSpacing: 86_400_000,
        ...(options.data ? { dataDir: options.data } : {}),
        ...(options.dynamodbEndpoint ? { dynamodbEndpoint: options.dynamodbEndpoint } : {}),
      }),
    );
    const replay = startReplay(stack, rows);
    const bar = new cliProgress.SingleBar({
      format: '{bar} {percentage} % · {date} · {value} of {total} openings and closings · {duration_formatted}',
      stream: process.stderr,
      noTTYOutput: false,
    });
    if (!options.json) bar.start(rows.length, 0, { date: '' });
    await replay.until(replay.end, ({ done, total, now }) => {
      if (options.json) return;
      bar.setTotal(total);
      bar.update(done, { date: new Date(now).toISOString().slice(0, 10) });
    });
    bar.stop();
    const summary = await replay.summary();
    await stack.stop();
    process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `${JSON.stringify(summary, null, 2)}\n`);
  });

bearBrokenPipe();
try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${sayError(error)}\n`);
  process.exitCode = 1;
}
