import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { stillStands } from '../clocks/still-stands.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { createKeyReader, readerOf } from '../shared/secrets.ts';
import { type AskResident, createAskResident } from '../surveys/ask-resident.ts';
import { isSurveyNotice } from '../surveys/ask-survey.ts';
import { createAskedResidents } from '../surveys/asked-residents.store.ts';
import { METRICS_NAMESPACE, MetricName, RELEASE_EVERY_SECONDS, ReleaseNoticesEnvironment } from './contract.ts';
import { byImportance } from './importance.ts';
import { LogMessage } from './log-messages.ts';
import { type Leaving, type Waiting, leavingTogether, lowerLevels, morningList } from './morning-list.ts';
import { type NoticeStore, type OnTheWay, createNoticeStore } from './notice.store.ts';
import type { Notice } from './notice.ts';
import { createRecipientStore } from './recipients.store.ts';

const log = logOf(LogMessage);

/** How many requests are looked at together, one read at a time each: half of the connections that a client holds. */
const TOGETHER = 25;

/** How many notices are judged before the first of them goes: enough to find a reader's own, and no more than a run has the time for. */
const JUDGED_FIRST = 5_000;

interface Dependencies {
  requests: Pick<RequestsStore, 'load'>;
  notices: NoticeStore;
  /** Decides about the questions of the survey. */
  ask: AskResident;
  metrics: Counter<keyof typeof MetricName>;
  /** E-mails that are let go in a second: as many as SES takes, so that what is urgent does not queue behind them in the stream. */
  perSecond: number;
  pause: (ms: number) => Promise<void>;
  now: () => number;
}

/** What a run did: e-mails let go, notices that left as entries of a list, and those that were left out. */
interface Released {
  released: number;
  listed: number;
  leftOut: number;
}

/**
 * Lets go the notices whose time has come, in order of importance (R133). Those whose milestone was overtaken are left out (R135), and so
 * are lower levels of one ladder (R131); several to one reader leave as a list. Whether a resident is asked how it went is decided now (R150),
 * and residents are written to in the language that their request has now.
 */
export const releaseNotices = (dependencies: Dependencies) => async (): Promise<Released> => {
  const { notices, metrics, now } = dependencies;
  const due: OnTheWay[] = [];
  for await (const notice of notices.listWaiting(now())) due.push(notice);
  metrics.gauge(MetricName.MailBacklogAge, await backlogAge(due[0], dependencies));
  const counts: Released = { released: 0, listed: 0, leftOut: 0 };
  const pace = startPace(dependencies);
  for (const batch of batchesOf(due)) {
    if (pace.isOver()) break;
    const { standing, overtaken } = await judge(batch, dependencies);
    for (const { seen } of overtaken) counts.leftOut += Number(await notices.leaveOut(seen, 'overtaken'));
    // Before the level above them goes: after a crash in between, it still waits, and nobody hears of the lower one later.
    const lower = lowerLevels(standing);
    for (const { seen } of lower) counts.leftOut += Number(await notices.leaveOut(seen, 'collapsed'));
    // One after the other, so that the stream has them in their order.
    for (const leaving of leavingTogether(standing.filter((one) => !lower.includes(one)))) {
      if (pace.isOver()) break;
      const [{ seen, notice }] = leaving;
      const asking = isSurveyNotice(notice) ? await dependencies.ask(notice) : undefined;
      if (asking?.kind === 'wait') {
        await notices.putOff(seen, asking.until);
        continue;
      }
      if (asking?.kind === 'leave-out') {
        counts.leftOut += Number(await notices.leaveOut(seen, asking.why));
        continue;
      }
      await pace.turn();
      if (!(await letGo(leaving, dependencies))) continue;
      pace.count();
      counts.released += 1;
      if (leaving.length > 1) counts.listed += leaving.length;
    }
  }
  if (due.length > 0) log.info('NOTICES_RELEASED', {}, { ...counts, waiting: due.length });
  return counts;
};

/** The pace of one run: as many as SES takes until the next run, from the first on. */
interface Pace {
  /** Waits until another may go. */
  turn(): Promise<void>;
  /** Says that one went. */
  count(): void;
  /** Whether the rest is for the next run. */
  isOver(): boolean;
}

