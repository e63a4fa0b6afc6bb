/** A value for each period of the asked span; undefined where there is none. */
export type TimeSeries = (number | undefined)[];

/** What an expression may yield. */
export type MathValue = number | TimeSeries | NamedSeries[];

/** One of several series, as SEARCH and METRICS() find them. */
export interface NamedSeries {
  label: string;
  values: TimeSeries;
}

/** What an expression looks up. */
export interface MathScope {
  /** Periods in the asked span. */
  length: number;
  /** The value of another query. @throws when there is none of that id */
  lookUp(id: string): MathValue;
  /** The series of every plain metric of the call. */
  metrics(): NamedSeries[];
  search(expression: string, stat: string, period: number): NamedSeries[];
}

/**
 * Evaluates a metric math expression of CloudWatch: + - * / ^, comparisons, AND OR, and the functions below. A missing value
 * makes the result of a period missing. What is not known is refused.
 */
export function evaluateMath(expression: string, scope: MathScope): MathValue {
  const tokens = tokenize(expression);
  let next = 0;
  const peek = () => tokens[next];
  const take = (text: string): boolean => {
    if (peek()?.text !== text || peek()!.kind === 'text') return false;
    next += 1;
    return true;
  };
  const refuse = (): never => {
    throw new Error(
      `The local stack does not understand "${peek()?.text ?? 'the end'}" in the expression ${expression}`,
    );
  };

  const LEVELS: string[][] = [
    ['OR', '||'],
    ['AND', '&&'],
    ['==', '!=', '<', '<=', '>', '>='],
    ['+', '-'],
    ['*', '/'],
    ['^'],
  ];

  function binary(level: number): MathValue {
    const operators = LEVELS[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    for (;;) {
      const operator = operators.find((it) => take(it));
      if (operator === undefined) return left;
      left = combine(left, binary(level + 1), OPERATORS[operator]!);
    }
  }

  function unary(): MathValue {
    if (take('-')) return combine(0, unary(), OPERATORS['-']!);
    if (take('(')) {
      const inner = binary(0);
      return take(')') ? inner : refuse();
    }
    const token = peek();
    if (token === undefined) return refuse();
    next += 1;
    if (token.kind === 'number') return Number(token.text);
    if (token.kind !== 'name') {
      next -= 1;
      return refuse();
    }
    return take('(') ? call(token.text.toUpperCase()) : scope.lookUp(token.text);
  }

  function call(name: string): MathValue {
    if (name === 'SEARCH') return search();
    const args: MathValue[] = [];
    let repeat = false;
    while (!take(')')) {
      if (args.length > 0 && !take(',')) return refuse();
      if (name === 'FILL' && args.length === 1 && peek()?.text === 'REPEAT') {
        next += 1;
        repeat = true;
        args.push(NaN);
      } else if (name === 'METRICS' && peek()?.kind === 'text') {
        return refuse();
      } else args.push(binary(0));
    }
    if (name === 'METRICS') return scope.metrics();
    if (name === 'FILL') return each(args[0]!, (values) => fill(values, args[1]!, repeat));
    const implementation = FUNCTIONS[name];
    if (implementation === undefined)
      throw new Error(`The local stack does not know the function ${name} of ${expression}`);
    return implementation(args, scope.length);
  }

  function search(): NamedSeries[] {
    const [text, stat, period] = [tokens[next], tokens[next + 2], tokens[next + 4]];
    if (text?.kind !== 'text' || stat?.kind !== 'text') return refuse();
    next += period?.kind === 'number' ? 5 : 3;
    if (!take(')')) return refuse();
    return scope.search(text.text, stat.text, period?.kind === 'number' ? Number(period.text) * 1000 : 300_000);
  }

  const result = binary(0);
  return next === tokens.length ? result : refuse();
}

type Operator = (a: number, b: number) => number | undefined;

const OPERATORS: Record<string, Operator> = {
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

function combine(left: MathValue, right: MathValue, operator: Operator): MathValue {
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

const isNamed = (value: MathValue): value is NamedSeries[] =>
  Array.isArray(value) && value.length > 0 && typeof value[0] === 'object';

const at = (value: number | TimeSeries, index: number): number | undefined =>
  typeof value === 'number' ? value : value[index];

/** A value that must be one series or number. */
function one(value: MathValue): number | TimeSeries {
  if (!isNamed(value)) return value as number | TimeSeries;
  if (value.length === 1) return value[0]!.values;
  throw new Error('An expression joins several series with several others.');
}

const each = (value: MathValue, change: (values: TimeSeries) => TimeSeries): MathValue => {
  if (isNamed(value)) return value.map(({ label, values }) => ({ label, values: change(values) }));
  return Array.isArray(value) ? change(value as TimeSeries) : value;
};

function fill(values: TimeSeries, filler: MathValue, repeat: boolean): TimeSeries {
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

const FUNCTIONS: Record<string, (args: MathValue[], length: number) => MathValue> = {
  SUM: reduce((values) => (values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0))),
  AVG: reduce((values) => (values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0) / values.length)),
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

interface Token {
  kind: 'number' | 'name' | 'sign' | 'text';
  text: string;
}

const TOKEN = /\s*(?:(\d+\.?\d*)|([A-Za-z_]\w*)|(<=|>=|==|!=|&&|\|\||[-+*/^()<>,])|'([^']*)'|"([^"]*)")/y;

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = expression.trim();
  while (TOKEN.lastIndex < text.length) {
    const place = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) throw new Error(`The local stack does not understand "${text.slice(place).trim()}" in ${expression}`);
    const [, number, name, sign, single, double] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (name === undefined) tokens.push({ kind: 'text', text: single ?? double ?? '' });
    else tokens.push({ kind: name === 'AND' || name === 'OR' ? 'sign' : 'name', text: name });
  }
  return tokens;
}
