import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findService } from '../../infra/ops/register.ts';
import { TUESDAY } from '../support/builders.ts';

const MINUTE = 60_000;
beforeEach(() => void vi.useFakeTimers({ now: TUESDAY }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a running service', () => {
  test('has a clock that goes on while a command writes', async () => {
    const { now, clock } = await findService({ environment: 'staging', console: '' });
    vi.advanceTimersByTime(90 * MINUTE);
    expect([now, clock()]).toEqual([TUESDAY, TUESDAY + 90 * MINUTE]);
  });

  test('has the time of the stack on this machine, which may stand still', async () => {
    const summary = { now: new Date(TUESDAY).toISOString(), dynamodb: { endpoint: 'http://127.0.0.1:1', table: 'T' } };
    vi.stubGlobal('fetch', async () => Response.json(summary));
    const { now, clock } = await findService({ console: 'http://127.0.0.1:1' });
    vi.advanceTimersByTime(90 * MINUTE);
    expect([now, clock()]).toEqual([TUESDAY, TUESDAY]);
  });
});
