import { sayDateTime } from '../../../functions/requests/say-time.ts';
import { type Html, html } from '../../../functions/shared/html.ts';
import type { ConsoleStack } from './console-stack.ts';
import {
  type DashboardBody,
  RANGES,
  type RangeName,
  type Widget,
  boxOf,
  rangeNamed,
  textOf,
} from './dashboard-body.ts';
import { nameInWords } from './home.ts';
import { queryMetrics } from './query-metrics.ts';
import { type Page, missing } from './shell.ts';
import { type WidgetSources, drawWidget } from './widgets.ts';

/** The dashboards there are. */
export const dashboardsPage = (stack: ConsoleStack): Page => ({
  title: 'Dashboards',
  content: html`<h1>Dashboards</h1>
    <div class="cards">
      ${stack.dashboards.map(({ name, body }) => {
        const { widgets } = JSON.parse(body) as DashboardBody;
        return html`<section class="card">
          <h2><a href="/dashboards/${encodeURIComponent(name)}">${nameInWords(name)}</a></h2>
          <p>
            ${widgets.filter(({ type }) => type !== 'text').length} widgets, drawn from the JSON that deploys to
            CloudWatch.
          </p>
        </section>`;
      })}
    </div>`,
});

/** One dashboard: the very JSON of the template, drawn from the metrics that the functions emitted. */
export const dashboardPage = async (stack: ConsoleStack, name: string, query: URLSearchParams): Promise<Page> => {
  const dashboard = stack.dashboards.find((one) => one.name === name);
  if (dashboard === undefined) return missing(`There is no dashboard ${name}.`);
  const body = JSON.parse(dashboard.body) as DashboardBody;
  const range = rangeNamed(query.get('range'), body.start);
  const to = stack.clock.now();
  const from = to - RANGES[range].span;
  const sources: WidgetSources = {
    from,
    to,
    timeZone: stack.timeZone,
    autoPeriod: body.periodOverride !== 'inherit',
    query: (metrics, periodOf) => queryMetrics(stack, metrics, periodOf, { from, to }),
    alarms: stack.alarms(),
    invoke: (endpoint, event) => stack.functions.invoke(endpoint, event),
  };
  const drawn = await Promise.all(body.widgets.map((widget) => drawInBox(widget, sources)));
  return {
    title: nameInWords(name),
    crumbs: [['/dashboards', 'Dashboards']],
    content: html`<h1>${nameInWords(name)}</h1>
      <nav aria-label="Time shown">
        <ul class="ranges">
          ${(Object.keys(RANGES) as RangeName[]).map(
            (one) =>
              html`<li>
                <a href="?range=${one}" ${one === range ? html` aria-current="true"` : ''}>${RANGES[one].label}</a>
              </li>`,
          )}
        </ul>
      </nav>
      <p class="quiet">${sayDateTime(from, stack.timeZone, 'en')} to ${sayDateTime(to, stack.timeZone, 'en')}.</p>
      <div class="board">${drawn}</div>`,
  };
};

/** Widgets of at most this many columns stand two in a row on a narrow screen. */
const SMALL = 6;

const drawInBox = async (widget: Widget, sources: WidgetSources): Promise<Html> => {
  const { x, y, width, height } = boxOf(widget);
  const title = textOf(widget.properties.title);
  const drawing = await drawWidget(widget, sources).catch(
    (error: unknown) =>
      html`<p class="empty"><b>This cannot be drawn:</b> ${error instanceof Error ? error.message : String(error)}</p>`,
  );
  const small = width <= SMALL && height <= SMALL && textOf(widget.properties.view) === 'singleValue' ? 'small' : '';
  return html`<section
    class="widget ${widget.type} ${small}"
    style="grid-area:${y + 1}/${x + 1}/span ${height}/span ${width}"
  >
    ${title ? html`<h2>${title}</h2>` : ''} ${drawing}
  </section>`;
};
