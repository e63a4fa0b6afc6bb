import { type Attack, type Genuine, visitOf } from './edits.ts';
import type { Door } from './doors.ts';
import type { Furnished } from './furnish.ts';
import type { Outcome } from './house.ts';
import { faultsOf } from './judge.ts';
import { settle } from './settle.ts';

/** What came of one try. */
export interface Tried {
  faults: string[];
  status: number;
  ms: number;
}

/** A try lets so much time pass, ms, so that what a table remembers of the last seconds stays little. */
const BETWEEN_MS = 7;

/**
 * Sends an attack to a door, judges what came of it, lets what follows from it follow, and puts everything back as it was.
 *
 * @param follow whether streams and workflows go on with what was taken
 */
export async function tryOut(
  { house }: Furnished,
  door: Door,
  genuine: readonly Genuine[],
  attack: Attack,
  follow: boolean,
): Promise<Tried> {
  house.wait(BETWEEN_MS);
  const visit = visitOf(attack, genuine);
  const began = performance.now();
  const outcome = await house.visit(visit);
  const ms = performance.now() - began;
  const faults = faultsOf(door, visit, outcome);
  if (follow && outcome.writes.length > 0) faults.push(...(await faultsAfter(house, outcome)));
  house.restore();
  return { faults, status: outcome.status, ms };
}

const faultsAfter = async (house: Furnished['house'], { status }: Outcome): Promise<string[]> => {
  try {
    await settle(house);
    return [];
  } catch (error) {
    const { message, cause } = error as Error;
    const said = house.logged.filter(({ level }) => level === 'error').map(({ fields }) => JSON.stringify(fields));
    return [
      `It is taken with ${status}, and then: ${message} ${String((cause as Error | undefined)?.stack ?? '')} ${said.join()}`,
    ];
  }
};
