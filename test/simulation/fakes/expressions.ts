/** An item as a document client gives and takes it. */
export type Item = Record<string, unknown>;

/** The placeholders of an expression. */
export interface Placeholders {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

/** An expression, read once: what it says of an item with the placeholders of one call. */
type Reading<T> = (item: Item, words: Placeholders) => T;

const conditions = new Map<string, Reading<boolean>>();
const updates = new Map<string, Reading<Item>>();

/** Whether an item (an empty one for none) meets a condition; throws TypeError for what these fakes do not know. */
export function meets(expression: string, item: Item, words: Placeholders): boolean {
  let reading = conditions.get(expression);
  if (!reading) conditions.set(expression, (reading = readCondition(expression)));
  return reading(item, words);
}

/** The item as an update leaves it; every right-hand side sees the item as it was. */
export function update(expression: string, item: Item, words: Placeholders): Item {
  let reading = updates.get(expression);
  if (!reading) updates.set(expression, (reading = readUpdate(expression)));
  return reading(item, words);
}

/** DynamoDB's equality of documents. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return keys.length === others.length && keys.every((key) => isSame((one as Item)[key], (other as Item)[key]));
};

class Tokens {
  readonly text: string;
  readonly words: string[];
  at = 0;
  constructor(text: string) {
    this.text = text;
    this.words = text.match(/[#:]?\w+(?:\.#?\w+)*|<>|<=|>=|[=<>(),+-]/g) ?? [];
  }
  peek = (): string | undefined => this.words[this.at];
  next = (): string => this.words[this.at++] ?? this.refuse();
  skip(word: string): boolean {
    if (this.peek()?.toUpperCase() !== word) return false;
    this.at += 1;
    return true;
  }
  expect(word: string): void {
    if (!this.skip(word)) this.refuse();
  }
  refuse(): never {
    throw new TypeError(`The table in memory cannot read "${this.text}" at word ${this.at + 1}.`);
  }
}

function readCondition(text: string): Reading<boolean> {
  const tokens = new Tokens(text);
  const reading = either(tokens);
  if (tokens.peek() !== undefined) tokens.refuse();
  return reading;
}

function either(tokens: Tokens): Reading<boolean> {
  let reading = both(tokens);
  while (tokens.skip('OR')) {
    const [one, other] = [reading, both(tokens)];
    reading = (item, words) => one(item, words) || other(item, words);
  }
  return reading;
}

function both(tokens: Tokens): Reading<boolean> {
  let reading = one(tokens);
  while (tokens.skip('AND')) {
    const [first, second] = [reading, one(tokens)];
    reading = (item, words) => first(item, words) && second(item, words);
  }
  return reading;
}

const FUNCTIONS: Record<string, (values: unknown[]) => boolean> = {
  attribute_exists: ([value]) => value !== undefined,
  attribute_not_exists: ([value]) => value === undefined,
  begins_with: ([value, start]) => typeof value === 'string' && typeof start === 'string' && value.startsWith(start),
  contains: ([value, part]) =>
    typeof value === 'string'
      ? value.includes(String(part))
      : Array.isArray(value) && value.some((it) => isSame(it, part)),
};

function one(tokens: Tokens): Reading<boolean> {
  if (tokens.skip('NOT')) {
    const inner = one(tokens);
    return (item, words) => !inner(item, words);
  }
  if (tokens.skip('(')) {
    const inner = either(tokens);
    tokens.expect(')');
    return inner;
  }
  const name = tokens.peek() ?? '';
  if (Object.hasOwn(FUNCTIONS, name)) {
    tokens.next();
    const values = list(tokens);
    return (item, words) => FUNCTIONS[name]!(values.map((value) => value(item, words)));
  }
  return comparison(tokens, operand(tokens));
}

function list(tokens: Tokens): Reading<unknown>[] {
  tokens.expect('(');
  const values = [operand(tokens)];
  while (tokens.skip(',')) values.push(operand(tokens));
  tokens.expect(')');
  return values;
}

const isOrdered = (one: unknown, other: unknown): boolean =>
  typeof one === typeof other && (typeof one === 'number' || typeof one === 'string');

const COMPARISONS: Record<string, (one: string | number, other: string | number) => boolean> = {
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

function comparison(tokens: Tokens, left: Reading<unknown>): Reading<boolean> {
  if (tokens.skip('IN')) {
    const values = list(tokens);
    return (item, words) => values.some((value) => isSame(value(item, words), left(item, words)));
  }
  if (tokens.skip('BETWEEN')) {
    const from = operand(tokens);
    tokens.expect('AND');
    const to = operand(tokens);
    return (item, words) => {
      const [value, low, high] = [left(item, words), from(item, words), to(item, words)];
      return isOrdered(value, low) && isOrdered(value, high) && value! >= low! && value! <= high!;
    };
  }
  const sign = tokens.next();
  const right = operand(tokens);
  if (sign === '=' || sign === '<>') {
    return (item, words) => {
      const [value, other] = [left(item, words), right(item, words)];
      if (value === undefined || other === undefined) return sign === '<>';
      return isSame(value, other) === (sign === '=');
    };
  }
  const compare = COMPARISONS[sign] ?? tokens.refuse();
  return (item, words) => {
    const [value, other] = [left(item, words), right(item, words)];
    return isOrdered(value, other) && compare(value as number, other as number);
  };
}

/** A value of the call, or the value at a path of the item. */
function operand(tokens: Tokens): Reading<unknown> {
  const word = tokens.next();
  if (!/^[#:\w]/.test(word)) tokens.refuse();
  if (word.startsWith(':')) return (_item, { ExpressionAttributeValues = {} }) => ExpressionAttributeValues[word];
  const path = word.split('.');
  return (item, words) => {
    let value: unknown = item;
    for (const part of path) value = (value as Item | undefined)?.[nameOf(part, words)];
    return value;
  };
}

const nameOf = (word: string, { ExpressionAttributeNames = {} }: Placeholders): string =>
  word.startsWith('#') ? (ExpressionAttributeNames[word] ?? word) : word;

type Assignment = (before: Item, after: Item, words: Placeholders) => void;

function readUpdate(text: string): Reading<Item> {
  const tokens = new Tokens(text);
  const assignments: Assignment[] = [];
  while (tokens.peek() !== undefined) {
    const verb = tokens.next().toUpperCase();
    do assignments.push(assignment(verb, tokens));
    while (tokens.skip(','));
  }
  return (item, words) => {
    const after = { ...item };
    for (const assign of assignments) assign(item, after, words);
    return after;
  };
}

/** Takes what lies at a path out of an item, as the engine does: a map on the way has to be there. They are copied, because others may hold them. */
function removeAt(item: Item, [name = '', ...rest]: readonly string[]): void {
  if (rest.length === 0) {
    delete item[name];
    return;
  }
  if (typeof item[name] !== 'object') {
    const words = 'The document path provided in the update expression is invalid for update';
    throw Object.assign(new Error(words), { name: 'ValidationException' });
  }
  const inner = { ...(item[name] as Item) };
  item[name] = inner;
  removeAt(inner, rest);
}

function assignment(verb: string, tokens: Tokens): Assignment {
  const target = tokens.next();
  if (verb === 'REMOVE')
    return (_before, after, words) =>
      removeAt(
        after,
        target.split('.').map((word) => nameOf(word, words)),
      );
  if (target.includes('.')) tokens.refuse();
  if (verb === 'ADD') {
    const value = operand(tokens);
    return (before, after, words) => {
      const name = nameOf(target, words);
      after[name] = Number(before[name] ?? 0) + Number(value(before, words));
    };
  }
  if (verb !== 'SET') tokens.refuse();
  tokens.expect('=');
  let value = amount(tokens);
  for (let sign = tokens.peek(); sign === '+' || sign === '-'; sign = tokens.peek()) {
    const [first, second, factor] = [value, (tokens.next(), amount(tokens)), sign === '+' ? 1 : -1];
    value = (item, words) => present(first(item, words)) + factor * present(second(item, words));
  }
  return (before, after, words) => {
    const assigned = value(before, words);
    if (assigned === undefined) present(assigned);
    after[nameOf(target, words)] = assigned;
  };
}

/** A number of an update; DynamoDB refuses to go on from an attribute that is not there. */
function present(value: unknown): number {
  if (value !== undefined) return Number(value);
  const message = 'The provided expression refers to an attribute that does not exist in the item';
  throw Object.assign(new Error(message), { name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
}

function amount(tokens: Tokens): Reading<unknown> {
  if (tokens.peek() !== 'if_not_exists') return operand(tokens);
  tokens.next();
  const [present, otherwise] = list(tokens);
  return (item, words) => present!(item, words) ?? otherwise!(item, words);
}
