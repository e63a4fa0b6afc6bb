import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { StreamRecord } from '../../../infra/local/stream-reader.ts';
import type { Template } from '../../../infra/local/template.ts';
import { copyOf, marshalled, plain } from './documents.ts';
import { type Item, type Placeholders, isSame, meets, update } from './expressions.ts';

/** Items by the value of a partition key, and there by their whole key: what a query looks through. */
type Partitions = Map<unknown, Map<string, Item>>;

interface Index {
  keys: string[];
  shown: Set<string> | undefined;
  partitions: Partitions;
}

/** A table in memory, with its keys and indexes as the template has them. */
interface Table {
  name: string;
  keys: string[];
  indexes: Map<string, Index>;
  items: Map<string, Item>;
  partitions: Partitions;
  /** What was written lately: when, and what stood there before. */
  past: { at: number; key: string; before: Item | undefined }[];
  streamArn: string | undefined;
}

/** What a write did, as its table's stream tells it. */
export type OnChange = (table: string, key: string, record: StreamRecord) => void;

/** DynamoDB as the functions use it: each command takes effect whole, at one instant. */
export interface Tables {
  /** Carries a document command out; throws what DynamoDB's client throws. */
  run(name: string, input: Item): Item;
  /** Puts an item there as something that has been there for long: no stream tells of it. */
  plant(table: string, item: Item): void;
  /** Everything of one partition. */
  partition(table: string, value: string): Iterable<Item>;
  /** Takes an item out that has been looked at and is not wanted any more; no stream tells of it. */
  forget(table: string, item: Item): void;
  /** Everything in a table, for those who look afterwards. */
  items(table: string): IterableIterator<Item>;
}

interface WriteInput extends Placeholders {
  TableName: string;
  Key?: Item;
  Item?: Item;
  UpdateExpression?: string;
  ConditionExpression?: string;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
}

interface QueryInput extends Placeholders {
  TableName: string;
  IndexName?: string;
  KeyConditionExpression: string;
  FilterExpression?: string;
  ProjectionExpression?: string;
  ScanIndexForward?: boolean;
  Limit?: number;
  Select?: string;
  ConsistentRead?: boolean;
  ExclusiveStartKey?: Item;
}

/** A transaction of one token is done once in ten minutes (API reference, TransactWriteItems). */
const TOKEN_MS = 10 * 60_000;
const MOST_IN_TRANSACTION = 100;

/** No eventually consistent read is further behind, ms. */
const MOST_BEHIND_MS = 5_000;

/** What partitions take, by their names: `Requests/near/…`. */
export interface Meter {
  /** Hears what a read or a write takes, in capacity units. */
  note(kind: 'read' | 'write', partition: string, units: number): void;
  /** Whether a partition takes no more in this second; a write is refused then, or left out of its batch. */
  isFull(partition: string): boolean;
}

/**
 * Makes the tables of the template, empty; `contract.local.test.ts` holds them to what a real engine does. `behind` says how many ms an
 * index, or a read that does not ask for consistency, is behind.
 */
