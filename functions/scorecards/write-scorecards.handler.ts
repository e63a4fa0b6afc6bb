import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import type { Partner } from '../catalogue/partner.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { type MeasuresStore, createMeasuresStore } from '../measures/measures.store.ts';
import type { RollUp } from '../measures/roll-up.ts';
import { monthOf } from '../measures/window.ts';
import { type QueueNotice, createNoticeQueue } from '../notices/notice-queue.store.ts';
import { type NoticeStore, createNoticeStore } from '../notices/notice.store.ts';
import { type WorkLine, partnerQueue, partnerQueueId } from '../requests/queue-line.ts';
import { type QueuesStore, createQueuesStore } from '../requests/queues.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { WriteScorecardsEnvironment } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { monthToTell } from './month.ts';
import { managerScorecard, partnerScorecard, scorecardId } from './scorecard-notice.ts';
import { type Scorecard, scorecardOf } from './scorecard.ts';

const log = logOf(LogMessage);

/** Lines of a queue that are looked through for late ones; what is due first stands first. */
const MOST_LINES = 1000;

interface Dependencies {
  measures: Pick<MeasuresStore, 'rollUpsBefore'>;
  queues: QueuesStore;
  notices: Pick<NoticeStore, 'find'>;
  queue: QueueNotice;
  office: Office;
  now: () => number;
}

/** Writes the scorecard of the month that has ended to each partner, and the manager's, on the first working morning of its reader; each once (R130). */
export const writeScorecards =
  ({ measures, queues, notices, queue, office, now }: Dependencies) =>
  async (): Promise<{ partners: number; manager: number }> => {
    const catalogue = catalogueOf(PUBLISHED_NAME);
    const at = now();
    const context = { catalogue, office, now: at };
    const read = new Map<string, Promise<RollUp[]>>();
    const rollUpsOf = (month: string) => {
      const known = read.get(month) ?? measures.rollUpsBefore(monthOf(month).to).then(({ rollUps }) => rollUps);
      read.set(month, known);
      return known;
    };
    const ofPartner = async ({ code }: Partner, month: string): Promise<Scorecard | undefined> =>
      scorecardOf(
        (await rollUpsOf(month)).filter(({ partner }) => partner === code),
        month,
      );
    const written = { partners: 0, manager: 0 };

    for (const partner of catalogue.partners.values()) {
      const month = monthToTell(partner.calendar, at);
      if (!month) continue;
      if (await notices.find(scorecardId(month, partnerQueueId(catalogue.name, partner.code)))) continue;
      const scorecard = await ofPartner(partner, month);
      if (!scorecard) continue;
      const { lines } = await queues.list<WorkLine>(partnerQueue(catalogue.name, partner.code), MOST_LINES);
      if (await queue(partnerScorecard(scorecard, lines, partner, context))) written.partners += 1;
    }

    const month = monthToTell(catalogue.agreementOn(REVIEW_AGREEMENT, at).calendar, at);
    if (month && !(await notices.find(scorecardId(month)))) {
      const all = scorecardOf(await rollUpsOf(month), month);
      const partners: { partner: Partner; scorecard: Scorecard }[] = [];
      for (const partner of catalogue.partners.values()) {
        const scorecard = await ofPartner(partner, month);
        if (scorecard) partners.push({ partner, scorecard });
      }
      if (all && (await queue(managerScorecard(all, partners, context)))) written.manager = 1;
    }
    if (written.partners + written.manager > 0) log.info('SCORECARDS_WRITTEN', written);
    return written;
  };

export const handler = lambda(
  WriteScorecardsEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const now = () => Date.now();
    return {
      measures: createMeasuresStore(client, environment.MEASURES_TABLE),
      queues: createQueuesStore(client, environment.REQUESTS_TABLE),
      notices: createNoticeStore(client, environment.NOTICES_TABLE, now),
      queue: createNoticeQueue(client, environment.NOTICES_TABLE, now),
      office: readOffice(environment.OFFICE),
      ...openCatalogue(environment, client, now),
      now,
    };
  },
  writeScorecards,
);
