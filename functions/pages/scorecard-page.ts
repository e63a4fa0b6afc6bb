import type { Partner } from '../catalogue/partner.ts';
import { toLocal } from '../clocks/business-calendar.ts';
import { sayCell, sayFigure, unbroken } from '../measures/say-figure.ts';
import { monthBefore } from '../measures/window.ts';
import { describeHoldReason } from '../requests/code-words.ts';
import { sayDate, sayDateTime, sayDay, sayMonth, saySpan } from '../requests/say-time.ts';
import type { KeptScorecard, LateCase, LeagueLine } from '../scorecards/kept-scorecard.ts';
import { type Cell, type Pair, SCORECARD_ROWS, TREND_ROWS } from '../scorecards/scorecard.ts';
import { ROW_WORDS } from '../scorecards/scorecard-words.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import type { PageView } from './page-view.ts';
import { trendLine } from './trend-line.ts';

/** What the page of a scorecard is told besides the scorecard. */
export interface ScorecardView extends Pick<PageView, 'city' | 'catalogue' | 'now'> {
  /** The page of a late case, signed, where a link to it opens; without these the page has no links. */
  hrefOf?: (late: LateCase) => string | undefined;
  /** A partner's own scorecard of the month, signed. */
  hrefOfPartner?: (code: string) => string;
  /** The list of what is open now, signed. */
  listHref?: string;
  /** The same figures as a file, and nothing else. */
  csvHref?: string;
  /** The report for the mayor's office, of all together only. */
  reportHref?: string;
}

/**
 * The scorecard of a month: each figure beside that of the month before, twelve months as lines, what was late, and how long the agreement
 * holds; of all together each partner too. It prints on A4 and on Letter. Reads only.
 */
export const scorecardPage = (kept: KeptScorecard, view: ScorecardView): Html => {
  const { city, catalogue } = view;
  const partner = catalogue.partners.get(kept.holder);
  const whose = partner?.name ?? 'all partners';
  const month = sayMonth(kept.month, 'en');
  return layout({
    site: `${city} 311`,
    language: 'en',
    title: `Scorecard of ${whose}, ${month}`,
    content: html`<h1>Scorecard of <bdi>${whose}</bdi></h1>
      <p>
        <strong>${month}</strong>, counted on ${sayDateTime(kept.keptAt, catalogue.timeZone, 'en')}; audits as of today.
      </p>
      ${lackingOf(kept)} ${agreementOf(partner, view)}
      <h2>The month beside the one before</h2>
      ${rowsOf(kept)} ${pausesOf(kept)}
      <section class="whole">
        <h2>Twelve months</h2>
        <div class="trends">
          ${TREND_ROWS.map((row) =>
            trendLine(
              ROW_WORDS[row].label,
              kept.trend.map(({ month: one, cells }) => ({ month: sayMonth(one, 'en'), cell: cells[row] })),
            ),
          )}
        </div>
      </section>
      ${kept.league ? leagueTable(kept.league, view) : undefined} ${lateList(kept, view)}
      <p class="paperless">
        ${view.reportHref ? html`${linked('The report for the mayor’s office', view.reportHref)} · ` : undefined}
        ${view.csvHref ? html`${linked('Download the figures (CSV)', view.csvHref)} · ` : undefined}${
          view.listHref ? linked('Open the list of what is open now', view.listHref) : undefined
        }
      </p>`,
  });
};

/** That figures may be too low, where they were told before everything was counted. */
const lackingOf = ({ lacking }: KeptScorecard): Html | undefined =>
  lacking === undefined
    ? undefined
    : html`<p class="box late">
        Of ${lacking} ${lacking === 1 ? 'day' : 'days'} not everything had been counted by then: the figures may be too
        low.
      </p>`;

/** Words that lead somewhere, where there is an address. */
const linked = (words: string | Html, href: string | undefined): Html =>
  href === undefined ? html`${words}` : html`<a href="${href}">${words}</a>`;

const agreementOf = (partner: Partner | undefined, { catalogue, now }: ScorecardView): Html | undefined => {
  if (!partner) return undefined;
  const { agreement } = partner;
  if (!agreement)
    return partner.kind === 'department'
      ? html`<p class="quiet">A department of the city; what it promises stands with each type of request.</p>`
      : html`<p class="box late">No agreement with this partner is on record.</p>`;
  const { title, from, until } = agreement;
  const over = until < toLocal(now, catalogue.timeZone).slice(0, 10);
  return html`<p class="box${over ? ' late' : ''}">
    Agreement: <bdi>${title}</bdi>,
    ${over ? `over since ${sayDay(until, 'en')}` : `in force from ${sayDay(from, 'en')} until ${sayDay(until, 'en')}`}.
  </p>`;
};

