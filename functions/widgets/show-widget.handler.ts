import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { METRICS_NAMESPACE, MetricName, ShowWidgetEnvironment } from './contract.ts';
import { describeWidgets } from './describe.ts';
import { DRAW } from './draw-widget.ts';
import { failureBox, frame } from './frame.ts';
import { LogMessage } from './log-messages.ts';
import { type WidgetSources, createWidgetSources } from './sources.store.ts';
import { partnerIn, themeIn, widgetEventOf, widgetIn } from './widget-event.ts';

const log = logOf(LogMessage);

interface Dependencies {
  sources: WidgetSources;
  metrics: Counter<keyof typeof MetricName>;
  /** ARN of the function that buttons call. */
  act: string;
  now: () => number;
}

/**
 * Draws a custom widget of a CloudWatch dashboard, or says what it is for. Reads only. What fails is said in the widget's place, logged and
 * counted, because CloudWatch would show a manager no more than the name of an error.
 */
export const showWidget =
  ({ sources, metrics, act, now }: Dependencies) =>
  async (given: unknown): Promise<string> => {
    const event = widgetEventOf(given);
    const name = widgetIn(event);
    if (event.describe) return describeWidgets(name);
    const view = { now: now(), theme: themeIn(event), act };
    if (!name) {
      log.warn('WIDGET_UNKNOWN');
      return frame(
        failureBox('There is no such widget.', 'Name one in its parameters; its documentation lists them.'),
        view,
      ).toString();
    }
    try {
      const drawn = frame(await DRAW[name](sources, view, partnerIn(event)), view).toString();
      metrics.count(MetricName.WidgetsShown);
      return drawn;
    } catch (error) {
      log.error('WIDGET_FAILED', { widget: name, error });
      metrics.count(MetricName.WidgetsFailed);
      const remedy = 'Refresh it in a minute; operations have been told. The queues in your e-mails still open.';
      return frame(failureBox('This could not be read just now.', remedy), view).toString();
    }
  };

export const handler = lambda(
  ShowWidgetEnvironment,
  (environment): Dependencies => {
    const now = () => Date.now();
    const client = dynamoDb();
    const tables = {
      requests: environment.REQUESTS_TABLE,
      notices: environment.NOTICES_TABLE,
      measures: environment.MEASURES_TABLE,
    };
    return {
      ...openCatalogue(environment, client, now),
      sources: createWidgetSources(client, tables, now),
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      act: environment.ACT_FUNCTION,
      now,
    };
  },
  showWidget,
);