export function createTables(
  template: Template,
  now: () => number,
  onChange: OnChange,
  behind?: () => number,
  meter?: Meter,
): Tables {
  const tables = new Map(template.ofType('AWS::DynamoDB::Table').map((resource) => [resource.name, tableOf(resource)]));
  const tokens = new Map<string, { at: number; items: string }>();
  let sequence = 0;

  const find = (name: string): Table => tables.get(name) ?? refuse('ResourceNotFoundException', `No table ${name}.`);

  function put(table: Table, key: string, item: Item | undefined, times = 1): void {
    const before = table.items.get(key);
    if (behind) {
      while (table.past[0] && table.past[0].at < now() - MOST_BEHIND_MS) table.past.shift();
      table.past.push({ at: now(), key, before });
    }
    if (meter) meterWrite(meter, table, before, item, times);
    if (item) table.items.set(key, item);
    else table.items.delete(key);
    place(table.partitions, table.keys, key, before, item);
    for (const { partitions, keys } of table.indexes.values()) place(partitions, keys, key, before, item);
    // A stream tells of no write that changes nothing.
    if (!table.streamArn || (before === undefined ? item === undefined : isSame(before, item))) return;
    sequence += 1;
    onChange(table.name, key, {
      eventID: `event-${sequence}`,
      eventName: item === undefined ? 'REMOVE' : before === undefined ? 'INSERT' : 'MODIFY',
      awsRegion: template.place.region,
      eventSourceARN: table.streamArn,
      dynamodb: {
        SequenceNumber: String(sequence),
        ApproximateCreationDateTime: Math.floor(now() / 1000),
        Keys: marshalled(keyIn(table, (item ?? before)!)),
        ...(item ? { NewImage: marshalled(item) } : {}),
      },
    });
  }

  /** What was written so lately that a read does not see it, the latest first. */
  function unseen(table: Table, consistent: boolean): Table['past'] {
    const lag = consistent || !behind ? 0 : behind();
    return lag === 0 ? [] : table.past.filter(({ at }) => at > now() - lag).reverse();
  }

  /** One item as a read sees it. */
  function seenItem(table: Table, key: string, consistent: boolean): Item | undefined {
    const earliest = unseen(table, consistent).findLast((past) => past.key === key);
    return earliest ? earliest.before : table.items.get(key);
  }

  /** A partition of a table, or of an index, as a read sees it. */
  function seenPartition(table: Table, of: Table | Index, partition: unknown, consistent: boolean): Iterable<Item> {
    const there = of.partitions.get(partition);
    const lately = unseen(table, consistent);
    if (lately.length === 0) return there?.values() ?? [];
    const items = new Map(there);
    for (const { key, before } of lately) {
      if (before && before[of.keys[0]!] === partition) items.set(key, before);
      else items.delete(key);
    }
    return items.values();
  }

  /** What a write would do, and why it may not. */
  function plan(input: WriteInput) {
    const table = find(input.TableName);
    const given = plain(input.Item ?? input.Key ?? {});
    const key = keyOf(table, given);
    const old = table.items.get(key);
    const words = { ...input, ExpressionAttributeValues: plain(input.ExpressionAttributeValues ?? {}) };
    demandUse(words, `${input.ConditionExpression ?? ''} ${input.UpdateExpression ?? ''}`);
    const allowed = !input.ConditionExpression || meets(input.ConditionExpression, old ?? {}, words);
    const wanted = (): Item =>
      input.Item ? given : checked(table, plain(update(input.UpdateExpression ?? '', old ?? given, words)));
    const told = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && old ? { Item: marshalled(old) } : {};
    return { table, key, old, allowed, wanted, told };
  }

  /** Whether a write finds a full partition; one of an index holds up its table. */
  function isFull(table: Table, { Item: item, Key }: WriteInput): boolean {
    if (!meter) return false;
    const partition = (item ?? Key)![table.keys[0]!];
    if (meter.isFull(partitionName(table, undefined, partition))) return true;
    return [...table.indexes].some(([index, { keys }]) => {
      const indexed = item?.[keys[0]!];
      return indexed !== undefined && meter.isFull(partitionName(table, index, indexed));
    });
  }

  function write(input: WriteInput, removes = false): Item {
    const { table, key, allowed, wanted, told } = plan(input);
    if (isFull(table, input))
      refuse('ThrottlingException', 'Throughput exceeds the current capacity of your table or index.');
    if (!allowed) {
      const message = 'The conditional request failed';
      throw new ConditionalCheckFailedException({ message, $metadata: { httpStatusCode: 400 }, ...(told as object) });
    }
    const item = removes ? undefined : wanted();
    put(table, key, item);
    return input.ReturnValues === 'ALL_NEW' && item ? { Attributes: copyOf(item) } : {};
  }

  function transact({ TransactItems, ClientRequestToken: token }: Item): Item {
    const parts = (TransactItems as Record<string, WriteInput>[]).map((part) => Object.entries(part)[0]!);
    if (parts.length > MOST_IN_TRANSACTION) refuse('ValidationException', 'Too many items in one transaction.');
    const known = token === undefined ? undefined : tokens.get(String(token));
    if (known && now() - known.at < TOKEN_MS) {
      if (known.items === JSON.stringify(parts)) return {};
      refuse('IdempotentParameterMismatchException', 'The token was used for another transaction.');
    }
    const plans = parts.map(([verb, input]) => ({ verb, ...plan(input) }));
    const places = new Set(plans.map(({ table, key }) => `${table.name}/${key}`));
    if (places.size < plans.length) {
      refuse('ValidationException', 'Transaction request cannot include multiple operations on one item');
    }
    if (parts.some(([, input]) => isFull(find(input.TableName), input)))
      refuse('ThrottlingException', 'Throughput exceeds the current capacity of your table or index.');
    if (plans.some(({ allowed }) => !allowed)) throw cancelled(plans);
    for (const { verb, table, key, wanted } of plans) {
      // A transaction takes twice the units.
      if (verb !== 'ConditionCheck') put(table, key, verb === 'Delete' ? undefined : wanted(), 2);
    }
    if (token !== undefined) {
      for (const [old, { at }] of tokens) {
        if (now() - at < TOKEN_MS) break;
        tokens.delete(old);
      }
      tokens.set(String(token), { at: now(), items: JSON.stringify(parts) });
    }
    return {};
  }

  function query(input: QueryInput): Item {
    const table = find(input.TableName);
    const index = input.IndexName === undefined ? undefined : table.indexes.get(input.IndexName);
    if (input.IndexName !== undefined && !index) refuse('ValidationException', `No index ${input.IndexName}.`);
    const order = [...(index?.keys ?? []), ...table.keys];
    const words = { ...input, ExpressionAttributeValues: plain(input.ExpressionAttributeValues ?? {}) };
    const { KeyConditionExpression, FilterExpression = '', ProjectionExpression = '' } = input;
    demandUse(words, `${KeyConditionExpression} ${FilterExpression} ${ProjectionExpression}`);
    const of = index ?? table;
    const partition = partitionIn(KeyConditionExpression, of.keys[0]!, words);
    const found: Item[] = [];
    for (const item of seenPartition(table, of, partition, input.ConsistentRead === true && !index)) {
      const shown = !index || index.keys.every((name) => item[name] !== undefined);
      if (shown && meets(KeyConditionExpression, item, words)) found.push(item);
    }
    const forward = input.ScanIndexForward === false ? -1 : 1;
    const start = input.ExclusiveStartKey;
    const after = start ? found.filter((item) => compare(order, item, start) * forward > 0) : found;
    const page = firstOf(after, input.Limit ?? Infinity, (one, other) => compare(order, one, other) * forward);
    meter?.note(
      'read',
      partitionName(table, input.IndexName, partition),
      readUnits(page, input.ConsistentRead === true),
    );
    const shown = page.filter((item) => !input.FilterExpression || meets(input.FilterExpression, item, words));
    const last = page.length < after.length ? page.at(-1) : undefined;
    return {
      Count: shown.length,
      ScannedCount: page.length,
      ...(input.Select === 'COUNT' ? {} : { Items: shown.map((item) => view(item, index, input)) }),
      ...(last ? { LastEvaluatedKey: only(last, order) } : {}),
    };
  }

  const commands: Record<string, (input: Item) => Item> = {
    Get: (input) => {
      const table = find(String(input.TableName));
      const consistent = input.ConsistentRead === true;
      const item = seenItem(table, keyOf(table, input.Key as Item), consistent);
      const units = readUnits(item ? [item] : [], consistent);
      meter?.note('read', partitionName(table, undefined, (input.Key as Item)[table.keys[0]!]), units);
      return item ? { Item: copyOf(item) } : {};
    },
    Put: (input) => write(input as unknown as WriteInput),
    Update: (input) => write(input as unknown as WriteInput),
    Delete: (input) => write(input as unknown as WriteInput, true),
    TransactWrite: transact,
    Query: (input) => query(input as unknown as QueryInput),
    BatchGet: ({ RequestItems }) => ({
      Responses: Object.fromEntries(
        Object.entries(RequestItems as Record<string, { Keys: Item[] }>).map(([name, { Keys }]) => {
          const table = find(name);
          const items = Keys.map((key) => table.items.get(keyOf(table, key))).filter((item) => item !== undefined);
          return [name, items.map(copyOf)];
        }),
      ),
    }),
    BatchWrite: ({ RequestItems }) => {
      const left: Record<string, Item[]> = {};
      for (const [TableName, requests] of Object.entries(
        RequestItems as Record<string, Record<string, WriteInput>[]>,
      )) {
        for (const { PutRequest, DeleteRequest } of requests) {
          const input: WriteInput = { TableName, ...(PutRequest ?? DeleteRequest) };
          if (isFull(find(TableName), input)) (left[TableName] ??= []).push({ PutRequest, DeleteRequest });
          else write(input, DeleteRequest !== undefined);
        }
      }
      return { UnprocessedItems: left };
    },
  };

  return {
    run(name, input) {
      const command = commands[name];
      if (!command) throw new TypeError(`The tables in memory do not know the command ${name}.`);
      return command(input);
    },
    plant(name, item) {
      const table = find(name);
      const key = keyOf(table, item);
      const before = table.items.get(key);
      const planted = plain(item);
      table.items.set(key, planted);
      place(table.partitions, table.keys, key, before, planted);
      for (const { partitions, keys } of table.indexes.values()) place(partitions, keys, key, before, planted);
    },
    partition: (table, value) => find(table).partitions.get(value)?.values() ?? [],
    forget(name, item) {
      const table = find(name);
      const key = keyOf(table, item);
      const there = table.items.get(key);
      table.items.delete(key);
      place(table.partitions, table.keys, key, there, undefined);
      for (const { partitions, keys } of table.indexes.values()) place(partitions, keys, key, there, undefined);
    },
    items: (table) => find(table).items.values(),
  };
}

