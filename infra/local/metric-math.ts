import { FUNCTIONS, OPERATORS, SORTED_BY, combine, each, fill, sort } from './metric-values.ts';
import type { MathValue, NamedSeries } from './metric-values.ts';

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
    if (name === 'SORT') return sorted();
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

  /** `SORT(series, MAX | MIN | SUM | AVG, ASC | DESC[, how many])`; the words are no names of other queries. */
  function sorted(): NamedSeries[] {
    const series = binary(0);
    const word = (known: readonly string[]): string => {
      const text = take(',') ? peek()?.text : undefined;
      if (text === undefined || !known.includes(text)) return refuse();
      next += 1;
      return text;
    };
    const by = word(Object.keys(SORTED_BY));
    const order = word(['ASC', 'DESC']);
    const limit = take(',') ? Number(tokens[next++]?.text) : Infinity;
    return take(')') ? sort(series, by, order === 'DESC', limit) : refuse();
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
    if (found === null)
      throw new Error(`The local stack does not understand "${text.slice(place).trim()}" in ${expression}`);
    const [, number, name, sign, single, double] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (name === undefined) tokens.push({ kind: 'text', text: single ?? double ?? '' });
    else tokens.push({ kind: name === 'AND' || name === 'OR' ? 'sign' : 'name', text: name });
  }
  return tokens;
}
