import { sayCount } from '../measures/say-figure.ts';
import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import { sayInstant } from '../requests/say-time.ts';
import { type Html, html, trusted } from '../shared/html.ts';
import type { Theme } from './widget-event.ts';

/** What every widget is told besides its data. */
export interface View {
  /** When it is drawn, epoch ms. */
  now: number;
  theme: Theme;
  /** ARN of the function that buttons call. */
  act: string;
}

/**
 * The one style of the widgets. Its rules reach no farther than a widget's own box, because a dashboard puts all of them into one page, and
 * its colours stand at 4.5:1 or more on a ground of its own, whatever the dashboard's is (WCAG 2.2, 1.4.3).
 */
export const STYLE = `
.r311{--ink:#16191d;--quiet:#4d5663;--paper:#fff;--line:#d5dae1;--edge:#6b7686;--link:#0a4c96;--go:#0a4c96;--on-go:#fff;--bad:#a3160f;--bad-tint:#fdeceb;--good:#12652f;--warn:#8a4b00;--warn-tint:#fdf0dc;--heat:29,95,180;background:var(--paper);color:var(--ink);font:14px/1.45 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;padding:4px;overflow-wrap:anywhere}
.r311.dark{--ink:#eceff3;--quiet:#b0b9c5;--paper:#191d22;--line:#363d47;--edge:#8a94a3;--link:#8fc1ff;--go:#8fc1ff;--on-go:#0b1520;--bad:#ffaba2;--bad-tint:#3b1714;--good:#7fd79a;--warn:#f3b562;--warn-tint:#35260f;--heat:111,177,255}
.r311 p,.r311 ul,.r311 ol{margin:6px 0}
.r311 h3{font-size:15px;margin:10px 0 4px;color:inherit}
.r311 .w-quiet{color:var(--quiet)}
.r311 .w-bad{color:var(--bad);font-weight:600}
.r311 .w-good{color:var(--good);font-weight:600}
.r311 .w-box{padding:8px 12px;border-inline-start:4px solid var(--go)}
.r311 .w-box.w-late{background:var(--bad-tint);border-color:var(--bad)}
.r311 .w-box.w-storm{background:var(--warn-tint);border-color:var(--warn)}
.r311 .w-rows{list-style:none;padding:0}
.r311 .w-rows>li{padding:8px 0;border-top:1px solid var(--line)}
.r311 .w-acts{display:flex;flex-wrap:wrap;gap:6px;align-items:center;margin-top:4px}
.r311 .btn{display:inline-block;min-height:32px;padding:4px 12px;font:inherit;font-weight:600;color:var(--link);background:var(--paper);border:1px solid var(--edge);border-radius:6px;cursor:pointer}
.r311 .btn-primary{color:var(--on-go);background:var(--go);border-color:var(--go)}
.r311 .btn:focus-visible,.r311 summary:focus-visible,.r311 input:focus-visible,.r311 select:focus-visible{outline:3px solid var(--warn);outline-offset:2px}
.r311 summary{cursor:pointer;color:var(--link);padding:4px 0}
.r311 .w-fields{display:flex;flex-wrap:wrap;gap:6px 10px;align-items:end;padding:4px 0 8px}
.r311 .w-fields>div{flex:0 1 18rem;min-width:0}
.r311 .w-fields label{display:block;color:var(--quiet)}
.r311 input,.r311 select{box-sizing:border-box;min-height:32px;width:100%;padding:3px 8px;font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:6px}
.r311 .w-scroll{overflow-x:auto;overflow-wrap:normal}
.r311 table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;color:inherit;background:none}
.r311 th,.r311 td{text-align:start;padding:4px 10px 4px 0;border-bottom:1px solid var(--line);vertical-align:middle;font-weight:400;color:inherit;background:none}
.r311 thead th{color:var(--quiet);font-weight:600;vertical-align:bottom}
.r311 tbody th{font-weight:600}
.r311 .w-number{text-align:end;white-space:nowrap}
.r311 .w-heat td{text-align:center;padding:4px 6px;min-width:34px}
.r311 .w-heat td.w-deep{background:#1d4f91;color:#fff}
.r311 .w-tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9.5rem,45%),1fr));gap:8px 16px;margin:0 0 8px;padding:0}
.r311 .w-tiles div{border-inline-start:4px solid var(--edge);padding-inline-start:10px}
.r311 .w-tiles div.w-missed{border-color:var(--bad)}
.r311 .w-tiles div.w-kept{border-color:var(--good)}
.r311 .w-tiles dt{color:var(--quiet)}
.r311 .w-tiles dd{margin:0;font-size:26px;line-height:1.2;font-weight:650;font-variant-numeric:tabular-nums}
.r311 .w-tiles small{display:block;font-size:13px;font-weight:400;color:var(--quiet)}
.r311 svg.w-spark{width:150px;height:30px;overflow:visible}
.r311 svg.w-spark path{fill:none;stroke:var(--link);stroke-width:2}
.r311 svg.w-spark circle{fill:var(--link)}
.r311 svg.w-spark .w-goal{stroke:var(--edge);stroke-width:1;stroke-dasharray:4 3}
`;

/** A widget whole: its content in the dashboard's colours, and when it was made. The dashboard's own style of tables and buttons is put off. */
export const frame = (content: Html, { theme, now }: Pick<View, 'theme' | 'now'>): Html =>
  html`<div class="cwdb-no-default-styles r311 ${theme}">
    ${trusted(`<style>${STYLE}</style>`)}${content}
    <p class="w-quiet">Updated ${sayInstant(now, CITY_TIME_ZONE, 'en')}.</p>
  </div>`;

/** What stands in a widget's place where it could not be drawn: what that means, and what to do. */
export const failureBox = (what: string, remedy: string): Html =>
  html`<div class="w-box w-late" role="alert">
    <p><b>${what}</b></p>
    <p>${remedy}</p>
  </div>`;

/** Says how many more there are than are shown, and where; nothing where all are shown. */
export const moreThan = (shown: number, all: number, where: Html | string): Html | undefined =>
  all > shown ? html`<p>${sayCount(all - shown)} more: ${where}</p>` : undefined;

/** A table that scrolls in its box where it is wider than that. */
export const table = (label: string, head: readonly Html[], rows: readonly Html[], kind = ''): Html =>
  html`<div class="w-scroll" tabindex="0" role="region" aria-label="${label}">
    <table class="${kind}">
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;

/** The heading of a column; a number's stands over its right edge. */
export const column = (name: string, number = false): Html =>
  html`<th scope="col" class="${number ? 'w-number' : ''}">${name}</th>`;
