/**
 * Simulates the whole service: the real handlers, the real state machine and the wiring of the synthesised template, on one scheduler
 * that a seed decides, while things fail.
 *
 *     node test/simulation/simulate.ts --seed N                 one random play, told as a story
 *     node test/simulation/simulate.ts --replay TRIAL           one trial, as it was printed when it failed
 *     node test/simulation/simulate.ts --singles                every single fault at every call, and the matrix
 *     node test/simulation/simulate.ts --pairs --minutes 30     pairs of faults, drawn without repetition
 *     node test/simulation/simulate.ts --minutes 10             random plays, seed after seed
 *
 * `--scenario NAME` keeps to one scenario (or to several, with semicolons between them), `--from N` begins at another seed, `--every N` plays
 * each n-th single fault. What each call site came to is printed at the end, and at Ctrl-C. Ends with a failure when anything came about
 * that must not. Wants `npm run synth` first.
 */
import { parseArgs } from 'node:util';
import { loadCode } from './code.ts';
import { noFindings, noteOutcome, printFindings } from './findings.ts';
import { type Pairs, pairsOf, randomTrial, singleFaults, tryOut } from './explore.ts';
import { openTemplate } from './play.ts';
import { SCENARIOS } from './scenarios.ts';
import { tellStory } from './story.ts';
import { type Trial, nameOfTrial, readTrial } from './trial.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    replay: { type: 'string' },
    singles: { type: 'boolean', default: false },
    pairs: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    from: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    every: { type: 'string', default: '1' },
  },
});

const service = { template: openTemplate(), code: await loadCode() };
const wanted = values.scenario?.split(';');
const scenarios = SCENARIOS.filter(({ name }) => wanted === undefined || wanted.includes(name));
if (scenarios.length === 0) throw new RangeError(`The scenarios are ${SCENARIOS.map(({ name }) => name).join(', ')}.`);
const began = performance.now();
const until = began + Number(values.minutes) * 60_000;
const findings = noFindings();
// Whoever has seen enough gets what is known until then.
process.once('SIGINT', () => {
  end();
  process.exit();
});

if (values.seed !== undefined || values.replay !== undefined) {
  const trial = values.replay === undefined ? randomTrial(scenarios, Number(values.seed)) : readTrial(values.replay);
  await tell(trial);
} else if (values.singles) await trySingles();
else if (values.pairs) await tryPairs();
else await tryRandom();

/** Plays one trial and prints everything that happened in it. */
async function tell(trial: Trial): Promise<void> {
  const outcome = await tryOut(service, trial);
  process.stdout.write(tellStory(trial, outcome));
  if (outcome.violations.length > 0) process.exitCode = 1;
}

async function trySingles(): Promise<void> {
  for (const scenario of scenarios) {
    const faults = await singleFaults(service, scenario, Number(values.from));
    for (let index = 0; index < faults.length; index += Number(values.every)) {
      const { call, mode } = faults[index]!;
      await tryOne({ kind: 'planned', scenario, seed: Number(values.from), faults: new Map([[call.place, mode]]) });
    }
    process.stderr.write(`${scenario.name}: ${faults.length} single faults, ${findings.trials} trials so far\n`);
  }
  end();
}

async function tryPairs(): Promise<void> {
  // One after the other: only one world plays at a time.
  const drawers: Pairs[] = [];
  for (const scenario of scenarios) {
    const draw = await pairsOf(service, scenario, Number(values.from));
    process.stderr.write(`${scenario.name}: ${draw.size} pairs\n`);
    drawers.push(draw);
  }
  while (performance.now() < until) {
    for (const draw of drawers) {
      const trial = draw.next();
      if (trial) await tryOne(trial);
    }
  }
  end();
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
