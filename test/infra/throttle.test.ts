import { expect, test, vi } from 'vitest';
import { CONFIG } from '../../infra/config.ts';
import { synthesise } from './templates.ts';

test('gives the public figures a throttle of their own, below that of the API, and keeps their metrics', () => {
  const [stage] = synthesise('production').ofType('AWS::ApiGateway::Stage');
  const settings = stage?.Properties.MethodSettings as Record<string, unknown>[];
  const [whole, ...own] = settings;
  expect(whole).toMatchObject({ HttpMethod: '*', ThrottlingRateLimit: CONFIG.production.throttle.rate });
  expect(own.map(({ ResourcePath }) => ResourcePath)).toEqual(['/~1open311~1figures.json', '/~1open311~1figures.csv']);
  for (const one of own) {
    expect(one).toMatchObject({ HttpMethod: 'GET', MetricsEnabled: true, DataTraceEnabled: false });
    expect(one.ThrottlingRateLimit).toBeLessThan(CONFIG.production.throttle.rate);
  }
});

test('lets as many senders read a shard of the notices as the rate of the mail wants', () => {
  const readersOf = () =>
    synthesise('production')
      .ofType('AWS::Lambda::EventSourceMapping')
      .flatMap(({ id, Properties: { ParallelizationFactor } }) =>
        ParallelizationFactor && id.includes('Notice') ? [[id, ParallelizationFactor]] : [],
      );
  expect(readersOf()).toEqual([]);
  vi.spyOn(CONFIG.production, 'mailReaders', 'get').mockReturnValue(4);
  try {
    expect(readersOf()).toEqual([[expect.stringContaining('SendNotice'), 4]]);
  } finally {
    vi.restoreAllMocks();
  }
});
