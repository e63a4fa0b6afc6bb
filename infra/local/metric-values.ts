/** One value of a metric; `at` in epoch ms of local time. */
export interface DataPoint {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  unit?: string;
  value: number;
  at: number;
}

/** A value for each period of the asked span; undefined where there is none. */
export type TimeSeries = (number | undefined)[];

/** What an expression may yield. */
export type MathValue = number | TimeSeries | NamedSeries[];

/** One of several series, as SEARCH and METRICS() find them. */
export interface NamedSeries {
  label: string;
  values: TimeSeries;
}

/** Joins two numbers; undefined where the result has no value. */
export type Operator = (a: number, b: number) => number | undefined;

/** What stands between two values of an expression. */
export const OPERATORS: Record<string, Operator> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};

/** Joins two values period by period; a missing one makes the result missing. */
export function combine(left: MathValue, right: MathValue, operator: Operator): MathValue {
  if (isNamed(left))
    return left.map(({ label, values }) => ({ label, values: combine(values, one(right), operator) as TimeSeries }));
  if (isNamed(right))
    return right.map(({ label, values }) => ({ label, values: combine(left, values, operator) as TimeSeries }));
  if (typeof left === 'number' && typeof right === 'number') return operator(left, right) ?? NaN;
  const length = Array.isArray(left) ? left.length : (right as TimeSeries).length;
  return Array.from({ length }, (_, index) => {
    const [a, b] = [at(left, index), at(right, index)];
    return a === undefined || b === undefined ? undefined : operator(a, b);
  });
}

/** Whether a value is several series. */
export const isNamed = (value: MathValue): value is NamedSeries[] =>
  Array.isArray(value) && value.length > 0 && typeof value[0] === 'object';

const at = (value: number | TimeSeries, index: number): number | undefined =>
  typeof value === 'number' ? value : value[index];

/** A value that must be one series or number. */
function one(value: MathValue): number | TimeSeries {
  if (!isNamed(value)) return value as number | TimeSeries;
  if (value.length === 1) return value[0]!.values;
  throw new Error('An expression joins several series with several others.');
}

/** Changes each series of a value. */
export const each = (value: MathValue, change: (values: TimeSeries) => TimeSeries): MathValue => {
  if (isNamed(value)) return value.map(({ label, values }) => ({ label, values: change(values) }));
  return Array.isArray(value) ? change(value as TimeSeries) : value;
};

/** Fills the gaps of a series with another value, or with its own last one. */
export function fill(values: TimeSeries, filler: MathValue, repeat: boolean): TimeSeries {
  let last: number | undefined;
  return values.map((value, index) => {
    if (value !== undefined) return (last = value);
    return repeat ? last : at(one(filler), index);
  });
}

/** Over several series: a series of each period's value. Over one: the one number of the whole span. */
const reduce =
  (of: (values: number[]) => number | undefined) =>
  ([value]: MathValue[], length: number): MathValue => {
    if (value === undefined || typeof value === 'number') return value ?? 0;
    const present = (values: TimeSeries) => values.filter((it) => it !== undefined);
    if (value.length > 0 && !isNamed(value)) return of(present(value as TimeSeries)) ?? NaN;
    const several = value as NamedSeries[];
    return Array.from({ length }, (_, index) => of(present(several.map(({ values }) => values[index]))));
  };

const sumOf = (values: number[]): number => values.reduce((a, b) => a + b, 0);

/** What SORT may order series by, over the whole span. */
export const SORTED_BY: Record<string, (values: number[]) => number> = {
  SUM: sumOf,
  AVG: (values) => sumOf(values) / values.length,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
};

/** Orders several series by one number of each and keeps the first `limit`; a series without values stands last. */
export function sort(value: MathValue, by: string, descending: boolean, limit: number): NamedSeries[] {
  if (!isNamed(value)) return [];
  const direction = descending ? -1 : 1;
  const keyed = value.map((series) => {
    const present = series.values.filter((it) => it !== undefined);
    return { series, key: present.length === 0 ? Infinity : direction * SORTED_BY[by]!(present) };
  });
  keyed.sort((a, b) => (a.key === b.key ? 0 : a.key - b.key));
  return keyed.slice(0, limit).map(({ series }) => series);
}

/** The functions of an expression, by name, except those that look something up. */
export const FUNCTIONS: Record<string, (args: MathValue[], length: number) => MathValue> = {
  SUM: reduce((values) => (values.length === 0 ? undefined : sumOf(values))),
  AVG: reduce((values) => (values.length === 0 ? undefined : sumOf(values) / values.length)),
  MIN: reduce((values) => (values.length === 0 ? undefined : Math.min(...values))),
  MAX: reduce((values) => (values.length === 0 ? undefined : Math.max(...values))),
  ABS: ([value]) => each(value!, (values) => values.map((it) => it && Math.abs(it))),
  CEIL: ([value]) => each(value!, (values) => values.map((it) => it && Math.ceil(it))),
  FLOOR: ([value]) => each(value!, (values) => values.map((it) => it && Math.floor(it))),
  RUNNING_SUM: ([value]) =>
    each(value!, (values) => {
      let sum = 0;
      return values.map((it) => (sum += it ?? 0));
    }),
  TIME_SERIES: ([value], length) => Array.from({ length }, () => Number(value)),
  REMOVE_EMPTY: ([value]) =>
    isNamed(value!) ? value.filter(({ values }) => values.some((it) => it !== undefined)) : value!,
  IF([condition, yes, no], length) {
    return Array.from({ length }, (_, index) => {
      const decided = at(one(condition!), index);
      if (decided === undefined) return undefined;
      const chosen = decided === 0 ? no : yes;
      return chosen === undefined ? undefined : at(one(chosen), index);
    });
  },
};
