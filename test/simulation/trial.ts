import { type Fault, MODES, type Mode, type Service } from './fakes/faults.ts';
import { SCENARIOS } from './all-scenarios.ts';
import type { Scenario } from './scenarios.ts';

/** A kind of fault: a call site, as `siteOf` names it, and what becomes of a call there. */
export interface Kind {
  site: string;
  mode: Mode;
}

/** A kind of fault at one of the calls of its site, counted from 1. */
export interface Turn extends Kind {
  turn: number;
}

/** A service that is away for a while, epoch ms. */
export interface Outage {
  service: Service;
  from: number;
  until: number;
}

/**
 * One play with what goes wrong in it: faults at planned calls, at the first calls of two sites, at several that are counted, or as the seed has it, with a share of all calls failing, clocks that
 * are off, a service that is away for hours and a deployment in between.
 */
export type Trial =
  | { kind: 'planned'; scenario: Scenario; seed: number; faults: ReadonlyMap<number, Mode> }
  | {
      kind: 'paired';
      scenario: Scenario;
      seed: number;
      /** At the first call of its site. */
      first: Kind;
      /** At the first call of its site after that. */
      second: Kind;
    }
  | { kind: 'together'; scenario: Scenario; seed: number; turns: readonly Turn[] }
  | {
      kind: 'random';
      scenario: Scenario;
      seed: number;
      share: number;
      skewMs: number;
      fleetMs: number;
      outage?: Outage;
      deployAt?: number;
    };

/** How a trial is asked for again, by the faults that it met. */
export const nameOfTrial = (trial: Trial, met: readonly Fault[]): string => {
  if (trial.kind === 'random') return `--seed ${trial.seed} --scenario "${trial.scenario.name}"`;
  const faults = met.map(({ call, mode }) => `${call.place}:${mode}`).join(';');
  return `--replay "${trial.scenario.name}/${trial.seed}/${faults}"`;
};

/** Reads what `nameOfTrial` wrote behind `--replay`. @throws RangeError */
export const readTrial = (text: string): Trial => {
  const [name, seed, list = ''] = text.split('/');
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (!scenario || !Number.isInteger(Number(seed))) throw new RangeError(`"${text}" is no trial.`);
  const faults = list
    .split(';')
    .filter((part) => part !== '')
    .map((part): [number, Mode] => {
      const [place, mode] = part.split(':');
      const known = MODES.find((one) => one === mode);
      if (!known || !Number.isInteger(Number(place))) throw new RangeError(`"${part}" is no fault.`);
      return [Number(place), known];
    });
  return { kind: 'planned', scenario, seed: Number(seed), faults: new Map(faults) };
};
