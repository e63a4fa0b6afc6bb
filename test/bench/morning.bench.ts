/**
 * A burst: 10,000 promises fell due at 17:00, their notices to the desks and supervisors of 42 partners wait for the morning, and one
 * schedule lets them go as lists, in order of importance, each once. A real engine with a request behind each notice; how long a run takes, of
 * its five minutes. The same once more with a reader of its own for each notice, so that nothing can be listed.
 * Run: `node test/bench/morning.bench.ts` (after `npm run synth`)
 */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import { RELEASE_EVERY_SECONDS } from '../../functions/notices/contract.ts';
import { type Seen, createNoticeStore } from '../../functions/notices/notice.store.ts';
import { type MessageName, noticeItem } from '../../functions/notices/notice.ts';
import { releaseNotices } from '../../functions/notices/release-notices.handler.ts';
import { createRequestsStore, requestKey } from '../../functions/requests/requests.store.ts';
import { CONFIG } from '../../infra/config.ts';
import { aNotice } from '../notices/builders.ts';
import { HOUR, TUESDAY, aRequest, somerville, work } from '../support/builders.ts';
import { type Engine, anEngine } from '../support/engine.ts';
import { table } from './report.ts';

const NOTICES = 10_000;
const BATCH = 12; // two items each, of the 25 that one call takes
const AT_17 = TUESDAY + 8 * HOUR;
const MORNING = AT_17 + 15.5 * HOUR;
const READERS = 84; // 42 partners, a desk and a supervisor each
const KINDS: MessageName[] = ['clock-at-risk', 'clock-due', 'clock-escalated'];
const rate = CONFIG.production.mailRate;

/** Lets the burst go with so many readers, and answers what happened in each run. */
const burst = async (readers: number): Promise<string[][]> => {
  const engine = await anEngine();
  try {
    return await letGo(engine, readers);
  } finally {
    await engine.stop();
  }
};

const letGo = async (engine: Engine, readers: number): Promise<string[][]> => {
  const kept = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
  const { kind, clock, at, ...due } = runningMilestones(kept, somerville).find((one) => one.kind === 'due')!;
  for (let first = 0; first < NOTICES; first += BATCH) {
    const ids = Array.from({ length: Math.min(BATCH, NOTICES - first) }, (_, index) => first + index);
    const items = ids.map((number) => {
      const requestId = `${kept.request.id}-${number}`;
      const milestone = { id: due.id.replace(kept.request.id, requestId), of: requestId, kind, clock, at };
      const notice = aNotice(KINDS[number % KINDS.length]!, {
        id: `${milestone.id}#desk`,
        requestId,
        to: `reader-${number % readers}@city.example`,
        audience: 'partner',
        createdAt: AT_17,
        notBefore: MORNING,
        milestone,
      });
      return { request: { ...requestKey(requestId), ...kept.request, id: requestId }, notice: noticeItem(notice) };
    });
    await engine.client.send(
      new BatchWriteCommand({
        RequestItems: {
          [engine.tables.notices]: items.map(({ notice }) => ({ PutRequest: { Item: notice } })),
          [engine.tables.requests]: items.map(({ request }) => ({ PutRequest: { Item: request } })),
        },
      }),
    );
  }
  let now = MORNING;
  const store = createNoticeStore(engine.client, engine.tables.notices, () => now);
  const gone: string[] = [];
  const firsts: MessageName[] = [];
  const note = (members: readonly Seen[]) => {
    gone.push(...members.map(({ id }) => id));
    firsts.push((members[0] as unknown as { message: MessageName }).message);
  };
  const run = releaseNotices({
    requests: createRequestsStore(engine.client, engine.tables, () => now),
    notices: {
      ...store,
      letGo: async (seen) => {
        const done = await store.letGo(seen);
        if (done) note([seen]);
        return done;
      },
      combine: async (members, list) => {
        const done = await store.combine(members, list);
        if (done) note(members);
        return done;
      },
    },
    ask: () => Promise.reject(new Error('Nobody is asked how it went here.')),
    metrics: { count: () => undefined, gauge: () => undefined, publish: () => undefined },
    perSecond: rate,
    // What a run takes besides its pace.
    pause: async () => undefined,
    now: () => now,
  });
  const rows: string[][] = [];
  for (let released = -1; released !== 0; now += RELEASE_EVERY_SECONDS * 1000) {
    const started = performance.now();
    const before = gone.length;
    ({ released } = await run());
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    rows.push([String(readers), String(rows.length + 1), String(released), String(gone.length - before), seconds]);
  }
  const inOrder = firsts.every((one, index) => index === 0 || KINDS.indexOf(one) <= KINDS.indexOf(firsts[index - 1]!));
  process.stdout.write(
    `${NOTICES} notices to ${readers} readers at ${rate} e-mails a second; gone: ${gone.length}, twice: ${gone.length - new Set(gone).size}, ` +
      `e-mails in order of importance: ${String(inOrder)}.\n\n`,
  );
  return rows;
};

const rows = [...(await burst(READERS)), ...(await burst(NOTICES))];
process.stdout.write(table(['readers', 'run', 'e-mails', 'notices', 'seconds'], rows));
