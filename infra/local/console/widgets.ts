import { type Html, html } from '../../../functions/shared/html.ts';
import { type Series, type Threshold, dataTable, timeChart } from './chart.ts';
import { type Widget, type WidgetMetric, metricsOf, numberOf, periodFor, textOf } from './dashboard-body.ts';
import { markdown } from './markdown.ts';
import { sayNumber } from './scale.ts';

/** Values of one query, ascending; instants in epoch ms. */
export interface QueryResult {
  id: string;
  label: string;
  points: { at: number; value: number }[];
}

/** An alarm as a widget shows it. */
export interface ShownAlarm {
  name: string;
  arn: string;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
}

/** What widgets are drawn from. */
export interface WidgetSources {
  /** The time shown, epoch ms. */
  from: number;
  to: number;
  timeZone: string;
  /** Whether long times may be shown in longer periods; CloudWatch's `periodOverride`. */
  autoPeriod: boolean;
  query(metrics: readonly WidgetMetric[], periodOf: (metric: WidgetMetric) => number): QueryResult[];
  alarms: readonly ShownAlarm[];
}

/** Draws one widget of CloudWatch's own, or says in a sentence why it cannot be drawn. */
export const drawWidget = (widget: Widget, sources: WidgetSources): Html => {
  const { properties } = widget;
  switch (widget.type) {
    case 'text':
      return markdown(textOf(properties.markdown) ?? '');
    case 'alarm':
      return alarmList(properties, sources.alarms);
    case 'metric':
      return metricWidget(properties, sources);
    default:
      return html`<p class="empty">A widget of the type “${widget.type}” is drawn by CloudWatch only.</p>`;
  }
};

/** The series' colours in their order; the style gives each a value for light and for dark. */
const SERIES_COLORS = 8;

/** CloudWatch's ten standard colours (`Color` in aws-cdk-lib) as our own, which can be read on dark paper too. */
const STANDARD_COLORS: Record<string, string> = {
  '#1f77b4': 'var(--s1)',
  '#ff7f0e': 'var(--s2)',
  '#2ca02c': 'var(--s3)',
  '#d62728': 'var(--s4)',
  '#9467bd': 'var(--s5)',
  '#8c564b': 'var(--s6)',
  '#e377c2': 'var(--s7)',
  '#7f7f7f': 'var(--s8)',
};

/** Of the series that one SEARCH brings, in no order of their own, the one with the largest last value stands first. */
const largestFirst = (results: QueryResult[]): QueryResult[] =>
  results.toSorted((a, b) => (b.points.at(-1)?.value ?? -Infinity) - (a.points.at(-1)?.value ?? -Infinity));

