import { type Html, html } from '../../../functions/shared/html.ts';
import { textOf } from './dashboard-body.ts';
import { markdown } from './markdown.ts';
import { drawActions } from './widget-actions.ts';

/** The dashboard that a custom widget stands on. */
export interface WidgetPlace {
  dashboard: string;
  /** The page's own address, where its buttons post to. */
  address: string;
  theme: 'light' | 'dark';
  /** The time shown, epoch ms. */
  from: number;
  to: number;
  timeZone: string;
}

/** What CloudWatch tells every call of a custom widget (AWS, "Details about custom widgets in CloudWatch"). */
export const widgetContext = (
  { dashboard, theme, from, to, timeZone }: WidgetPlace,
  { title = '', params = {}, fields = {} }: { title?: string; params?: unknown; fields?: Record<string, string> },
) => ({
  dashboardName: dashboard,
  widgetId: 'widget-1',
  accountId: '000000000000',
  locale: 'en',
  timezone: { label: timeZone },
  period: 300,
  isAutoPeriod: true,
  timeRange: { mode: 'relative', start: from, end: to, relativeStart: to - from },
  theme,
  linkCharts: true,
  title,
  forms: { all: fields },
  params,
  width: 588,
  height: 369,
});

/** Calls a custom widget's function as CloudWatch does, and draws its answer: HTML that is cleaned, Markdown, or JSON as it is. */
export const drawCustomWidget = async (
  properties: Record<string, unknown>,
  place: WidgetPlace,
  invoke: (endpoint: string, event: unknown) => Promise<unknown>,
): Promise<{ drawing: Html; styles: string[] }> => {
  const params = (properties.params ?? {}) as object;
  const title = textOf(properties.title) ?? '';
  const context = widgetContext(place, { title, params });
  return drawAnswer(await invoke(textOf(properties.endpoint) ?? '', { ...params, widgetContext: context }), place);
};

/** Draws what a function of a widget answered. */
export const drawAnswer = (
  answer: unknown,
  { address }: Pick<WidgetPlace, 'address'>,
): { drawing: Html; styles: string[] } => {
  if (typeof answer === 'string') return drawActions(answer, address);
  const text = (answer as { markdown?: unknown } | null)?.markdown;
  return {
    drawing:
      typeof text === 'string' ? markdown(text) : html`<pre tabindex="0">${JSON.stringify(answer, null, 2)}</pre>`,
    styles: [],
  };
};
