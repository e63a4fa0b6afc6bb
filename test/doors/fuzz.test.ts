import { beforeAll, describe, expect, test } from 'vitest';
import { openTemplate } from '../simulation/play.ts';
import { doorsOf } from './doors.ts';
import { genuineEventsOf, tryEvent } from './events.ts';
import { type Opened, fuzzDoor, openHouse } from './fuzz-door.ts';
import { TEN_MEGABYTES } from './edits.ts';
import { genuineOf } from './genuine.ts';
import { HOW } from './how.ts';
import { faultsOf } from './judge.ts';
import { tryOut } from './try-out.ts';

/** Every run asks the same; `fuzz.ts --seed` asks others. */
const SEED = 311;

/** Tries of one door: more where more is read of what comes. */
const triesOf = (name: string): number => {
  if (/webhooks\/|updates|v2\/requests.json/.test(name) && name.startsWith('POST')) return 250;
  return name.startsWith('POST') ? 100 : 40;
};

let opened: Opened;
beforeAll(async () => {
  opened = await openHouse();
});

const DOORS = doorsOf(openTemplate());
const tried = DOORS.filter(({ name }) => typeof HOW[name] === 'string');

test('the doors that are tried are those of the template, each of them', () => {
  expect(Object.keys(HOW).sort()).toEqual(DOORS.map(({ name }) => name).sort());
  const functions = openTemplate().ofType('AWS::Lambda::Function');
  expect(new Set(DOORS.map(({ functionName }) => functionName)).size).toBe(functions.length);
});

describe.each(tried)('$name', (door) => {
  test('takes what is genuine, or says with 409 that the state does not allow it', async () => {
    const { furnished } = opened;
    const visits = genuineOf(door.name, furnished) ?? [];
    const events = visits.length > 0 ? [] : (genuineEventsOf(door, furnished) ?? []);
    expect(visits.length + events.length).toBeGreaterThan(0);
    const ended: number[] = [];
    for (const genuine of visits.keys()) {
      const { faults, status } = await tryOut(furnished, door, visits, { genuine, edits: [], signed: true }, true);
      expect(faults, visits[genuine]!.name).toEqual([]);
      ended.push(status);
    }
    for (const genuine of events.keys())
      expect(await tryEvent(furnished, door, events, { genuine, edits: [] })).toEqual({ faults: [], ended: 'done' });
    const allowed = door.name.includes('v2/{document}') ? [404] : [200, 202, 303, 409];
    expect(ended.filter((status) => !allowed.includes(status))).toEqual([]);
    expect(ended.filter((status) => status === 409).length).toBeLessThanOrEqual(ended.length / 2);
  });

  test('bears whatever comes, changes nothing that it refuses, and keeps each word that it takes', async () => {
    const report = await fuzzDoor(opened.furnished, door, { seed: SEED, tries: triesOf(door.name) });
    expect(report?.failure).toBeUndefined();
  });
});

test('ten megabytes are read by nobody, and a byte less than what the gateway takes is refused', async () => {
  const { furnished } = opened;
  for (const door of DOORS.filter(({ name }) => name.startsWith('POST'))) {
    const [genuine] = genuineOf(door.name, furnished) ?? [];
    for (const body of [TEN_MEGABYTES, Buffer.concat([TEN_MEGABYTES, Buffer.from(' ')])]) {
      const visit = { ...genuine!.make(), body };
      const outcome = await furnished.house.visit(visit);
      expect([door.name, outcome.status, faultsOf(door, visit, outcome)]).toEqual([
        door.name,
        door.name.includes('v2/{document}') && body === TEN_MEGABYTES ? 404 : 413,
        [],
      ]);
      furnished.house.restore();
    }
  }
});
