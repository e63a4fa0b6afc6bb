import type { Summary } from '../audits/summary.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { NO_DATA, sayCell, sayCount, sayFigure, sayShare, unbroken } from '../measures/say-figure.ts';
import { monthBefore } from '../measures/window.ts';
import { layout } from '../pages/layout.ts';
import { sayDate, sayMonth, saySpan } from '../requests/say-time.ts';
import { DAY } from '../clocks/time-zone.ts';
import { type Html, html } from '../shared/html.ts';
import { type KeptFinding, firstWeekOf } from '../trends/kept-finding.ts';
import { figuresOf, nameOf } from '../trends/trends-notice.ts';
import type { ReportedImprovement } from './improvements.ts';
import type { LatePartner, MonthReport } from './month-report.ts';
import { FINDING_WORDS } from './report-words.ts';

/** Everything that the report tells besides its figures. */
export interface ReportView {
  city: string;
  catalogue: Catalogue;
  now: number;
  /** Names of the storms of the month with their times. */
  storms: readonly string[];
  /** What the audits of the month came to, and of the month before; undefined where none were drawn. */
  audits: readonly [present: Summary | undefined, before: Summary | undefined];
  /** Findings that stand, the surest first. */
  findings: readonly KeptFinding[];
  improvements: readonly ReportedImprovement[];
}

/** Rows of each list, and characters of what is improved: so many leave room on two pages for the longest names. */
const MOST = 4;
const LONGEST = 90;

/** One is one. */
const counted = (count: number, one: string, more: string): string => `${sayCount(count)} ${count === 1 ? one : more}`;

const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text);

/**
 * The monthly report for the mayor's office, in two pages of A4 or Letter: how the month went in figures with their formulas, then what
 * residents said, what was late and whose, audits, findings and improvements. Aggregates only, so that it can be handed on.
 */
export const reportPage = (report: MonthReport, view: ReportView): Html => {
  const month = sayMonth(report.month, 'en');
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: `311 in ${month}`,
    content: html`<div class="report">
      <section>
        <h1>311 in ${month}</h1>
        <p>
          The month in figures, for the mayor’s office, as counted on
          ${sayDate(view.now, view.catalogue.timeZone, 'en')}. n is how many cases a figure is of; where there are none
          it says “${NO_DATA}”.
          ${view.storms.length > 0 ? `Storms: ${view.storms.join('; ')}.` : 'No storm was declared in this month.'}
        </p>
        <h2>How the month went</h2>
        ${headlineTable(report)}
        <h2>The year so far, and the same days of the year before</h2>
        ${yearTable(report)}
      </section>
      <section class="second">
        ${saidPart(report)} ${latePart(report, view)} ${auditPart(report, view)} ${findingPart(view)}
        ${improvementPart(view)}
      </section>
    </div>`,
  });
};

const headlineTable = ({ headlines, month }: MonthReport): Html =>
  html`<table class="figures">
    <thead>
      <tr>
        <th scope="col">Figure</th>
        <th scope="col">${sayMonth(month, 'en')}</th>
        <th scope="col">${sayMonth(monthBefore(month), 'en')}</th>
      </tr>
    </thead>
    <tbody>
      ${headlines.map(
        ({ label, formula, present, before }) =>
          html`<tr>
            <th scope="row">${label}<small>${formula}</small></th>
            <td>${unbroken(sayCell(present))}</td>
            <td>${unbroken(sayCell(before))}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;

const YEARLY = {
  received: 'Requests received',
  resolved: 'Work resolved',
  met: 'Of that on time',
  missed: 'Of that late',
};

const yearTable = ({ yearToDate }: MonthReport): Html =>
  html`<table class="figures">
    <thead>
      <tr>
        <th scope="col">Since January</th>
        <th scope="col">This year</th>
        <th scope="col">The year before</th>
      </tr>
    </thead>
    <tbody>
      ${yearToDate.map(
        ({ name, present, before }) =>
          html`<tr>
            <th scope="row">${YEARLY[name]}</th>
            <td>${sayCount(present)}</td>
            <td>${before === undefined ? NO_DATA : `${sayCount(before)}${changeOf(present, before)}`}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;

const changeOf = (present: number, before: number): string => {
  if (before === 0) return '';
  const change = present / before - 1;
  return ` (now ${sayShare(Math.abs(change))} ${change < 0 ? 'less' : 'more'})`;
};

const ASKED = { accuracy: 'accuracy', courtesy: 'courtesy', ease: 'ease', overall: 'overall' } as const;

const saidPart = ({ said }: MonthReport): Html => {
  const { asked, responseRate, satisfied, ratings } = said;
  const rated = ratings.map(({ question, cell }) => `${ASKED[question]} ${sayFigure(cell)}`).join(', ');
  return html`<h2>What residents said</h2>
    <p>
      ${
        asked === 0
          ? 'Nobody was asked how it went;'
          : `${counted(asked, 'was', 'were')} asked how it went, and ${sayFigure(responseRate)} of them answered;`
      }
      ${counted(satisfied.n, 'answer', 'answers')} came in the month.
      ${
        satisfied.value === undefined
          ? 'That is too few for an average: five are the least.'
          : `Satisfied overall, four or five of five: ${sayCell(satisfied)}. Averages: ${rated}.`
      }
    </p>`;
};

