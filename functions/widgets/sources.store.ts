import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createAuditsStore } from '../audits/audits.store.ts';
import type { MonthOfAudits } from '../audits/summary.ts';
import { type Backlog, readBacklog } from '../measures/backlog.ts';
import { createMeasuresStore } from '../measures/measures.store.ts';
import type { RollUp } from '../measures/roll-up.ts';
import { CONCERN_QUEUE, type ConcernLine, REVIEW_QUEUE, type ReviewLine } from '../requests/queue-line.ts';
import { createQueuesStore } from '../requests/queues.store.ts';
import { type LoadedFile, type Watched, createRequestsStore } from '../requests/requests.store.ts';
import type { KeptFinding } from '../trends/kept-finding.ts';
import { createTrendsStore } from '../trends/trends.store.ts';

/** What widgets are drawn from; reads only. */
export interface WidgetSources {
  /** Every open request that somebody waits for, as the index tells of it, and how they stand. */
  open(now: number): Promise<{ backlog: Backlog; requests: Watched[] }>;
  /** Requests with what stands beside them, in the order asked for; one that is gone is left out. */
  files(requestIds: readonly string[]): Promise<LoadedFile[]>;
  reviews(): Promise<{ lines: ReviewLine[]; more: boolean }>;
  concerns(): Promise<{ lines: ConcernLine[]; more: boolean }>;
  /** The roll-ups of the days from one to before another. */
  rollUps(from: string, to: string): Promise<RollUp[]>;
  findings(): Promise<KeptFinding[]>;
  audits(month: string): Promise<MonthOfAudits | undefined>;
}

/** Lines of a queue that are counted: beyond, "and more" says enough. */
export const MOST_COUNTED = 500;

/** Days and requests that are read side by side. */
const ABREAST = 10;

const inTens = async <T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = [];
  for (let from = 0; from < all.length; from += ABREAST)
    done.push(...(await Promise.all(all.slice(from, from + ABREAST).map(work))));
  return done;
};

/** Opens the sources. The roll-ups of a day are kept until they are made anew, so that a refresh reads today's again and no other. */
export const createWidgetSources = (
  client: DynamoDBDocumentClient,
  tables: { requests: string; notices: string; measures: string },
  now: () => number,
): WidgetSources => {
  const requests = createRequestsStore(client, tables, now);
  const queues = createQueuesStore(client, tables.requests);
  const measures = createMeasuresStore(client, tables.measures);
  const trends = createTrendsStore(client, tables.measures);
  const audits = createAuditsStore(client, tables, now);
  const kept = new Map<string, { rolledUp: number; rollUps: RollUp[] }>();

  const dayOf = async (day: string, rolledUp: number): Promise<RollUp[]> => {
    const known = kept.get(day);
    if (known?.rolledUp === rolledUp) return known.rollUps;
    const rollUps = await measures.rollUps(day);
    kept.set(day, { rolledUp, rollUps });
    return rollUps;
  };

  return {
    open: async (at) => {
      const found: Watched[] = [];
      const backlog = await readBacklog(requests, at, (request) => found.push(request));
      return { backlog, requests: found };
    },
    files: async (ids) => (await inTens(ids, (id) => requests.load(id))).filter((file) => file !== undefined),
    reviews: () => queues.list<ReviewLine>(REVIEW_QUEUE, MOST_COUNTED),
    concerns: () => queues.list<ConcernLine>(CONCERN_QUEUE, MOST_COUNTED),
    rollUps: async (from, to) => {
      const days = (await measures.days()).filter(({ day }) => from <= day && day < to);
      return (await inTens(days, ({ day, rolledUp = 0 }) => dayOf(day, rolledUp))).flat();
    },
    findings: () => trends.list(),
    audits: (month) => audits.month(month),
  };
};
