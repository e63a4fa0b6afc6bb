import { stillStands } from '../clocks/still-stands.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { RELEASE_EVERY_SECONDS, ReleaseNoticesEnvironment } from './contract.ts';
import { byImportance } from './importance.ts';
import { LogMessage } from './log-messages.ts';
import { type NoticeStore, type OnTheWay, createNoticeStore } from './notice.store.ts';

const log = logOf(LogMessage);

/** How many notices are looked at together: each is a read of itself and of its request. */
const TOGETHER = 10;

interface Dependencies {
  requests: Pick<RequestsStore, 'load'>;
  notices: NoticeStore;
  /** Notices that one run lets go, so that SES can take them until the next. */
  most: number;
  now: () => number;
}

/** Lets go the notices whose time has come, in order of importance, and leaves out those whose milestone was overtaken (R133, R135). */
export const releaseNotices =
  (dependencies: Dependencies) => async (): Promise<{ released: number; leftOut: number }> => {
    const { notices, most, now } = dependencies;
    const due: OnTheWay[] = [];
    for await (const notice of notices.listWaiting(now())) due.push(notice);
    const counts = { released: 0, leftOut: 0 };
    const ordered = due.sort(byImportance);
    for (let first = 0; first < ordered.length && counts.released < most; first += TOGETHER) {
      const next = ordered.slice(first, first + Math.min(TOGETHER, most - counts.released));
      const judged = await Promise.all(
        next.map(async (seen) => ({ seen, stands: await isWanted(seen, dependencies) })),
      );
      // One after the other, so that the stream has them in their order.
      for (const { seen, stands } of judged) {
        if (!stands) counts.leftOut += Number(await notices.leaveOut(seen, 'overtaken'));
        else counts.released += Number(await notices.letGo(seen));
      }
    }
    if (due.length > 0) log.info('NOTICES_RELEASED', { ...counts, waiting: due.length });
    return counts;
  };

/** Whether a notice still says what is so; one that is about no milestone always does. */
const isWanted = async ({ id, requestId }: OnTheWay, { requests, notices }: Dependencies): Promise<boolean> => {
  const milestone = (await notices.find(id))?.milestone;
  if (!milestone) return true;
  const file = await requests.load(requestId);
  return file !== undefined && stillStands(milestone, file);
};

export const handler = lambda(
  ReleaseNoticesEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    return {
      requests,
      notices: createNoticeStore(client, environment.NOTICES_TABLE, now),
      most: Number(environment.MAIL_RATE) * RELEASE_EVERY_SECONDS,
      now,
    };
  },
  releaseNotices,
);
