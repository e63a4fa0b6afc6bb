import { countIn } from '../measures/figures.ts';
import { partnerName } from '../catalogue/catalogue.ts';
import type { PartnerBacklog } from '../measures/backlog.ts';
import { type Kpi, kpisOf } from '../measures/kpi.ts';
import type { RollUp } from '../measures/roll-up.ts';
import type { Window } from '../measures/window.ts';
import { typeNameOf } from '../requests/request.ts';
import type { LoadedFile } from '../requests/requests.store.ts';
import { saySpan } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { openButton } from './buttons.ts';
import { GOALS } from '../measures/contract.ts';
import { sayShare } from '../measures/say-figure.ts';
import { type View, column, moreThan, table } from './frame.ts';
import type { Promised } from './open-lines.ts';
import { sparkline } from './spark.ts';
import { WEEKS_SHOWN, byWeek, figuresWithin, onTimeOf } from './weeks.ts';

/** The figures of a partner that its dashboard shows, by the beginnings of their names: what is its own doing. */
const SHOWN = [
  'work accepted',
  'work resolved',
  'on time, closed with a target:',
  'on time, strict',
  'time to a partner’s answer',
  'time to resolve, median',
  'time to resolve, P90',
  'paused share',
  'partners answered in time',
  'partners done in time',
  'reopened',
  'misrouted',
  'transferred in',
  'concerns raised',
  'survey: overall',
] as const;

/** Late requests of a partner that are listed. */
export const MOST_LATE_OF_PARTNER = 15;

/** What a partner's card is drawn from; all of the one partner. */
export interface PartnerSources {
  partner: string;
  backlog: PartnerBacklog | undefined;
  late: readonly Promised[];
  /** Those of the first {@link MOST_LATE_OF_PARTNER}. */
  files: readonly LoadedFile[];
  rollUps: readonly RollUp[];
  span: Window;
}

/** How one partner does: its figures with their formulas and numbers of cases, its weeks, and what of its work is late. */
export const partnerCard = ({ partner, backlog, late, files, rollUps, span }: PartnerSources, view: View): Html => {
  const figures = figuresWithin(rollUps, span);
  // As the roll-ups have it: a question that waits too long is late, and no work that is overdue.
  const overdue = late.filter(({ typeClass }) => typeClass === 'service').length;
  const kpis = kpisOf(figures, { open: backlog?.open ?? 0, overdue });
  const weeks = byWeek(rollUps, span);
  const most = Math.max(1, ...weeks.map((week) => countIn(week, 'met', 'missed', 'noTarget')));
  const name = partnerName(partner);
  return html`<h3>${name}</h3>
    <p>
      ${backlog?.open ?? 0} open, <span class="${late.length > 0 ? 'w-bad' : 'w-good'}">${late.length} late</span>,
      ${backlog?.atRisk ?? 0} at risk, ${backlog?.onHold ?? 0} on hold.
    </p>
    <p>On time by week<br />${sparkline(`${name} on time by week`, weeks.map(onTimeOf), GOALS.onTime)}</p>
    <p>
      Resolved by week, at most ${most}<br />${sparkline(
        `${name} resolved by week, as a share of the most`,
        weeks.map((week) => countIn(week, 'met', 'missed', 'noTarget') / most),
      )}
    </p>
    ${table(
      `Figures of ${name}`,
      [column(`Figure, ${WEEKS_SHOWN} weeks`), column('Value', true), column('Cases', true)],
      SHOWN.flatMap((begin) => kpis.filter((kpi) => kpi.name.startsWith(begin))).map(
        (kpi) =>
          html`<tr>
            <th scope="row">${kpi.name}</th>
            <td class="w-number">${sayValue(kpi)}</td>
            <td class="w-number">${kpi.n}</td>
          </tr>`,
      ),
    )}
    <h3>Late now</h3>
    ${lateOfPartner(late, files, view)}`;
};

const lateOfPartner = (late: readonly Promised[], files: readonly LoadedFile[], view: View): Html => {
  if (late.length === 0) return html`<p><b class="w-good">Nothing is late.</b></p>`;
  const known = new Map(files.map(({ request }) => [request.id, request]));
  const shown = late.slice(0, MOST_LATE_OF_PARTNER).flatMap((one) => {
    const request = known.get(one.requestId);
    return request ? [{ ...one, request }] : [];
  });
  return html`<ol class="w-rows">
      ${shown.map(
        ({ request, dueAt }) =>
          html`<li>
            <b>${typeNameOf(request)}</b>${request.place.address ? html`, <bdi>${request.place.address}</bdi>` : ''}
            <br /><span class="w-bad">late by ${saySpan(view.now - dueAt, 'en')}</span>
            <span class="w-quiet">${request.id}</span>
            <div class="w-acts">${openButton('Open', 'escalation', request.id, view)}</div>
          </li>`,
      )}
    </ol>
    ${moreThan(shown.length, late.length, 'in the queue that the partner’s own e-mails lead to.')}`;
};

const sayValue = ({ value, unit }: Kpi): string => {
  if (value === undefined) return 'no data';
  if (unit === 'share') return sayShare(value);
  if (unit === 'ms') return saySpan(value, 'en');
  return unit === 'rating' ? value.toFixed(2) : String(value);
};
