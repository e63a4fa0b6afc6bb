/**
 * Simulates the whole service: the real handlers, the real state machine and the wiring of the synthesised template, on one scheduler
 * that a seed decides, while things fail.
 *
 *     node test/simulation/simulate.ts --seed N                 one random play, told as a story
 *     node test/simulation/simulate.ts --replay TRIAL           one trial, as it was printed when it failed
 *     node test/simulation/simulate.ts --singles                every single fault at every call, and the matrix
 *     node test/simulation/simulate.ts --pairs [--part 1/2]     every pair of faults, going on where --file FILE says
 *     node test/simulation/simulate.ts --minutes 10             random plays, seed after seed
 *
 * `--scenario NAME` keeps to one scenario (or to several, with semicolons between them), `--from N` begins at another seed, `--every N` plays
 * each n-th single fault, `--with TEXT` only faults at the call sites and in the modes that have this in their names, `--beside NAME` takes
 * the pairs that these scenarios have as played, and `--passes 1` has each pair once and ends. What each call site came to is printed at the end, and at Ctrl-C. Ends with a failure when
 * anything came about that must not. Wants `npm run synth` first.
 */
import { asked, readPart } from './asked.ts';
import { loadCode } from './code.ts';
import { noFindings, noteOutcome, printFindings } from './findings.ts';
import { randomTrial, singleFaults, tryOut } from './explore.ts';
import { openPairsRun } from './pairs-run.ts';
import { orderedPairs } from './pairs.ts';
import { siteOf } from './fakes/faults.ts';
import { openTemplate } from './play.ts';
import { SCENARIOS } from './all-scenarios.ts';
import type { Scenario } from './scenarios.ts';
import { tellStory } from './story.ts';
import { type Kind, type Trial, nameOfTrial, readTrial } from './trial.ts';

const values = asked(
  import.meta.url,
  {
    seed: { type: 'string' },
    replay: { type: 'string' },
    singles: { type: 'boolean', default: false },
    pairs: { type: 'boolean', default: false },
    with: { type: 'string', default: '' },
    part: { type: 'string', default: '1/1' },
    file: { type: 'string' },
    minutes: { type: 'string' },
    from: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    beside: { type: 'string', default: '' },
    passes: { type: 'string', default: '3' },
    every: { type: 'string', default: '1' },
  },
  ['seed', 'minutes'],
);

const service = { template: openTemplate(), code: await loadCode() };
const scenarios = values.scenario === undefined ? SCENARIOS : scenariosOf(values.scenario);
const isWanted = ({ site, mode }: Kind): boolean => `${site} ${mode}`.includes(values.with);
const began = performance.now();
/** Random trials end after ten minutes, and what can be counted when all of it was played, unless somebody says how long. */
const until = began + Number(values.minutes ?? (values.pairs ? Infinity : 10)) * 60_000;
const findings = noFindings();
// Whoever has seen enough gets what is known until then.
const enough = () => {
  end();
  process.exit();
};
if (!values.pairs) process.once('SIGINT', enough);

// Thousands of errors are thrown on purpose; only a story tells where one came from.
if (values.seed === undefined && values.replay === undefined) Error.stackTraceLimit = 0;

if (values.seed !== undefined || values.replay !== undefined) {
  const trial = values.replay === undefined ? randomTrial(scenarios, Number(values.seed)) : readTrial(values.replay);
  await tell(trial);
} else if (values.singles) await trySingles();
else if (values.pairs) await tryPairs();
else await tryRandom();

/** The scenarios of a list of names, with semicolons between them; ends with 2 where there is none of a name. */
function scenariosOf(list: string): readonly Scenario[] {
  const names = list.split(';').filter((name) => name !== '');
  const unknown = names.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`"${unknown}" is no scenario. They are: ${SCENARIOS.map(({ name }) => name).join('; ')}.\n`);
    process.exit(2);
  }
  return SCENARIOS.filter(({ name }) => names.includes(name));
}

/** Plays one trial and prints everything that happened in it. */
async function tell(trial: Trial): Promise<void> {
  const outcome = await tryOut(service, trial);
  process.stdout.write(tellStory(trial, outcome));
  if (outcome.violations.length > 0) process.exitCode = 1;
}

async function trySingles(): Promise<void> {
  for (const scenario of scenarios) {
    const all = await singleFaults(service, scenario, Number(values.from));
    const faults = all.filter(({ call, mode }) => isWanted({ site: siteOf(call), mode }));
    for (let index = 0; index < faults.length; index += Number(values.every)) {
      const { call, mode } = faults[index]!;
      await tryOne({ kind: 'planned', scenario, seed: Number(values.from), faults: new Map([[call.place, mode]]) });
    }
    process.stderr.write(`${scenario.name}: ${faults.length} single faults, ${findings.trials} trials so far\n`);
  }
  end();
}

async function tryPairs(): Promise<void> {
  const played = scenariosOf(values.beside);
  const seed = Number(values.from);
  const trials = await orderedPairs(service, scenarios, { seed, wanted: isWanted, played });
  const [part, parts] = readPart(values.part);
  const run = openPairsRun(trials, { part, parts, passes: Number(values.passes), file: values.file, until });
  process.once('SIGINT', () => {
    process.stdout.write(run.print());
    process.exit(run.broken() > 0 ? 1 : 0);
  });
  await run.play(async (trial) => {
    const outcome = await tryOut(service, trial);
    return { ...outcome, name: nameOfTrial(trial, outcome.faults) };
  });
  process.stdout.write(run.print());
  if (run.broken() > 0) process.exitCode = 1;
}

async function tryRandom(): Promise<void> {
  for (let seed = Number(values.from); performance.now() < until; seed += 1) await tryOne(randomTrial(scenarios, seed));
  end();
}

async function tryOne(trial: Trial): Promise<void> {
  const outcome = await tryOut(service, trial);
  noteOutcome(findings, outcome);
  if (outcome.violations.length === 0) return;
  const [first] = outcome.violations;
  process.stdout.write(
    `${first!.rule}: ${first!.what}\n  node test/simulation/simulate.ts ${nameOfTrial(trial, outcome.faults)}\n`,
  );
  process.exitCode = 1;
}

function end(): void {
  process.stdout.write(printFindings(findings, (performance.now() - began) / 1000));
}