function tableOf({ name, arn, properties, attributes }: ReturnType<Template['ofType']>[number]): Table {
  const keysOf = (schema: unknown) =>
    (schema as { AttributeName: string; KeyType: string }[])
      .toSorted((one) => (one.KeyType === 'HASH' ? -1 : 1))
      .map(({ AttributeName }) => AttributeName);
  const keys = keysOf(properties.KeySchema);
  const indexes = ((properties.GlobalSecondaryIndexes ?? []) as Item[]).map(({ IndexName, KeySchema, Projection }) => {
    const { ProjectionType, NonKeyAttributes = [] } = Projection as {
      ProjectionType: string;
      NonKeyAttributes?: string[];
    };
    const own = keysOf(KeySchema);
    const shown = ProjectionType === 'ALL' ? undefined : new Set([...own, ...keys, ...NonKeyAttributes]);
    return [String(IndexName), { keys: own, shown, partitions: new Map() as Partitions }] as const;
  });
  const streamArn = properties.StreamSpecification ? String(attributes.StreamArn ?? arn) : undefined;
  return { name, keys, indexes: new Map(indexes), items: new Map(), partitions: new Map(), past: [], streamArn };
}

/** Puts an item where a query of its partition finds it, and takes out what stood there before. */
function place(partitions: Partitions, [name]: string[], key: string, before: Item | undefined, item?: Item): void {
  const [from, to] = [before?.[name!], item?.[name!]];
  if (from !== undefined && from !== to) {
    const left = partitions.get(from);
    left?.delete(key);
    if (left?.size === 0) partitions.delete(from);
  }
  if (to !== undefined) {
    const there = partitions.get(to);
    if (there) there.set(key, item!);
    else partitions.set(to, new Map([[key, item!]]));
  }
}

