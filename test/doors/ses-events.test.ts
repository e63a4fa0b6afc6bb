import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { NEXT_STATUSES } from '../../functions/notices/notice-progress.ts';
import type { NoticeStatus } from '../../functions/notices/notice-progress.ts';
import { sesEvent } from '../notices/ses-events.ts';
import { hostileValue } from './attacks.ts';
import { replaceLeaf } from './edits.ts';
import { type Opened, openHouse } from './fuzz-door.ts';
import { itemsOf } from './furnish.ts';
import { settle } from './settle.ts';

const SEED = 311;

let opened: Opened;
let noticeId: string;
let address: string;
beforeAll(async () => {
  opened = await openHouse();
  const claimed = itemsOf(opened.furnished.house, 'Notices').find(
    ({ status, audience, requestId }) => status === 'claimed' && audience === 'constituent' && requestId !== undefined,
  );
  [noticeId, address] = [String(claimed?.id), String(claimed?.to)];
});

const statusNow = (): NoticeStatus =>
  itemsOf(opened.furnished.house, 'Notices').find(({ id }) => id === noticeId)?.status as NoticeStatus;

const say = (...bodies: string[]) =>
  opened.furnished.house.invoke('ConfirmNotice', {
    Records: bodies.map((body, nth) => ({ messageId: `m-${nth}`, body })),
  });

/** Every status that can be reached from one by steps forward. */
const after = (from: NoticeStatus, seen = new Set<NoticeStatus>()): Set<NoticeStatus> => {
  for (const next of NEXT_STATUSES[from]) if (!seen.has(next)) after(next, seen.add(next));
  return seen;
};

const kinds = fc.constantFrom(
  'Send' as const,
  'Delivery' as const,
  'Bounce' as const,
  'Complaint' as const,
  'Reject' as const,
);
const event = fc.record({
  kind: kinds,
  transient: fc.boolean(),
  about: fc.constantFrom('ours', 'ours', 'ours', 'nobody’s'),
  edit: fc.option(fc.record({ at: fc.nat({ max: 500 }), value: hostileValue }), { freq: 4 }),
  twice: fc.boolean(),
});

describe('events of SES', () => {
  test('in any order, twice, malformed, about nobody: a notice goes forward and never back (R141)', async () => {
    const { house } = opened.furnished;
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
        try {
          for (const { kind, transient, about, edit, twice } of events) {
            const before = statusNow();
            const bounce = transient ? { bounce: { bounceType: 'Transient', bounceSubType: 'General' } } : {};
            const said = sesEvent(
              kind,
              about === 'ours' ? noticeId : 'R-0000-0000-0000#1#x',
              kind === 'Bounce' ? bounce : {},
            );
            const body = JSON.stringify(edit ? replaceLeaf(said, edit.at, () => edit.value) : said);
            const { thrown, payload } = await say(...(twice ? [body, body] : [body]));
            expect([thrown, payload]).toEqual([undefined, { batchItemFailures: [] }]);
            const now = statusNow();
            if (now !== before) expect([before, now, after(before).has(now)]).toEqual([before, now, true]);
            if (now !== before) expect(['claimed', 'queued']).not.toContain(now);
          }
        } finally {
          house.restore();
        }
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  test.each(['Bounce', 'Complaint'] as const)(
    'a %s, before its send was told, is the last letter that its address gets',
    async (kind) => {
      const { house, requests, path } = opened.furnished;
      try {
        await say(JSON.stringify(sesEvent(kind, noticeId)));
        await say(JSON.stringify(sesEvent('Send', noticeId)), JSON.stringify(sesEvent('Delivery', noticeId)));
        expect(statusNow()).toBe(kind === 'Bounce' ? 'bounced' : 'complained');
        await settle(house);
        house.letters.length = 0;
        const body = new URLSearchParams({ action: 'ask', question: 'Which side of the street is it on?' });
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        const visit = {
          method: 'POST',
          path: path('review', requests.held),
          headers,
          body: Buffer.from(body.toString()),
        };
        expect((await house.visit(visit)).status).toBe(303);
        await settle(house);
        expect(house.letters.filter(({ to }) => to.includes(address))).toEqual([]);
        expect(
          itemsOf(house, 'Notices').filter(({ to, status }) => to === address && status === 'withheld').length,
        ).toBeGreaterThan(0);
      } finally {
        house.restore();
      }
    },
  );
});
