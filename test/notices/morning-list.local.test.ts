import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import { MOST_LISTED } from '../../functions/notices/morning-list.ts';
import { type NoticeStore, createNoticeStore } from '../../functions/notices/notice.store.ts';
import type { Notice } from '../../functions/notices/notice.ts';
import { isWaiting } from '../../functions/notices/notice-progress.ts';
import { reconcileNotices } from '../../functions/notices/reconcile-notices.ts';
import { releaseNotices } from '../../functions/notices/release-notices.handler.ts';
import { createPoster, sesClient } from '../../functions/notices/ses.store.ts';
import type { RequestFile } from '../../functions/requests/change.ts';
import { HOUR, TUESDAY, aCompletion, aRequest, somerville, work } from '../support/builders.ts';
import { ALL_VALUES, aNotice } from './builders.ts';
import { type FakeSes, startFakeSes } from './fake-ses.ts';
import { type NoticesTable, recordsOf, startNoticesTable } from './notices-table.ts';
import { aSender } from './sender.ts';

const NIGHT = TUESDAY + 12 * HOUR;
const MORNING = TUESDAY + 23 * HOUR + HOUR / 2;
const MINUTE = 60_000;

let table: NoticesTable;
let ses: FakeSes;
let now: number;

beforeAll(async () => {
  [table, ses] = await Promise.all([startNoticesTable(), startFakeSes()]);
  vi.stubEnv('AWS_ENDPOINT_URL_SES', ses.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([table.stop(), ses.stop()]);
});
beforeEach(async () => {
  await table.clear();
  now = MORNING;
  ses.posts = [];
});

const store = () => createNoticeStore(table.client, table.name, () => now);
const send = (notices: Notice[]) =>
  aSender(table.client, table.name, {
    now: () => now,
    post: createPoster(sesClient(5_000), { sender: '311@city.example', configurationSet: 'notices' }),
  })(recordsOf(...notices));
const stored = async (): Promise<Notice[]> => (await table.all()) as unknown as Notice[];
/** What the stream brings: whatever is queued now, and some of it twice. */
const stream = async (): Promise<void> => {
  const going = (await stored()).filter((notice) => notice.status === 'queued' && !isWaiting(notice));
  await Promise.all([send(going), send(going.toReversed())]);
};
const sent = () =>
  Promise.all(ses.posts.map((fields) => simpleParser(Buffer.from(fields.get('RawMessage.Data') ?? '', 'base64'))));

const kept = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
const done = work(kept, aCompletion, NIGHT + HOUR);
const of = (requestId: string, file: RequestFile): RequestFile =>
  JSON.parse(JSON.stringify(file).replaceAll(kept.request.id, requestId)) as RequestFile;
const LEVELS = { 'clock-at-risk': 'at-risk', 'clock-due': 'due', 'clock-escalated': 'escalate' } as const;
const milestones = runningMilestones(kept, somerville).filter(({ clock }) => clock === 'resolve');

/** A level of the promise of a request, told to a reader. */
const told = (requestId: string, message: keyof typeof LEVELS, to: string): Notice => {
  const found = milestones.find(({ kind }) => kind === LEVELS[message])!;
  const [id, owner] = [found.id, found.of].map((text) => text.replaceAll(kept.request.id, requestId)) as [
    string,
    string,
  ];
  const { kind, clock, at } = found;
  return aNotice(message, {
    id: `${id}#${to}`,
    requestId,
    to,
    audience: 'partner',
    createdAt: NIGHT,
    notBefore: MORNING,
    milestone: { id, of: owner, kind, clock, at },
    values: { ...ALL_VALUES[message], requestId } as Notice['values'],
  });
};

/** A store that stops before or after the so-manieth call, for good, as a function that is killed. */
const killedAfter = (calls: number, effected: boolean): NoticeStore => {
  let left = calls;
  const real = store();
  const guard =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      left -= 1;
      if (left < 0 || (left === 0 && !effected)) throw new Error('killed');
      const result = await call(...args);
      if (left <= 0) throw new Error('killed');
      return result;
    };
  const { find, letGo, leaveOut, combine } = real;
  return { ...real, find: guard(find), letGo: guard(letGo), leaveOut: guard(leaveOut), combine: guard(combine) };
};