const partitionName = ({ name }: Table, index: string | undefined, partition: unknown): string =>
  [name.replace(/^.*-/, ''), index, String(partition)].filter(Boolean).join('/');

const sizes = new WeakMap<Item, number>();

/** How many bytes an item has, near enough: DynamoDB counts names and values, and this a comma and two quotes more. */
function sizeOf(item: Item): number {
  const known = sizes.get(item) ?? JSON.stringify(item).length;
  sizes.set(item, known);
  return known;
}

/** A unit is 4 KB read consistently, or twice as much otherwise. */
function readUnits(items: readonly Item[], consistent: boolean): number {
  const bytes = items.reduce((sum, item) => sum + sizeOf(item), 0);
  return Math.max(1, Math.ceil(bytes / 4_096)) * (consistent ? 1 : 0.5);
}

/** A unit is 1 KB written, of the greater of what was there and what is; an index takes its own. */
function meterWrite(meter: Meter, table: Table, before: Item | undefined, item: Item | undefined, times: number): void {
  const units = Math.ceil(Math.max(before ? sizeOf(before) : 0, item ? sizeOf(item) : 0, 1) / 1_024);
  meter.note('write', partitionName(table, undefined, (item ?? before)?.[table.keys[0]!]), times * units);
  for (const [index, { keys, shown }] of table.indexes) {
    for (const one of new Set([before?.[keys[0]!], item?.[keys[0]!]])) {
      if (one !== undefined) meter.note('write', partitionName(table, index, one), shown ? 1 : units);
    }
  }
}

