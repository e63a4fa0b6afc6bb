import { sayDateTime } from '../../../functions/requests/say-time.ts';
import { type Html, html } from '../../../functions/shared/html.ts';
import { sayNumber, timeTicks, valueScale, type ValueScale } from './scale.ts';

/** One line of a chart. */
export interface Series {
  label: string;
  /** A CSS colour: a variable of the console's style, or a checked hex colour. */
  color: string;
  /** Ascending; instants are epoch ms. */
  points: readonly { at: number; value: number }[];
  /** Distance between two points without a gap, ms. */
  period: number;
  axis: 'left' | 'right';
  /** Written behind every value: `%`, ` days`. */
  unit: string;
}

/** A line across the chart at a value. */
export interface Threshold {
  label: string;
  value: number;
  color: string;
}

export interface ChartOptions {
  title: string;
  series: readonly Series[];
  thresholds: readonly Threshold[];
  /** The time shown, epoch ms. */
  from: number;
  to: number;
  timeZone: string;
  stacked: boolean;
  left: { min?: number; max?: number; label?: string };
  right: { min?: number; max?: number; label?: string };
}

/** The drawing's own measure of both sides; it is stretched to the size of its box, and lines keep their width. */
const SIDE = 1000;

/** A label that stands further right than this, in percent, would reach over the edge. */
const EDGE = 95;

/** Broken where more than this many periods are missing, as silence is not a value. */
const LONGEST_BRIDGE = 2.5;

/** Draws values over time as a picture that fills its box, with its legend, and with the same values as a table. */
export const timeChart = (options: ChartOptions): Html => {
  const { series, from, to, timeZone, title } = options;
  const drawn = options.stacked ? stack(series) : series.map((one) => ({ ...one, base: undefined }));
  const scaleOf = (axis: 'left' | 'right') =>
    valueScale(
      [
        ...drawn.filter((one) => one.axis === axis).flatMap(({ points }) => points.map(({ value }) => value)),
        ...(axis === 'left' ? options.thresholds.map(({ value }) => value) : []),
      ],
      options[axis],
    );
  const left = scaleOf('left');
  const right = series.some(({ axis }) => axis === 'right') ? scaleOf('right') : undefined;
  const x = (at: number) => fixed(((at - from) / (to - from)) * SIDE);
  const y = (value: number, scale: ValueScale) => fixed(SIDE - ((value - scale.min) / (scale.max - scale.min)) * SIDE);
  const scaleFor = (axis: 'left' | 'right') => (axis === 'right' && right ? right : left);
  const ticks = timeTicks(from, to, timeZone);

  return html`<div class="plot">
      ${axisOf('left', left, options.left.label, unitOf(series, 'left'))}
      <div class="area" data-points="${hoverData(series, options)}">
        <svg
          viewBox="0 0 ${SIDE} ${SIDE}"
          preserveAspectRatio="none"
          role="img"
          aria-label="${sayChart(title, series)}"
        >
          ${left.ticks.map((tick) => html`<path class="grid" d="M0 ${y(tick, left)}H${SIDE}" />`)}
          ${drawn.map((one) => {
            const scale = scaleFor(one.axis);
            const pieces = piecesOf(one);
            return html`${
                one.base || drawn.length === 1
                  ? pieces.map(
                      (piece) =>
                        html`<path
                          class="fill"
                          style="fill:${one.color}"
                          d="${areaOf(piece, one.base, x, (value) => y(value, scale), scale)}"
                        />`,
                    )
                  : ''
              }<path
                class="line"
                style="stroke:${one.color}"
                d="${pieces.map((piece) => lineOf(piece, x, (value) => y(value, scale))).join('')}"
              /><path
                class="dots"
                style="stroke:${one.color}"
                d="${dotsOf(one, pieces)
                  .map(({ at, value }) => `M${x(at)} ${y(value, scale)}h0`)
                  .join('')}"
              />`;
          })}
          ${options.thresholds.map(
            ({ value, color }) =>
              html`<path class="threshold" style="stroke:${color}" d="M0 ${y(value, left)}H${SIDE}" />`,
          )}
        </svg>
        ${options.thresholds.map(
          ({ label, value }) => html`<span class="mark" style="bottom:${percent(value, left)}%">${label}</span>`,
        )}
        <div class="x" aria-hidden="true">
          ${ticks.map(({ at, label }, index) => {
            const place = ((at - from) / (to - from)) * 100;
            const kind = `${index % 2 ? 'odd' : ''} ${place > EDGE ? 'end' : ''}`.trim();
            return html`<span class="${kind}" style="left:${fixed(place)}%">${label}</span>`;
          })}
        </div>
        <div class="cursor" hidden></div>
        <div class="tip" hidden></div>
      </div>
      ${right ? axisOf('right', right, options.right.label, unitOf(series, 'right')) : ''}
    </div>
    ${legendOf(series)}`;
};

/** The names of the series beside their colours and last values; those that were not measured stand together at the end. */
const legendOf = (series: readonly Series[]): Html => {
  const silent = series.filter(({ points }) => points.length === 0).map(({ label }) => label);
  return html`<ul class="legend">
    ${series
      .filter(({ points }) => points.length > 0)
      .map(
        ({ label, color, points, unit }) =>
          html`<li><i style="background:${color}"></i>${label} <b>${sayNumber(points.at(-1)!.value) + unit}</b></li>`,
      )}
    ${silent.length > 0 ? html`<li class="legend-rest">No data: ${silent.join(', ')}</li>` : ''}
  </ul>`;
};

