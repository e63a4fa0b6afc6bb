import { type Html, html } from '../../../functions/shared/html.ts';
import type { MachineDefinition } from './console-stack.ts';

const WIDTH = 330;
const HEIGHT = 44;
const GAP_X = 72;
const GAP_Y = 26;
/** Room above and below the boxes, for the lines that lead back. */
const MARGIN = 54;

interface Edge {
  from: string;
  to: string;
  /** Taken on a time-out or another named failure. */
  rare: boolean;
}

/** The usual ways on and those of named failures; the ways of every other failure would cross all of them, so words tell of them. */
const edgesOf = ({ States }: MachineDefinition): Edge[] =>
  Object.entries(States).flatMap(([from, state]) => {
    const usual = new Set([state.Next, ...(state.Choices ?? []).map(({ Next }) => Next), state.Default]);
    const named = (state.Catch ?? []).filter(({ ErrorEquals }) => !ErrorEquals.includes(ANY_FAILURE));
    const rare = new Set(named.map(({ Next }) => Next).filter((to) => !usual.has(to)));
    return [
      ...[...usual].flatMap((to) => (to === undefined ? [] : [{ from, to, rare: false }])),
      ...[...rare].map((to) => ({ from, to, rare: true })),
    ];
  });

const ANY_FAILURE = 'States.ALL';

/** Where every other failure leads to. */
const lastResorts = ({ States }: MachineDefinition): string[] => [
  ...new Set(
    Object.values(States).flatMap(({ Catch = [] }) =>
      Catch.filter(({ ErrorEquals }) => ErrorEquals.includes(ANY_FAILURE)).map(({ Next }) => Next),
    ),
  ),
];

/** Columns from the start to the right: a state stands as many steps from the start as the shortest way to it has. */
const columnsOf = (definition: MachineDefinition, edges: readonly Edge[]): string[][] => {
  const depth = new Map([[definition.StartAt, 0]]);
  const walk = () => {
    const queue = [...depth.keys()];
    for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
      for (const edge of edges) {
        if (edge.from !== from || depth.has(edge.to)) continue;
        depth.set(edge.to, depth.get(from)! + 1);
        queue.push(edge.to);
      }
    }
  };
  walk();
  for (const name of lastResorts(definition)) if (!depth.has(name)) depth.set(name, 0);
  walk();
  const columns: string[][] = [];
  for (const name of Object.keys(definition.States)) (columns[depth.get(name) ?? 0] ??= []).push(name);
  return Array.from(columns, (column) => column ?? []);
};

/** Sets the states of a column beside those that lead to them, so that lines cross less. */
const untangle = (columns: string[][], edges: readonly Edge[]): string[][] => {
  const height = new Map<string, number>();
  return columns.map((column) => {
    const wish = (name: string, index: number): number => {
      const sources = edges.filter(({ to }) => to === name).flatMap(({ from }) => height.get(from) ?? []);
      return sources.length > 0 ? sources.reduce((sum, one) => sum + one, 0) / sources.length : index;
    };
    const sorted = column
      .map((name, index) => ({
        name,
        wish: wish(name, index),
        waits: edges.some(({ from, to }) => from === name && to !== name),
      }))
      .sort((a, b) => a.wish - b.wish || Number(b.waits) - Number(a.waits))
      .map(({ name }) => name);
    sorted.forEach((name, index) => height.set(name, index - (sorted.length - 1) / 2));
    return sorted;
  });
};

/** Draws a state machine from left to right; marks the states that an execution went through and the one it is in. */
export const drawMachine = (
  definition: MachineDefinition,
  marks: { visited?: readonly string[]; current?: string; failed?: string },
): Html => {
  const edges = edgesOf(definition);
  const columns = untangle(columnsOf(definition, edges), edges);
  const rows = Math.max(...columns.map((column) => column.length));
  const width = columns.length * (WIDTH + GAP_X) - GAP_X + 24;
  const height = rows * (HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN;
  const places = new Map<string, Place>(
    columns.flatMap((column, x) =>
      column.map((name, y): [string, Place] => {
        const top = (height - column.length * (HEIGHT + GAP_Y) + GAP_Y) / 2;
        return [name, { x: 12 + x * (WIDTH + GAP_X), y: top + y * (HEIGHT + GAP_Y), column: x }];
      }),
    ),
  );
  const isMutual = ({ from, to }: Edge) => edges.some((other) => other.from === to && other.to === from);
  const classOf = (name: string): string => {
    if (marks.current === name) return 'current';
    if (marks.failed === name) return 'failed';
    return marks.visited?.includes(name) ? 'visited' : '';
  };
  const described = marks.current ? `The workflow is in the state “${marks.current}”.` : 'The states of the workflow.';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Drawing of the state machine">
      <svg class="machine" viewBox="0 0 ${width} ${height}" role="img" aria-label="${described}">
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
        ${edges.map((edge) => {
          const [from, to] = [places.get(edge.from), places.get(edge.to)];
          const mutual = isMutual(edge);
          // Two ways between two states are one line with a head at either end.
          if (!from || !to || (mutual && from.column > to.column)) return '';
          const path = html`<path
            class="${edge.rare ? 'rare' : ''}"
            d="${pathOf(from, to, height)}"
            marker-start="${mutual ? 'url(#arrow)' : ''}"
            marker-end="url(#arrow)"
          />`;
          return path;
        })}
        ${[...places].map(([name, { x, y }]) => {
          const state = definition.States[name]!;
          return html`<g class="${classOf(name)}">
            <title>${state.Type}${state.Comment ? `: ${state.Comment}` : ''}</title>
            <rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="${state.Type === 'Choice' ? 22 : 8}" />
            <text x="${x + WIDTH / 2}" y="${y + HEIGHT / 2}">${name}</text>
          </g>`;
        })}
      </svg>
    </div>
    <p class="quiet">
      Green: passed. Blue frame: now. Dashed lines: on a time-out or another named failure. What fails for good leads to
      ${lastResorts(definition)
        .map((name) => `“${name}”`)
        .join(', ')}.
    </p>
    <details>
      <summary>As a list</summary>
      <ul>
        ${[...places.keys()].map((name) => {
          const mark = { current: ', now', failed: ', failed here', visited: ', passed' }[classOf(name)] ?? '';
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
  column: number;
}

/** To a later column straight across; back to an earlier one above all boxes or below them, whichever is nearer. */
const pathOf = (from: Place, to: Place, height: number): string => {
  const middle = (place: Place) => place.y + HEIGHT / 2;
  if (to.column > from.column) {
    const [x1, x2] = [from.x + WIDTH, to.x];
    const bend = Math.min(70, (x2 - x1) / 2);
    return `M${x1} ${middle(from)}C${x1 + bend} ${middle(from)} ${x2 - bend} ${middle(to)} ${x2} ${middle(to)}`;
  }
  if (to.column === from.column) {
    const down = to.y > from.y;
    return `M${from.x + WIDTH / 2} ${down ? from.y + HEIGHT : from.y}L${to.x + WIDTH / 2} ${down ? to.y : to.y + HEIGHT}`;
  }
  const above = middle(from) <= height / 2;
  const [startX, endX] = [from.x + WIDTH / 2, to.x + WIDTH / 2];
  const [startY, endY] = above ? [from.y, to.y] : [from.y + HEIGHT, to.y + HEIGHT];
  const level = above ? 16 : height - 16;
  return `M${startX} ${startY}C${startX} ${level} ${startX} ${level} ${startX - 60} ${level}L${endX + 60} ${level}C${endX} ${level} ${endX} ${level} ${endX} ${endY}`;
};