/** The value that a query wants of a partition key; DynamoDB takes no query without one. */
function partitionIn(
  expression: string,
  key: string,
  { ExpressionAttributeNames = {}, ...words }: Placeholders,
): unknown {
  for (const [, name, value] of expression.matchAll(/(#?\w+) = (:\w+)/g))
    if ((ExpressionAttributeNames[name!] ?? name) === key) return words.ExpressionAttributeValues?.[value!];
  return refuse('ValidationException', `Query condition missed key schema element: ${key}`);
}

const keyIn = (table: Table, item: Item): Item => only(item, table.keys);

const keyOf = (table: Table, item: Item): string =>
  JSON.stringify(
    table.keys.map((name) => {
      const value = item[name];
      if (value === undefined || value === '') refuse('ValidationException', `The key ${name} is missing or empty.`);
      return value;
    }),
  );

/** An index refuses an item whose key attribute is of no type that a key has. */
function checked(table: Table, item: Item): Item {
  for (const { keys } of table.indexes.values()) {
    for (const name of keys) if (item[name] === '') refuse('ValidationException', `The index key ${name} is empty.`);
  }
  return item;
}

const usedIn = new Map<string, Set<string>>();

/** DynamoDB refuses placeholders that nothing uses. */
function demandUse(
  { ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Placeholders,
  text: string,
): void {
  let used = usedIn.get(text);
  if (!used) usedIn.set(text, (used = new Set(text.match(/[#:]\w+/g))));
  for (const word of [...Object.keys(ExpressionAttributeNames), ...Object.keys(ExpressionAttributeValues)])
    if (!used.has(word)) refuse('ValidationException', `The placeholder ${word} is not used.`);
}

const only = (item: Item, names: Iterable<string>): Item =>
  Object.fromEntries([...names].flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));

const view = (
  item: Item,
  index: Index | undefined,
  { ProjectionExpression, ExpressionAttributeNames = {} }: QueryInput,
): Item => {
  const shown = index?.shown ? only(item, index.shown) : item;
  if (!ProjectionExpression) return copyOf(shown);
  return copyOf(
    only(
      shown,
      ProjectionExpression.split(/,\s*/).map((name) => ExpressionAttributeNames[name] ?? name),
    ),
  );
};

function compare(names: readonly string[], one: Item, other: Item): number {
  for (const name of names) {
    const [a, b] = [one[name] as string | number, other[name] as string | number];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

/** The first items in an order: of many thousands only the few that are wanted are sorted. */
function firstOf(items: Item[], count: number, order: (one: Item, other: Item) => number): Item[] {
  if (items.length < 4 * count) return items.sort(order).slice(0, count);
  let first: Item[] = [];
  for (const item of items) {
    if (first.length >= count && order(item, first[count - 1]!) > 0) continue;
    first.push(item);
    // From here on its first ones are in order, and the last of those is what another has to be before.
    if (first.length === count) first.sort(order);
    if (first.length < 2 * count) continue;
    first = first.sort(order).slice(0, count);
  }
  return first.sort(order).slice(0, count);
}

function cancelled(plans: readonly { allowed: boolean; told: object }[]): TransactionCanceledException {
  const reasons = plans.map(({ allowed, told }) =>
    allowed ? { Code: 'None' } : { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...told },
  );
  return new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: reasons,
  });
}

function refuse(name: string, message: string): never {
  throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}
