/**
 * A burst: 10,000 promises fell due at 17:00, their notices wait for the morning, and one schedule lets them go in order of importance
 * at the rate that SES allows, each once. A real engine with a request behind each notice; how long a run takes, of its four and a half minutes.
 * Run: `node test/bench/morning.bench.ts` (after `npm run synth`)
 */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import { RELEASE_EVERY_SECONDS } from '../../functions/notices/contract.ts';
import { createNoticeStore } from '../../functions/notices/notice.store.ts';
import { type MessageName, noticeItem } from '../../functions/notices/notice.ts';
import { releaseNotices } from '../../functions/notices/release-notices.handler.ts';
import { createRequestsStore, requestKey } from '../../functions/requests/requests.store.ts';
import { CONFIG } from '../../infra/config.ts';
import { aNotice } from '../notices/builders.ts';
import { HOUR, TUESDAY, aRequest, somerville, work } from '../support/builders.ts';
import { anEngine } from '../support/engine.ts';
import { table } from './report.ts';

const NOTICES = 10_000;
const BATCH = 12; // two items each, of the 25 that one call takes
const AT_17 = TUESDAY + 8 * HOUR;
const MORNING = AT_17 + 15.5 * HOUR;
const KINDS: MessageName[] = ['clock-at-risk', 'clock-due', 'clock-escalated'];
const rate = CONFIG.production.mailRate;

const engine = await anEngine();
try {
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
  const kinds: MessageName[] = [];
  const run = releaseNotices({
    requests: createRequestsStore(engine.client, engine.tables, () => now),
    notices: {
      ...store,
      letGo: async (seen) => {
        const done = await store.letGo(seen);
        if (done) {
          gone.push(seen.id);
          kinds.push((seen as unknown as { message: MessageName }).message);
        }
        return done;
      },
    },
    most: rate * RELEASE_EVERY_SECONDS,
    now: () => now,
  });
  const rows: string[][] = [];
  for (let released = -1; released !== 0; now += RELEASE_EVERY_SECONDS * 1000) {
    const started = performance.now();
    ({ released } = await run());
    rows.push([String(rows.length + 1), String(released), ((performance.now() - started) / 1000).toFixed(1)]);
  }
  const inOrder = kinds.every((one, index) => index === 0 || KINDS.indexOf(one) <= KINDS.indexOf(kinds[index - 1]!));
  process.stdout.write(
    `${NOTICES} notices at ${rate} e-mails a second; let go: ${gone.length}, twice: ${gone.length - new Set(gone).size}, in order of importance: ${String(inOrder)}.\n\n`,
  );
  process.stdout.write(table(['run', 'let go', 'seconds'], rows));
} finally {
  await engine.stop();
}
