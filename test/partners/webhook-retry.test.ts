import { describe, expect, test } from 'vitest';
import { LIFE_MS, afterFailure, judgeAnswer, pauseAfter } from '../../functions/partners/webhook-retry.ts';
import { HOUR, MINUTE, TUESDAY } from '../support/builders.ts';

const answered = (status: number, retryAfter?: number) => ({
  kind: 'answered' as const,
  status,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

describe('an answer', () => {
  test.each([200, 202, 204])('of %s means that it was taken', (status) => {
    expect(judgeAnswer(answered(status))).toEqual({ kind: 'taken' });
  });

  test.each([400, 401, 403, 404, 409, 410, 413, 422])('of %s refuses the message for good', (status) => {
    expect(judgeAnswer(answered(status))).toEqual({ kind: 'refused', reason: `http-${status}` });
  });

  test.each([301, 302, 307, 408, 429, 500, 502, 503])('of %s is tried again, and no redirect is followed', (status) => {
    expect(judgeAnswer(answered(status))).toEqual({ kind: 'again', reason: `http-${status}` });
  });

  test.each(['timeout', 'connection'] as const)('that never came, by %s, is tried again', (reason) => {
    expect(judgeAnswer({ kind: 'unanswered', reason })).toEqual({ kind: 'again', reason });
  });
});

describe('a message that was not taken', () => {
  test('waits 5, 15, 45 and 135 minutes, then six hours each', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((attempts) => pauseAfter(attempts) / MINUTE)).toEqual([
      5, 15, 45, 135, 360, 360, 360,
    ]);
  });

  test('R7 is given up at the seventeenth attempt, 75 hours 20 minutes after the first, so that it cannot block for ever', () => {
    let now = TUESDAY;
    for (let attempts = 0; ; attempts += 1) {
      const next = afterFailure({ attempts, since: TUESDAY }, answered(503), now);
      if (next.kind === 'dead') {
        expect([attempts + 1, now - TUESDAY]).toEqual([17, 75 * HOUR + 20 * MINUTE]);
        return;
      }
      expect(next.nextAttemptAt).toBeGreaterThan(now);
      now = next.nextAttemptAt;
    }
  });

  test('is left alone for as long as its target asks, but no longer than six hours', () => {
    const first = { attempts: 0, since: TUESDAY };
    expect(afterFailure(first, answered(429, 1800), TUESDAY)).toMatchObject({ nextAttemptAt: TUESDAY + 30 * MINUTE });
    expect(afterFailure(first, answered(429, 10), TUESDAY)).toMatchObject({ nextAttemptAt: TUESDAY + 5 * MINUTE });
    expect(afterFailure(first, answered(503, 999_999), TUESDAY)).toMatchObject({ nextAttemptAt: TUESDAY + 6 * HOUR });
  });

  test('that has waited behind another for three days is tried once for its own sake', () => {
    const late = { attempts: 0, since: TUESDAY };
    expect(afterFailure(late, answered(503), TUESDAY + LIFE_MS)).toEqual({ kind: 'dead' });
    expect(afterFailure(late, answered(503), TUESDAY + LIFE_MS - 1)).toMatchObject({ kind: 'wait' });
  });
});
