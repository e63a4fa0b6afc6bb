import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { EditError, edited, loadCode } from './code.ts';
import { brokenBy, randomTrial, singleFaults, tryOut } from './explore.ts';
import { NO_FAULTS, siteOf } from './fakes/faults.ts';
import { shortName } from './fakes/functions.ts';
import { openCovering } from './covering.ts';
import { hunt } from './hunt.ts';
import { MUTATIONS, QUICK } from './mutation-list.ts';
import { castsOf, listPairs, withMending } from './pairs.ts';
import { type Service, openTemplate, playOut } from './play.ts';
import { SCENARIOS } from './all-scenarios.ts';
import { tellStory } from './story.ts';
import { type Kind, type Trial, nameOfTrial, readTrial } from './trial.ts';

/** Of the single faults so many are passed over between two that are played; all of them are `simulate.ts --singles`. */
const EVERY = 127;

let service: Service;
beforeAll(async () => {
  service = { template: openTemplate(), code: await loadCode() };
});

const broken = (trial: Trial) => brokenBy(service, trial);

describe.each(SCENARIOS)('the scenario "$name"', (scenario) => {
  test('goes well where nothing fails, in whatever order', async () => {
    for (const seed of [1, 2, 3])
      expect(await broken({ kind: 'planned', scenario, seed, faults: new Map() })).toEqual([]);
  });

  test('bears a fault at any call', async () => {
    const faults = await singleFaults(service, scenario, 1);
    expect(new Set(faults.map(({ call }) => siteOf(call))).size).toBeGreaterThan(40);
    for (const [index, { call, mode }] of faults.entries()) {
      if (index % EVERY !== 0) continue;
      expect(await broken({ kind: 'planned', scenario, seed: 1, faults: new Map([[call.place, mode]]) })).toEqual([]);
    }
  });
});

test('every function of the service is called by some scenario', async () => {
  const called = new Set<string>();
  for (const scenario of SCENARIOS) {
    const { calls } = await playOut(service, { scenario, seed: 1, plan: NO_FAULTS });
    calls.forEach((call) => called.add(call.function));
  }
  const all = service.template.ofType('AWS::Lambda::Function').map(({ name }) => shortName(name));
  expect(all.filter((name) => !called.has(name))).toEqual([]);
});

describe('pairs of faults', () => {
  const onTime = SCENARIOS.slice(0, 1);

  test(
    'are borne, each of two in the way from a change to its letter, eight to a trial',
    { timeout: 300_000 },
    async () => {
      const isWanted = ({ site }: Kind) => /^(PassOnChanges|RequestLifecycle|WaitForChange|SendNotice):/.test(site);
      const casts = (await castsOf(service, onTime, 1)).map((cast) => ({
        ...cast,
        kinds: cast.kinds.filter(isWanted),
      }));
      const listed = listPairs(casts);
      expect(listed.passes[0]!.length / 3).toBeGreaterThan(1_000);
      const covering = openCovering(listed, { seed: 1, size: 8, upTo: 3 });
      for (let trial = covering.next(); trial; trial = covering.next()) {
        const { faults, violations } = await tryOut(service, trial);
        expect({ trial: nameOfTrial(trial, faults), violations }).toMatchObject({ violations: [] });
        covering.note(
          trial,
          faults.map(({ call, mode }) => ({ site: siteOf(call), mode })),
        );
      }
      expect(covering.wanted()).toEqual([0, 0, 0]);
    },
  );

  test('have their second fault in what only the first one calls, too', async () => {
    const wanted = ({ site, mode }: Kind) => site === 'ReviewRequest: Lambda.Invoke' && mode === 'throttled';
    const listed = listPairs(await castsOf(service, onTime, 1), wanted);
    const { casts, passes } = await withMending(service, listed, { seed: 1, wanted });
    const seconds = passes[3]!.filter((_, index) => index % 3 === 2).map((kind) => casts[0]!.kinds[kind]!);
    expect(seconds).toContainEqual({
      site: 'RequestLifecycle: Timers.the task is tried again',
      mode: 'lost',
      places: [],
    });
  });
});