const fixedColor = (given: string | undefined): string | undefined =>
  STANDARD_COLORS[given?.toLowerCase() ?? ''] ?? (/^#[0-9a-f]{3,8}$/i.test(given ?? '') ? given : undefined);

/** Gives each series its colour: its own, or the next that no other has; beyond eight all share one that stands back. */
const colorsOf = (given: readonly (string | undefined)[]): string[] => {
  const taken = new Set(given.map(fixedColor));
  const free = Array.from({ length: SERIES_COLORS }, (_, index) => `var(--s${index + 1})`).filter(
    (color) => !taken.has(color),
  );
  return given.map((color) => fixedColor(color) ?? free.shift() ?? 'var(--rest)');
};

/** `On time (%)` has values in percent; CloudWatch leaves the unit to the label, and so it is read from there. */
const unitOf = (label: string): string => (label.includes('%') ? '%' : '');

function metricWidget(properties: Record<string, unknown>, sources: WidgetSources): Html {
  const metrics = metricsOf(properties);
  const wholeRange = properties.setPeriodToTimeRange === true;
  const span = sources.to - sources.from;
  const view = textOf(properties.view) ?? 'timeSeries';
  const periodOf = ({ period }: WidgetMetric): number => {
    if (view !== 'timeSeries' && wholeRange) return Math.ceil(span / 60_000) * 60;
    return sources.autoPeriod && view === 'timeSeries' ? periodFor(period, span) : period;
  };
  const alarm = alarmOf(properties, sources.alarms);
  const results = new Map<string, QueryResult[]>();
  for (const result of sources.query(metrics, periodOf)) {
    results.set(result.id, [...(results.get(result.id) ?? []), result]);
  }
  // One SEARCH can bring many series, so a metric may have several results.
  const shown = metrics
    .filter(({ visible }) => visible)
    .flatMap((metric) => largestFirst(results.get(metric.id) ?? []).map((result) => ({ metric, result })));
  const colors = colorsOf(shown.map(({ metric }) => metric.color));
  const series = shown.map(({ metric, result }, index): Series => ({
    label: result.label,
    color: colors[index]!,
    points: result.points,
    period: periodOf(metric) * 1000,
    axis: metric.axis,
    unit: unitOf(result.label),
  }));
  const drawing = drawView(view, properties, series, sources);
  return html`${alarm}${drawing}`;
}

function drawView(
  view: string,
  properties: Record<string, unknown>,
  series: readonly Series[],
  sources: WidgetSources,
): Html {
  const measured = series.filter(({ points }) => points.length > 0);
  if (view === 'singleValue') return singleValues(series, properties, sources);
  if (measured.length === 0) return noData(series);
  switch (view) {
    case 'timeSeries':
      return html`${timeChart({
        title: textOf(properties.title) ?? '',
        series,
        thresholds: thresholdsOf(properties),
        // Days are counted from midnight, which lies before the time that was asked for.
        from: Math.min(sources.from, ...measured.map(({ points }) => points[0]!.at)),
        to: sources.to,
        timeZone: sources.timeZone,
        stacked: properties.stacked === true,
        left: axisOptions(properties, 'left'),
        right: axisOptions(properties, 'right'),
      })}${dataTable(measured, sources.timeZone)}`;
    case 'bar':
      return bars(measured);
    case 'pie':
      return pie(measured);
    case 'gauge':
      return gauges(measured, properties);
    case 'table':
      return valueTable(series);
    default:
      return html`<p class="empty">The view “${view}” is drawn by CloudWatch only.</p>`;
  }
}

const noData = (series: readonly Series[]): Html =>
  html`<div class="empty">
    <p><b>No data</b> in the time shown.</p>
    <p>
      ${series
        .map(({ label }) => label)
        .filter((label) => !label.startsWith('SEARCH('))
        .join(', ')}
    </p>
  </div>`;

const lastOf = ({ points }: Series): number | undefined => points.at(-1)?.value;

function singleValues(series: readonly Series[], properties: Record<string, unknown>, sources: WidgetSources): Html {
  const sparkline = properties.sparkline === true;
  return html`<div class="numbers">
    ${series.map((one) => {
      const value = lastOf(one);
      return html`<div class="number" style="--series:${one.color}">
        <span>${one.label}</span>
        ${
          value === undefined
            ? html`<b class="none">no data</b>`
            : html`<b>${sayNumber(value)}${one.unit ? html`<small>${one.unit}</small>` : ''}</b>`
        }
        ${sparkline && one.points.length > 1 ? sparklineOf(one, sources) : ''}
      </div>`;
    })}
  </div>`;
}

/** Points of a sparkline at most: it is about so many pixels wide. */
const MOST_SPARKS = 200;

function sparklineOf({ points: all, color }: Series, { from, to }: WidgetSources): Html {
  const every = Math.ceil(all.length / MOST_SPARKS);
  const points = all.filter((_, index) => (all.length - 1 - index) % every === 0);
  const values = points.map(({ value }) => value);
  const low = Math.min(...values, 0);
  const high = Math.max(...values);
  const place = ({ at, value }: Series['points'][number]) =>
    `${Math.round(((at - from) / (to - from)) * 1000)} ${Math.round(96 - ((value - low) / (high - low || 1)) * 92)}`;
  const line = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${place(point)}`).join('');
  const [first, last] = [points[0]!, points.at(-1)!].map((point) => place(point).split(' ')[0]);
  return html`<svg class="spark" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
    <path class="fill" style="fill:${color}" d="${line}L${last} 100L${first} 100Z" />
    <path class="line" style="stroke:${color}" d="${line}" />
  </svg>`;
}

/** Horizontal bars, so that names of any length can be read; as CloudWatch does, one value for each metric. */
function bars(series: readonly Series[]): Html {
  const most = Math.max(...series.map((one) => lastOf(one) ?? 0), 0) || 1;
  return html`<table class="bars">
    <thead class="unseen">
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Value</th>
      </tr>
    </thead>
    <tbody>
      ${series.map((one) => {
        const value = lastOf(one) ?? 0;
        return html`<tr>
          <th scope="row">${one.label}</th>
          <td>
            <i
              style="width:calc((100% - 4rem) * ${Math.max(0, Math.round((value / most) * 1000) / 1000)});background:${one.color}"
            ></i>
            <b>${sayNumber(value)}${one.unit}</b>
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

/** A ring of shares with its legend; each share is a dash of a circle whose circumference is 100. */
function pie(series: readonly Series[]): Html {
  const total = series.reduce((sum, one) => sum + Math.max(0, lastOf(one) ?? 0), 0);
  let before = 0;
  return html`<div class="pie">
    <svg
      viewBox="0 0 42 42"
      role="img"
      aria-label="${series.map((one) => `${one.label} ${sayNumber(lastOf(one) ?? 0)}`).join(', ')}"
    >
      ${series.map((one) => {
        const share = total > 0 ? (Math.max(0, lastOf(one) ?? 0) / total) * 100 : 0;
        const ring = html`<circle
          cx="21"
          cy="21"
          r="15.9155"
          style="stroke:${one.color}"
          stroke-dasharray="${share} ${100 - share}"
          stroke-dashoffset="${25 - before}"
        />`;
        before += share;
        return ring;
      })}
      <text x="21" y="21">${sayNumber(total)}</text>
    </svg>
    <ul class="legend">
      ${series.map((one) => {
        const value = lastOf(one) ?? 0;
        const share = total > 0 ? Math.round((Math.max(0, value) / total) * 100) : 0;
        return html`<li>
          <i style="background:${one.color}"></i>${one.label} <b>${sayNumber(value)}${one.unit}</b> (${share}%)
        </li>`;
      })}
    </ul>
  </div>`;
}

function gauges(series: readonly Series[], properties: Record<string, unknown>): Html {
  const { min = 0, max = 100 } = axisOptions(properties, 'left');
  return html`<div class="numbers">
    ${series.map((one) => {
      const value = lastOf(one) ?? min;
      const share = Math.min(1, Math.max(0, (value - min) / (max - min || 1))) * 100;
      return html`<div class="number" style="--series:${one.color}">
        <span>${one.label}</span><b>${sayNumber(value)}${one.unit ? html`<small>${one.unit}</small>` : ''}</b>
        <span class="gauge"><i style="width:${Math.round(share * 10) / 10}%"></i></span>
        <span class="ends"><span>${sayNumber(min)}</span><span>${sayNumber(max)}</span></span>
      </div>`;
    })}
  </div>`;
}

const valueTable = (series: readonly Series[]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Values as a table">
    <table>
      <thead>
        <tr>
          ${['Name', 'Last', 'Least', 'Most', 'Sum'].map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${series.map(({ label, points, unit }) => {
          const values = points.map(({ value }) => value);
          const cells =
            values.length === 0
              ? []
              : [values.at(-1)!, Math.min(...values), Math.max(...values), values.reduce((a, b) => a + b, 0)];
          return html`<tr>
            <th scope="row">${label}</th>
            ${
              cells.length === 0
                ? html`<td colspan="4">no data</td>`
                : cells.map((value) => html`<td>${sayNumber(value)}${unit}</td>`)
            }
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;

type Annotations = {
  horizontal?: { label?: string; value?: number; color?: string }[];
  alarms?: string[];
};

const thresholdsOf = (properties: Record<string, unknown>): Threshold[] =>
  ((properties.annotations as Annotations | undefined)?.horizontal ?? []).flatMap(({ label, value, color }) =>
    typeof value === 'number'
      ? [{ label: label ?? sayNumber(value), value, color: fixedColor(color) ?? 'var(--s4)' }]
      : [],
  );

const axisOptions = (properties: Record<string, unknown>, side: 'left' | 'right') => {
  const axis = ((properties.yAxis ?? {}) as Record<string, Record<string, unknown> | undefined>)[side] ?? {};
  const [min, max, label] = [numberOf(axis.min), numberOf(axis.max), textOf(axis.label)];
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(label ? { label } : {}),
  };
};

/** A graph that belongs to an alarm says how the alarm stands. */
const alarmOf = (properties: Record<string, unknown>, alarms: readonly ShownAlarm[]): Html | '' => {
  const arns = (properties.annotations as Annotations | undefined)?.alarms ?? [];
  const found = alarms.filter(({ arn }) => arns.includes(arn));
  return found.length > 0 ? html`<p class="alarms">${found.map(alarmChip)}</p>` : '';
};

const STATE_WORDS: Record<ShownAlarm['state'], string> = {
  ALARM: 'In alarm',
  INSUFFICIENT_DATA: 'No data yet',
  OK: 'OK',
};
const STATE_ORDER: ShownAlarm['state'][] = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

/** One alarm: a mark and words, as colour alone says nothing to many, and the way to its page. */
export const alarmChip = ({ name, state }: ShownAlarm): Html =>
  html`<a class="chip ${state.toLowerCase()}" href="/alarms#${encodeURIComponent(name)}"
    ><b>${STATE_WORDS[state]}</b> ${name}</a
  >`;

const alarmList = (properties: Record<string, unknown>, alarms: readonly ShownAlarm[]): Html => {
  const wanted = Array.isArray(properties.alarms) ? (properties.alarms as unknown[]) : [];
  const states = Array.isArray(properties.states) ? (properties.states as unknown[]) : STATE_ORDER;
  const shown = alarms
    .filter(({ arn, state }) => wanted.includes(arn) && states.includes(state))
    .sort((a, b) => STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) || (a.name < b.name ? -1 : 1));
  return shown.length > 0
    ? html`<p class="alarms">${shown.map(alarmChip)}</p>`
    : html`<p class="empty">None of ${wanted.length} alarms is in one of the states shown here.</p>`;
};
