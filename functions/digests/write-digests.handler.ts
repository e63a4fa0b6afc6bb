import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { readBacklog } from '../measures/backlog.ts';
import { type QueueNotice, createNoticeQueue } from '../notices/notice-queue.store.ts';
import { type NoticeStore, createNoticeStore } from '../notices/notice.store.ts';
import { type ListedUndeliverable, claimForList, listUndeliverable, markTold } from '../notices/recipients.store.ts';
import { CONCERN_QUEUE, type ConcernLine, type WorkLine, partnerQueue } from '../requests/queue-line.ts';
import { allLines } from '../requests/queues.store.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { WriteDigestsEnvironment } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { type LateRequest, managerWeek, managerWeekId } from './manager-week.ts';
import { partnerWeek, partnerWeekId } from './partner-week.ts';
import { tellsOf, undeliverableList, undeliverableListId } from './undeliverable-list.ts';
import { hasBegun, isInOffice, weekOf } from './week.ts';

const log = logOf(LogMessage);

interface Dependencies {
  requests: Pick<RequestsStore, 'watched'>;
  /** Every line of a queue: what stopped anywhere would be told as all that there is. */
  linesOf: <Line>(queue: string) => Promise<Line[]>;
  notices: Pick<NoticeStore, 'find'>;
  queue: QueueNotice;
  undeliverable: {
    list(): Promise<ListedUndeliverable[]>;
    claim(entry: ListedUndeliverable, at: number): Promise<void>;
    markTold(entry: ListedUndeliverable): Promise<void>;
  };
  office: Office;
  now: () => number;
}

/** How many lists of each kind a run wrote. */
interface Written {
  partners: number;
  manager: number;
  undeliverable: number;
}

/**
 * Writes the weekly list of each partner, and the manager's, when the week of its reader's office has begun; each once (R130, R138). The
 * list of those whom e-mail does not reach goes out on any working day on which there is somebody new on it (R140).
 */
export const writeDigests = (dependencies: Dependencies) => async (): Promise<Written> => {
  const written = {
    partners: await writePartners(dependencies),
    manager: await writeManager(dependencies),
    undeliverable: await writeUndeliverable(dependencies),
  };
  if (written.partners + written.manager + written.undeliverable > 0) log.info('DIGESTS_WRITTEN', {}, written);
  return written;
};

const writePartners = async ({ linesOf, notices, queue, office, now }: Dependencies): Promise<number> => {
  const catalogue = catalogueOf(PUBLISHED_NAME);
  const at = now();
  const calendars = [...catalogue.partners.values()].map(({ calendar }) => calendar);
  // A hundred partners work by a handful of calendars.
  const weeks = new Map([...new Set(calendars)].map((calendar) => [calendar, weekOf(calendar, at)]));
  let written = 0;
  for (const partner of catalogue.partners.values()) {
    const week = weeks.get(partner.calendar);
    if (!week || !hasBegun(week, at)) continue;
    if (await notices.find(partnerWeekId(catalogue.name, partner.code, week))) continue;
    const open = await linesOf<WorkLine>(partnerQueue(catalogue.name, partner.code));
    const draft = partnerWeek(open, partner, { catalogue, office, week, now: at });
    if (draft && (await queue(draft))) written += 1;
  }
  return written;
};

const writeManager = async ({ requests, linesOf, notices, queue, office, now }: Dependencies): Promise<number> => {
  const catalogue = catalogueOf(PUBLISHED_NAME);
  const at = now();
  const week = weekOf(catalogue.agreementOn(REVIEW_AGREEMENT, at).calendar, at);
  if (!week || !hasBegun(week, at) || (await notices.find(managerWeekId(week)))) return 0;
  const concerns = await linesOf<ConcernLine>(CONCERN_QUEUE);
  const late: LateRequest[] = [];
  const backlog = await readBacklog(requests, at, (request) => {
    const { dueAt } = request;
    if (dueAt !== undefined && dueAt < at) late.push({ ...request, dueAt });
  });
  const draft = managerWeek(backlog, late, concerns, { catalogue, office, week, now: at });
  return Number(draft !== undefined && (await queue(draft)));
};

/**
 * One list a day at most. When somebody was put on it is noted before it is queued: who stands on it is told, also where the run that wrote it
 * went no further, and who came since stands on the next.
 */
const writeUndeliverable = async ({ undeliverable, notices, queue, office, now }: Dependencies): Promise<number> => {
  const catalogue = catalogueOf(PUBLISHED_NAME);
  const at = now();
  if (!isInOffice(catalogue.agreementOn(REVIEW_AGREEMENT, at).calendar, at)) return 0;
  const listed: ListedUndeliverable[] = [];
  for (const entry of await undeliverable.list()) {
    const { untold, claimedAt } = entry;
    const list =
      untold && claimedAt !== undefined ? await notices.find(undeliverableListId(claimedAt, catalogue)) : undefined;
    const isTold = list !== undefined && tellsOf(list, entry);
    if (isTold) await undeliverable.markTold(entry);
    listed.push(isTold ? { ...entry, untold: false } : entry);
  }
  const draft = undeliverableList(listed, { catalogue, office, now: at });
  if (!draft || (await notices.find(draft.id))) return 0;
  const fresh = listed.filter(({ untold }) => untold);
  for (const entry of fresh) await undeliverable.claim(entry, at);
  if (!(await queue(draft))) return 0;
  for (const entry of fresh) await undeliverable.markTold(entry);
  return 1;
};

export const handler = lambda(
  WriteDigestsEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    return {
      requests,
      linesOf: (queue) => allLines(client, environment.REQUESTS_TABLE, queue),
      notices: createNoticeStore(client, environment.NOTICES_TABLE, now),
      queue: createNoticeQueue(client, environment.NOTICES_TABLE, now),
      undeliverable: {
        list: () => listUndeliverable(client, environment.NOTICES_TABLE),
        claim: (entry, at) => claimForList(client, environment.NOTICES_TABLE, entry, at),
        markTold: (entry) => markTold(client, environment.NOTICES_TABLE, entry),
      },
      office: readOffice(environment.OFFICE),
      ...openCatalogue(environment, client, now),
      now,
    };
  },
  writeDigests,
);
