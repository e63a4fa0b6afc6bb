import { countIn } from '../measures/figures.ts';
import type { RollUp } from '../measures/roll-up.ts';
import type { Window } from '../measures/window.ts';
import type { Watched } from '../requests/requests.store.ts';
import { type Html, html } from '../shared/html.ts';
import { GOALS } from '../measures/contract.ts';
import { sayShare } from '../measures/say-figure.ts';
import { column, moreThan, table } from './frame.ts';
import { dueTodayOf, findType, lateOf } from './open-lines.ts';
import { sparkline } from './spark.ts';
import { WEEKS_SHOWN, byWeek, figuresWithin, groupRollUps, onTimeOf } from './weeks.ts';

/** Groups in the table at most. */
export const MOST_GROUPS = 15;

const UNKNOWN_GROUP = 'Type not known yet';

interface GroupStanding {
  group: string;
  open: number;
  late: number;
  dueToday: number;
  onTime: number | undefined;
  verdicts: number;
  weeks: (number | undefined)[];
}

/** How each group of types stands, the most late first. */
export const groupStandings = (
  requests: readonly Watched[],
  rollUps: readonly RollUp[],
  span: Window,
  now: number,
): GroupStanding[] => {
  const groups = Map.groupBy(requests, ({ typeName }) => (typeName && findType(typeName)?.group) || UNKNOWN_GROUP);
  const counted = groupRollUps(rollUps, ({ type }) => findType(type)?.group);
  return [...new Set([...groups.keys(), ...counted.keys()])]
    .map((group): GroupStanding => {
      const own = groups.get(group) ?? [];
      const past = counted.get(group) ?? [];
      const figures = figuresWithin(past, span);
      return {
        group,
        open: own.length,
        late: lateOf(own, now).length,
        dueToday: dueTodayOf(own, now).length,
        onTime: onTimeOf(figures),
        verdicts: countIn(figures, 'met', 'missed'),
        weeks: byWeek(past, span).map(onTimeOf),
      };
    })
    .sort((one, other) => other.late - one.late || other.open - one.open || (one.group < other.group ? -1 : 1));
};

/** The groups of types beside each other. */
export const groupTable = (standings: readonly GroupStanding[]): Html => {
  if (standings.length === 0) return html`<p>Nothing is open, and nothing was counted.</p>`;
  return html`${table(
      'Groups of types',
      [
        column('Group of types'),
        column('Late now', true),
        column('Due today', true),
        column('Open', true),
        column('On time', true),
        column(`${WEEKS_SHOWN} weeks`),
      ],
      standings.slice(0, MOST_GROUPS).map(
        ({ group, open, late, dueToday, onTime, verdicts, weeks }) =>
          html`<tr>
            <th scope="row">${group}</th>
            <td class="w-number ${late > 0 ? 'w-bad' : ''}">${late}</td>
            <td class="w-number">${dueToday}</td>
            <td class="w-number">${open}</td>
            <td class="w-number">${sayShare(onTime)} <small class="w-quiet">of ${verdicts}</small></td>
            <td>${sparkline(`${group} on time by week`, weeks, GOALS.onTime)}</td>
          </tr>`,
      ),
    )}
    ${moreThan(MOST_GROUPS, standings.length, html`<code>npm run ops -- measures show</code> has all types.`)}
    <p class="w-quiet">On time is closed with a target: met ÷ (met + missed), of ${WEEKS_SHOWN} weeks.</p>`;
};
