import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import cliProgress from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import { sayInstant } from '../../functions/requests/say-time.ts';
import { createReading, urgencyOf } from './console/reading.ts';
import { type LocalConsole, startConsole } from './console/server.ts';
import { consoleStackOf } from './console/stack-console.ts';
import { openDataDir } from './data-dir.ts';
import { dynamodbOption } from './dynamodb-option.ts';
import { StartError, inPlainWords, sayError } from './plain-words.ts';
import { type Replay, startReplay } from './replay/replay.ts';
import { ReplayFileError, type ReplayRow, readRows } from './replay/rows.ts';
import type { ReplaySummary } from './replay/summary.ts';
import { type LocalStack, startLocalStack } from './stack.ts';
import { synthesise } from './synthesise.ts';

/** The committed week of real requests. */
const WEEK = join(import.meta.dirname, 'replay/boston-2015-06-01-to-07.csv.gz');
const TIME_ZONE = 'America/New_York';
const MINUTE = 60_000;

interface Options {
  port: number;
  consolePort: number;
  data?: string;
  replay: boolean;
  rows?: string;
  fresh?: boolean;
  synth: boolean;
  dynamodbEndpoint?: string;
}

const port = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new InvalidArgumentError('A port is a number from 0 (any free one) to 65535.');
  }
  return number;
};

const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const count = (number: number): string => number.toLocaleString('en-US');

const program = new Command('npm start --')
  .description(
    'Runs the whole service on this machine: synthesises the CDK app, runs that very template, replays a week of real requests through the signed webhook, and stays up with a console.',
  )
  .option('--port <n>', 'port of the public API and its pages', port, 4311)
  .option('--console-port <n>', 'port of the console', port, 4310)
  .option('--data <dir>', 'keep everything in this directory and go on from there at the next start')
  .option('--fresh', 'with --data: forget what the directory holds')
  .option('--no-replay', 'start empty, at the machine’s own time')
  .option('--rows <file>', 'replay this file instead (CSV or CSV.gz with Boston’s columns)')
  .option('--no-synth', 'run the cdk.out that is there')
  .addOption(dynamodbOption())
  .showHelpAfterError()
  .action(start);

let stopping = false;

async function start(options: Options): Promise<void> {
  const ending = stopOnSignal();
  const { data } = options;
  await checkPort(options.port, '--port');
  await checkPort(options.consolePort, '--console-port');
  if (options.fresh) await forget(data);
  const file = options.rows === undefined ? WEEK : resolve(options.rows);
  const rows = options.replay ? await readRows(file) : [];
  const [first] = rows;
  if (options.replay && !first) throw new ReplayFileError(`${file} holds no row.`);

  if (options.synth) {
    say('Synthesising the CDK app into cdk.out …');
    await synthesise();
  }
  if (stopping) return;
  say('Starting what the template describes …');
  const stack = await inPlainWords(() =>
    startLocalStack({
      port: options.port,
      onProgress: (sentence) => say(`  ${sentence}`),
      ...(first ? { startAt: first.opened - MINUTE } : {}),
      ...(data === undefined ? {} : { dataDir: resolve(data) }),
      ...(options.dynamodbEndpoint === undefined ? {} : { dynamodbEndpoint: options.dynamodbEndpoint }),
    }),
  );
  ending.stack = stack;
  const view = consoleStackOf(stack);
  const console_ = await startConsole(view, { port: options.consolePort });
  ending.console = console_;
  say(`  Console: ${console_.url}   API: ${stack.url}`);

  if (first) await playRows(stack, rows, first.opened - MINUTE);
  if (stopping) return ending.stop();
  stack.clock.runInRealTime();
  await sayWhereToLook(stack, console_);
  await new Promise<void>((resolve) => (ending.wake = resolve));
  await ending.stop();
}

