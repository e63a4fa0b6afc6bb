import * as z from 'zod/mini';
import { LinkEnvironment, StoreEnvironment, namespaceOf, required } from '../shared/contract.ts';
import { SurveyWindowEnvironment } from '../surveys/contract.ts';

export const METRICS_NAMESPACE = namespaceOf('Widgets');

export const MetricName = {
  WidgetsShown: 'WidgetsShown',
  /** Widgets that showed an error of ours instead of what they are for. */
  WidgetsFailed: 'WidgetsFailed',
  ActionsTaken: 'ActionsTaken',
  /** Clicks that a rule refused, most of them because something had changed meanwhile. */
  ActionsRefused: 'ActionsRefused',
  ActionsFailed: 'ActionsFailed',
} as const;

/** The custom widgets there are; a dashboard names one as the parameter `widget`. */
export const WIDGETS = [
  'today',
  'storms',
  'due-today',
  'late',
  'review',
  'concerns',
  'league',
  'groups',
  'heat-map',
  'quality',
  'findings',
  'partner',
] as const;
export type WidgetName = (typeof WIDGETS)[number];

/** Shows widgets. It reads, and knows where the buttons lead, whom it may not call itself. */
export const ShowWidgetEnvironment = z.extend(StoreEnvironment, {
  MEASURES_TABLE: required,
  /** ARN of the function that the buttons call. */
  ACT_FUNCTION: required,
});

/** Does what a button of a widget says. */
export const ActOnWidgetEnvironment = z.extend(StoreEnvironment, {
  ...LinkEnvironment.shape,
  ...SurveyWindowEnvironment.shape,
  OFFICE: required,
});