const rowsOf = (kept: KeptScorecard): Html =>
  html`<table class="figures">
    <thead>
      <tr>
        <th scope="col">Figure</th>
        <th scope="col">${sayMonth(kept.month, 'en')}</th>
        <th scope="col">${sayMonth(monthBefore(kept.month), 'en')}</th>
      </tr>
    </thead>
    <tbody>
      ${SCORECARD_ROWS.map((row) => {
        const { label, formula } = ROW_WORDS[row];
        // Of the oldest there is one, and no number of cases to tell.
        return pairRow(html`${label}<small>${formula}</small>`, kept.rows[row], row === 'oldest' ? sayFigure : sayCell);
      })}
    </tbody>
  </table>`;

const pairRow = (label: Html, { present, before }: Pair, sayIt: (cell: Cell) => string = sayCell): Html =>
  html`<tr>
    <th scope="row">${label}</th>
    <td>${unbroken(sayIt(present))}</td>
    <td>${unbroken(sayIt(before))}</td>
  </tr> `;

const pausesOf = ({ pauses, month }: KeptScorecard): Html | undefined =>
  pauses.length === 0
    ? undefined
    : html`<section class="whole">
        <h2>Why work was paused</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">Reason, as a share of the time to resolve</th>
              <th scope="col">${sayMonth(month, 'en')}</th>
              <th scope="col">${sayMonth(monthBefore(month), 'en')}</th>
            </tr>
          </thead>
          <tbody>
            ${pauses.map(({ reason, ...pair }) => pairRow(html`${describeHoldReason(reason, 'en')}`, pair))}
          </tbody>
        </table>
      </section>`;

const leagueTable = (league: readonly LeagueLine[], view: ScorecardView): Html =>
  html`<section>
    <h2>Each partner</h2>
    <p class="quiet">
      Whoever was least on time (closed with a target) stands first, whoever closed nothing with a target last.
    </p>
    <div class="wide" role="region" aria-label="Each partner" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Partner</th>
            <th scope="col">On time, closed with a target</th>
            <th scope="col">The month before</th>
            <th scope="col">On time, strict</th>
            <th scope="col">Resolved</th>
            <th scope="col">Rating</th>
            <th scope="col">Open, of that late</th>
          </tr>
        </thead>
        <tbody>
          ${league.map(
            (line) =>
              html`<tr>
                <th scope="row">${linked(html`<bdi>${line.name}</bdi>`, view.hrefOfPartner?.(line.partner))}</th>
                <td>${unbroken(sayCell(line.onTime))}</td>
                <td>${unbroken(sayCell(line.onTimeBefore))}</td>
                <td>${unbroken(sayCell(line.onTimeStrict))}</td>
                <td>${sayFigure(line.resolved)}</td>
                <td>${unbroken(sayCell(line.rating))}</td>
                <td>${sayFigure(line.open)}, ${sayFigure(line.overdue)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section>`;

const lateList = (kept: KeptScorecard, view: ScorecardView): Html => {
  const { late, lateOthers, keptAt } = kept;
  const { catalogue } = view;
  const when = sayDate(keptAt, catalogue.timeZone, 'en');
  return html`<section>
    <h2>Late on ${when}</h2>
    ${
      late.length === 0
        ? html`<p>Nothing was late.</p>`
        : html`<ol class="story">
            ${late.map(
              (one) =>
                html`<li>
                  ${linked(html`<bdi>${one.typeName || 'Not accepted yet'}</bdi>, ${one.workOrderId ?? one.requestId}`, view.hrefOf?.(one))}
                  <br /><span class="quiet"
                    >late since ${sayDate(one.since, catalogue.timeZone, 'en')}, then by
                    ${saySpan(keptAt - one.since, 'en')}${
                      one.partner
                        ? html`; with <bdi>${catalogue.partners.get(one.partner)?.name ?? one.partner}</bdi>`
                        : undefined
                    }</span
                  >
                </li> `,
            )}
          </ol>`
    }
    ${lateOthers > 0 ? html`<p>And ${lateOthers} more.</p>` : undefined}
  </section>`;
};
