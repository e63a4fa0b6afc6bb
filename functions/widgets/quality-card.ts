import { countIn } from '../measures/figures.ts';
import { partnerName } from '../catalogue/catalogue.ts';
import { nameOfStratum } from '../audits/frame.ts';
import { type Summary, summarise, type MonthOfAudits } from '../audits/summary.ts';
import { FEWEST_RATINGS } from '../measures/kpi.ts';
import type { RollUp } from '../measures/roll-up.ts';
import type { Window } from '../measures/window.ts';
import { sayMonth } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { GOALS } from '../measures/contract.ts';
import { sayShare } from '../measures/say-figure.ts';
import { column, table } from './frame.ts';
import { sparkline } from './spark.ts';
import { WEEKS_SHOWN, byWeek, figuresWithin, shareOf } from './weeks.ts';

/** Partners in the table of audits at most, those with the fewest cases that passed. */
export const MOST_AUDITED = 8;

const BEST = 5;

/** What residents answered, and what auditors found in the last month that was drawn. */
export const qualityCard = (rollUps: readonly RollUp[], span: Window, audits: MonthOfAudits | undefined): Html =>
  html`<h3>What residents say</h3>
    ${ratings(rollUps, span)}
    <h3>What auditors find</h3>
    ${audits ? auditTable(audits) : html`<p>No sample has been drawn in the last two months.</p>`}`;

const RATINGS = ['overall', 'accuracy', 'courtesy', 'ease'] as const;

const ratings = (rollUps: readonly RollUp[], span: Window): Html => {
  const figures = figuresWithin(rollUps, span);
  const n = countIn(figures, 'rated');
  const asked = countIn(figures, 'asked');
  const answered = sayShare(shareOf(countIn(figures, 'askedAndRated'), asked));
  if (n < FEWEST_RATINGS)
    return html`<p>
      ${n} answered in ${WEEKS_SHOWN} weeks: below ${FEWEST_RATINGS} no average is shown. Of ${asked} who were asked
      ${answered} answered.
    </p>`;
  const weeks = byWeek(rollUps, span).map((week) => {
    const rated = countIn(week, 'rated');
    return rated < FEWEST_RATINGS ? undefined : countIn(week, 'overall') / rated / BEST;
  });
  return html`<dl class="w-tiles">
      ${RATINGS.map((name) => {
        const value = countIn(figures, name) / n;
        const goal = name === 'overall';
        return html`<div class="${goal ? (value < GOALS.rating ? 'w-missed' : 'w-kept') : ''}">
          <dt>${name}</dt>
          <dd>${value.toFixed(2)}<small>of ${BEST}${goal ? `, goal ${GOALS.rating}` : ''}</small></dd>
        </div>`;
      })}
    </dl>
    <p>
      ${sparkline('Overall, as a share of five, by week', weeks, GOALS.rating / BEST)} ${n} answers in ${WEEKS_SHOWN}
      weeks; of ${asked} who were asked ${answered} answered.
    </p>`;
};

const sayPassed = ({ passed: { share, n, interval } }: Summary): string =>
  share === undefined || !interval
    ? 'no data'
    : `${sayShare(share)} of ${n} (95 %: ${sayShare(interval.low)} to ${sayShare(interval.high)})`;

const auditTable = (month: MonthOfAudits): Html => {
  const { city, partners } = summarise(month);
  const ranked = partners
    .filter(([, { done }]) => done > 0)
    .sort(([, one], [, other]) => (one.passed.share ?? 1) - (other.passed.share ?? 1));
  return html`<p>
      ${sayMonth(month.sample.month, 'en')}: ${city.done} of ${city.sampled} cases looked at; passed:
      <b>${sayPassed(city)}</b>;
      <span class="${city.critical > 0 ? 'w-bad' : ''}">${city.critical} with a critical fail</span>;
      ${city.openCorrections} ${city.openCorrections === 1 ? 'correction' : 'corrections'} open.
    </p>
    ${
      ranked.length === 0
        ? ''
        : table(
            'Audits by partner',
            [column('Partner'), column('Passed'), column('Critical fails', true)],
            ranked.slice(0, MOST_AUDITED).map(
              ([partner, summary]) =>
                html`<tr>
                  <th scope="row">${nameOfStratum(partner, partnerName)}</th>
                  <td>${sayPassed(summary)}</td>
                  <td class="w-number ${summary.critical > 0 ? 'w-bad' : ''}">${summary.critical}</td>
                </tr>`,
            ),
          )
    }
    ${
      ranked.length > MOST_AUDITED
        ? html`<p>
            ${ranked.length - MOST_AUDITED} more ${ranked.length === MOST_AUDITED + 1 ? 'partner' : 'partners'}:
            <code>npm run ops -- audits report --month ${month.sample.month}</code>
          </p>`
        : ''
    }`;
};
