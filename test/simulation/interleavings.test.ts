import { beforeAll, describe, expect, test } from 'vitest';
import { loadCode } from './code.ts';
import { type Service, openTemplate } from './play.ts';
import { type Eve, eveOfBreach, raceAt } from './race.ts';

let service: Service;
let eve: Eve;
beforeAll(async () => {
  service = { template: openTemplate(), code: await loadCode() };
  eve = await eveOfBreach(service);
});

describe('the end of work and the breach of its promise, in every order of their calls', () => {
  test.each([
    { late: -1_000, ends: ['kept, nobody told'] },
    { late: -1, ends: ['kept, nobody told'] },
    { late: 0, ends: ['kept, nobody told'] },
    // Whoever was first: told of the breach and then of the end, or of the end only.
    { late: 1, ends: ['missed, nobody told', 'missed, told once'] },
  ])('come to one truth when they meet $late ms after the promise was due', async ({ late, ends }) => {
    const race = await raceAt(service, eve, late);
    expect(race).toMatchObject({ ends, broken: [] });
    expect(race.orders).toBeGreaterThan(400);
  });
});
