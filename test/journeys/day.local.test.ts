import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReplayRow } from '../../infra/local/replay/rows.ts';
import type { LocalStack } from '../support/local-stack.ts';
import { playDay, startDay } from './day-of-mail.ts';

/** Enough for every kind of message; `node test/journeys/day.ts` plays 1,000. */
const REQUESTS = 100;
const SEED = 311;

let stack: LocalStack;
let rows: ReplayRow[];
beforeAll(async () => {
  ({ stack, rows } = await startDay(REQUESTS));
});
afterAll(() => stack.stop());

test(
  `R130 R147 on a day of ${REQUESTS} real requests (seed ${SEED}) each notice is in the mailbox once, and nobody reads the same words twice`,
  { timeout: 600_000 },
  async () => {
    const { kinds, answers, emails, twice, astray } = await playDay(stack, rows, SEED);
    expect(twice).toEqual([]);
    expect(astray).toEqual([]);
    expect(answers['webhook 202']).toBe(REQUESTS);
    expect(Object.keys(answers).filter((answer) => !/ (202|303|409)$/.test(answer))).toEqual([]);
    expect(emails).toBe(kinds.reduce((sum, { mailed }) => sum + mailed, 0));
    expect(emails).toBeGreaterThan(3 * REQUESTS);
    const written = kinds.map(({ message }) => message);
    expect(written).toEqual(
      expect.arrayContaining([
        'concern-received',
        'request-in-progress',
        'request-on-hold',
        'request-received',
        'request-reopened',
        'request-resolved',
        'request-scheduled',
        'request-withdrawn',
        'review-needed',
        'work-cancelled',
        'work-offered',
        'work-transferred',
      ]),
    );
  },
);