const latePart = ({ late, lateTotal }: MonthReport, view: ReportView): Html => {
  const { now, oldestDays, breached, escalated } = lateTotal;
  const day = sayDate(view.now, view.catalogue.timeZone, 'en');
  const rest = late.slice(MOST);
  const others = rest.reduce((sum, { now: standing }) => sum + standing.breached, 0);
  return html`<h2>What is late, whose it is, and what is done about it</h2>
    <p>
      Promises that passed in the month: ${sayCount(breached)}; taken to the next level: ${sayCount(escalated)}. On
      ${day}
      ${now === 0 ? 'nothing was late.' : `${counted(now, 'request was', 'requests were')} late; the oldest open one was ${saySpan(oldestDays * DAY, 'en')} old.`}
    </p>
    ${
      late.length === 0
        ? undefined
        : html`<table>
            <thead>
              <tr>
                <th scope="col">Partner</th>
                <th scope="col">Late then</th>
                <th scope="col">What is done about it</th>
              </tr>
            </thead>
            <tbody>
              ${late.slice(0, MOST).map((one) => lateRow(one, view))}
            </tbody>
          </table>`
    }
    ${others > 0 ? html`<p>With ${counted(rest.length, 'other partner', 'other partners')}: ${sayCount(others)}.</p>` : undefined}`;
};

const lateRow = ({ partner, now, breached, escalated, concerns }: LatePartner, { catalogue }: ReportView): Html => {
  const done = [
    now.onHold > 0 ? `${now.onHold} on hold for a stated reason` : '',
    breached > 0 ? `told of ${breached} when their promise passed` : '',
    escalated > 0 ? `${escalated} escalated` : '',
    concerns > 0 ? `${counted(concerns, 'concern', 'concerns')} followed up` : '',
  ].filter(Boolean);
  return html`<tr>
    <th scope="row"><bdi>${catalogue.partners.get(partner)?.name ?? partner}</bdi></th>
    <td>${sayCount(now.breached)} of ${sayCount(now.open)} open; oldest ${saySpan(now.oldestDays * DAY, 'en')}</td>
    <td>${done.length > 0 ? `${done.join('; ')}.` : 'Reminded weekly; nothing else was due in the month.'}</td>
  </tr> `;
};

const auditPart = ({ month }: MonthReport, { audits: [present, before] }: ReportView): Html => {
  const tell = (of: string, summary: Summary | undefined) => {
    const when = sayMonth(of, 'en');
    if (!summary) return `No sample of ${when} was drawn.`;
    const { sampled, done, passed, critical, openCorrections } = summary;
    if (done === 0) return `${when}: ${counted(sampled, 'case was', 'cases were')} drawn, and none is judged yet.`;
    const share = sayCell({
      unit: 'share',
      value: passed.share,
      n: passed.n,
      ...(passed.interval ? { interval: passed.interval } : {}),
    });
    return `${when}: ${done} of ${counted(sampled, 'case', 'cases')} judged; passed ${share}; ${critical} failed by a critical fail; ${counted(openCorrections, 'thing', 'things')} still to be put right.`;
  };
  return html`<h2>What audits found</h2>
    <p>${tell(month, present)}</p>
    <p>${tell(monthBefore(month), before)}</p>`;
};

const findingPart = ({ findings, catalogue }: ReportView): Html => {
  const others = findings.length - MOST;
  return html`<h2>What changed beyond chance</h2>
    ${
      findings.length === 0
        ? html`<p>Nothing that is found stands today.</p>`
        : html`<ul>
            ${findings.slice(0, MOST).map((finding) => {
              const { value, usual, interval } = figuresOf(finding);
              return html`<li>
                <bdi>${nameOf(finding, catalogue)}</bdi>: ${FINDING_WORDS[finding.kind](finding.direction)}:
                ${value}${usual ? ` against ${usual}` : undefined} (95 %: ${interval}; n = ${sayCount(finding.n)}),
                since the week of ${firstWeekOf(finding)}
              </li> `;
            })}
          </ul>`
    }
    ${others > 0 ? html`<p>And ${others} more, in the register.</p>` : undefined}`;
};

const improvementPart = ({ improvements }: ReportView): Html => {
  const others = improvements.length - MOST;
  return html`<h2>What is being improved</h2>
    ${
      improvements.length === 0
        ? html`<p>No improvement is on the register: ${NO_DATA}.</p>`
        : html`<ul>
            ${improvements
              .slice(0, MOST)
              .map(
                ({ what, owner, state, effect }) =>
                  html`<li>
                    <bdi>${short(what)}</bdi> (<bdi>${owner}</bdi>): ${state}${effect ? html`; ${effect}` : undefined}
                  </li> `,
              )}
          </ul>`
    }
    ${others > 0 ? html`<p>And ${others} more, in the register.</p>` : undefined}`;
};
