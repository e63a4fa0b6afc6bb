import { countIn } from '../measures/figures.ts';
import { partnerName } from '../catalogue/catalogue.ts';
import type { Backlog } from '../measures/backlog.ts';
import type { RollUp } from '../measures/roll-up.ts';
import type { Window } from '../measures/window.ts';
import { type Html, html } from '../shared/html.ts';
import { GOALS } from '../measures/contract.ts';
import { sayCount, sayShare } from '../measures/say-figure.ts';
import { column, moreThan, table } from './frame.ts';
import { sparkline } from './spark.ts';
import { WEEKS_SHOWN, byWeek, figuresWithin, groupRollUps, onTimeOf, shareOf } from './weeks.ts';

/** Partners in the table at most. */
export const MOST_IN_LEAGUE = 20;

/** Below so many verdicts a share says nothing, and its partner stands at the end. */
export const FEWEST_VERDICTS = 10;

interface Standing {
  partner: string;
  onTime: number | undefined;
  verdicts: number;
  weeks: (number | undefined)[];
  open: number;
  late: number;
  misrouted: number | undefined;
}

/** How every partner does that had work in the span, those furthest from the goal first; those with few verdicts at the end. */
export const standingsOf = (rollUps: readonly RollUp[], backlog: Backlog, span: Window): Standing[] => {
  const groups = groupRollUps(rollUps, ({ partner }) => partner);
  const all = new Set([...groups.keys(), ...backlog.partners.keys()]);
  const rank = ({ onTime, verdicts }: Standing): number => (verdicts < FEWEST_VERDICTS ? 2 : (onTime ?? 1));
  return [...all]
    .map((partner): Standing => {
      const own = groups.get(partner) ?? [];
      const figures = figuresWithin(own, span);
      return {
        partner,
        onTime: onTimeOf(figures),
        verdicts: countIn(figures, 'met', 'missed'),
        weeks: byWeek(own, span).map(onTimeOf),
        open: backlog.partners.get(partner)?.open ?? 0,
        late: backlog.partners.get(partner)?.breached ?? 0,
        misrouted: shareOf(
          countIn(figures, 'transferredOut', 'sentBack'),
          countIn(figures, 'offered', 'transferredIn'),
        ),
      };
    })
    .sort((one, other) => rank(one) - rank(other) || other.late - one.late || (one.partner < other.partner ? -1 : 1));
};

/** The partners beside each other, each with its weeks as a small line of one scale. */
export const leagueTable = (standings: readonly Standing[]): Html => {
  if (standings.length === 0) return html`<p>No partner had work in the last ${WEEKS_SHOWN} weeks.</p>`;
  return html`${table(
      'Partners',
      [
        column('Partner'),
        column('On time', true),
        column(`${WEEKS_SHOWN} weeks`),
        column('Late now', true),
        column('Open', true),
        column('Misrouted', true),
      ],
      standings.slice(0, MOST_IN_LEAGUE).map(row),
    )}
    ${moreThan(MOST_IN_LEAGUE, standings.length, 'choose them on the dashboard “partners”.')}
    <p class="w-quiet">
      On time is closed with a target: met ÷ (met + missed), of ${WEEKS_SHOWN} weeks; the goal is
      ${sayShare(GOALS.onTime)}, the broken line. Fewer than ${FEWEST_VERDICTS} verdicts say nothing, and stand at the
      end. Misrouted is (transferred + sent back) ÷ offered.
    </p>`;
};

const row = ({ partner, onTime, verdicts, weeks, open, late, misrouted }: Standing): Html => {
  const few = verdicts < FEWEST_VERDICTS;
  const missed = !few && onTime !== undefined && onTime < GOALS.onTime;
  const name = partnerName(partner);
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="w-number">
      <span class="${few ? 'w-quiet' : missed ? 'w-bad' : 'w-good'}">${few ? 'too few' : sayShare(onTime)}</span>
      <small class="w-quiet">of ${sayCount(verdicts)}</small>
    </td>
    <td>${sparkline(`${name} on time by week`, weeks, GOALS.onTime)}</td>
    <td class="w-number ${late > 0 ? 'w-bad' : ''}">${late}</td>
    <td class="w-number">${sayCount(open)}</td>
    <td class="w-number">${sayShare(misrouted)}</td>
  </tr>`;
};
