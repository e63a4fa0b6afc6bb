import fc from 'fast-check';
import { loadCode } from '../simulation/code.ts';
import { openTemplate } from '../simulation/play.ts';
import { attacks } from './attacks.ts';
import type { Genuine } from './edits.ts';
import { type Door, doorsOf } from './doors.ts';
import { badEvents, genuineEventsOf, tryEvent } from './events.ts';
import { type Furnished, MONDAY_MORNING, furnish } from './furnish.ts';
import { genuineOf } from './genuine.ts';
import { createHouse } from './house.ts';
import { tryOut } from './try-out.ts';

/** A house in which every door can be tried, and the doors of its template. */
export interface Opened {
  furnished: Furnished;
  doors: readonly Door[];
}

/** Builds and furnishes a house; wants a synthesised template. */
export const openHouse = async (): Promise<Opened> => {
  const template = openTemplate();
  const house = createHouse({ template, code: await loadCode(), startAt: MONDAY_MORNING });
  const furnished = await furnish(house);
  house.tables.keep();
  return { furnished, doors: doorsOf(template) };
};

/** How a door was tried. */
export interface Tries {
  /** The same seed sends the same. */
  seed: number;
  tries: number;
  /** Of the visits that were taken so many go on through streams and workflows, from 0 to 1. */
  followed?: number;
}

/** What came of it. */
export interface DoorReport {
  tries: number;
  /** How often each status, or each end of an event, came about. */
  ended: Record<string, number>;
  /** How many visits took how long, by tenths of a ms. */
  took: Map<number, number>;
  /** The first that went wrong, made as small as it still goes wrong. */
  failure?: string;
}

/** How many further tries fast-check makes to find a smaller failure. */
const MOST_SHRINKS = 300;

/** Sends so many hostile things to a door, one after the other; undefined for a door to which nothing of anybody's comes. */
export async function fuzzDoor(furnished: Furnished, door: Door, how: Tries): Promise<DoorReport | undefined> {
  const visits = genuineOf(door.name, furnished);
  if (visits) return fuzzVisits(furnished, door, visits, how);
  const events = genuineEventsOf(door, furnished);
  return events && fuzzEvents(furnished, door, events, how);
}

const fuzzVisits = (furnished: Furnished, door: Door, genuine: Genuine[], how: Tries): Promise<DoorReport> => {
  const { followed = 1 } = how;
  let nth = 0;
  return run(door, how, attacks(genuine.length), async (attack, report) => {
    nth += 1;
    const follow = Math.floor(nth * followed) > Math.floor((nth - 1) * followed);
    const { faults, status, ms } = await tryOut(furnished, door, genuine, attack, follow);
    const tenth = Math.ceil(ms * 10);
    report.took.set(tenth, (report.took.get(tenth) ?? 0) + 1);
    return { faults, ended: String(status) };
  });
};

const fuzzEvents = (furnished: Furnished, door: Door, genuine: object[], how: Tries): Promise<DoorReport> => {
  const anything = door.kind === 'dashboard' || door.kind === 'queue';
  return run(door, how, badEvents(genuine.length, anything), (event) => tryEvent(furnished, door, genuine, event));
};

const run = async <A>(
  door: Door,
  { seed, tries }: Tries,
  arbitrary: fc.Arbitrary<A>,
  tryOne: (attack: A, report: DoorReport) => Promise<{ faults: string[]; ended: string }>,
): Promise<DoorReport> => {
  const report: DoorReport = { tries, ended: {}, took: new Map() };
  const property = fc.asyncProperty(arbitrary, async (attack) => {
    const { faults, ended } = await tryOne(attack, report);
    report.ended[ended] = (report.ended[ended] ?? 0) + 1;
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: tries,
    maxSkipsPerRun: MOST_SHRINKS,
  });
  if (!failed) return report;
  const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const again = `node test/doors/fuzz.ts --door "${door.name}" --seed ${seed} --inputs ${tries}`;
  return { ...report, failure: `${door.name}: ${said}\n${JSON.stringify(counterexample)}\n${again}` };
};
