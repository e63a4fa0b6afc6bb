/**
 * Asks our clocks and a walk over minutes the same random questions, in eight zones, on as many threads as are asked for.
 *
 *     node test/clocks/oracle.ts --cases 10000000
 *
 * `--seed` names other questions; `--from` goes on where a run was broken off (its progress says where); `--cases 1 --from N` asks one
 * again. Ends with `N cases, N differences`, each of which is printed as it is found.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { wholeNumbers } from '../support/whole-numbers.ts';
import { CASES_PER_CALENDAR, findings } from './random-cases.ts';

/** So many at a time: some seconds of work, whole calendars. */
const CHUNK = 20 * CASES_PER_CALENDAR;
const PROGRESS_MS = 10_000;

interface Chunk {
  from: number;
  to: number;
}
interface Counted extends Chunk {
  beyond: number;
  differences: string[];
}

const count = (seed: number, { from, to }: Chunk): Counted => {
  const counted: Counted = { from, to, beyond: 0, differences: [] };
  for (const { number, question, ground, finding } of findings(seed, from, to)) {
    if (finding.kind === 'beyond') counted.beyond += 1;
    if (finding.kind === 'different')
      counted.differences.push(JSON.stringify({ seed, number, finding, question, calendar: ground.calendar }));
  }
  return counted;
};

const work = (seed: number): void => {
  parentPort!.on('message', (chunk: Chunk | undefined) =>
    chunk ? parentPort!.postMessage(count(seed, chunk)) : parentPort!.close(),
  );
};

const lasting = (ms: number): string => (ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`);
const plain = (value: number): string => value.toLocaleString('en-US');

const main = async (): Promise<void> => {
  const {
    cases,
    from: first,
    seed,
    threads,
  } = wholeNumbers('test/clocks/oracle.ts', 'Asks our clocks and a walk over minutes the same random questions.', {
    cases: { says: 'how many questions', unless: 100_000 },
    from: { says: 'the number of the first', unless: 0 },
    seed: { says: 'names other questions', unless: 1 },
    threads: { says: 'how many work side by side', unless: 2, from: 1 },
  });
  const last = first + cases;
  const began = performance.now();
  let next = first;
  let done = 0;
  let beyond = 0;
  let differences = 0;
  const underWay = new Set<number>();

  const say = () => {
    const left = (performance.now() - began) * (cases / done - 1);
    const eta = done > 0 ? `about ${lasting(left)} left` : 'none of the first done yet';
    process.stderr.write(
      `${plain(done)} of ${plain(cases)}, ${plain(differences)} differences, ${eta}; ` +
        `go on with --seed ${seed} --from ${Math.min(next, ...underWay)}\n`,
    );
  };
  const progress = setInterval(say, PROGRESS_MS);

  const run = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { seed } });
      const give = () => {
        if (next >= last) return worker.postMessage(undefined);
        // Whole calendars after the first chunk, so that none is made twice.
        const to = Math.min(last, (Math.floor(next / CHUNK) + 1) * CHUNK);
        underWay.add(next);
        worker.postMessage({ from: next, to } satisfies Chunk);
        next = to;
      };
      worker.on('message', (counted: Counted) => {
        underWay.delete(counted.from);
        done += counted.to - counted.from;
        beyond += counted.beyond;
        differences += counted.differences.length;
        for (const difference of counted.differences) process.stdout.write(`${difference}\n`);
        give();
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
      give();
    });
  try {
    await Promise.all(Array.from({ length: threads }, run));
  } finally {
    clearInterval(progress);
  }
  process.stderr.write(
    `In ${lasting(performance.now() - began)}; ${plain(beyond)} led past the end of their calendar.\n`,
  );
  process.stdout.write(`${plain(done)} cases, ${plain(differences)} differences\n`);
  if (differences > 0) process.exitCode = 1;
};

if (isMainThread) await main();
else work((workerData as { seed: number }).seed);