/** Begins at the first turn. Turns are instants, so that the time that letting go takes is not added to them. */
const startPace = ({ perSecond, pause, now }: Dependencies): Pace => {
  let gone = 0;
  let firstAt: number | undefined;
  return {
    turn: async () => {
      firstAt ??= now();
      const waitMs = Math.floor(firstAt + (gone / perSecond) * 1000 - now());
      if (waitMs > 0) await pause(waitMs);
    },
    count: () => {
      gone += 1;
    },
    isOver: () =>
      gone >= perSecond * RELEASE_EVERY_SECONDS ||
      (firstAt !== undefined && now() - firstAt >= RELEASE_EVERY_SECONDS * 1000),
  };
};

/** Notices of one request together, so that its levels are seen side by side; the request with the most important notice first. */
const batchesOf = (due: readonly OnTheWay[]): OnTheWay[][][] => {
  const batches: OnTheWay[][][] = [];
  let size = JUDGED_FIRST;
  for (const ofRequest of Map.groupBy(due.toSorted(byImportance), ({ requestId }) => requestId).values()) {
    if (size >= JUDGED_FIRST) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(ofRequest);
    size += ofRequest.length;
  }
  return batches;
};

/** Reads notices with their requests, where those matter, and tells apart which still say what is so; one that is about no milestone always does. */
const judge = async (
  batch: readonly OnTheWay[][],
  { requests, notices }: Dependencies,
): Promise<{ standing: Waiting[]; overtaken: Waiting[] }> => {
  const standing: Waiting[] = [];
  const overtaken: Waiting[] = [];
  const judgeOne = async (ofRequest: readonly OnTheWay[]): Promise<void> => {
    const found: { seen: OnTheWay; notice: Notice | undefined }[] = [];
    for (const seen of ofRequest) found.push({ seen, notice: await notices.find(seen.id) });
    const about = found.find(({ notice }) => notice?.milestone || notice?.audience === 'constituent');
    const file = about && (await requests.load(about.seen.requestId));
    for (const { seen, notice } of found) {
      if (!notice) continue;
      const stands = !notice.milestone || (file !== undefined && stillStands(notice.milestone, file));
      (stands ? standing : overtaken).push({ seen, notice, ...(file ? { file } : {}) });
    }
  };
  for (let first = 0; first < batch.length; first += TOGETHER)
    await Promise.all(batch.slice(first, first + TOGETHER).map(judgeOne));
  return { standing, overtaken };
};

/** How long the oldest notice waits that could be mailed, seconds: one whose time has come, or one that is queued. */
const backlogAge = async (waiting: OnTheWay | undefined, { notices, now }: Dependencies): Promise<number> => {
  const queued = await notices.oldestOnTheWay('queued');
  const oldest = Math.min(waiting?.changedAt ?? now(), queued ?? now());
  return (now() - oldest) / 1000;
};

/** Sends on its way what leaves as one e-mail; false when somebody was faster, and the next run sees the rest. */
const letGo = (leaving: Leaving, { notices, now }: Dependencies): Promise<boolean> => {
  const [{ seen, notice, file }] = leaving;
  const chosen = notice.audience === 'constituent' ? file?.request.reporter?.language : undefined;
  if (leaving.length === 1) return notices.letGo(seen, chosen === notice.language ? undefined : chosen);
  return notices.combine(
    leaving.map((one) => one.seen),
    morningList(leaving, now()),
  );
};

export const handler = lambda(
  ReleaseNoticesEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    const addressKey = readerOf(createKeyReader(now), environment.ADDRESS_KEY_SECRET);
    const asked = createAskedResidents(client, environment.REQUESTS_TABLE, addressKey);
    const recipients = createRecipientStore(client, environment.NOTICES_TABLE, addressKey, now);
    return {
      ...openCatalogue(environment, client, now),
      requests,
      ask: createAskResident({ requests, asked, recipients, now }),
      notices: createNoticeStore(client, environment.NOTICES_TABLE, now),
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      perSecond: Number(environment.MAIL_RATE),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      now,
    };
  },
  releaseNotices,
);