/** Plays what is left of the rows up to the morning after the last opening; what is left then hangs on the clock. */
async function playRows(stack: LocalStack, rows: readonly ReplayRow[], startedAt: number): Promise<void> {
  const now = stack.clock.now();
  const until = morningAfter(rows.at(-1)!.opened);
  // A killed process goes on up to two seconds later than it stopped, so the last minute is played again, which changes nothing.
  const replay = startReplay(stack, rows, now - MINUTE);
  if (now >= until) {
    say(`The data goes on where it was: ${sayInstant(now, TIME_ZONE, 'en')}.`);
    replay.leaveToTheClock();
    return;
  }
  const resumed = now > startedAt + MINUTE;
  say(
    resumed
      ? `Going on with the replay at ${sayInstant(now, TIME_ZONE, 'en')} …`
      : `Replaying ${count(rows.length)} real requests through the signed webhook, and the partners’ work on them …`,
  );
  await play(replay, now, until);
  if (stopping) return say('The replay was stopped; with --data the next start goes on from here.');
  replay.leaveToTheClock();
  saySummary(await replay.summary(), resumed ? undefined : rows.length);
}

/** The replay is asked for in steps this long, so that Ctrl-C is heard between two of them. */
const STEP = 60 * MINUTE;

async function play(replay: Replay, from: number, until: number): Promise<void> {
  const started = performance.now();
  let played = 0;
  const rate = () => (played / ((performance.now() - started) / 1000)).toFixed(0);
  const date = (at: number) => toLocal(at, TIME_ZONE).slice(0, 16).replace('T', ' ');
  const bar = process.stdout.isTTY
    ? new cliProgress.SingleBar({
        format: '  {bar} {percentage} %  {date}  {played} reports and closings, {rate} a second',
        stream: process.stdout,
        hideCursor: true,
      })
    : undefined;
  const span = until - from;
  bar?.start(span, 0, { date: date(from), played: 0, rate: 0 });
  let tenth = 0;
  let first: number | undefined;
  for (let to = from + STEP; !stopping; to += STEP) {
    const end = Math.min(to, until);
    await replay.until(end, ({ done }) => {
      first ??= done - 1;
      played = done - first;
    });
    bar?.update(end - from, { date: date(end), played: count(played), rate: rate() });
    if (!bar && Math.floor(((end - from) / span) * 10) > tenth) {
      tenth = Math.floor(((end - from) / span) * 10);
      say(`  ${tenth * 10} %  ${date(end)}  ${count(played)} reports and closings, ${rate()} a second`);
    }
    if (end === until) break;
  }
  bar?.stop();
}

/** Half past eight on the day after: the offices open, and what fell due over the weekend is there to be seen. */
const morningAfter = (instant: number): number =>
  toInstant(`${toLocal(instant + 86_400_000, TIME_ZONE).slice(0, 10)}T08:30:00`, TIME_ZONE);

