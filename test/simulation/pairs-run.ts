import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { table } from '../bench/report.ts';
import type { Pair, Pairs } from './pairs.ts';
import type { Outcome } from './play.ts';

/** What a run of pairs knows so far; it is kept in a file, so that the next one goes on from there. */
interface Known {
  /** Of what: another set of pairs, or another part of it, is another run. */
  of: string;
  /** Trials of the part that were played, in its order. */
  played: number;
  /** Trials in which the second fault found no call of its site after the first. */
  alone: number;
  uncertain: number;
  deadLetters: number;
  stopped: number;
  /** What must not be, each with the command that tells it. */
  broken: string[];
  seconds: number;
}

/** A run of one part of all pairs. */
export interface PairsRun {
  play(tryOut: (pair: Pair) => Promise<Outcome & { name: string }>): Promise<void>;
  print(): string;
  broken(): number;
}

/** So often progress is told and kept, ms. */
const TOLD_EVERY_MS = 30_000;

const plain = (value: number): string => value.toLocaleString('en-US');

/** Opens a run, going on where its file says. @throws RangeError where the file is about other pairs */
export function openPairsRun(
  pairs: Pairs,
  {
    part,
    parts,
    passes,
    file,
    until,
  }: { part: number; parts: number; passes: number; file: string | undefined; until: number },
): PairsRun {
  const of = `part ${part}/${parts} of ${pairs.size} pairs of ${pairs.kinds} kinds`;
  const wanted = pairs.passes.slice(0, passes).reduce((sum, { size }) => sum + size, 0);
  const total = Math.ceil((wanted - part + 1) / parts);
  const known: Known =
    file && existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Known)
      : { of, played: 0, alone: 0, uncertain: 0, deadLetters: 0, stopped: 0, broken: [], seconds: 0 };
  if (known.of !== of) throw new RangeError(`${file} is about ${known.of}, and this is ${of}.`);

  const keep = () => {
    if (file) writeFileSync(file, JSON.stringify(known));
  };
  const rate = () => known.played / known.seconds;
  const tell = () => {
    const hours = (total - known.played) / rate() / 3600;
    process.stderr.write(
      `${plain(known.played)} of ${plain(total)}, ${known.broken.length} broken, ${rate().toFixed(1)} a second, ${hours.toFixed(1)} h left\n`,
    );
  };

  return {
    broken: () => known.broken.length,
    async play(tryOut) {
      let told = performance.now();
      for (let began = told; known.played < total && began < until;) {
        const outcome = await tryOut(pairs.at(known.played * parts + part - 1));
        known.played += 1;
        known.alone += Number(outcome.faults.length < 2);
        known.uncertain += Number(outcome.uncertain > 0);
        known.deadLetters += Number(outcome.deadLetters > 0);
        known.stopped += Number(outcome.stopped > 0);
        const [first] = outcome.violations;
        if (first) {
          known.broken.push(`${first.rule}: ${first.what}\n  node test/simulation/simulate.ts ${outcome.name}`);
          process.stdout.write(`${known.broken.at(-1)!}\n`);
        }
        const ended = performance.now();
        known.seconds += (ended - began) / 1000;
        began = ended;
        if (ended - told < TOLD_EVERY_MS) continue;
        told = ended;
        tell();
        keep();
      }
      keep();
    },
    print() {
      keep();
      let before = 0;
      const rows = pairs.passes.map(({ name, size }) => {
        const played = Math.min(size, Math.max(0, known.played * parts - before));
        before += size;
        return [
          name,
          plain(size),
          plain(Math.round(played / parts)),
          size === 0 ? '' : `${((100 * played) / parts / size).toFixed(1)} %`,
        ];
      });
      return [
        `${plain(pairs.kinds)} kinds of faults (call sites × modes), ${plain(pairs.size)} pairs; part ${part} of ${parts}.\n`,
        table(['pass', 'pairs', 'played', 'of all'], rows),
        table(
          ['', 'trials'],
          [
            ['played', plain(known.played)],
            ['broken', plain(known.broken.length)],
            ['whose second fault found no call after the first', plain(known.alone)],
            ['with a letter that is left to a person, and the alarm', plain(known.uncertain)],
            ['with a dead letter, and the alarm', plain(known.deadLetters)],
            ['with an execution that stopped, and the alarm', plain(known.stopped)],
          ],
        ),
        ...known.broken.map((line) => `${line}\n`),
        `${plain(known.played)} trials in ${plain(Math.round(known.seconds))} s: ${rate().toFixed(1)} a second.\n`,
      ].join('\n');
    },
  };
}