describe('what the simulator found', () => {
  const onTime = SCENARIOS[0]!;

  /** The first call of a function in a play without faults. */
  const callOf = async (name: string, operation: string, scenario = onTime): Promise<number> => {
    const { calls } = await playOut(service, { scenario, seed: 1, plan: NO_FAULTS });
    return calls.find((call) => call.function === name && call.operation === operation)!.place;
  };

  test.each(['throttled', 'error before', 'malformed', 'killed before'] as const)(
    'a review that is %s once is done again, and no operator is called',
    async (mode) => {
      const place = await callOf('ReviewRequest', 'Get');
      expect(await broken({ kind: 'planned', scenario: onTime, seed: 1, faults: new Map([[place, mode]]) })).toEqual(
        [],
      );
    },
  );

  test('an improvement that somebody begins again, not knowing whether the first time was heard, is begun once', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'looked at from every side')!;
    const place = await callOf('AnswerImprovement', 'TransactWrite', scenario);
    for (const mode of ['error after', 'reset after', 'killed after'] as const)
      expect(await broken({ kind: 'planned', scenario, seed: 1, faults: new Map([[place, mode]]) })).toEqual([]);
  });

  test('a letter that SES refuses has its alarm, though the function is killed when it has written so', async () => {
    const refused = await callOf('SendNotice', 'SendRawEmail');
    const trial = readTrial(`on time/1/${refused}:refused`);
    const { calls, violations } = await tryOut(service, trial);
    expect(violations).toEqual([]);
    const written = calls.find(
      (call) => call.place > refused && call.function === 'SendNotice' && call.operation === 'Update',
    )!;
    expect(await broken(readTrial(`on time/1/${refused}:refused;${written.place}:killed after`))).toEqual([]);
  });

  test('a message that a platform refuses has its alarm, though nobody hears that it was written so', async () => {
    expect(await broken(readTrial('told to the platform/1/74:refused;76:hang after'))).toEqual([]);
    expect(await broken(readTrial('told to the platform/1/74:refused;76:killed after'))).toEqual([]);
  });

  test('an execution that stops has its alarm', async () => {
    const until = onTime.startAt + 4 * 60_000;
    const { violations, stopped } = await playOut(service, {
      scenario: onTime,
      seed: 1,
      plan: (call) =>
        call.function === 'ReviewRequest' && call.service === 'Lambda' && call.at < until ? 'throttled' : undefined,
    });
    expect(stopped).toBeGreaterThan(0);
    expect(violations).toEqual([]);
  });

  test('a request gets on after an outage that stopped its workflow and the one in its place', async () => {
    const until = onTime.startAt + 45 * 60_000;
    const { violations, stopped } = await playOut(service, {
      scenario: onTime,
      seed: 1,
      plan: (call) =>
        call.function === 'ReviewRequest' && call.service === 'Lambda' && call.at < until ? 'throttled' : undefined,
    });
    expect(stopped).toBeGreaterThan(2);
    expect(violations).toEqual([]);
  });

  test.each([-10, 0, 10])(
    'an outage of Step Functions ends with one execution, with the clock of Lambda %i minutes ahead',
    async (minutes) => {
      const until = onTime.startAt + 30 * 60_000;
      const { violations, calls } = await playOut(service, {
        scenario: onTime,
        seed: 1,
        fleetMs: minutes * 60_000,
        plan: (call) => (call.operation === 'StartExecution' && call.at < until ? 'error before' : undefined),
      });
      expect(
        calls.some(({ function: name, operation }) => name === 'Reconcile' && operation === 'StartExecution'),
      ).toBe(true);
      expect(violations).toEqual([]);
    },
  );

  test('a finding of the trends is told once, wherever its run is killed', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'what the office is told of overnight')!;
    const { calls } = await playOut(service, { scenario, seed: 1, plan: NO_FAULTS });
    const puts = calls.filter(({ function: name, operation }) => name === 'FindTrends' && operation === 'Put');
    for (const { place } of puts)
      expect(await broken({ kind: 'planned', scenario, seed: 1, faults: new Map([[place, 'killed before']]) })).toEqual(
        [],
      );
  });

  test('a workflow whose retry is lost in its review is replaced', async () => {
    const place = await callOf('ReviewRequest', 'Get');
    const failed: Trial = { kind: 'planned', scenario: onTime, seed: 1, faults: new Map([[place, 'throttled']]) };
    const { calls } = await tryOut(service, failed);
    const retry = calls.find(
      (call) => call.service === 'Timers' && call.operation.startsWith('the task is tried again'),
    )!;
    const both = new Map([...failed.faults, [retry.place, 'lost' as const]]);
    expect(await broken({ ...failed, faults: both })).toEqual([]);
  });
});

describe('a play', () => {
  test('comes out the same, move for move, when it is played again', async () => {
    const trial = randomTrial(SCENARIOS, 77);
    const [first, , again] = [
      await tryOut(service, trial),
      await tryOut(service, randomTrial(SCENARIOS, 78)),
      await tryOut(service, trial),
    ];
    expect(tellStory(trial, again!)).toEqual(tellStory(trial, first!));
    expect(first!.story.length).toBeGreaterThan(50);
  });

  test('can be asked for by its name', () => {
    const trial = readTrial('late/3/12:throttled;40:killed after');
    expect(trial).toMatchObject({ kind: 'planned', seed: 3, scenario: { name: 'late' } });
    expect(trial.kind === 'planned' && [...trial.faults]).toEqual([
      [12, 'throttled'],
      [40, 'killed after'],
    ]);
    expect(() => readTrial('late/3/12:burnt')).toThrow(RangeError);
    expect(() => readTrial('early/3/')).toThrow(RangeError);
  });
});

describe('a version of the service that', () => {
  test.each(MUTATIONS.filter(({ name }) => QUICK.includes(name)))('$name is caught', async (mutation) => {
    expect((await hunt(service, mutation)).caught).toBeDefined();
  });

  test('`mutations.ts` knows can be made of the sources as they are', () => {
    const root = new URL('../../', import.meta.url);
    for (const { edits } of MUTATIONS)
      edits.reduce((texts, edit) => {
        const text = texts.get(edit.file) ?? readFileSync(new URL(edit.file, root), 'utf8');
        return texts.set(edit.file, edited(text, edit));
      }, new Map<string, string>());
  });

  test('nobody could have meant is refused: what is edited stands there exactly once', async () => {
    const file = 'functions/shared/queue.ts';
    await expect(loadCode([{ file, from: 'no such text', to: '' }])).rejects.toThrow(/0 times/);
    await expect(loadCode([{ file: 'functions/none.ts', from: 'a', to: 'b' }])).rejects.toThrow(EditError);
  });
});
