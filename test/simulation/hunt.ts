import { readFileSync } from 'node:fs';
import type { Template } from '../../infra/local/template.ts';
import { edited, loadCode } from './code.ts';
import { randomTrial, singleFaults, tryOut } from './explore.ts';
import { openCovering } from './covering.ts';
import { siteOf } from './fakes/faults.ts';
import { storm } from './load-plays.ts';
import { withMachine } from './machine.ts';
import type { Mutation } from './mutation-list.ts';
import { castsOf, listPairs, withMending } from './pairs.ts';
import type { Service } from './play.ts';
import { eveOfBreach, raceAt } from './race.ts';
import { MINUTE, type Scenario } from './scenarios.ts';
import { SCENARIOS } from './all-scenarios.ts';
import type { Kind, Trial } from './trial.ts';

/** How a mutation was caught, and after how many trials; `caught` is undefined for one that got away. */
export interface Catch {
  trials: number;
  caught: { rule: string; by: string } | undefined;
}

const SEED = 1;
const CALM_TRIALS = 6;
const RANDOM_TRIALS = 120;

/** The timer of a task that failed. */
const RETRY = 'the task is tried again';

/**
 * Hunts a mutation: one of a quota with a load, any other without faults first, then with single faults near it, then with random ones. It
 * is caught by a trial that it breaks and that the service as it is does not.
 */
export async function hunt(original: Service, mutation: Mutation): Promise<Catch> {
  const service = await mutated(original.template, mutation);
  let trials = 0;
  if (mutation.races) {
    const { orders, broken } = await raceAt(service, await eveOfBreach(service), 1);
    const always = await raceAt(original, await eveOfBreach(original), 1);
    if (broken[0] && always.broken.length === 0)
      return { trials: orders, caught: { rule: 'one truth', by: `the order ${broken[0]}` } };
  }
  if (mutation.spike !== undefined) {
    const load = { spike: mutation.spike, burst: 1, forSeconds: 0, region: 'us-east-1' } as const;
    const [worse, always] = [await storm(service, load), await storm(original, load)];
    const rule = always.amiss.length === 0 ? worse.amiss[0] : undefined;
    return {
      trials: 1,
      caught: rule === undefined ? undefined : { rule, by: `${mutation.spike} reports in a second` },
    };
  }
  for await (const { trial, by } of trialsFor(service, mutation)) {
    trials += 1;
    const { violations } = await tryOut(service, trial);
    if (!violations[0]) continue;
    const { violations: always } = await tryOut(original, trial);
    if (always.length === 0) return { trials, caught: { rule: violations[0].rule, by } };
  }
  return { trials, caught: undefined };
}

async function* trialsFor(service: Service, mutation: Mutation): AsyncGenerator<{ trial: Trial; by: string }> {
  const scenario = SCENARIOS.find(({ name }) => name === mutation.scenario)!;
  for (let seed = SEED; seed <= CALM_TRIALS; seed += 1)
    yield { trial: { kind: 'planned', scenario, seed, faults: new Map() }, by: `no fault, seed ${seed}` };
  if (mutation.away) yield awayTrial(scenario, mutation.away);
  const faults = (await singleFaults(service, scenario, SEED)).filter(({ call }) =>
    mutation.near.includes(call.function),
  );
  for (const { call, mode } of faults) {
    const trial: Trial = { kind: 'planned', scenario, seed: SEED, faults: new Map([[call.place, mode]]) };
    yield { trial, by: `${call.function}: ${call.operation} ${mode}` };
    if (!mutation.losesTimers) continue;
    const { calls } = await tryOut(service, trial);
    const timer = calls.find(({ place, operation }) => place > call.place && operation.startsWith(RETRY));
    if (!timer) continue;
    const both: Trial = { ...trial, faults: new Map([...trial.faults, [timer.place, 'lost']]) };
    yield { trial: both, by: `${call.function}: ${call.operation} ${mode}, and its retry lost` };
  }
  for (let seed = 1; seed <= RANDOM_TRIALS; seed += 1)
    yield { trial: randomTrial([scenario], seed), by: `seed ${seed}` };
}

/**
 * Hunts a mutation with pairs of faults, so many to a trial: those of its scenario of which one is near it. Faults of one trial could hide what
 * another shows; how few do is told by what is caught all the same.
 */
export async function huntTogether(original: Service, mutation: Mutation, size: number): Promise<Catch> {
  const service = await mutated(original.template, mutation);
  const scenario = SCENARIOS.find(({ name }) => name === mutation.scenario)!;
  const isNear = ({ site }: Kind): boolean => mutation.near.some((name) => site.startsWith(`${name}: `));
  const usual = listPairs(await castsOf(service, [scenario], SEED), isNear);
  const listed = mutation.losesTimers ? await withMending(service, usual, { seed: SEED, wanted: isNear }) : usual;
  const covering = openCovering(listed, { seed: SEED, size, upTo: mutation.losesTimers ? 4 : 3 });
  let trials = 0;
  for (let trial = covering.next(); trial; trial = covering.next()) {
    const { faults, violations } = await tryOut(service, trial);
    trials += 1;
    const met = faults.map(({ call, mode }) => ({ site: siteOf(call), mode }));
    covering.note(trial, met);
    if (!violations[0] || (await tryOut(original, trial)).violations.length > 0) continue;
    return {
      trials,
      caught: { rule: violations[0].rule, by: met.map(({ site, mode }) => `${site} ${mode}`).join(', ') },
    };
  }
  return { trials, caught: undefined };
}

/** Nothing fails but all of Step Functions for a while, and the clocks differ. */
function awayTrial(scenario: Scenario, { minutes, ahead }: { minutes: number; ahead: number }) {
  const { startAt: from } = scenario;
  const outage = { service: 'StepFunctions', from, until: from + minutes * MINUTE } as const;
  const trial: Trial = { kind: 'random', scenario, seed: SEED, share: 0, skewMs: 0, fleetMs: ahead * MINUTE, outage };
  return { trial, by: `Step Functions away for ${minutes} min, Lambda ${ahead} min ahead` };
}

/** The service with a mutation's edits. @throws EditError where a text to be edited is not there exactly once */
async function mutated(template: Template, { edits }: Mutation): Promise<Service> {
  const machine = edits.filter(({ file }) => file.startsWith('statemachines/'));
  const code = await loadCode(edits.filter((edit) => !machine.includes(edit)));
  if (machine.length === 0) return { code, template };
  const text = machine.reduce(edited, readFileSync(new URL(`../../${machine[0]!.file}`, import.meta.url), 'utf8'));
  return { code, template: withMachine(template, text) };
}
