import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { deflateSync, inflateSync } from 'node:zlib';
import { table } from '../bench/report.ts';
import { refuse } from './asked.ts';
import { type Company, openCovering } from './covering.ts';
import { tellBroken } from './findings.ts';
import { type Listed, PASSES, type Place } from './pairs.ts';
import type { Played, Players } from './players.ts';
import type { Trial } from './trial.ts';

/** What a run knows so far; it is kept in a file, so that the next one goes on from there. */
export interface Known {
  /** Of what: another set of pairs is another run; how many faults a trial has may change on the way. */
  of: string;
  trials: number;
  /** Trials of a pair by itself, which no trial of several had brought together. */
  alone: number;
  unmet: number;
  uncertain: number;
  deadLetters: number;
  stopped: number;
  /** What must not be, each with the command that tells it. */
  broken: string[];
  seconds: number;
  /** Marks of the pairs that are still wanted, deflated, as base64; and those to be tried by themselves. */
  marks?: string[];
  left?: Place[];
}

/** A run of all pairs of faults, several to a trial. */
export interface PairsRun {
  play(players: Players): Promise<void>;
  print(): string;
}

/** So often progress is told and kept, ms. */
const TOLD_EVERY_MS = 30_000;

const plain = (value: number): string => value.toLocaleString('en-US');

/** Opens a run, going on where its file says. Ends with 2 where the file is about other pairs. */
export function openPairsRun(
  listed: Listed,
  options: { seed: number; size: number; passes: number; file: string | undefined; until: number },
): PairsRun {
  const { seed, size, passes: upTo, file, until } = options;
  const sizes = listed.passes.slice(0, upTo).map((pass) => pass.length / 3);
  const total = sizes.reduce((sum, one) => sum + one, 0);
  const of = `${total} pairs of ${listed.kinds} kinds in ${listed.casts.length} scenarios`;
  const { marks, left, ...known }: Known = knownFrom(file) ?? {
    of,
    trials: 0,
    alone: 0,
    unmet: 0,
    uncertain: 0,
    deadLetters: 0,
    stopped: 0,
    broken: [],
    seconds: 0,
  };
  if (known.of !== of) refuse(`${file} is about ${known.of}, and this is ${of}: name another file.`);
  const covering = openCovering(listed, {
    seed,
    size,
    upTo,
    left: marks && { marks: marks.map(inflated), alone: left ?? [] },
  });
  const unmetBefore = known.unmet;

  const keep = () => {
    known.unmet = unmetBefore + covering.unmet();
    const { marks: open, alone } = covering.left();
    if (file) writeFileSync(file, JSON.stringify({ ...known, marks: open.map(deflated), left: alone } satisfies Known));
  };
  const open = (): number => covering.wanted().reduce((sum, one) => sum + one, 0) + covering.left().alone.length;
  const tell = () => {
    const done = total - open();
    process.stderr.write(
      `${plain(done)} of ${plain(total)} pairs in ${plain(known.trials)} trials, ${known.broken.length} broken, ${(known.trials / known.seconds).toFixed(1)} trials a second\n`,
    );
  };

  async function note(players: Players, trial: Company, played: Played): Promise<void> {
    covering.note(trial, played.met);
    known.trials += 1;
    known.alone += Number(trial.kind === 'paired');
    known.uncertain += Number(played.uncertain > 0);
    known.deadLetters += Number(played.deadLetters > 0);
    known.stopped += Number(played.stopped > 0);
    if (played.violations.length === 0) return;
    known.broken.push(tellBroken(await fewest(players, trial, played)));
    process.stdout.write(known.broken.at(-1)!);
    process.exitCode = 1;
  }

  return {
    async play(players) {
      let [told, before] = [performance.now(), performance.now()];
      const tick = () => {
        const now = performance.now();
        known.seconds += (now - before) / 1000;
        before = now;
        if (now - told < TOLD_EVERY_MS) return;
        told = now;
        tell();
        keep();
      };
      const next = () => (before < until ? covering.next() : undefined);
      await players.playAll(next, async (trial, played) => {
        await note(players, trial as Company, played);
        tick();
      });
      keep();
    },
    print() {
      keep();
      const wanted = covering.wanted();
      return [
        `${plain(listed.kinds)} kinds of faults (call sites × modes); up to ${size} faults to a trial.\n`,
        table(
          ['pass', 'pairs', 'still to come'],
          sizes.map((one, index) => [PASSES[index]!, plain(one), index < wanted.length ? plain(wanted[index]!) : '']),
        ),
        table(
          ['', ''],
          [
            ['trials', plain(known.trials)],
            ['broken', plain(known.broken.length)],
            [
              'of them of a pair by itself: the fourth pass, and what did not come about in company',
              plain(known.alone),
            ],
            ['pairs still to be tried by themselves', plain(covering.left().alone.length)],
            ['pairs whose second fault found no call after the first', plain(known.unmet)],
            ['trials with a letter that is left to a person, and the alarm', plain(known.uncertain)],
            ['trials with a dead letter, and the alarm', plain(known.deadLetters)],
            ['trials with an execution that stopped, and the alarm', plain(known.stopped)],
          ],
        ),
        ...known.broken,
        `${plain(known.trials)} trials in ${plain(Math.round(known.seconds))} s.\n`,
      ].join('\n');
    },
  };
}

/** What a file keeps; undefined where there is none yet. Ends with 2 where it is no run's. */
function knownFrom(file: string | undefined): Known | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  try {
    const known = JSON.parse(readFileSync(file, 'utf8')) as Partial<Known>;
    if (typeof known.of === 'string') return known as Known;
  } catch {
    // What is not JSON is no run either.
  }
  return refuse(`${file} holds no run of pairs: name another file.`);
}

const deflated = (marks: Uint8Array): string => deflateSync(marks).toString('base64');
const inflated = (text: string): Uint8Array => new Uint8Array(inflateSync(Buffer.from(text, 'base64')));

/** Takes one fault after the other from a trial that broke a rule, as long as it breaks it without. */
async function fewest(players: Players, trial: Company, played: Played): Promise<Played> {
  if (trial.kind === 'paired') return played;
  for (const turn of trial.turns) {
    const fewer: Trial = { ...trial, turns: trial.turns.filter((one) => one !== turn) };
    const again = await players.play(fewer);
    if (again.violations[0]?.rule === played.violations[0]!.rule) return fewest(players, fewer, again);
  }
  return played;
}