/** The same values as a table, newest first; only moments at which something was measured. */
export const dataTable = (series: readonly Series[], timeZone: string): Html => {
  const rows = 60; // two and a half days of hours: more hides the page below it
  const moments = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => b - a);
  const values = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])));
  return html`<details class="data">
    <summary>Values</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Values as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            ${series.map(({ label }) => html`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${moments.slice(0, rows).map(
            (at) =>
              html`<tr>
                <th scope="row">${sayDateTime(at, timeZone, 'en')}</th>
                ${values.map((byTime, index) => {
                  const value = byTime.get(at);
                  return html`<td>${value === undefined ? '–' : sayNumber(value) + series[index]!.unit}</td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
      ${moments.length > rows ? html`<p class="quiet">${moments.length - rows} earlier moments are not listed.</p>` : ''}
    </div>
  </details>`;
};

const axisOf = (side: 'left' | 'right', scale: ValueScale, label: string | undefined, unit: string): Html =>
  html`<div class="y ${side}" aria-hidden="true">
    ${label ? html`<em>${label}</em>` : ''}
    <div>
      ${scale.ticks.map((tick) => html`<span style="bottom:${percent(tick, scale)}%">${sayNumber(tick)}${unit}</span>`)}
    </div>
    <b>${widest(scale, unit)}</b>
  </div>`;

/** The longest label again, unseen: it gives the column of labels its width. */
const widest = (scale: ValueScale, unit: string): string =>
  scale.ticks.map((tick) => sayNumber(tick) + unit).reduce((a, b) => (b.length > a.length ? b : a), '');

const unitOf = (series: readonly Series[], axis: 'left' | 'right'): string => {
  const units = new Set(series.filter((one) => one.axis === axis).map(({ unit }) => unit));
  return units.size === 1 ? ([...units][0] ?? '') : '';
};

const percent = (value: number, scale: ValueScale): string =>
  fixed(((value - scale.min) / (scale.max - scale.min)) * 100);

const fixed = (value: number): string => String(Math.round(value * 100) / 100);

const sayChart = (title: string, series: readonly Series[]): string =>
  `${title}: ${series
    .map(({ label, points, unit }) => {
      if (points.length === 0) return `${label}, no data`;
      const values = points.map(({ value }) => value);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      return `${label} ${sayNumber(values.at(-1)!)}${unit}, between ${sayNumber(low)} and ${sayNumber(high)}`;
    })
    .join('; ')}`;

type Point = Series['points'][number];
interface Drawn extends Series {
  /** Of a stacked series: what lies below each point. */
  base: Map<number, number> | undefined;
}

const stack = (series: readonly Series[]): Drawn[] => {
  const heights = new Map<number, number>();
  return series.map((one) => {
    const base = new Map(one.points.map(({ at }) => [at, heights.get(at) ?? 0]));
    const points = one.points.map(({ at, value }) => ({ at, value: value + base.get(at)! }));
    for (const { at, value } of points) heights.set(at, value);
    return { ...one, points, base };
  });
};

const piecesOf = ({ points, period }: Series): Point[][] => {
  const pieces: Point[][] = [];
  for (const point of points) {
    const piece = pieces.at(-1);
    if (piece && point.at - piece.at(-1)!.at <= period * LONGEST_BRIDGE) piece.push(point);
    else pieces.push([point]);
  }
  return pieces;
};

type Place = (value: number) => string;

/** Points that stand alone, and all where there are few: lines of no length, which their round ends make dots. */
const dotsOf = ({ points }: Series, pieces: readonly Point[][]): readonly Point[] =>
  points.length <= MOST_DOTS ? points : pieces.filter(({ length }) => length === 1).flat();

/** A fortnight of days. */
const MOST_DOTS = 15;

const lineOf = (piece: readonly Point[], x: Place, y: Place): string =>
  piece.map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('');

const areaOf = (
  piece: readonly Point[],
  base: Map<number, number> | undefined,
  x: Place,
  y: Place,
  scale: ValueScale,
): string =>
  lineOf(piece, x, y) +
  piece
    .toReversed()
    .map(({ at }) => `L${x(at)} ${y(base?.get(at) ?? Math.max(scale.min, 0))}`)
    .join('') +
  'Z';

/** What the page's script shows under the pointer: for each moment its place in percent, its time and its values. */
const hoverData = (series: readonly Series[], { from, to, timeZone }: ChartOptions): string => {
  const moments = new Map<number, (string | null)[]>();
  series.forEach(({ points, unit }, index) => {
    for (const { at, value } of points) {
      const values = moments.get(at) ?? series.map(() => null);
      values[index] = sayNumber(value) + unit;
      moments.set(at, values);
    }
  });
  return JSON.stringify({
    names: series.map(({ label, color }) => [label, color]),
    moments: [...moments]
      .sort(([a], [b]) => a - b)
      .map(([at, values]) => [
        Number(fixed(((at - from) / (to - from)) * 100)),
        sayDateTime(at, timeZone, 'en'),
        values,
      ]),
  });
};
