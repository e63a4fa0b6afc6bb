/**
 * Simulates the whole service: the real handlers, the real state machine and the wiring of the synthesised template, on one scheduler
 * that a seed decides, while things fail.
 *
 *     node test/simulation/simulate.ts --seed N            one random play, told as a story
 *     node test/simulation/simulate.ts --replay TRIAL      one trial, as it was printed when it failed
 *     node test/simulation/simulate.ts --singles           every single fault at every call, and the matrix
 *     node test/simulation/simulate.ts --pairs             every pair of faults, up to eight to a trial, going on where --file FILE says
 *     node test/simulation/simulate.ts --minutes 10        random plays, seed after seed
 *
 * `--scenario NAME` keeps to one scenario (or to several, with semicolons between them), `--from N` begins at another seed, `--every N` plays
 * each n-th single fault, `--with TEXT` only faults at the call sites and in the modes that have this in their names. Of pairs, `--passes 1`
 * has each once, 2 each in every scenario, 3 both ways round, and 4 also faults in what only a fault calls; `--together 2` has each by itself.
 * `--players N` is how many processes play, as many as there are cores unless it is said. What it came to is printed at the end, and at Ctrl-C.
 * Ends with a failure when anything came about that must not. Wants `npm run synth` first.
 */
import { availableParallelism } from 'node:os';
import { asked, atLeast, refuse } from './asked.ts';
import { loadCode } from './code.ts';
import { noFindings, notePlayed, printFindings, tellBroken } from './findings.ts';
import { randomTrial, singleFaults, tryOut } from './explore.ts';
import { openPairsRun } from './pairs-run.ts';
import { castsOf, listPairs, withMending } from './pairs.ts';
import { siteOf } from './fakes/faults.ts';
import { openTemplate } from './play.ts';
import { type Players, openPlayers } from './players.ts';
import { SCENARIOS } from './all-scenarios.ts';
import type { Scenario } from './scenarios.ts';
import { tellStory } from './story.ts';
import { type Kind, type Trial, readTrial } from './trial.ts';

const values = asked(
  import.meta.url,
  {
    seed: { type: 'string' },
    replay: { type: 'string' },
    singles: { type: 'boolean', default: false },
    pairs: { type: 'boolean', default: false },
    with: { type: 'string', default: '' },
    file: { type: 'string' },
    minutes: { type: 'string' },
    from: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    passes: { type: 'string', default: '4' },
    together: { type: 'string', default: '8' },
    every: { type: 'string', default: '1' },
    players: { type: 'string', default: String(availableParallelism()) },
  },
  ['seed', 'minutes'],
);

atLeast(values, { players: 1, together: 2, passes: 1, every: 1 });
const scenarios = values.scenario === undefined ? SCENARIOS : scenariosOf(values.scenario);
const isWanted = ({ site, mode }: Kind): boolean => `${site} ${mode}`.includes(values.with);
const began = performance.now();
/** Random trials end after ten minutes, and what can be counted when all of it was played, unless somebody says how long. */
const isCounted = values.pairs || values.singles;
const until = began + Number(values.minutes ?? (isCounted ? Infinity : 10)) * 60_000;

// Thousands of errors are thrown on purpose; only a story tells where one came from.
const isStory = values.seed !== undefined || values.replay !== undefined;
if (!isStory) Error.stackTraceLimit = 0;
const service = { template: openTemplate(), code: await loadCode() };

if (isStory) await tell(askedTrial());
else if (values.pairs) await tryPairs();
else await tryAll(values.singles ? await allSingles() : randomTrials());

/** The trial of a seed, or the one that is named. */
function askedTrial(): Trial {
  if (values.replay === undefined) return randomTrial(scenarios, Number(values.seed));
  try {
    return readTrial(values.replay);
  } catch (error) {
    return refuse(
      `--replay takes what a failing trial prints, as in "late/1/12:throttled;40:late". ${String((error as Error).message)}`,
    );
  }
}

/** The scenarios of a list of names, with semicolons between them; ends with 2 where there is none of a name. */
function scenariosOf(list: string): readonly Scenario[] {
  const names = list.split(';').filter((name) => name !== '');
  const unknown = names.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined)
    refuse(`"${unknown}" is no scenario. They are: ${SCENARIOS.map(({ name }) => name).join('; ')}.`);
  return SCENARIOS.filter(({ name }) => names.includes(name));
}

/** Plays one trial and prints everything that happened in it. */
async function tell(trial: Trial): Promise<void> {
  const outcome = await tryOut(service, trial);
  process.stdout.write(tellStory(trial, outcome));
  if (outcome.violations.length > 0) process.exitCode = 1;
}

async function allSingles(): Promise<Trial[]> {
  const trials: Trial[] = [];
  const seed = Number(values.from);
  for (const scenario of scenarios) {
    const all = await singleFaults(service, scenario, seed);
    const faults = all.filter(({ call, mode }) => isWanted({ site: siteOf(call), mode }));
    for (let index = 0; index < faults.length; index += Number(values.every)) {
      const { call, mode } = faults[index]!;
      trials.push({ kind: 'planned', scenario, seed, faults: new Map([[call.place, mode]]) });
    }
  }
  process.stderr.write(`${trials.length} single faults.\n`);
  return trials;
}

function* randomTrials(): Generator<Trial> {
  for (let seed = Number(values.from); ; seed += 1) yield randomTrial(scenarios, seed);
}

async function tryPairs(): Promise<void> {
  const seed = Number(values.from);
  const [size, passes] = [Number(values.together), Number(values.passes)];
  const three = listPairs(await castsOf(service, scenarios, seed), isWanted);
  const listed = passes > 3 ? await withMending(service, three, { seed, wanted: isWanted }) : three;
  const run = openPairsRun(listed, { seed, size, passes, file: values.file, until });
  await playing(run.print, (players) => run.play(players));
}

async function tryAll(trials: Iterable<Trial>): Promise<void> {
  const findings = noFindings();
  const sayHowFar = progress(Array.isArray(trials) ? trials.length : undefined);
  const each = trials[Symbol.iterator]();
  const next = () => (performance.now() < until ? (each.next().value as Trial | undefined) : undefined);
  const print = () => printFindings(findings, (performance.now() - began) / 1000);
  await playing(print, (players) =>
    players.playAll(next, (_trial, played) => {
      notePlayed(findings, played);
      sayHowFar();
      if (played.violations.length === 0) return;
      process.stdout.write(tellBroken(played));
      process.exitCode = 1;
    }),
  );
}

/** Counts trials, and says once a minute how many were played; of how many, where that is known. */
function progress(all?: number): () => void {
  let played = 0;
  let saidAt = performance.now();
  return () => {
    played += 1;
    const now = performance.now();
    if (now - saidAt < 60_000) return;
    saidAt = now;
    const ofAll = all === undefined ? '' : ` of ${all}`;
    process.stderr.write(`${played}${ofAll}, ${(played / ((now - began) / 1000)).toFixed(0)} a second\n`);
  };
}

/** Plays with as many processes as are wanted, and prints what came out; whoever has seen enough gets what is known until then. */
async function playing(print: () => string, play: (players: Players) => Promise<void>): Promise<void> {
  const players = openPlayers(Number(values.players));
  process.once('SIGINT', () => {
    process.stdout.write(print());
    process.exit();
  });
  await play(players);
  players.end();
  process.stdout.write(print());
}
