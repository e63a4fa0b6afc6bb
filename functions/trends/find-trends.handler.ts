import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type MeasuresStore, createMeasuresStore } from '../measures/measures.store.ts';
import { type QueueNotice, createNoticeQueue } from '../notices/notice-queue.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { casesOf } from './cases.ts';
import { FindTrendsEnvironment } from './contract.ts';
import { findTrends } from './find-trends.ts';
import { isFresh, settle, withLetters } from './kept-finding.ts';
import { LogMessage } from './log-messages.ts';
import { trendsNotice } from './trends-notice.ts';
import { type TrendsStore, createTrendsStore } from './trends.store.ts';

const log = logOf(LogMessage);

interface Dependencies {
  measures: Pick<MeasuresStore, 'rollUpsBefore' | 'rows'>;
  trends: TrendsStore;
  queue: QueueNotice;
  office: Office;
  now: () => number;
}

/**
 * Looks through the last whole week, keeps what is found, closes what is found no more, and tells the manager of what is new, each once (R130).
 * Which letter tells of a finding is kept before that is queued, and that it is told afterwards: the run after one that died between the two
 * asks for the same letter, which is then there, and tells nothing again, nor passes over what was found since.
 */
export const lookForTrends =
  ({ measures, trends, queue, office, now }: Dependencies) =>
  async (): Promise<{ findings: number; fresh: number; closed: number }> => {
    const catalogue = catalogueOf(PUBLISHED_NAME);
    const at = now();
    const { week, found } = await findTrends(measures, catalogue, at);
    const settled = settle(await trends.list(), found, week);
    const cases = await casesOf(
      settled.filter(({ told }) => !told),
      measures,
    );
    const kept = withLetters(
      settled.map((finding) => ({ ...finding, cases: cases.get(finding) ?? finding.cases })),
      week,
    );
    for (const finding of kept) await trends.put(finding);
    const fresh = kept.filter(isFresh);
    for (const [letter = '', told] of Map.groupBy(fresh, (finding) => finding.letter)) {
      await queue(trendsNotice(letter, told, week, catalogue, office, at));
      for (const finding of told) await trends.put({ ...finding, told: true });
    }
    const open = kept.filter(({ closed }) => closed === undefined).length;
    const done = { findings: open, fresh: fresh.length, closed: kept.length - open };
    log.info('TRENDS_FOUND', {}, done);
    return done;
  };

export const handler = lambda(
  FindTrendsEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const now = () => Date.now();
    return {
      measures: createMeasuresStore(client, environment.MEASURES_TABLE),
      trends: createTrendsStore(client, environment.MEASURES_TABLE),
      queue: createNoticeQueue(client, environment.NOTICES_TABLE, now),
      office: readOffice(environment.OFFICE),
      ...openCatalogue(environment, client, now),
      now,
    };
  },
  lookForTrends,
);
