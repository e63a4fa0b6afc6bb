import { beforeAll, expect, test } from 'vitest';
import { loadCode } from './code.ts';
import { createQuotas } from './fakes/quotas.ts';
import { friday } from './friday-play.ts';
import { hotKey, storm } from './load-plays.ts';
import { type Service, openTemplate } from './play.ts';

let service: Service;
beforeAll(async () => {
  service = { template: openTemplate(), code: await loadCode() };
});

test('a storm of reports is taken in whole, and its letters leave at the rate of the account', async () => {
  const { amiss, figures } = await storm(service, { spike: 60, burst: 5, forSeconds: 4, region: 'elsewhere' });
  expect(amiss).toEqual([]);
  expect(Object.fromEntries(figures).letters).toMatch(/^160 in /);
});

test('reports of one thing at one place are all kept, and counted once', async () => {
  expect((await hotKey(service, { reports: 60, region: 'us-east-1' })).amiss).toEqual([]);
});

test('promises that are all due at one moment are each told of once', async () => {
  expect((await friday(service, { requests: 40, region: 'us-east-1' })).amiss).toEqual([]);
});

test('transitions of workflows over the quota are held back, and all of them happen', async () => {
  const others = { StateTransition: { holds: 5, perSecond: 5 } };
  const { amiss, figures } = await storm(service, { spike: 40, burst: 1, forSeconds: 1, region: 'us-east-1', others });
  expect(amiss).toEqual([]);
  const { taken, heldBack } = /StateTransition (?<taken>[\d,]+) taken, (?<heldBack>[\d,]+) of them held back/.exec(
    Object.fromEntries(figures).quotas!,
  )!.groups!;
  expect(Number(heldBack)).toBeGreaterThan(40);
  expect(Number(taken)).toBeGreaterThan(Number(heldBack));
});

test('a transition over the quota waits behind those before it', () => {
  let now = 0;
  const quotas = createQuotas('elsewhere', () => ({ now: () => now }), {
    StateTransition: { holds: 2, perSecond: 10 },
  });
  const waits = (times: number) => Array.from({ length: times }, () => quotas.waitsForTransition());
  expect(waits(4)).toEqual([0, 0, 100, 200]);
  now = 1_000;
  expect(waits(3)).toEqual([0, 0, 100]);
  expect(quotas.passed.get('StateTransition')).toEqual({ taken: 7, refused: 0, heldBack: 3 });
});

test('a quota lets through what its bucket holds, and then what comes back', () => {
  let now = 0;
  const quotas = createQuotas('elsewhere', () => ({ now: () => now }));
  const start = () =>
    quotas.refuses({
      place: 0,
      function: 'PassOnChanges',
      service: 'StepFunctions',
      operation: 'StartExecution',
      target: '',
      reads: false,
      transaction: false,
      at: now,
    });
  const through = (calls: number) => Array.from({ length: calls }, start).filter((mode) => mode === undefined).length;
  expect(through(1_000)).toBe(800);
  now = 1_000;
  expect(through(1_000)).toBe(150);
  now = 60_000;
  expect(through(1_000)).toBe(800);
});