const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`);

/** What the replay came to; without `rows` it went on from an earlier start, which sent the rows before. */
function saySummary(summary: ReplaySummary, rows: number | undefined): void {
  const { accepted, refused, workOrders, targets, verdicts, milestones, notices, seconds } = summary;
  say();
  const came =
    rows === undefined ? `${count(accepted)} more requests` : `${count(accepted)} of ${count(rows)} requests`;
  say(`${came} came in, ${count(refused)} were refused; ${count(workOrders)} work orders; ${seconds} s.`);
  say(
    `  Targets:   ${count(targets.within61s)} of ${count(targets.compared)} are the city’s own to the minute (${share(targets.within61s, targets.compared)}).`,
  );
  say(
    `  Verdicts:  ${count(verdicts.same)} of ${count(verdicts.compared)} are the city’s own (${share(verdicts.same, verdicts.compared)}).`,
  );
  say(
    `  Promises:  ${count(milestones.atRisk)} warnings, ${count(milestones.due)} breaches, ${count(milestones.escalated)} escalations.`,
  );
  say(`  E-mails:   ${count(notices.sent)} sent, ${count(notices.failed)} failed; none left this machine.`);
}

async function sayWhereToLook(stack: LocalStack, { url }: LocalConsole): Promise<void> {
  const view = consoleStackOf(stack);
  const now = stack.clock.now();
  const requests = await createReading(view).requests();
  const breached = requests
    .filter((request) => urgencyOf(request, now) === 'breached')
    .sort((a, b) => a.dueAt! - b.dueAt!);
  const dashboard = view.dashboards.find(({ name }) => name.endsWith('service-operations')) ?? view.dashboards[0];
  say();
  say(`It is ${sayInstant(now, TIME_ZONE, 'en')}, and time goes on. Look first at:`);
  const places: [string, string][] = [
    ['Console', url],
    ...(dashboard ? [['The manager’s dashboard', `${url}/dashboards/${dashboard.name}`] as [string, string]] : []),
    ...(breached[0]
      ? [[`Longest overdue of ${count(breached.length)}`, `${url}/requests/${breached[0].id}`] as [string, string]]
      : []),
    ['Breach e-mails', `${url}/mailbox?text=clock-due`],
    ['How a platform calls', `${stack.url}/webhooks`],
    ['What Open311 tells', `${stack.url}/open311/discovery.json`],
  ];
  const width = Math.max(...places.map(([name]) => name.length)) + 2;
  for (const [name, place] of places) say(`  ${name.padEnd(width)}${place}`);
  say();
  say('Send one of your own:');
  say(
    '  npm run report -- --type pothole --at "12 Elm St" --text "A deep hole in front of the bakery" --email you@resident.example',
  );
  say('The console’s buttons move time on; partners go on with their work as the city recorded it. Ctrl-C stops.');
}

interface Ending {
  stack?: LocalStack;
  console?: LocalConsole;
  /** Ends the waiting, once it has begun. */
  wake?: () => void;
  stop(): Promise<void>;
}

/** Ctrl-C ends cleanly; a second one at once. */
function stopOnSignal(): Ending {
  const ending: Ending = {
    async stop() {
      await ending.console?.stop();
      await ending.stack?.stop();
      say('Stopped.');
    },
  };
  const onSignal = () => {
    if (stopping) {
      void (ending.stack?.kill() ?? Promise.resolve()).finally(() => process.exit(130));
      return;
    }
    stopping = true;
    say('\nStopping; what is under way is finished first. Ctrl-C again stops at once.');
    ending.wake?.();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return ending;
}

async function checkPort(wanted: number, option: string): Promise<void> {
  if (wanted === 0) return;
  const probe = createServer();
  const taken = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(true));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
  if (!taken) return;
  throw new StartError(
    `Port ${wanted} is taken, perhaps by a stack that still runs. Stop it, or choose another: npm start -- ${option} ${wanted + 10}`,
  );
}

/** Deletes what an earlier start kept; only a directory that holds a local stack’s files and nothing else. */
async function forget(data: string | undefined): Promise<void> {
  if (data === undefined) throw new StartError('--fresh forgets what a directory holds: say which with --data DIR.');
  const dir = resolve(data);
  if (!existsSync(dir)) return;
  const files = readdirSync(dir);
  const foreign = files.filter((file) => !/^(local|dynamodb)\.sqlite(-wal|-shm)?$/.test(file));
  if (foreign.length > 0) {
    throw new StartError(
      `${dir} also holds ${foreign.slice(0, 3).join(', ')}, which no local stack wrote. Delete it yourself, or choose another directory.`,
    );
  }
  // Refuses while another stack has it open.
  if (files.length > 0) await inPlainWords(() => openDataDir(dir).close());
  for (const file of files) rmSync(join(dir, file), { force: true });
}

try {
  await program.parseAsync();
  process.exit();
} catch (error) {
  process.stderr.write(`${sayError(error)}\n`);
  process.exit(1);
}
