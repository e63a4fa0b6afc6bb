import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

type Item = Record<string, unknown>;
type Names = Record<string, string> | undefined;
type Values = Item | undefined;

/** A table with the key `id` in memory; takes the commands and expressions that the notices use, and refuses every other. */
export interface MemoryTable {
  client: DynamoDBDocumentClient;
  items: Map<string, Item>;
  /** What the table's stream would carry: each item as a write left it. */
  onWrite: (item: Item) => void;
}

/** Makes an empty table; `test/notices/notice-store.local.test.ts` holds it to what a real engine does. */
export const createMemoryTable = (): MemoryTable => {
  const items = new Map<string, Item>();
  const table: MemoryTable = {
    items,
    onWrite: () => undefined,
    client: { send: async (command: unknown) => run(command) } as unknown as DynamoDBDocumentClient,
  };
  const put = (item: Item) => {
    const before = items.get(item.id as string);
    items.set(item.id as string, item);
    // A stream tells of no write that changes nothing.
    if (JSON.stringify(before) !== JSON.stringify(item)) table.onWrite(item);
  };
  const run = (command: unknown): object => {
    if (command instanceof GetCommand) return { Item: copy(items.get(command.input.Key!.id as string)) };
    if (command instanceof PutCommand) {
      const { Item: item, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = command.input;
      const old = items.get(item!.id as string);
      demand(ConditionExpression, old, ExpressionAttributeNames, ExpressionAttributeValues);
      put(copy(item)!);
      return {};
    }
    if (command instanceof DeleteCommand) {
      items.delete(command.input.Key!.id as string);
      return {};
    }
    if (command instanceof UpdateCommand) {
      const { Key, UpdateExpression, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } =
        command.input;
      const old = items.get(Key!.id as string);
      demand(ConditionExpression, old, ExpressionAttributeNames, ExpressionAttributeValues);
      const item = change({ ...old, ...Key }, UpdateExpression!, ExpressionAttributeNames, ExpressionAttributeValues);
      put(item);
      return { Attributes: copy(item) };
    }
    if (command instanceof QueryCommand) {
      const { KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = command.input;
      const holds = (item: Item) =>
        meets(KeyConditionExpression!, item, ExpressionAttributeNames, ExpressionAttributeValues);
      const found = [...items.values()].filter(holds);
      return { Items: found.sort((a, b) => Number(a.changedAt) - Number(b.changedAt)).map(copy) };
    }
    throw new TypeError('The table in memory does not know this command.');
  };
  return table;
};

const copy = <T extends Item | undefined>(item: T): T => (item ? { ...item } : item);

const demand = (condition: string | undefined, old: Item | undefined, names: Names, values: Values): void => {
  if (!condition || meets(condition, old ?? {}, names, values)) return;
  const error = new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
  if (old) error.Item = Object.fromEntries(Object.entries(old).flatMap(([name, value]) => marshalled(name, value)));
  throw error;
};

/** Texts and numbers as the wire has them; nobody reads the others from a failed condition. */
const marshalled = (name: string, value: unknown): [string, { S: string } | { N: string }][] => {
  if (typeof value === 'string') return [[name, { S: value }]];
  return typeof value === 'number' ? [[name, { N: String(value) }]] : [];
};

const operand = (word: string, item: Item, names: Names, values: Values): unknown =>
  word.startsWith(':') ? values?.[word] : item[names?.[word] ?? word];

const COMPARISONS: Record<string, (one: number | string, other: number | string) => boolean> = {
  '=': (one, other) => one === other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
};

/** Terms joined by AND, joined by OR; no brackets. */
const meets = (condition: string, item: Item, names: Names, values: Values): boolean =>
  condition.split(' OR ').some((terms) => terms.split(' AND ').every((term) => holds(term, item, names, values)));

const holds = (term: string, item: Item, names: Names, values: Values): boolean => {
  const absent = /^attribute_not_exists\((\S+)\)$/.exec(term);
  if (absent) return operand(absent[1]!, item, names, values) === undefined;
  const among = /^(\S+) IN \((.*)\)$/.exec(term);
  if (among) {
    const value = operand(among[1]!, item, names, values);
    return among[2]!.split(', ').some((word) => values?.[word] === value);
  }
  const [left, sign, right, more] = term.split(' ');
  const compare = COMPARISONS[sign ?? ''];
  if (!compare || more) throw new TypeError(`The table in memory cannot read the condition ${term}.`);
  const [one, other] = [operand(left!, item, names, values), operand(right!, item, names, values)];
  if (one === undefined || other === undefined) return false;
  return compare(one as number, other as number);
};

const change = (item: Item, expression: string, names: Names, values: Values): Item => {
  const before = { ...item };
  const amount = (word: string) => operand(word, before, names, values);
  for (const [, verb, list] of expression.matchAll(/(SET|REMOVE|ADD) (.*?)(?= SET | REMOVE | ADD |$)/g)) {
    for (const part of list!.split(', ')) {
      const [target, ...words] = part.split(' ');
      const name = names?.[target!] ?? target!;
      if (verb === 'REMOVE') delete item[name];
      else if (verb === 'ADD') item[name] = Number(before[name] ?? 0) + Number(amount(words[0]!));
      else if (words.length === 2) item[name] = amount(words[1]!);
      else if (words[2] === '+') item[name] = Number(amount(words[1]!)) + Number(amount(words[3]!));
      else throw new TypeError(`The table in memory cannot read ${part}.`);
      if (item[name] === undefined) delete item[name];
    }
  }
  return item;
};
