import {
  AUDIT_QUEUE,
  type AuditLine,
  CORRECTION_QUEUE,
  type CorrectionLine,
} from '../../functions/audits/audit-line.ts';
import { type Catalogue, partnerName } from '../../functions/catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { readBacklog } from '../../functions/measures/backlog.ts';
import {
  auditSheet,
  cellTime,
  concernSheet,
  correctionSheet,
  reviewSheet,
  workSheet,
} from '../../functions/pages/queue-sheets.ts';
import {
  CONCERN_QUEUE,
  type ConcernLine,
  REVIEW_QUEUE,
  type ReviewLine,
  type WorkLine,
  partnerQueue,
} from '../../functions/requests/queue-line.ts';
import { allLines } from '../../functions/requests/queues.store.ts';
import { type Watched, createRequestsStore } from '../../functions/requests/requests.store.ts';
import type { Sheet } from '../../functions/shared/csv.ts';
import { type CsvWish, giveCsv } from './give-csv.ts';
import { say } from './options.ts';
import { OpsError, type RunningService, type Where, catalogueInForce, findService } from './register.ts';

/** What can be listed: what waits for whom, and everything that is late. */
export const LISTS = ['late', 'work', 'review', 'concerns', 'audits', 'corrections'] as const;
export type ListName = (typeof LISTS)[number];

/** Prints what waits, as lines or as CSV: no name, address or words of a resident stands in any of them. Throws an OpsError for a partner that there is not. */
export const showList = async (name: ListName, options: Where & { partner?: string; csv?: CsvWish }): Promise<void> => {
  if ((name === 'work') !== (options.partner !== undefined))
    throw new OpsError('Whose work? --partner CODE, which the list `work` has, and no other.');
  const service = await findService(options);
  const catalogue = await catalogueInForce(service, PUBLISHED_NAME);
  const { partner } = options;
  if (partner !== undefined && !catalogue.partners.has(partner))
    throw new OpsError(
      `There is no partner ${partner}. There are: ${[...catalogue.partners.keys()].sort().join(', ')}.`,
    );
  const sheet = await SHEETS[name](service, catalogue, partner ?? '');
  if (await giveCsv(sheet, options.csv)) return;
  if (sheet.rows.length === 0) return say('Nothing stands on this list.');
  for (const row of sheet.rows)
    say(
      row
        .flatMap((cell, index) => (cell === '' ? [] : [index === 0 ? cell : `${sheet.titles[index]} ${cell}`]))
        .join('; '),
    );
};

/** Every line of a queue: a list that stopped anywhere without saying so would be taken for the whole. */
export const queueOf = <Line>(
  { client, table }: Pick<RunningService, 'client' | 'table'>,
  queue: string,
): Promise<Line[]> => allLines<Line>(client, table, queue);

const SHEETS: Record<ListName, (service: RunningService, catalogue: Catalogue, partner: string) => Promise<Sheet>> = {
  late: async (service, catalogue) => lateSheet(await readLate(service), catalogue, service.now),
  work: async (service, catalogue, partner) =>
    workSheet(await queueOf<WorkLine>(service, partnerQueue(catalogue.name, partner)), catalogue, service.now),
  review: async (service, catalogue) => reviewSheet(await queueOf<ReviewLine>(service, REVIEW_QUEUE), catalogue),
  concerns: async (service, catalogue) => concernSheet(await queueOf<ConcernLine>(service, CONCERN_QUEUE), catalogue),
  audits: async (service, catalogue) => auditSheet(await queueOf<AuditLine>(service, AUDIT_QUEUE), catalogue),
  corrections: async (service, catalogue) =>
    correctionSheet(await queueOf<CorrectionLine>(service, CORRECTION_QUEUE), catalogue),
};

const readLate = async ({ client, table, notices, now }: RunningService): Promise<Watched[]> => {
  const late: Watched[] = [];
  await readBacklog(
    createRequestsStore(client, { requests: table, notices }, () => now),
    now,
    (request) => {
      if (request.dueAt !== undefined && request.dueAt < now) late.push(request);
    },
  );
  return late.sort((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0));
};

const HOUR_MS = 3_600_000;

const lateSheet = (late: readonly Watched[], catalogue: Catalogue, now: number): Sheet => ({
  titles: ['request', 'type', 'partner', 'status', 'received', 'due', 'hours late'],
  rows: late.map(({ requestId, typeName = '', partner, status, receivedAt, dueAt = now }) => [
    requestId,
    typeName,
    partner ? partnerName(partner) : '',
    status,
    cellTime(receivedAt, catalogue),
    cellTime(dueAt, catalogue),
    String(Math.floor((now - dueAt) / HOUR_MS)),
  ]),
});
