/**
 * How fast, and how right: our clock arithmetic beside the business-time libraries of npm, as a Markdown table.
 *
 *     node test/bench/clock.bench.ts
 *
 * Each library runs in a worker of its own under TZ=UTC, as on Lambda, and is stopped where it does not come back.
 */
import { readFileSync } from 'node:fs';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { addWorkingTime, compileCalendar, workingTimeBetween } from '../../functions/clocks/business-calendar.ts';
import { calendarData } from '../../functions/clocks/calendars.ts';
import { targetInstant } from '../../functions/clocks/target.ts';
import { answerOf, differences, expectedOf, vectorCalendars, vectors } from '../clocks/business-hours-vectors.ts';
import { ours, type Engine } from '../clocks/engine.ts';
import { openMinutes } from '../clocks/minute-walk.ts';
import { chance } from '../support/chance.ts';
import { peers } from './business-time-peers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OWN = 'Resolve311';
const ROUNDS = 3;
const ROUND_MS = 400;
const PATIENCE_MS = 3000;
const RANDOM_CASES = { [OWN]: 1000 } as Record<string, number>;
const PEER_RANDOM_CASES = 200;
// A library that hangs this often has shown what it does.
const MOST_HANGS = 5;

const calendar = calendarData.get('boston-business')!;
const forty = 40 * HOUR;
const makers: Record<string, (of: typeof calendar) => Engine> = { [OWN]: ours, ...peers };

const minuteOf2015 = (next: () => number) => Date.UTC(2015, 0, 2) + Math.floor(next() * 350 * 1440) * MINUTE;

type Job = 'add' | 'days' | 'between' | 'vectors' | 'random';
interface Task {
  library: string;
  job: Job;
  from: number;
}

/** Runs an operation over prepared starts and gives the median rate of the rounds, per second. */
function rate(operation: (start: number) => number | string, starts: readonly number[]): number {
  const rates: number[] = [];
  let kept = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    let count = 0;
    let now = began;
    // The clock is read once per batch: for the fast ones it would cost more than the operation.
    for (let batch = 1; now - began < ROUND_MS; now = performance.now()) {
      for (let i = 0; i < batch; i++) kept += operation(starts[count++ % starts.length]!) === 0 ? 1 : 0;
      if (now - began < 10) batch = Math.min(batch * 2, 4096);
    }
    rates.push((count / (now - began)) * 1000);
  }
  if (kept < 0) throw new Error('never: keeps the results from being optimised away');
  return rates.toSorted((a, b) => a - b)[ROUNDS >> 1]!;
}

function speedOf(library: string, job: Job): number | undefined {
  // Peers that hang around changes of the clock are timed between April and September only.
  const next = chance(7);
  const own = library === OWN;
  const starts = Array.from({ length: own ? 4096 : 256 }, () =>
    own ? minuteOf2015(next) : Date.UTC(2015, 3, 1) + Math.floor(next() * 150 * 1440) * MINUTE,
  );
  if (own) {
    const compiled = compileCalendar(calendar);
    const fiveDays = { kind: 'business-days', amount: 5 } as const;
    if (job === 'add') return rate((start) => addWorkingTime(compiled, start, forty), starts);
    if (job === 'days') return rate((start) => targetInstant(compiled, start, fiveDays)!, starts);
    return rate((start) => workingTimeBetween(compiled, start, start + 20 * DAY), starts);
  }
  const { add, dateAfter, between } = makers[library]!(calendar);
  if (job === 'add') return add && rate((start) => add(start, forty), starts);
  if (job === 'days') return dateAfter && rate((start) => dateAfter(start, 5), starts);
  return between && rate((start) => between(start, start + 20 * DAY), starts);
}

type Answer = 'right' | 'explained' | 'wrong' | 'not offered';

function vectorAnswer(library: string, index: number): Answer {
  const vector = vectors[index]!;
  let engine: Engine;
  try {
    engine = makers[library]!(vectorCalendars[vector.calendar]!);
  } catch {
    return 'not offered';
  }
  let answer: unknown;
  try {
    answer = answerOf(vector, engine);
  } catch {
    return 'wrong';
  }
  if (answer === undefined) return 'not offered';
  if (answer === expectedOf(vector)) return 'right';
  return answer === differences[vector.id]?.answer ? 'explained' : 'wrong';
}

/**
 * Both questions where both are offered: how much is open in so many minutes, and when part of that has passed. An
 * amount used up at a closing may also be said to end at the next opening, as some libraries do.
 */
