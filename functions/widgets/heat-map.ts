import { countIn } from '../measures/figures.ts';
import type { RollUp } from '../measures/roll-up.ts';
import type { Window } from '../measures/window.ts';
import { type Html, html } from '../shared/html.ts';
import { column, moreThan, table } from './frame.ts';
import { findType } from './open-lines.ts';
import { WEEKS_SHOWN, figuresWithin, groupRollUps } from './weeks.ts';

/** Types in the map at most, the busiest. */
export const MOST_TYPES = 15;

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Monday is 0. */
const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

interface TypeWeek {
  type: string;
  all: number;
  days: number[];
}

/** What each type was accepted on each day of the week, the busiest type first. */
export const typeWeeksOf = (rollUps: readonly RollUp[], span: Window): TypeWeek[] =>
  [...groupRollUps(rollUps, ({ type }) => type)]
    .map(([type, own]): TypeWeek => {
      const days = WEEKDAYS.map((_, weekday) =>
        countIn(
          figuresWithin(
            own.filter(({ day }) => weekdayOf(day) === weekday),
            span,
          ),
          'accepted',
          'inquiriesAccepted',
        ),
      );
      return { type, days, all: days.reduce((sum, count) => sum + count, 0) };
    })
    .filter(({ all }) => all > 0)
    .sort((one, other) => other.all - one.all || (one.type < other.type ? -1 : 1));

/** Shares of the highest count at which a cell is so much darker; above the last its text is light. */
const SHADES = [0, 0.08, 0.16, 0.26, 0.38] as const;
const DEEP = 0.8;

const shadeOf = (count: number, most: number): Html => {
  const share = count / most;
  if (share > DEEP) return html`class="w-deep"`;
  const opacity = SHADES[Math.min(SHADES.length - 1, Math.ceil((share / DEEP) * (SHADES.length - 1)))] ?? 0;
  return html`style="background:rgba(var(--heat),${opacity})"`;
};

/** The types by the days of the week; each cell has its number, because a shade alone says nothing to many. */
export const heatMap = (weeks: readonly TypeWeek[]): Html => {
  if (weeks.length === 0) return html`<p>Nothing was accepted in the last ${WEEKS_SHOWN} weeks.</p>`;
  const shown = weeks.slice(0, MOST_TYPES);
  const most = Math.max(...shown.flatMap(({ days }) => days));
  return html`${table(
      'Types by day of the week',
      [column('Type'), ...WEEKDAYS.map((name) => column(name)), column('All', true)],
      shown.map(
        ({ type, days, all }) =>
          html`<tr>
            <th scope="row">${findType(type)?.name ?? type}</th>
            ${days.map((count) => html`<td ${shadeOf(count, most)}>${count}</td>`)}
            <td class="w-number">${all}</td>
          </tr>`,
      ),
      'w-heat',
    )}
    ${moreThan(MOST_TYPES, weeks.length, html`<code>npm run ops -- measures show</code> has all types.`)}
    <p class="w-quiet">
      Work and questions accepted in ${WEEKS_SHOWN} weeks, by the day on which they were accepted.
    </p>`;
};
