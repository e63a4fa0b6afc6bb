import { chance } from '../support/chance.ts';
import { type Call, type Fault, type Plan, NO_FAULTS, modesOf, siteOf } from './fakes/faults.ts';
import { planOfTurns } from './covering.ts';
import { pairPlan } from './pairs.ts';
import { type Outcome, type Service, playOut } from './play.ts';
import type { Scenario } from './scenarios.ts';
import { type Outage, type Trial, nameOfTrial } from './trial.ts';

/** Functions that schedules call all day long, mostly to find nothing: two faults at each of their sites are enough. */
const BY_SCHEDULE: ReadonlySet<string> = new Set(['Reconcile', 'ReleaseNotices', 'MoveClocks']);
/** Functions that go by the calendar of the office: the same of what they read, but everything that they write is a letter or a figure of its own. */
const BY_CALENDAR: ReadonlySet<string> = new Set([
  'WriteDigests',
  'RollUp',
  'MeasureBacklog',
  'FindTrends',
  'WriteScorecards',
  'DrawAudits',
  'RemindImprovements',
  'WatchRegister',
]);
const ENOUGH = 2;

const isMostlyIdle = ({ function: name, reads, service }: Call): boolean =>
  BY_SCHEDULE.has(name) || (BY_CALENDAR.has(name) && (reads || service === 'Lambda'));

/** Every single fault of a scenario: each call that its play makes without faults, in each mode that makes a difference for it. */
export async function singleFaults(service: Service, scenario: Scenario, seed: number): Promise<Fault[]> {
  const { calls } = await playOut(service, { scenario, seed, plan: NO_FAULTS });
  const seen = new Map<string, number>();
  return calls.flatMap((call) => {
    const site = siteOf(call);
    const times = (seen.get(site) ?? 0) + 1;
    seen.set(site, times);
    if (times > ENOUGH && isMostlyIdle(call)) return [];
    return modesOf(call).map((mode) => ({ call, mode }));
  });
}

/** Plays a trial. */
export const tryOut = (service: Service, trial: Trial): Promise<Outcome> => {
  const { scenario, seed } = trial;
  if (trial.kind === 'planned')
    return playOut(service, { scenario, seed, plan: ({ place }) => trial.faults.get(place) });
  if (trial.kind === 'paired') return playOut(service, { scenario, seed, plan: pairPlan(trial) });
  if (trial.kind === 'together') return playOut(service, { scenario, seed, plan: planOfTurns(trial.turns) });
  const { skewMs, fleetMs, deployAt } = trial;
  const more = deployAt === undefined ? {} : { deployAt };
  return playOut(service, { scenario, seed, plan: randomPlan(trial), skewMs, fleetMs, ...more });
};

/** What a trial broke, each with the command that tells its story; empty where all is as it must be. */
export async function brokenBy(service: Service, trial: Trial): Promise<string[]> {
  const { violations, faults } = await tryOut(service, trial);
  return violations.map(({ rule, what }) => `${rule}: ${what} (simulate.ts ${nameOfTrial(trial, faults)})`);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SHARES = [0.002, 0.01, 0.03];
const SERVICES = ['DynamoDB', 'SES', 'StepFunctions', 'Secrets', 'S3', 'Partners', 'Lambda'] as const;

/** The trial of a seed: which scenario, how much fails, whose clock is off, what is away for hours, and whether somebody deploys. */
export function randomTrial(scenarios: readonly Scenario[], seed: number): Extract<Trial, { kind: 'random' }> {
  const random = chance(seed * 2_654_435_761);
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const scenario = oneOf(scenarios);
  const share = oneOf(SHARES);
  const from = scenario.startAt + random() ** 2 * 6 * HOUR;
  const outage: Outage = { service: oneOf(SERVICES), from, until: from + (0.1 + 3.9 * random()) * HOUR };
  const skewMs = oneOf([0, 0, 2_000]);
  const fleetMs = oneOf([0, 0, 0, -10 * MINUTE, 10 * MINUTE]);
  const deployAt = scenario.startAt + random() * 5 * HOUR;
  return {
    kind: 'random',
    scenario,
    seed,
    share,
    skewMs,
    fleetMs,
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