function randomAnswer(engine: Engine, index: number, strict: boolean): Answer {
  const next = chance(1000 + index);
  const start = minuteOf2015(next);
  const minutes = 1 + Math.floor(next() * 12 * 1440);
  const open = openMinutes(calendar, start, minutes).flatMap((isOpen, i) => (isOpen ? [i] : []));
  if (!engine.add && !engine.between) return 'not offered';
  if (engine.between && engine.between(start, start + minutes * MINUTE) !== open.length * MINUTE) return 'wrong';
  const part = Math.floor(next() * open.length);
  if (engine.add && part > 0) {
    const end = engine.add(start, part * MINUTE);
    const exact = start + (open[part - 1]! + 1) * MINUTE;
    if (end !== exact && (strict || end !== start + open[part]! * MINUTE)) return 'wrong';
  }
  return 'right';
}

function work({ library, job, from }: Task): void {
  if (job === 'vectors') {
    for (let i = from; i < vectors.length; i++) parentPort!.postMessage(vectorAnswer(library, i));
  } else if (job === 'random') {
    const engine = makers[library]!(calendar);
    const cases = RANDOM_CASES[library] ?? PEER_RANDOM_CASES;
    for (let i = from; i < cases; i++) parentPort!.postMessage(randomAnswer(engine, i, library === OWN));
  } else parentPort!.postMessage(speedOf(library, job));
}

/** Runs a task in a worker and collects its messages; `hung` when nothing came for the time allowed. */
function run(task: Task, patience: number): Promise<{ messages: unknown[]; hung: boolean }> {
  return new Promise((resolve) => {
    const messages: unknown[] = [];
    const worker = new Worker(new URL(import.meta.url), { workerData: task });
    const end = (hung: boolean) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve({ messages, hung });
    };
    // The start of a worker takes its own time, more so on a busy machine.
    let timer = setTimeout(end, patience + 5000, true);
    worker.on('message', (message) => {
      messages.push(message);
      clearTimeout(timer);
      timer = setTimeout(end, patience, true);
    });
    worker.on('error', (error) => {
      process.stderr.write(`${task.library}, ${task.job}: ${error.message}\n`);
      end(false);
    });
    worker.on('exit', () => end(false));
  });
}

async function answersOf(library: string, job: 'vectors' | 'random', count: number): Promise<string> {
  const tally: Record<string, number> = {};
  let done = 0;
  let hangs = 0;
  while (done < count && hangs < MOST_HANGS) {
    const { messages, hung } = await run({ library, job, from: done }, PATIENCE_MS);
    for (const answer of messages as Answer[]) tally[answer] = (tally[answer] ?? 0) + 1;
    done += messages.length;
    if (!hung) break;
    hangs++;
    done++;
  }
  const notes = [
    tally['explained'] ? `${tally['explained']} differ on purpose` : '',
    tally['not offered'] ? `${tally['not offered']} not offered` : '',
    `${tally['wrong'] ?? 0} wrong`,
    hangs ? `${hangs} never returned` : '',
    done < count ? `${count - done} not asked` : '',
  ].filter(Boolean);
  return tally['not offered'] === count ? '–' : `${tally['right'] ?? 0} of ${count} (${notes.join(', ')})`;
}

async function speed(library: string, job: Job): Promise<string> {
  const { messages, hung } = await run({ library, job, from: 0 }, ROUNDS * ROUND_MS + PATIENCE_MS);
  const perSecond = messages[0] as number | undefined;
  if (hung) return 'never returned';
  return perSecond === undefined ? '–' : Math.round(perSecond).toLocaleString('en-US');
}

function versionOf(library: string): string {
  if (library === OWN) return '';
  const url = new URL(`../../node_modules/${library}/package.json`, import.meta.url);
  return ` ${(JSON.parse(readFileSync(url, 'utf8')) as { version: string }).version}`;
}

async function main(): Promise<void> {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  print(
    `Node ${process.version}, one core, Boston office hours with their holidays; operations a second (median of ${ROUNDS}).`,
  );
  print('');
  print(
    '| library | add 40 business hours | due in 5 business days | business time in 20 days | vectors of other projects | random cases against a minute walk |',
  );
  print('|---|--:|--:|--:|---|---|');
  for (const library of Object.keys(makers)) {
    const cells = [
      await speed(library, 'add'),
      await speed(library, 'days'),
      await speed(library, 'between'),
      await answersOf(library, 'vectors', vectors.length),
      await answersOf(library, 'random', RANDOM_CASES[library] ?? PEER_RANDOM_CASES),
    ];
    print(`| ${library}${versionOf(library)} | ${cells.join(' | ')} |`);
  }
  const began = performance.now();
  const rebuilds = 20;
  for (let i = 0; i < rebuilds; i++) compileCalendar(calendar);
  print('');
  print(`Compiling 26 years of a calendar: ${((performance.now() - began) / rebuilds).toFixed(2)} ms, warm.`);
}

// Before any worker reads a date: Lambda runs in UTC.
if (isMainThread) process.env['TZ'] = 'UTC';
if (isMainThread) await main();
else work(workerData as Task);
