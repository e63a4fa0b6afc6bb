import { loadTemplate } from '../../infra/local/template.ts';
import type { Template } from '../../infra/local/template.ts';
import { openCity } from './city.ts';
import type { Code } from './code.ts';
import type { Call, Plan } from './fakes/faults.ts';
import { type Violation, violationsIn } from './invariants.ts';
import type { Scenario } from './scenarios.ts';
import { type Line, createWorld } from './world.ts';

/** What is played. */
export interface Play {
  scenario: Scenario;
  seed: number;
  plan: Plan;
  skewMs?: number;
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
  /** Letters that are left to a person, dead letters, executions that failed. */
  asked: number;
  deadLetters: number;
  moves: number;
}

/** Reads the wiring of the synthesised template. */
export const openTemplate = (): Template => loadTemplate(new URL('../../cdk.out', import.meta.url).pathname);

/** Plays a scenario to its end and judges it; the same play comes out the same. */
export async function playOut({ template, code }: Service, { scenario, seed, plan, skewMs }: Play): Promise<Outcome> {
  const { startAt, lasts } = scenario;
  const world = createWorld({ template, code, seed, startAt, plan, ...(skewMs === undefined ? {} : { skewMs }) });
  const city = openCity(world);
  const violations: Violation[] = [];
  try {
    world.send(() => scenario.play(city));
    await world.run(startAt + lasts);
    violations.push(...violationsIn(world, city));
  } catch (error) {
    violations.push({ rule: 'nothing unexpected', what: error instanceof Error ? error.message : String(error) });
    world.tell('nobody', `expected this: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    world.end();
  }
  const { story, functions, scheduler } = world;
  return {
    violations,
    calls: functions.calls(),
    story,
    asked: story.filter(({ what }) => what.startsWith('says: NOTICE_UNCERTAIN')).length,
    deadLetters: story.filter(({ what }) => what === 'gets a DEAD LETTER').length,
    moves: scheduler.moves(),
  };
}
