import { sayDateTime } from '../../../functions/requests/say-time.ts';
import { type Html, html } from '../../../functions/shared/html.ts';
import type { ConsoleStack } from './console-stack.ts';
import { type WidgetPlace, drawAnswer, drawCustomWidget, widgetContext } from './custom-widget.ts';
import {
  type DashboardBody,
  RANGES,
  type RangeName,
  type Widget,
  boxOf,
  rangeNamed,
  textOf,
} from './dashboard-body.ts';
import { chooseVariables, variableForm, withVariables } from './dashboard-variables.ts';
import { nameInWords } from './home.ts';
import { queryMetrics } from './query-metrics.ts';
import { type Page, missing } from './shell.ts';
import { questionForm, readClick } from './widget-actions.ts';
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

/** The address of a dashboard with what was chosen on it: the range and the variables. */
const addressOf = (name: string, query: URLSearchParams, more: Record<string, string> = {}): string => {
  const parts = new URLSearchParams([...new Map([...query, ...Object.entries(more)])]).toString();
  return `/dashboards/${encodeURIComponent(name)}${parts ? `?${parts}` : ''}`;
};

const readDashboard = (stack: ConsoleStack, name: string, query: URLSearchParams, theme: 'light' | 'dark') => {
  const dashboard = stack.dashboards.find((one) => one.name === name);
  if (dashboard === undefined) return undefined;
  const body = JSON.parse(dashboard.body) as DashboardBody;
  const range = rangeNamed(query.get('range'), body.start);
  const to = stack.clock.now();
  const place: WidgetPlace = {
    dashboard: name,
    address: addressOf(name, query),
    theme,
    from: to - RANGES[range].span,
    to,
    timeZone: stack.timeZone,
  };
  return { body, range, place };
};

/** One dashboard: the very JSON of the template, drawn from the metrics that the functions emitted; `answer` is what a button led to. */
export const dashboardPage = async (
  stack: ConsoleStack,
  name: string,
  query: URLSearchParams,
  theme: 'light' | 'dark',
  answer?: { drawing: Html; styles: string[] },
): Promise<Page> => {
  const read = readDashboard(stack, name, query, theme);
  if (read === undefined) return missing(`There is no dashboard ${name}.`);
  const { body, range, place } = read;
  const { from, to } = place;
  const variables = chooseVariables(body, query, stack.metrics);
  const sources: WidgetSources = {
    from,
    to,
    timeZone: stack.timeZone,
    autoPeriod: body.periodOverride !== 'inherit',
    query: (metrics, periodOf) => queryMetrics(stack, metrics, periodOf, { from, to }),
    alarms: stack.alarms(),
  };
  const drawn = await Promise.all(
    withVariables(body, variables).widgets.map((widget) => drawInBox(widget, sources, place, stack)),
  );
  return {
    title: nameInWords(name),
    crumbs: [['/dashboards', 'Dashboards']],
    styles: [...(answer?.styles ?? []), ...drawn.flatMap(({ styles }) => styles)],
    content: html`<h1>${nameInWords(name)}</h1>
      ${
        answer
          ? html`<section class="card answer" aria-label="What the button led to">
              ${answer.drawing}
              <p><a class="button" href="${place.address}">Close</a></p>
            </section>`
          : ''
      }
      <nav aria-label="Time shown">
        <ul class="ranges">
          ${(Object.keys(RANGES) as RangeName[]).map(
            (one) =>
              html`<li>
                <a href="${addressOf(name, query, { range: one })}" ${one === range ? html` aria-current="true"` : ''}
                  >${RANGES[one].label}</a
                >
              </li>`,
          )}
        </ul>
      </nav>
      ${variableForm(variables, query)}
      <p class="quiet">${sayDateTime(from, stack.timeZone, 'en')} to ${sayDateTime(to, stack.timeZone, 'en')}.</p>
      <div class="board" data-theme="${place.theme}">${drawn.map(({ box }) => box)}</div>`,
  };
};

/**
 * What a click on a custom widget comes to: first its question, if it has one, and once that is answered the call of its function, with the
 * event that CloudWatch would send; the answer stands above the dashboard, which is drawn anew.
 */
export const answerClick = async (
  stack: ConsoleStack,
  name: string,
  { query, form }: { query: URLSearchParams; form: URLSearchParams },
  theme: 'light' | 'dark',
): Promise<Page> => {
  const read = readDashboard(stack, name, query, theme);
  const click = readClick(form);
  if (read === undefined || click === undefined) return missing('There is no such button.');
  const { action, fields, answered } = click;
  const { place } = read;
  if (action.confirmation !== undefined && !answered)
    return {
      title: 'Before it is done',
      crumbs: [[place.address, nameInWords(name)]],
      content: questionForm(action, fields, place.address),
    };
  if (!stack.functions.has(action.endpoint)) return missing('A button calls a function that this stack does not have.');
  const context = widgetContext(place, { params: action.parameters, fields });
  const result = await stack.functions.invoke(action.endpoint, { ...action.parameters, widgetContext: context });
  return dashboardPage(stack, name, query, theme, drawAnswer(result, place));
};

/** Widgets of at most this many columns stand two in a row on a narrow screen. */
const SMALL = 6;

const drawInBox = async (
  widget: Widget,
  sources: WidgetSources,
  place: WidgetPlace,
  { functions }: ConsoleStack,
): Promise<{ box: Html; styles: string[] }> => {
  const { x, y, width, height } = boxOf(widget);
  const title = textOf(widget.properties.title);
  const draw = async () =>
    widget.type === 'custom'
      ? drawCustomWidget(widget.properties, place, functions.invoke)
      : { drawing: drawWidget(widget, sources), styles: [] };
  const { drawing, styles } = await draw().catch((error: unknown) => ({
    drawing: html`<p class="empty">
      <b>This cannot be drawn:</b> ${error instanceof Error ? error.message : String(error)}
    </p>`,
    styles: [],
  }));
  const small = width <= SMALL && height <= SMALL && textOf(widget.properties.view) === 'singleValue' ? 'small' : '';
  return {
    styles,
    box: html`<section
      class="widget ${widget.type} ${small}"
      style="grid-area:${y + 1}/${x + 1}/span ${height}/span ${width}"
    >
      ${title ? html`<h2>${title}</h2>` : ''} ${drawing}
    </section>`,
  };
};
