import { loadTemplate } from '../../infra/local/template.ts';
import type { Template } from '../../infra/local/template.ts';
import { openCity } from './city.ts';
import type { Code } from './code.ts';
import type { Call, Fault, Plan } from './fakes/faults.ts';
import { type Violation, violationsIn } from './invariants.ts';
import { openTables } from './read-tables.ts';
import type { Scenario } from './scenarios.ts';
import { type Line, createWorld } from './world.ts';

/** What is played. */
export interface Play {
  scenario: Scenario;
  seed: number;
  plan: Plan;
  skewMs?: number;
  fleetMs?: number;
  /** How far the platform's clock is ahead, ms. */
  senderMs?: number;
  deployAt?: number;
  deploys?: Template;
}

/** What plays are given to: a version of the code and its wiring. */
export interface Service {
  template: Template;
  code: Code;
}

/** How a play came out. */
export interface Outcome {
  violations: Violation[];
  calls: readonly Call[];
  story: readonly Line[];
  /** The faults that were met. */
  faults: readonly Fault[];
  /** Letters that are left to a person, dead letters, executions that stopped without success. */
  uncertain: number;
  deadLetters: number;
  stopped: number;
  moves: number;
}

/** Reads the wiring of the synthesised template; what was looked up once is known. */
export function openTemplate(): Template {
  const template = loadTemplate(new URL('../../cdk.out', import.meta.url).pathname);
  const found = new Map<string, ReturnType<Template['find']>>();
  return {
    ...template,
    find(name, ...types) {
      const key = [name, ...types].join();
      const known = found.get(key) ?? template.find(name, ...types);
      found.set(key, known);
      return known;
    },
  };
}

/** Plays a scenario to its end and judges it; the same play comes out the same. */
export async function playOut({ template, code }: Service, { scenario, seed, plan, ...more }: Play): Promise<Outcome> {
  const { startAt, lasts } = scenario;
  const { variables = {}, schedules = [], office = [], away } = scenario;
  const isAway = ({ service, function: name, at }: Call): boolean =>
    service === 'Lambda' && name === away?.function && at < startAt + away.for;
  const how = { ...more, plan: (call: Call) => (isAway(call) ? 'throttled' : plan(call)) } satisfies Partial<Play>;
  const world = createWorld({ template, code, seed, startAt, variables, schedules, office, ...how });
  const city = openCity(world, how);
  const violations: Violation[] = [];
  const { story, functions, scheduler } = world;
  const ended = { uncertain: 0, deadLetters: 0, stopped: 0 };
  try {
    world.send(() => scenario.play(city));
    await world.run(startAt + lasts);
    violations.push(...violationsIn(world, city));
    ended.deadLetters = world.deadLetters.length;
    ended.uncertain = openTables(world).notices.filter(({ status }) => status === 'uncertain').length;
    ended.stopped = world.executions().filter(({ status }) => !['RUNNING', 'SUCCEEDED'].includes(status)).length;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    violations.push({ rule: 'nothing unexpected', what });
    world.tell('nobody', `expected this: ${error instanceof Error ? (error.stack ?? what) : what}`);
  } finally {
    world.end();
  }
  return {
    violations,
    calls: functions.calls(),
    faults: functions.faults(),
    story,
    moves: scheduler.moves(),
    ...ended,
  };
}
