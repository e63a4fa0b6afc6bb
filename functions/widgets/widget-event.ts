import { type WidgetName, WIDGETS } from './contract.ts';

/** The dashboard's own colours. */
export type Theme = 'light' | 'dark';

/**
 * What CloudWatch calls a custom widget's function with: the parameters of the widget, or of the button that was clicked, beside the
 * context (AWS, "Details about custom widgets in CloudWatch"); with `describe` it asks for the documentation instead. All of it comes from
 * whoever may invoke the function, so nothing is believed unread.
 */
export interface WidgetEvent {
  describe?: unknown;
  widget?: unknown;
  /** The partner that the dashboard's variable chose; named as the dimension of the metrics, because a variable changes what has one name. */
  Partner?: unknown;
  widgetContext?: { theme?: unknown; forms?: { all?: unknown } };
  [parameter: string]: unknown;
}

/** What a function was called with as an event; one without parameters for what is no object, which anybody who may call can send. */
export const widgetEventOf = (given: unknown): WidgetEvent =>
  typeof given === 'object' && given !== null ? (given as WidgetEvent) : {};

/** The widget that an event asks for; undefined for one that there is not. */
export const widgetIn = ({ widget }: WidgetEvent): WidgetName | undefined => WIDGETS.find((name) => name === widget);

/** The colours that a dashboard is shown in; light ones where it does not say. */
export const themeIn = ({ widgetContext }: WidgetEvent): Theme => (widgetContext?.theme === 'dark' ? 'dark' : 'light');

const CODE = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The partner that a dashboard's variable chose; undefined for what is no code. */
export const partnerIn = ({ Partner }: WidgetEvent): string | undefined =>
  typeof Partner === 'string' && CODE.test(Partner) ? Partner : undefined;

/**
 * What stands in the fields of the widget's forms, as text; fields of another kind are left out, and halves of characters become U+FFFD, because
 * a table takes none.
 */
export const fieldsIn = ({ widgetContext }: WidgetEvent): Record<string, string> => {
  const all = widgetContext?.forms?.all;
  if (typeof all !== 'object' || all === null) return {};
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.toWellFormed()]] : [])),
  );
};
