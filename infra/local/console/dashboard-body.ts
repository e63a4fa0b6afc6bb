/** A dashboard as CloudWatch stores it (AWS, "Dashboard body structure and syntax"). */
export interface DashboardBody {
  start?: string;
  periodOverride?: 'auto' | 'inherit';
  variables?: Variable[];
  widgets: Widget[];
}

/** What is chosen above a dashboard and put into its widgets (AWS, "Dashboard body structure and syntax", `variables`). */
export interface Variable {
  type: 'property' | 'pattern';
  /** The name of the property or dimension that it changes. */
  property?: string;
  /** What it changes wherever it matches. */
  pattern?: string;
  id: string;
  label?: string;
  inputType: string;
  values?: { value: string; label?: string }[];
  search?: string;
  populateFrom?: string;
  defaultValue?: string;
  visible?: boolean;
}

/** One box on the 24 columns. */
export interface Widget {
  type: string;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  properties: Record<string, unknown>;
}

/** One metric or expression of a widget, with its shorthand resolved. */
export interface WidgetMetric {
  id: string;
  expression?: string;
  namespace?: string;
  metricName?: string;
  dimensions: { Name: string; Value: string }[];
  /** Seconds. */
  period: number;
  stat: string;
  label?: string;
  color?: string;
  visible: boolean;
  axis: 'left' | 'right';
}

type Options = {
  id?: string;
  expression?: string;
  label?: string;
  color?: string;
  stat?: string;
  period?: number;
  visible?: boolean;
  yAxis?: string;
};

/** Five minutes and the average, as CloudWatch takes where nothing is said. */
const DEFAULT_PERIOD = 300;
const DEFAULT_STAT = 'Average';

/** The widget's place among widgets that may say nothing: CloudWatch takes 6 × 6 at the left. */
export const boxOf = ({ x = 0, y = 0, width = 6, height = 6 }: Widget) => ({ x, y, width, height });

/**
 * Reads `properties.metrics`: `"."` repeats the value above it, `"..."` all of them, and an object at the end holds the options.
 * Metrics without an id are given one, which no expression can name.
 */
export const metricsOf = (properties: Record<string, unknown>): WidgetMetric[] => {
  const rows = Array.isArray(properties.metrics) ? (properties.metrics as unknown[][]) : [];
  let above: string[] = [];
  const read = rows.map((row, index): WidgetMetric => {
    const last = row.at(-1);
    const options: Options = typeof last === 'object' && last !== null ? (last as Options) : {};
    const written = (last === options ? row.slice(0, -1) : row).map(String);
    const names =
      options.expression === undefined ? written.flatMap((name, at) => repeat(name, at, written, above)) : [];
    if (options.expression === undefined) above = names;
    const [namespace, metricName, ...rest] = names;
    return {
      id: options.id ?? `unnamed_${index}`,
      dimensions: pairs(rest),
      period: options.period ?? numberOf(properties.period) ?? DEFAULT_PERIOD,
      stat: options.stat ?? textOf(properties.stat) ?? DEFAULT_STAT,
      visible: options.visible !== false,
      axis: options.yAxis === 'right' ? 'right' : 'left',
      ...(options.expression === undefined ? {} : { expression: options.expression }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(metricName === undefined ? {} : { metricName }),
      ...(options.label === undefined ? {} : { label: options.label }),
      ...(options.color === undefined ? {} : { color: options.color }),
    };
  });
  return read.map((metric, index) => {
    const own = rows[index]!.at(-1) as Options;
    if (metric.expression === undefined || own.period !== undefined) return metric;
    return { ...metric, period: expressionPeriod(metric.expression, read) ?? metric.period };
  });
};

/** An expression that says no period has that of its search, or the longest of the metrics that it names. */
const expressionPeriod = (expression: string, metrics: readonly WidgetMetric[]): number | undefined => {
  const searched = /SEARCH\([^)]*,\s*(\d+)\s*\)/.exec(expression)?.[1];
  if (searched !== undefined) return Number(searched);
  const words = new Set(expression.match(/[A-Za-z_]\w*/g));
  const periods = metrics.filter(({ id }) => words.has(id)).map(({ period }) => period);
  return periods.length > 0 ? Math.max(...periods) : undefined;
};

const repeat = (name: string, at: number, written: string[], above: string[]): string[] => {
  if (name === '.') return [above[at] ?? ''];
  if (name !== '...') return [name];
  // What follows the dots replaces the end of what stands above.
  const after = written.length - at - 1;
  return above.slice(at, above.length - after);
};

const pairs = (names: string[]): { Name: string; Value: string }[] => {
  const found: { Name: string; Value: string }[] = [];
  for (let index = 0; index + 1 < names.length; index += 2)
    found.push({ Name: names[index]!, Value: names[index + 1]! });
  return found;
};

/** A text of a widget's properties, when it is one. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A number of a widget's properties, when it is one. */
export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The spans that may be chosen above a dashboard, by the name in its address, in ms. */
export const RANGES = {
  '3h': { label: '3 hours', span: 3 * 3_600_000 },
  '12h': { label: '12 hours', span: 12 * 3_600_000 },
  '1d': { label: '1 day', span: 86_400_000 },
  '3d': { label: '3 days', span: 3 * 86_400_000 },
  '1w': { label: '1 week', span: 7 * 86_400_000 },
  '2w': { label: '2 weeks', span: 14 * 86_400_000 },
  '1m': { label: '1 month', span: 30 * 86_400_000 },
  '3m': { label: '3 months', span: 91 * 86_400_000 },
} as const;
export type RangeName = keyof typeof RANGES;

/** The range of an address, or else the one nearest to the dashboard's own `start` (`-P7D`, `-PT12H`). */
export const rangeNamed = (name: string | null, start?: string): RangeName => {
  if (name !== null && Object.hasOwn(RANGES, name)) return name as RangeName;
  const found = /^-P(?:(\d+)W)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(start ?? '');
  const [weeks = 0, months = 0, days = 0, hours = 0, minutes = 0] = (found ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  const wanted = ((weeks * 7 + months * 30 + days) * 24 + hours) * 3_600_000 + minutes * 60_000 || RANGES['1w'].span;
  const names = Object.keys(RANGES) as RangeName[];
  return names.reduce((a, b) => (Math.abs(RANGES[b].span - wanted) < Math.abs(RANGES[a].span - wanted) ? b : a));
};

/** Points that a chart shows at most: with more, five of them share a pixel and the picture says no more. */
const MOST_POINTS = 200;

const PERIODS = [60, 300, 900, 3600, 10_800, 21_600, 86_400];

/** The period in seconds at which a metric is asked for: its own, unless the time shown would hold too many of them. */
export const periodFor = (own: number, spanMs: number): number =>
  Math.max(own, PERIODS.find((period) => spanMs / 1000 / period <= MOST_POINTS) ?? 86_400);
