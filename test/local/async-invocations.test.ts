import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createActivity } from '../../infra/local/activity.ts';
import { type AsyncInvocations, openAsyncInvocations } from '../../infra/local/async-invocations.ts';
import type { LocalClock } from '../../infra/local/clock.ts';
import type { Functions } from '../../infra/local/functions.ts';
import { openLocalStore } from '../../infra/local/local-store.ts';
import type { Queues } from '../../infra/local/queues.ts';
import type { Template } from '../../infra/local/template.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let now: number;
let timers: { at: number; action: () => unknown }[];
/** When the function was called, ms after the event came. */
let calledAt: number[];
let told: { requestContext: object }[];
/** What becomes of the next call. */
let outcome: 'done' | 'Error' | 'Lambda.TooManyRequestsException' | 'Lambda.ServiceException';

const open = (settings: Record<string, unknown>): AsyncInvocations => {
  const DestinationConfig = { OnFailure: { Destination: 'queue' } };
  const template = {
    ofType: () => [{ properties: { FunctionName: 'Function', DestinationConfig, ...settings } }],
    find: () => ({ name: 'Function', arn: 'arn' }),
  } as unknown as Template;
  const functions = {
    invoke: async () => {
      calledAt.push(now);
      return outcome === 'done' ? { payload: null } : { error: { errorType: outcome, errorMessage: 'No.' } };
    },
  } as unknown as Functions;
  return openAsyncInvocations({
    template,
    functions,
    queues: { send: (_queue: string, body: string) => void told.push(JSON.parse(body)) } as unknown as Queues,
    store: openLocalStore(),
    clock: {
      now: () => now,
      schedule: (at: number, action: () => unknown) => timers.push({ at, action }),
    } as unknown as LocalClock,
    activity: createActivity(),
    onError: (error) => {
      throw error;
    },
  });
};

/** Lets the clock go on to a moment, timer by timer. */
const goOn = async (until: number): Promise<void> => {
  for (;;) {
    await setImmediate();
    timers.sort((one, other) => other.at - one.at);
    const next = timers.at(-1);
    if (!next || next.at > until) break;
    timers.pop();
    now = next.at;
    next.action();
  }
  now = until;
};

beforeEach(() => {
  now = 0;
  [timers, calledAt, told] = [[], [], []];
});

describe('an event that nobody waits for', () => {
  it('is tried three times where its function fails, a minute and then two after', async () => {
    outcome = 'Error';
    const invocations = open({});
    invocations.add('Function', {});
    invocations.run();
    await goOn(HOUR);
    expect(calledAt).toEqual([0, MINUTE, 3 * MINUTE]);
    expect(told[0]?.requestContext).toMatchObject({ condition: 'RetriesExhausted', approximateInvokeCount: 3 });
  });

  it.each(['Lambda.TooManyRequestsException', 'Lambda.ServiceException'] as const)(
    'waits for Lambda where that cannot run it (%s), and is done when it can',
    async (error) => {
      outcome = error;
      const invocations = open({ MaximumRetryAttempts: 0 });
      invocations.add('Function', {});
      invocations.run();
      await goOn(4 * HOUR);
      expect(calledAt.slice(0, 5)).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
      expect(Math.max(...calledAt.map((at, index) => at - (calledAt[index - 1] ?? 0)))).toBe(5 * MINUTE);
      outcome = 'done';
      const before = calledAt.length;
      await goOn(10 * HOUR);
      expect(calledAt.length).toBe(before + 1);
      expect(told).toEqual([]);
    },
  );

  it('is given up when it is older than its function wants it', async () => {
    outcome = 'Lambda.TooManyRequestsException';
    const invocations = open({ MaximumEventAgeInSeconds: 120 });
    invocations.add('Function', {});
    invocations.run();
    await goOn(HOUR);
    expect(Math.max(...calledAt)).toBeLessThan(2 * MINUTE);
    expect(told.map(({ requestContext }) => requestContext)).toMatchObject([{ condition: 'EventAgeExceeded' }]);
  });
});
