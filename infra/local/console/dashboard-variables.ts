import { partnerName } from '../../../functions/catalogue/catalogue.ts';
import { type Html, html } from '../../../functions/shared/html.ts';
import { searchMetrics } from '../metric-data.ts';
import type { Metrics } from '../metrics.ts';
import type { DashboardBody, Variable } from './dashboard-body.ts';

/** A variable with the values that may be chosen, and the one that is. */
export interface ChosenVariable {
  variable: Variable;
  values: { value: string; label: string }[];
  chosen: string | undefined;
}

const valuesOf = ({ values, search, populateFrom }: Variable, metrics: Metrics): ChosenVariable['values'] => {
  if (values) return values.map(({ value, label = value }) => ({ value, label }));
  if (search === undefined || populateFrom === undefined) return [];
  const found = searchMetrics(metrics, search).flatMap(({ dimensions }) => dimensions[populateFrom] ?? []);
  // CloudWatch lists the values themselves; a partner's name says more, and its code is what is put in.
  return [...new Set(found)].sort().map((value) => ({ value, label: partnerName(value) }));
};

/** The variables of a dashboard with what the address chooses; else their own first value (AWS, "Dashboard body structure": `__FIRST`). */
export const chooseVariables = (body: DashboardBody, query: URLSearchParams, metrics: Metrics): ChosenVariable[] =>
  (body.variables ?? []).map((variable) => {
    const values = valuesOf(variable, metrics);
    const asked = query.get(variable.id);
    const known =
      values.find(({ value }) => value === asked) ?? values.find(({ value }) => value === variable.defaultValue);
    return { variable, values, chosen: (known ?? values[0])?.value };
  });

/** The body with its variables put in: a property variable into everything of its name, a pattern variable wherever its pattern matches. */
export const withVariables = (body: DashboardBody, chosen: readonly ChosenVariable[]): DashboardBody =>
  chosen.reduce((before, { variable, chosen: value }) => {
    if (value === undefined) return before;
    const { property, pattern } = variable;
    if (property !== undefined)
      return { ...before, widgets: putIn(before.widgets, property, value) as DashboardBody['widgets'] };
    if (pattern === undefined) return before;
    const quoted = JSON.stringify(value).slice(1, -1);
    return {
      ...before,
      widgets: JSON.parse(
        JSON.stringify(before.widgets).replaceAll(new RegExp(pattern, 'g'), () => quoted),
      ) as DashboardBody['widgets'],
    };
  }, body);

/** In a row of a metric a dimension's value stands behind its name. */
const putIn = (part: unknown, property: string, value: string): unknown => {
  if (Array.isArray(part))
    return part.map((one, index): unknown =>
      index > 1 && part[index - 1] === property ? value : putIn(one, property, value),
    );
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, one]) => [name, name === property ? value : putIn(one, property, value)]),
  );
};

/** The choices above a dashboard; `kept` are the other parts of its address. */
export const variableForm = (chosen: readonly ChosenVariable[], kept: URLSearchParams): Html | '' => {
  const visible = chosen.filter(({ variable }) => variable.visible !== false);
  if (visible.length === 0) return '';
  const others = [...kept].filter(([name]) => !visible.some(({ variable }) => variable.id === name));
  return html`<form class="filter" method="get">
    ${others.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${visible.map(
      ({ variable: { id, label }, values, chosen: value }) =>
        html`<div>
          <label for="variable-${id}">${label ?? id}</label>
          <select id="variable-${id}" name="${id}">
            ${values.length === 0 ? html`<option value="">Nothing was measured yet</option>` : ''}
            ${values.map((one) => html`<option value="${one.value}" ${one.value === value ? html`selected` : ''}>${one.label}</option>`)}
          </select>
        </div>`,
    )}
    <div><button class="go">Show</button></div>
  </form>`;
};