describe('a morning with a list', () => {
  const release = (notices: NoticeStore, doneIds: readonly string[] = []) =>
    releaseNotices({
      requests: { load: async (id) => of(id, doneIds.includes(id) ? done : kept) },
      notices,
      ask: () => Promise.reject(new Error('Nobody is asked how it went here.')),
      perSecond: 14,
      pause: async () => undefined,
      metrics: { count: () => undefined, gauge: () => undefined, publish: () => undefined },
      now: () => now,
    })();

  it('is one e-mail with a page for each, which names its list on every notice; what was done meanwhile is left out (R135)', async () => {
    const ids = Array.from({ length: 5 }, (_, index) => `R-0000-0000-000${index}`);
    for (const id of ids) await table.put(told(id, 'clock-due', 'desk@dpw.example'));
    expect(await release(store(), [ids[2]!])).toEqual({ released: 1, listed: 4, leftOut: 1 });
    await stream();
    const [mail, ...others] = await sent();
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('4 requests need a look, 4 of them late');
    const listed = ids.filter((id) => mail?.text?.includes(`(${id})`));
    expect(listed).toEqual(ids.filter((id) => id !== ids[2]));
    const links = mail?.text?.match(/^ {3}https:\S+\/requests\/\S+$/gm) ?? [];
    expect(links).toHaveLength(4);
    const notices = await stored();
    const list = notices.find(({ message }) => message === 'morning-list');
    expect(list).toMatchObject({ status: 'sent', requestId: 'morning-list' });
    for (const notice of notices.filter(({ requestId }) => listed.includes(requestId))) {
      expect(notice).toMatchObject({ status: 'combined', combinedIn: list?.id, attempts: 0 });
      expect(notice).not.toHaveProperty('progress');
    }
    expect(await release(store())).toEqual({ released: 0, listed: 0, leftOut: 0 });
  });

  it('R131 tells of one promise only the highest level, and records the lower as left out', async () => {
    const id = 'R-0000-0000-0001';
    for (const message of ['clock-at-risk', 'clock-escalated', 'clock-due'] as const)
      await table.put(told(id, message, 'supervisor@dpw.example'));
    expect(await release(store())).toEqual({ released: 1, listed: 0, leftOut: 2 });
    await stream();
    expect((await sent()).map(({ subject }) => subject)).toEqual([expect.stringContaining('Escalation level 2')]);
    const left = (await stored()).filter(({ status }) => status === 'left-out');
    expect(left.map(({ message, failure }) => `${message} ${failure}`).sort()).toEqual([
      'clock-at-risk collapsed',
      'clock-due collapsed',
    ]);
  });

  it('is several lists where one would be too long, each in a transaction of its own', async () => {
    for (let index = 0; index < 2 * MOST_LISTED + 1; index += 1)
      await table.put(told(`R-0000-0000-${1000 + index}`, 'clock-due', 'desk@dpw.example'));
    expect(await release(store())).toEqual({ released: 3, listed: 2 * MOST_LISTED, leftOut: 0 });
  });

  it('R130 each notice is in exactly one e-mail, whatever is killed, repeated, reordered, lost or run at once', async () => {
    const MESSAGES = Object.keys(LEVELS) as (keyof typeof LEVELS)[];
    const aCase = fc.record({
      requests: fc.array(
        fc.record({
          levels: fc.subarray(MESSAGES, { minLength: 1 }),
          reader: fc.constantFrom('desk@dpw.example', 'desk@dpw.example', 'chief@dpw.example'),
          done: fc.constantFrom(true, false, false, false),
        }),
        { minLength: 3, maxLength: 12 },
      ),
      rounds: fc.array(
        fc.array(fc.record({ calls: fc.integer({ min: 0, max: 40 }), effected: fc.boolean() }), {
          minLength: 1,
          maxLength: 3,
        }),
        { minLength: 1, maxLength: 4 },
      ),
      lost: fc.boolean(),
    });
    const seen = { lists: 0, killed: 0, collapsed: 0, overtaken: 0 };
    await fc.assert(
      fc.asyncProperty(aCase, async ({ requests, rounds, lost }) => {
        await table.clear();
        now = MORNING;
        ses.posts = [];
        const known = requests.map((one, index) => ({ ...one, id: `R-0000-0000-${1000 + index}` }));
        for (const { id, levels, reader } of known)
          for (const message of levels) await table.put(told(id, message, reader));
        const doneIds = known.filter((one) => one.done).map(({ id }) => id);
        for (const lambdas of rounds) {
          const runs = lambdas.map(({ calls, effected }) => release(killedAfter(calls, effected), doneIds));
          const ended = await Promise.allSettled(runs);
          seen.killed += ended.filter(({ status }) => status === 'rejected').length;
          if (!lost) await stream();
          now += 5 * MINUTE;
        }
        await Promise.all([release(store(), doneIds), release(store(), doneIds)]);
        now += 6 * MINUTE;
        await release(store(), doneIds);
        now += 6 * MINUTE;
        await reconcileNotices(store(), now);
        await stream();
        const mails = await sent();
        for (const { id, levels, done: isDone } of known) {
          const said = mails.flatMap(({ subject = '', text = '' }) => [
            ...`${subject}\n${text}`.matchAll(
              new RegExp(`(Time is running out|Due and not done|Escalation level)[^\n]*\\(${id}\\)`, 'g'),
            ),
          ]);
          const highest = {
            'clock-at-risk': 'Time is running out',
            'clock-due': 'Due and not done',
            'clock-escalated': 'Escalation level',
          }[levels.at(-1)!];
          expect(said.map(([, what]) => what)).toEqual(isDone ? [] : [highest]);
        }
        const notices = await stored();
        const sentNow = notices.filter(({ status }) => status === 'sent');
        expect(mails).toHaveLength(sentNow.length);
        expect(notices.filter(({ progress }) => progress !== undefined)).toEqual([]);
        seen.lists += sentNow.filter(({ message }) => message === 'morning-list').length;
        seen.collapsed += notices.filter(({ failure }) => failure === 'collapsed').length;
        seen.overtaken += notices.filter(({ failure }) => failure === 'overtaken').length;
      }),
      { numRuns: 20, seed: 311 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThanOrEqual(8);
  });
});
