const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a message is tried, ms: three days, as long as senders after Standard Webhooks try. */
export const LIFE_MS = 72 * HOUR_MS;

/** The first pause, ms: as often as the waiting ones are looked through. */
const FIRST_PAUSE_MS = 5 * MINUTE_MS;

/** The longest pause, ms. */
const LONGEST_PAUSE_MS = 6 * HOUR_MS;

/**
 * The pause after the n-th attempt failed, ms: 5, 15, 45 and 135 minutes, then six hours each. The first five attempts take 3 h 20;
 * twelve more fill the three days, so the seventeenth, 75 h 20 after the first, is the last. A target that is down over a
 * long weekend is written to again by itself.
 */
export const pauseAfter = (attempts: number): number =>
  Math.min(FIRST_PAUSE_MS * 3 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS);

/** What came of sending a message once. */
export type Answer =
  | { kind: 'answered'; status: number; /** Seconds that the target asked to be left alone. */ retryAfter?: number }
  | { kind: 'unanswered'; reason: 'timeout' | 'connection' };

/** What an answer means: taken, refused for good, or to be tried again. */
export type Judgement = { kind: 'taken' } | { kind: 'refused'; reason: string } | { kind: 'again'; reason: string };

/**
 * Judges an answer. A 4xx says that this message will not be taken however often it comes (410: that nothing will), but for 408 and
 * 429, which say not now. A redirect is not followed, because it could lead the message anywhere: it counts as a failure.
 */
export const judgeAnswer = (answer: Answer): Judgement => {
  if (answer.kind === 'unanswered') return { kind: 'again', reason: answer.reason };
  const { status } = answer;
  const reason = `http-${status}`;
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const forGood = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return { kind: forGood ? 'refused' : 'again', reason };
};

/** A message that was not taken: when it is tried next, or that its time is over. `since` is when it was put out, or redriven. */
export const afterFailure = (
  message: { attempts: number; since: number },
  answer: Answer,
  now: number,
): { kind: 'wait'; nextAttemptAt: number } | { kind: 'dead' } => {
  if (now - message.since >= LIFE_MS) return { kind: 'dead' };
  const asked = answer.kind === 'answered' ? (answer.retryAfter ?? 0) * 1000 : 0;
  const pause = Math.max(pauseAfter(message.attempts + 1), Math.min(asked, LONGEST_PAUSE_MS));
  return { kind: 'wait', nextAttemptAt: now + pause };
};
