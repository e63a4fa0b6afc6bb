import { GraphWidget, type GraphWidgetProps, type IMetric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';

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
