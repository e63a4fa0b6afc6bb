import { NO_DATA, sayFigure } from '../measures/say-figure.ts';
import type { Cell } from '../scorecards/scorecard.ts';
import { type Html, html } from '../shared/html.ts';

/** A month of a line. */
export interface Point {
  /** The month in words. */
  month: string;
  cell: Cell;
}

const WIDTH = 240;
const HEIGHT = 48;
/** Room for the last point and for a line's own width. */
const EDGE = 4;

/** Where the points lie, from left to right and bottom to top; undefined where there is no data, so that the line has a gap. */
const placesOf = (values: readonly (number | undefined)[]): ({ x: number; y: number } | undefined)[] => {
  const known = values.filter((value) => value !== undefined);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const step = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1);
  const height = HEIGHT - 2 * EDGE;
  return values.map((value, index) =>
    value === undefined
      ? undefined
      : {
          x: Math.round((EDGE + index * step) * 10) / 10,
          y: Math.round((EDGE + height * (high === low ? 0.5 : (high - value) / (high - low))) * 10) / 10,
        },
  );
};

/** The points as one path: a move after each gap, and a line otherwise. */
const pathOf = (places: ReturnType<typeof placesOf>): string =>
  places.flatMap((place, index) => (place ? [`${places[index - 1] ? 'L' : 'M'}${place.x} ${place.y}`] : [])).join('');

/** What a line shows, in words: its ends, its lowest and its highest month. */
const sayLine = (label: string, points: readonly Point[]): string => {
  const known = points.filter(({ cell }) => cell.value !== undefined);
  const [first] = known;
  const last = known.at(-1);
  if (!first || !last) return `${label}: ${NO_DATA}.`;
  const by = (sign: 1 | -1) =>
    known.reduce((best, point) => (sign * ((point.cell.value ?? 0) - (best.cell.value ?? 0)) > 0 ? point : best));
  const of = ({ month, cell }: Point) => `${sayFigure(cell)} in ${month}`;
  return `${label}: from ${of(first)} to ${of(last)}; lowest ${of(by(-1))}, highest ${of(by(1))}.`;
};

/** Months as a small line with its words, and every figure of it folded away in a table. */
export const trendLine = (label: string, points: readonly Point[]): Html => {
  const places = placesOf(points.map(({ cell }) => cell.value));
  const last = places.at(-1);
  const lastPoint = points.at(-1);
  return html`<figure class="trend">
    <figcaption><strong>${label}</strong>: ${lastPoint ? sayFigure(lastPoint.cell) : NO_DATA}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${sayLine(label, points)}">
      <path d="${pathOf(places)}" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" />
      ${last ? html`<circle cx="${last.x}" cy="${last.y}" r="3" fill="currentColor" />` : undefined}
    </svg>
    <details>
      <summary>The figures</summary>
      <table>
        <tbody>
          ${points.map(
            ({ month, cell }) =>
              html`<tr>
                <th scope="row">${month}</th>
                <td>${sayFigure(cell)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </details>
  </figure>`;
};
