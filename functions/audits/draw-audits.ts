import type { Catalogue } from '../catalogue/catalogue.ts';
import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import { toInstant } from '../clocks/business-calendar.ts';
import type { MeasuresStore } from '../measures/measures.store.ts';
import { dayOf } from '../measures/row.ts';
import { monthOf } from '../measures/window.ts';
import type { QueueNotice } from '../notices/notice-queue.store.ts';
import type { RequestEvent } from '../requests/event.ts';
import { isOver, typeNameOf } from '../requests/request.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import type { Office } from '../review/office.ts';
import { drawnNotices } from './audit-notices.ts';
import type { AuditsStore } from './audits.store.ts';
import { type Case, type Sample, auditorsOf, auditsOf } from './audit.ts';
import { assign, drawSample } from './draw-sample.ts';
import { createFrame } from './frame.ts';

/** What a draw stands on. */
export interface DrawDependencies {
  measures: Pick<MeasuresStore, 'days' | 'rows'>;
  requests: Pick<RequestsStore, 'loadWithHistory'>;
  office: Office;
  now: () => number;
}

/** What handing a sample out needs besides. */
export interface HandOutDependencies {
  audits: Pick<AuditsStore, 'keep' | 'sample' | 'handOut' | 'markHandedOut'>;
  queue: QueueNotice;
  catalogue: Pick<Catalogue, 'timeZone'>;
  office: Office;
  now: () => number;
}

/** What ends a request, or the work for it. */
const ENDS: ReadonlySet<RequestEvent['type']> = new Set([
  'work-order-completed',
  'request-resolved',
  'request-declined',
  'request-closed',
]);

/** Who ended a cycle of a request, as its history names them (R162). */
export const endedByOf = (events: readonly RequestEvent[], cycle: number): string[] => [
  ...new Set(events.filter((event) => event.cycle === cycle && ENDS.has(event.type)).map(({ by }) => by.name)),
];

/** The audits of a month are to be done before the month after it ends. */
const dueAtOf = (month: string): number =>
  toInstant(`${monthOf(monthOf(month).to.slice(0, 7)).to}T00:00:00`, CITY_TIME_ZONE);

/**
 * Draws the sample of a month as its frame stands now, and keeps nothing: the rows from the month's first day to today make the frame, and
 * each case is loaded once, to say which cycle ended and who ended it. A sample without a case is that of a month in which nothing ended.
 */
export const drawMonth = async (
  { month, seed, perPartner }: { month: string; seed: number; perPartner: number },
  { measures, requests, office, now }: DrawDependencies,
): Promise<Sample> => {
  const at = now();
  const frame = createFrame(month);
  const { from } = monthOf(month);
  for (const { day } of await measures.days())
    if (from <= day && day <= dayOf(at)) for await (const row of measures.rows(day)) frame.add(row);
  const { strata, drawn } = drawSample(frame.result(), { month, seed, perPartner });
  const cases: Omit<Case, 'first' | 'second'>[] = [];
  for (const framed of drawn) {
    const file = await requests.loadWithHistory(framed.requestId);
    if (!file || !isOver(file.request)) continue; // opened again a moment ago, and not counted yet
    const { request, events } = file;
    const { cycle } = request;
    cases.push({ ...framed, cycle, typeName: typeNameOf(request), endedBy: endedByOf(events, cycle) });
  }
  return {
    month,
    seed,
    perPartner,
    drawnAt: at,
    dueAt: dueAtOf(month),
    strata: strata.map((stratum) => ({
      ...stratum,
      sampled: cases.filter(({ partner }) => partner === stratum.partner).length,
    })),
    cases: assign(cases, auditorsOf(office), { month, seed }),
  };
};

/**
 * Keeps a sample, unless one was kept for its month, and lays each case before its auditor. The sample comes first and is never drawn again
 * (R160); a run that went no further is made good by the next. Answers what stands now.
 */
export const handOut = async (
  drawn: Sample,
  { audits, queue, catalogue, office, now }: HandOutDependencies,
): Promise<Sample> => {
  const kept = (await audits.keep(drawn)) ? drawn : ((await audits.sample(drawn.month)) ?? drawn);
  if (kept.handedOutAt !== undefined) return kept;
  for (const audit of auditsOf(kept)) await audits.handOut(audit);
  for (const notice of drawnNotices(kept, catalogue, office, now())) await queue(notice);
  await audits.markHandedOut(kept.month, now());
  return { ...kept, handedOutAt: now() };
};
