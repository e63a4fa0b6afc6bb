import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  CustomWidget,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  MathExpression,
  type Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type WidgetName } from '../../functions/widgets/contract.ts';
import { GOALS } from '../../functions/measures/contract.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';

/** Columns of a CloudWatch dashboard. */
export const FULL = 24;

/** A heading with the one sentence that says how to read what stands below it. */
export const says = (heading: string, sentence: string): TextWidget =>
  new TextWidget({ markdown: `## ${heading}\n${sentence}`, width: FULL, height: 2 });

/** A graph of a share of the width: 2 for half, 3 for a third. */
export const graph = (
  share: 1 | 2 | 3,
  title: string,
  left: IMetric[],
  options: Omit<GraphWidgetProps, 'left'> = {},
): GraphWidget =>
  new GraphWidget({ title, left, width: FULL / share, height: 6, leftYAxis: { min: 0, showUnits: false }, ...options });

/**
 * Makes a dashboard's custom widgets, drawn by one function and refreshed with the dashboard; it is named and not referred to, so that no
 * stack waits for another. Their lists are of now, whatever time the dashboard shows.
 */
export const customWidgets =
  (scope: Construct, showWidget: ServiceFunction) =>
  (
    widget: WidgetName,
    title: string,
    size: { width: number; height: number },
    parameters: Record<string, string> = {},
  ): CustomWidget =>
    new CustomWidget({
      title,
      ...size,
      functionArn: Stack.of(scope).formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: showWidget.functionName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      params: { widget, ...parameters },
      updateOnRefresh: true,
      updateOnResize: false,
      updateOnTimeRangeChange: false,
    });

/** The axis of a share in percent, and its goal as a line. */
export const PERCENT_AXIS: Pick<GraphWidgetProps, 'leftYAxis' | 'leftAnnotations'> = {
  leftYAxis: { min: 0, max: 100, showUnits: false },
  leftAnnotations: [{ value: GOALS.onTime * 100, label: 'Goal' }],
};

/** A count whose silent days are zero: without, the last day that had any would pass for today. `id` is its own within a chart. */
export const orNone = (id: string, count: Metric): MathExpression =>
  new MathExpression({
    expression: `FILL(${id}, 0)`,
    usingMetrics: { [id]: count },
    period: count.period,
    ...(count.label ? { label: count.label } : {}),
    ...(count.color ? { color: count.color } : {}),
  });

/** "Closed with a target", percent; no value where nothing was closed with a target, because 0 of 0 is not 0 %. */
export const onTime = (met: Metric, missed: Metric): MathExpression =>
  new MathExpression({
    expression: '100 * FILL(met, 0) / (FILL(met, 0) + FILL(missed, 0))',
    usingMetrics: { met, missed },
    label: 'On time, closed with a target, %',
    period: met.period,
  });

/** One colour for each state wherever it stands, the same as on the local console; the four differ in lightness too. */
export const COLOR = {
  open: '#1f77b4',
  dueToday: '#8c564b',
  atRisk: '#ff7f0e',
  breached: '#d62728',
  inReview: '#7f7f7f',
  concerns: '#9467bd',
} as const;
