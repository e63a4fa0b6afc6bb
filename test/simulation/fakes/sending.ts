import type { Scheduler } from '../scheduler.ts';
import type { Item } from './expressions.ts';
import { type Call, type Mode, failureOf } from './faults.ts';
import type { Sent } from './sdk.ts';
import { copyOf } from './documents.ts';

/** What a call of AWS does in the world, at one instant; throws what the SDK would. */
export type Effect = (sent: Sent) => Item;

/** Hears what functions and calls do. */
export type Tell = (who: string, what: string) => void;

/** Whoever made a call: goes on with its answer, unless it has ended meanwhile, or is killed. */
interface Caller {
  resume(go: () => void): void;
  kill(): void;
}

/** The SDK's pause before a repetition, ms, on the average. */
const BACKOFF_MS = 100;

/** Carries a call out, tries and all, as its mode has it: the effect comes at one instant, the answer with it or never. */
export function sendOut(
  { scheduler, effect, tell }: { scheduler: Scheduler; effect: Effect; tell: Tell },
  sent: Sent,
  call: Call,
  mode: Mode | undefined,
  caller: Caller,
): Promise<Item> {
  const { service, operation, attempts, timeoutMs } = sent;
  // What is sent is sent: nothing that happens later changes it.
  const input = service === 'DynamoDB' ? copyOf(sent.input) : sent.input;
  const what = `${service} ${operation} ${call.target}`;
  const act = () => effect({ ...sent, input });
  const tryToAct = () => {
    try {
      act();
    } catch {
      // The answer is lost, whatever it was.
    }
  };
  const latency = scheduler.between(2, 40);
  const after = (ms: number, work: () => void) => void scheduler.at(scheduler.now() + ms, work);

  return new Promise((resolve, reject) => {
    const fail = (ms: number) => after(ms, () => caller.resume(() => reject(failureOf(mode!, call))));
    const answer = (ms: number) =>
      after(ms, () => {
        try {
          const result = act();
          if (!call.reads) tell(call.function, what);
          caller.resume(() => resolve(result));
        } catch (error) {
          tell(call.function, `${what}: ${(error as Error).name}`);
          caller.resume(() => reject(error as Error));
        }
      });
    switch (mode) {
      case undefined:
        return answer(latency);
      case 'throttled':
      case 'error before':
        return fail(attempts * latency + (attempts - 1) * BACKOFF_MS);
      case 'conflict':
      case 'refused':
        return fail(latency);
      case 'error after':
        for (let n = 0; n < attempts; n += 1) after(latency + n * BACKOFF_MS, tryToAct);
        return fail(latency + attempts * BACKOFF_MS);
      case 'malformed':
        after(latency, tryToAct);
        return fail(latency + 1);
      case 'reset after':
        after(latency, tryToAct);
        return attempts > 1 ? answer(latency + BACKOFF_MS) : fail(latency + 1);
      case 'hang after':
        for (let n = 0; n < (timeoutMs === Infinity ? 1 : attempts); n += 1)
          after(n === 0 ? latency : latency + n * timeoutMs, tryToAct);
        return timeoutMs === Infinity ? undefined : fail(attempts * timeoutMs + (attempts - 1) * BACKOFF_MS);
      case 'hang before':
        return timeoutMs === Infinity ? undefined : fail(attempts * timeoutMs + (attempts - 1) * BACKOFF_MS);
      case 'killed before':
        return after(latency, () => caller.kill());
      case 'killed after':
        return after(latency, () => {
          tryToAct();
          caller.kill();
        });
      case 'error meanwhile':
      case 'twice':
      case 'late':
      case 'early':
      case 'lost':
        throw new TypeError(`No call of AWS is ${mode}.`);
      default:
        return mode satisfies never;
    }
  });
}
