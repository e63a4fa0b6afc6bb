import { chance } from '../support/chance.ts';
import { type Fault, type Plan, NO_FAULTS, modesOf, siteOf } from './fakes/faults.ts';
import { type Outcome, type Service, playOut } from './play.ts';
import type { Scenario } from './scenarios.ts';
import type { Outage, Trial } from './trial.ts';

/** Functions that schedules call all day long, mostly to find nothing: two faults at each of their sites are enough. */
const BY_SCHEDULE: ReadonlySet<string> = new Set(['Reconcile', 'ReleaseNotices', 'MoveClocks']);
const ENOUGH = 2;

/** Every single fault of a scenario: each call that its play makes without faults, in each mode that makes a difference for it. */
export async function singleFaults(service: Service, scenario: Scenario, seed: number): Promise<Fault[]> {
  const { calls } = await playOut(service, { scenario, seed, plan: NO_FAULTS });
  const seen = new Map<string, number>();
  return calls.flatMap((call) => {
    const site = siteOf(call);
    const times = (seen.get(site) ?? 0) + 1;
    seen.set(site, times);
    if (BY_SCHEDULE.has(call.function) && times > ENOUGH) return [];
    return modesOf(call).map((mode) => ({ call, mode }));
  });
}

/** Plays a trial. */
export const tryOut = (service: Service, trial: Trial): Promise<Outcome> => {
  const { scenario, seed } = trial;
  if (trial.kind === 'planned')
    return playOut(service, { scenario, seed, plan: ({ place }) => trial.faults.get(place) });
  if (trial.kind === 'paired') return playOut(service, { scenario, seed, plan: pairPlan(trial) });
  const { skewMs, deployAt } = trial;
  const more = deployAt === undefined ? {} : { deployAt };
  return playOut(service, { scenario, seed, plan: randomPlan(trial), skewMs, ...more });
};

/** A second fault may follow the first one by so many calls: the retries and repairs of what failed are among them. */
const NEAR = 60;

/** How many modes a second fault is drawn from; one beyond the modes of its call counts on from the first. */
const SECOND_MODES = 9;

/** Pairs of faults in an order of chance, none twice. */
export interface Pairs {
  /** How many there are. */
  size: number;
  next(): Extract<Trial, { kind: 'paired' }> | undefined;
}

/** Every pair of a scenario: a single fault, and another at one of the calls that follow it. */
export async function pairsOf(service: Service, scenario: Scenario, seed: number): Promise<Pairs> {
  const firsts = await singleFaults(service, scenario, seed);
  const random = chance(seed);
  const size = firsts.length * NEAR * SECOND_MODES;
  const drawn = new Set<number>();
  return {
    size,
    next() {
      if (drawn.size === size) return undefined;
      let number: number;
      do number = Math.floor(random() * size);
      while (drawn.has(number));
      drawn.add(number);
      const { call, mode } = firsts[Math.floor(number / (NEAR * SECOND_MODES))]!;
      const after = 1 + (Math.floor(number / SECOND_MODES) % NEAR);
      return {
        kind: 'paired',
        scenario,
        seed,
        first: { place: call.place, mode },
        after,
        choice: number % SECOND_MODES,
      };
    },
  };
}

const pairPlan =
  ({ first, after, choice }: Extract<Trial, { kind: 'paired' }>): Plan =>
  (call) => {
    if (call.place === first.place) return first.mode;
    if (call.place !== first.place + after) return undefined;
    const modes = modesOf(call);
    return modes[choice % modes.length];
  };

const HOUR = 3_600_000;
const SHARES = [0.002, 0.01, 0.03];
const SERVICES = ['DynamoDB', 'SES', 'StepFunctions', 'Secrets', 'Lambda'] as const;

/** The trial of a seed: which scenario, how much fails, whose clock is off, what is away for hours, and whether somebody deploys. */
export function randomTrial(scenarios: readonly Scenario[], seed: number): Extract<Trial, { kind: 'random' }> {
  const random = chance(seed * 2_654_435_761);
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const scenario = oneOf(scenarios);
  const share = oneOf(SHARES);
  const from = scenario.startAt + random() ** 2 * 6 * HOUR;
  const outage: Outage = { service: oneOf(SERVICES), from, until: from + (0.1 + 3.9 * random()) * HOUR };
  const skewMs = oneOf([0, 0, 2_000]);
  const deployAt = scenario.startAt + random() * 5 * HOUR;
  return {
    kind: 'random',
    scenario,
    seed,
    share,
    skewMs,
    ...(random() < 0.3 ? { outage } : {}),
    ...(random() < 0.3 ? { deployAt } : {}),
  };
}

/** Calls fail by chance for the first days, and all of a service's while it is away. */
function randomPlan({ seed, share, outage, scenario }: Extract<Trial, { kind: 'random' }>): Plan {
  const random = chance(seed ^ 0x5eed);
  const calm = scenario.startAt + scenario.calmAfter;
  return (call) => {
    if (outage && call.service === outage.service && call.at >= outage.from && call.at < outage.until)
      return call.service === 'Lambda' ? 'throttled' : 'error before';
    if (call.at >= calm || random() >= share) return undefined;
    const modes = modesOf(call);
    return modes[Math.floor(random() * modes.length)];
  };
}
