import { randomInt } from 'node:crypto';
import { catalogueOf, catalogueOfPartner } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { DAY } from '../clocks/time-zone.ts';
import { createMeasuresStore } from '../measures/measures.store.ts';
import { dayOf } from '../measures/row.ts';
import { monthBefore } from '../measures/window.ts';
import { createNoticeQueue } from '../notices/notice-queue.store.ts';
import { type LinkCuts, createLinkCutsStore } from '../pages/link-cuts.store.ts';
import { queueOfOwner } from '../pages/open-link.ts';
import { type QueuesStore, createQueuesStore } from '../requests/queues.store.ts';
import { openRequests } from '../requests/requests.store.ts';
import { readOffice } from '../review/office.ts';
import { firstMorningAfter } from '../scorecards/month.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { AUDIT_QUEUE, CORRECTION_QUEUE, type CorrectionLine } from './audit-line.ts';
import { correctionNotice } from './audit-notices.ts';
import { auditsOf } from './audit.ts';
import { type AuditsStore, createAuditsStore } from './audits.store.ts';
import { DrawAuditsEnvironment, METRICS_NAMESPACE, MetricName } from './contract.ts';
import { type DrawDependencies, type HandOutDependencies, drawMonth, handOut } from './draw-audits.ts';
import { PER_PARTNER } from './draw-sample.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

interface Dependencies extends DrawDependencies, Omit<HandOutDependencies, 'catalogue' | 'audits'> {
  audits: AuditsStore;
  queues: QueuesStore;
  cuts: LinkCuts;
  metrics: Counter<keyof typeof MetricName>;
  newSeed: () => number;
}

/** Corrections, and audits, that one run looks at: more that are open at once would be a scandal. Those due first stand first. */
const MOST_CORRECTIONS = 1000;
const MOST_AUDITS = 1000;

/** Seeds lie below this. */
const SEEDS = 1_000_000;

/** So long a lost run is made good, ms; afterwards a person draws, and a month in which nothing ended is not asked for again. */
const DRAWN_WITHIN = 7 * DAY;

/**
 * Draws the month before, once its successor's first working morning has come, and reminds the owners of corrections that are due, each
 * once; and measures what is late. A run that was lost is made good by the next, for a week; a sample that was kept is handed out whenever it is.
 */
export const drawAudits = (dependencies: Dependencies) => async (): Promise<{ cases: number; reminded: number }> => {
  await measure(dependencies);
  const reminded = await remind(dependencies);
  if (reminded > 0) log.info('CORRECTIONS_REMINDED', {}, { reminded });
  return { cases: await draw(dependencies), reminded };
};

/** Nobody else would say that audits are not done: their list is only looked at by those who do them. */
const measure = async ({ queues, metrics, now }: Dependencies): Promise<void> => {
  const late = async (queue: string, most: number) =>
    (await queues.list<{ dueAt: number }>(queue, most)).lines.filter(({ dueAt }) => dueAt < now()).length;
  metrics.gauge(MetricName.AuditsLate, await late(AUDIT_QUEUE, MOST_AUDITS));
  metrics.gauge(MetricName.CorrectionsOverdue, await late(CORRECTION_QUEUE, MOST_CORRECTIONS));
};

const draw = async (dependencies: Dependencies): Promise<number> => {
  const { audits, now, newSeed } = dependencies;
  const at = now();
  const catalogue = catalogueOf(PUBLISHED_NAME);
  const month = monthBefore(dayOf(at).slice(0, 7));
  const opensAt = firstMorningAfter(month, catalogue.agreementOn(REVIEW_AGREEMENT, at).calendar);
  if (opensAt === undefined || at < opensAt) return 0;
  const known = await audits.sample(month);
  if (!known && at >= opensAt + DRAWN_WITHIN) return 0;
  if (known?.handedOutAt !== undefined) return 0;
  const drawn = known ?? (await drawMonth({ month, seed: newSeed(), perPartner: PER_PARTNER }, dependencies));
  if (drawn.cases.length === 0) return 0;
  const sample = await handOut(drawn, { ...dependencies, catalogue });
  log.info('AUDITS_DRAWN', { month }, { cases: sample.cases.length, audits: auditsOf(sample).length });
  return sample.cases.length;
};

const remind = async ({ audits, queues, cuts, office, now }: Dependencies): Promise<number> => {
  const { lines } = await queues.list<CorrectionLine>(CORRECTION_QUEUE, MOST_CORRECTIONS);
  let reminded = 0;
  for (const { month, requestId, part } of lines.filter((line) => !line.reminded && line.dueAt <= now())) {
    const correction = await audits.correction(month, requestId, part);
    if (!correction || correction.done || correction.remindedAt !== undefined) continue;
    const catalogue = catalogueOfPartner(correction.owner) ?? catalogueOf(PUBLISHED_NAME);
    const linksFrom = await cuts.linksFrom(queueOfOwner(catalogue.name, correction.owner));
    const notice = correctionNotice('correction-due', correction, { catalogue, office, linksFrom }, now());
    if (await audits.change({ ...correction, remindedAt: now() }, [notice])) reminded += 1;
  }
  return reminded;
};

export const handler = lambda(
  DrawAuditsEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    const tables = { requests: environment.REQUESTS_TABLE, notices: environment.NOTICES_TABLE };
    return {
      requests,
      measures: createMeasuresStore(client, environment.MEASURES_TABLE),
      audits: createAuditsStore(client, tables, now),
      queues: createQueuesStore(client, tables.requests),
      cuts: createLinkCutsStore(client, tables.requests),
      queue: createNoticeQueue(client, tables.notices, now),
      office: readOffice(environment.OFFICE),
      ...openCatalogue(environment, client, now),
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      newSeed: () => randomInt(SEEDS),
      now,
    };
  },
  drawAudits,
);
