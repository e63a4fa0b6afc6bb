import { type Html, html } from '../shared/html.ts';
import { sayShare } from '../measures/say-figure.ts';

const WIDTH = 150;
const HEIGHT = 30;
const EDGE = 3; // room for the dot of the last value

const fixed = (value: number): string => String(Math.round(value * 10) / 10);

/**
 * A small line of shares from 0 to 1, one a week, the latest with a dot, and a goal as a broken line: all of one scale, so that they can be
 * compared down a column. A week of nothing is a gap. CloudWatch shows SVG that holds no script (AWS, "Details about custom widgets").
 */
export const sparkline = (label: string, shares: readonly (number | undefined)[], goal?: number): Html => {
  const step = (WIDTH - 2 * EDGE) / Math.max(1, shares.length - 1);
  const x = (index: number) => EDGE + index * step;
  const y = (share: number) => EDGE + (1 - Math.min(1, Math.max(0, share))) * (HEIGHT - 2 * EDGE);
  const line = shares
    .map((share, index) => {
      if (share === undefined) return '';
      const begins = shares[index - 1] === undefined;
      const alone = begins && shares[index + 1] === undefined;
      return `${begins ? 'M' : 'L'}${fixed(x(index))} ${fixed(y(share))}${alone ? 'h1' : ''}`;
    })
    .join('');
  const last = shares.at(-1);
  return html`<svg
    class="w-spark"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="${label}: ${shares.map((share) => (share === undefined ? 'none' : sayShare(share))).join(', ')}"
  >
    ${goal === undefined ? '' : html`<path class="w-goal" d="M0 ${fixed(y(goal))}H${WIDTH}"></path>`}
    <path d="${line}"></path>
    ${last === undefined ? '' : html`<circle cx="${fixed(x(shares.length - 1))}" cy="${fixed(y(last))}" r="3"></circle>`}
  </svg>`;
};
