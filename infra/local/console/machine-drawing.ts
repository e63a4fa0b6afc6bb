import { type Html, html } from '../../../functions/shared/html.ts';
import type { MachineDefinition } from './console-stack.ts';

const WIDTH = 290;
const HEIGHT = 46;
const GAP_X = 40;
const GAP_Y = 58;

interface Edge {
  from: string;
  to: string;
  /** Taken on a failure or a time-out. */
  rare: boolean;
}

const edgesOf = ({ States }: MachineDefinition): Edge[] =>
  Object.entries(States).flatMap(([from, state]) => {
    const usual = [state.Next, ...(state.Choices ?? []).map(({ Next }) => Next), state.Default];
    const rare = (state.Catch ?? []).map(({ Next }) => Next);
    return [
      ...[...new Set(usual)].flatMap((to) => (to === undefined ? [] : [{ from, to, rare: false }])),
      ...[...new Set(rare)].filter((to) => !usual.includes(to)).map((to) => ({ from, to, rare: true })),
    ];
  });

/** Rows from the start downwards: each state stands below the nearest state that leads to it the usual way. */
const rowsOf = ({ StartAt, States }: MachineDefinition, edges: readonly Edge[]): string[][] => {
  const depth = new Map([[StartAt, 0]]);
  for (const rare of [false, true]) {
    const queue = [...depth.keys()];
    for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
      for (const edge of edges) {
        if (edge.from !== from || depth.has(edge.to) || (edge.rare && !rare)) continue;
        depth.set(edge.to, depth.get(from)! + 1);
        queue.push(edge.to);
      }
    }
  }
  const rows: string[][] = [];
  for (const name of Object.keys(States)) (rows[depth.get(name) ?? 0] ??= []).push(name);
  return Array.from(rows, (row) => row ?? [])
    .filter((row) => row.length > 0)
    .flatMap(split);
};

/** Rows of at most this many states, so that names stay readable. */
const MOST_IN_ROW = 3;

const split = (row: string[]): string[][] => {
  const parts = Math.ceil(row.length / MOST_IN_ROW);
  const size = Math.ceil(row.length / parts);
  return Array.from({ length: parts }, (_, index) => row.slice(index * size, (index + 1) * size));
};

/** Draws a state machine from above to below; marks the states that an execution went through and the one it is in. */
export const drawMachine = (
  definition: MachineDefinition,
  marks: { visited?: readonly string[]; current?: string; failed?: string },
): Html => {
  const edges = edgesOf(definition);
  const rows = rowsOf(definition, edges);
  const columns = Math.max(...rows.map((row) => row.length));
  const width = columns * (WIDTH + GAP_X) + 60;
  const height = rows.length * (HEIGHT + GAP_Y) - GAP_Y + 24;
  const places = new Map(
    rows.flatMap((row, y) =>
      row.map((name, x) => {
        const left = (width - row.length * (WIDTH + GAP_X) + GAP_X) / 2;
        return [name, { x: left + x * (WIDTH + GAP_X), y: 12 + y * (HEIGHT + GAP_Y), row: y }] as const;
      }),
    ),
  );
  const classOf = (name: string): string =>
    marks.current === name
      ? 'current'
      : marks.failed === name
        ? 'failed'
        : marks.visited?.includes(name)
          ? 'visited'
          : '';
  const described = marks.current ? `The workflow is in the state “${marks.current}”.` : 'The states of the workflow.';
  return html`<svg class="machine" viewBox="0 0 ${width} ${height}" role="img" aria-label="${described}">
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto-start-reverse"
        >
          <path d="M0 0L8 4L0 8Z" />
        </marker>
      </defs>
      ${edges.map(({ from, to, rare }) => {
        const path = pathOf(places.get(from)!, places.get(to), width);
        return path === undefined
          ? ''
          : html`<path class="${rare ? 'rare' : ''}" d="${path}" marker-end="url(#arrow)" />`;
      })}
      ${[...places].map(([name, { x, y }]) => {
        const state = definition.States[name]!;
        return html`<g class="${classOf(name)}">
          <title>${state.Type}${state.Comment ? `: ${state.Comment}` : ''}</title>
          <rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="${state.Type === 'Choice' ? 23 : 8}" />
          <text x="${x + WIDTH / 2}" y="${y + HEIGHT / 2}">${name}</text>
        </g>`;
      })}
    </svg>
    <details>
      <summary>As a list</summary>
      <ul>
        ${[...places.keys()].map((name) => {
          const mark = { current: ', now', failed: ', failed here', visited: ', passed', '': '' }[classOf(name)] ?? '';
          const next = edges.filter(({ from }) => from === name).map(({ to }) => to);
          return html`<li>
            <b>${name}</b
            >${mark}${next.length > 0 ? html`<br /><span class="quiet">then ${next.join(' · ')}</span>` : ''}
          </li>`;
        })}
      </ul>
    </details>`;
};

interface Place {
  x: number;
  y: number;
  row: number;
}

/** To a lower row straight down in a curve; back up, or within a row, around the nearer side. */
const pathOf = (from: Place, to: Place | undefined, width: number): string | undefined => {
  if (to === undefined) return undefined;
  const [startX, endX] = [from.x + WIDTH / 2, to.x + WIDTH / 2];
  if (to.row > from.row) {
    const [startY, endY] = [from.y + HEIGHT, to.y];
    const bend = (endY - startY) / 2;
    return `M${startX} ${startY}C${startX} ${startY + bend} ${endX} ${endY - bend} ${endX} ${endY}`;
  }
  const onLeft = startX <= width / 2;
  const side = onLeft ? 0 : WIDTH;
  const out = (onLeft ? -1 : 1) * (24 + 10 * Math.abs(from.row - to.row));
  const [x1, y1, x2, y2] = [from.x + side, from.y + HEIGHT / 2, to.x + side, to.y + HEIGHT / 2];
  return `M${x1} ${y1}C${x1 + out} ${y1} ${x2 + out} ${y2} ${x2} ${y2}`;
};
