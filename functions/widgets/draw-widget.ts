import { dayOf } from '../measures/row.ts';
import { monthBefore } from '../measures/window.ts';
import { type Html, html } from '../shared/html.ts';
import { MOST_CONCERNS, byContact, concernList } from './concern-list.ts';
import type { WidgetName } from './contract.ts';
import { MOST_DUE, dueTodayList } from './due-today-list.ts';
import { findingList, openFindings } from './finding-list.ts';
import type { View } from './frame.ts';
import { groupStandings, groupTable } from './group-table.ts';
import { heatMap, typeWeeksOf } from './heat-map.ts';
import { MOST_LATE, lateList } from './late-list.ts';
import { leagueTable, standingsOf } from './league-table.ts';
import { dueTodayOf, lateOf } from './open-lines.ts';
import { MOST_LATE_OF_PARTNER, partnerCard } from './partner-card.ts';
import { qualityCard } from './quality-card.ts';
import { MOST_REVIEWS, reviewList } from './review-list.ts';
import type { WidgetSources } from './sources.store.ts';
import { stormBanner, stormsNow } from './storm-banner.ts';
import { DAYS_SHOWN, todayCard } from './today-card.ts';
import { daysBefore, spanBefore } from './weeks.ts';

type Draw = (sources: WidgetSources, view: View, partner: string | undefined) => Promise<Html> | Html;

const idsOf = (lines: readonly { requestId: string }[], most: number): string[] =>
  lines.slice(0, most).map(({ requestId }) => requestId);

const rollUpsOf = async (sources: WidgetSources, now: number) => {
  const span = spanBefore(dayOf(now));
  return { span, rollUps: await sources.rollUps(span.from, span.to) };
};

/** How each widget is made: what it reads, and what it makes of it. */
export const DRAW: Record<WidgetName, Draw> = {
  today: async (sources, { now }) => {
    const window = daysBefore(dayOf(now), DAYS_SHOWN);
    const [{ backlog, requests }, reviews, concerns, findings, rollUps] = await Promise.all([
      sources.open(now),
      sources.reviews(),
      sources.concerns(),
      sources.findings(),
      sources.rollUps(window.from, window.to),
    ]);
    const [late, dueToday] = [lateOf(requests, now), dueTodayOf(requests, now)];
    const told = {
      backlog,
      late,
      dueToday,
      reviews,
      concerns,
      findings: openFindings(findings).length,
      rollUps,
      window,
    };
    return todayCard(told, now);
  },
  storms: (_, { now }) => stormBanner(stormsNow(now)),
  'due-today': async (sources, view) => {
    const due = dueTodayOf((await sources.open(view.now)).requests, view.now);
    return dueTodayList(due, await sources.files(idsOf(due, MOST_DUE)), view);
  },
  late: async (sources, view) => {
    const late = lateOf((await sources.open(view.now)).requests, view.now);
    return lateList(late, await sources.files(idsOf(late, MOST_LATE)), view);
  },
  review: async (sources, view) => {
    const reviews = await sources.reviews();
    return reviewList(reviews, await sources.files(idsOf(reviews.lines, MOST_REVIEWS)), view);
  },
  concerns: async (sources, view) => {
    const concerns = await sources.concerns();
    const ids = [...new Set(idsOf(byContact(concerns.lines), MOST_CONCERNS))];
    return concernList(concerns, await sources.files(ids), view);
  },
  league: async (sources, { now }) => {
    const [{ backlog }, { rollUps, span }] = await Promise.all([sources.open(now), rollUpsOf(sources, now)]);
    return leagueTable(standingsOf(rollUps, backlog, span));
  },
  groups: async (sources, { now }) => {
    const [{ requests }, { rollUps, span }] = await Promise.all([sources.open(now), rollUpsOf(sources, now)]);
    return groupTable(groupStandings(requests, rollUps, span, now));
  },
  'heat-map': async (sources, { now }) => {
    const { rollUps, span } = await rollUpsOf(sources, now);
    return heatMap(typeWeeksOf(rollUps, span));
  },
  quality: async (sources, { now }) => {
    const last = monthBefore(dayOf(now).slice(0, 7));
    const [{ rollUps, span }, audits] = await Promise.all([
      rollUpsOf(sources, now),
      sources.audits(last).then((month) => month ?? sources.audits(monthBefore(last))),
    ]);
    return qualityCard(rollUps, span, audits);
  },
  findings: async (sources, view) => findingList(await sources.findings(), view),
  partner: async (sources, view, partner) => {
    if (partner === undefined) return html`<p>Choose a partner above the dashboard.</p>`;
    const [{ backlog, requests }, { rollUps, span }] = await Promise.all([
      sources.open(view.now),
      rollUpsOf(sources, view.now),
    ]);
    const late = lateOf(requests, view.now).filter((one) => one.partner === partner);
    const files = await sources.files(idsOf(late, MOST_LATE_OF_PARTNER));
    const own = rollUps.filter((one) => one.partner === partner);
    return partnerCard({ partner, backlog: backlog.partners.get(partner), late, files, rollUps: own, span }, view);
  },
};
