import type { Outcome } from './play.ts';
import { type Trial, nameOfTrial } from './trial.ts';

/** Tells a play, line by line: when, who, what; and what must not have been. */
export function tellStory(trial: Trial, { story, violations, moves, calls, faults }: Outcome): string {
  const width = Math.max(...story.map(({ who }) => who.length));
  const lines = story.map(({ at, who, what }) => `${new Date(at).toISOString()}  ${who.padEnd(width)}  ${what}`);
  const verdict =
    violations.length === 0
      ? ['Everything is as it must be.']
      : ['What must not be:', ...violations.map(({ rule, what }) => `  ${rule}: ${what}`)];
  const head = `${trial.scenario.name}, seed ${trial.seed}: ${moves} moves, ${calls.length} calls (${nameOfTrial(trial, faults)})`;
  return [head, ...lines, '', ...verdict, ''].join('\n');
}
