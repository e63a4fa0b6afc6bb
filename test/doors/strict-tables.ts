import type { Template } from '../../infra/local/template.ts';
import type { Item } from '../simulation/fakes/expressions.ts';
import { type Tables, createTables } from '../simulation/fakes/tables.ts';
import type { StreamRecord } from '../../infra/local/stream-reader.ts';

/** One write that took effect. */
export interface Write {
  table: string;
  item: Item | undefined;
}

/** The tables in memory, with the limits of DynamoDB that hostile input runs into, and with a way back. */
export interface StrictTables extends Tables {
  /** What was written since `mark`, in its order. */
  written(): readonly Write[];
  /** Begins to watch. */
  mark(): void;
  /** Lets everything stand that was written so far. */
  keep(): void;
  /** Takes everything back that was written since `keep`; tells no stream. */
  undo(): void;
  names(): string[];
}

// Developer Guide, "Quotas in Amazon DynamoDB"; the document client's own refusals are those of @aws-sdk/util-dynamodb.
const MOST_ITEM_BYTES = 400 * 1024;
const MOST_PARTITION_BYTES = 2048;
const MOST_SORT_BYTES = 1024;
const MOST_LEVELS = 32;
const LEAST_NUMBER = 1e-130;
const MOST_PAGE_BYTES = 1024 * 1024;

/** The table said no to what was sent: a fault of whoever let it come so far. */
export class TableRefusal extends Error {
  override readonly name = 'ValidationException';
}

interface Place {
  table: string;
  key: Item;
}

/** Opens the tables of a template; what DynamoDB or its client would refuse for its size, depth or characters is refused here too. */
export function createStrictTables(
  template: Template,
  now: () => number,
  onChange: (table: string, record: StreamRecord) => void,
): StrictTables {
  let quiet = false;
  const tables = createTables(template, now, (table, _key, record) => {
    if (!quiet) onChange(table, record);
  });
  const keys = new Map(
    template.ofType('AWS::DynamoDB::Table').map(({ name, properties }) => {
      const schema = properties.KeySchema as { AttributeName: string; KeyType: string }[];
      return [name, schema.toSorted((one) => (one.KeyType === 'HASH' ? -1 : 1)).map((one) => one.AttributeName)];
    }),
  );
  const journal: (Place & { before: Item | undefined })[] = [];
  let written: Write[] = [];

  const keyOf = (table: string, item: Item): Item =>
    Object.fromEntries((keys.get(table) ?? []).map((name) => [name, item[name]]));
  const get = ({ table, key }: Place): Item | undefined =>
    tables.run('Get', { TableName: table, Key: key, ConsistentRead: true }).Item as Item | undefined;

  const checkKey = (table: string, item: Item): void => {
    for (const [index, name] of (keys.get(table) ?? []).entries()) {
      const most = index === 0 ? MOST_PARTITION_BYTES : MOST_SORT_BYTES;
      if (Buffer.byteLength(String(item[name])) > most) throw new TableRefusal(`The key ${name} is too long.`);
    }
  };

  /** Carries a write out, with a look at each place before and after it. */
  const write = (name: string, input: Item, places: readonly Place[]): Item => {
    for (const { table, key } of places) checkKey(table, key);
    const before = places.map((place) => ({ ...place, before: get(place) }));
    const answer = tables.run(name, input);
    for (const place of before) {
      const item = get(place);
      journal.push(place);
      if (item) checkItem(item);
      written.push({ table: place.table, item });
    }
    return answer;
  };

  return {
    names: () => [...keys.keys()],
    items: tables.items,
    plant: tables.plant,
    partition: tables.partition,
    forget: tables.forget,
    written: () => written,
    mark: () => void (written = []),
    keep: () => void (journal.length = 0),
    undo() {
      quiet = true;
      for (const { table, key, before } of journal.splice(0).reverse())
        tables.run(before ? 'Put' : 'Delete', { TableName: table, ...(before ? { Item: before } : { Key: key }) });
      written = [];
      quiet = false;
    },
    run(name, input) {
      checkValues(input);
      const table = String(input.TableName);
      switch (name) {
        case 'Get':
          checkKey(table, input.Key as Item);
          return tables.run(name, input);
        case 'Query':
          return input.IndexName
            ? tables.run(name, input)
            : pageOf(tables.run(name, input), (item) => keyOf(table, item));
        case 'Put':
          return write(name, input, [{ table, key: keyOf(table, input.Item as Item) }]);
        case 'Update':
        case 'Delete':
          return write(name, input, [{ table, key: input.Key as Item }]);
        case 'TransactWrite':
          // Nobody repeats a transaction here, and what is remembered of a million fills the memory.
          return write(name, { ...input, ClientRequestToken: undefined }, placesOf(input, keyOf));
        case 'BatchWrite':
          return write(name, input, placesOf(input, keyOf));
        default:
          return tables.run(name, input);
      }
    },
  };
}

/** Where a transaction or a batch writes. */
const placesOf = (input: Item, keyOf: (table: string, item: Item) => Item): Place[] => {
  type Part = { TableName: string; Item?: Item; Key?: Item };
  const parts = (input.TransactItems ?? []) as Record<string, Part>[];
  const requests = Object.entries((input.RequestItems ?? {}) as Record<string, Record<string, Part>[]>);
  return [
    ...parts.flatMap(({ ConditionCheck: _, ...writes }) => Object.values(writes)),
    ...requests.flatMap(([TableName, all]) => all.flatMap(Object.values<Part>).map((part) => ({ ...part, TableName }))),
  ].map(({ TableName, Item: item, Key }) => ({ table: TableName, key: item ? keyOf(TableName, item) : (Key ?? {}) }));
};

/** A page of a query ends with its megabyte. */
const pageOf = (answer: Item, keyOf: (item: Item) => Item): Item => {
  const items = (answer.Items ?? []) as Item[];
  let bytes = 0;
  const last = items.findIndex((item) => (bytes += bytesOf(item)) > MOST_PAGE_BYTES);
  if (last < 1 || last === items.length - 1) return answer;
  return { ...answer, Items: items.slice(0, last), Count: last, LastEvaluatedKey: keyOf(items[last - 1]!) };
};

const checkItem = (item: Item): void => {
  if (bytesOf(item) > MOST_ITEM_BYTES) throw new TableRefusal('Item size has exceeded the maximum allowed size.');
};

/** Names and values in UTF-8, each entry of a list or map and a number of some length beside them: near enough to what is billed. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 21;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.entries(value).reduce((sum, [name, inner]) => sum + Buffer.byteLength(name) + bytesOf(inner) + 1, 3);
};

/** What the client or the table refuses in any value: halves of characters, numbers beyond theirs, nesting beyond 32 levels. */
const checkValues = (value: unknown, level = 0): void => {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TableRefusal('SerializationException: half of a surrogate pair.');
    return;
  }
  if (typeof value === 'number') {
    const size = Math.abs(value);
    if (size > Number.MAX_SAFE_INTEGER) throw new TableRefusal(`Number ${value} is greater than the client takes.`);
    if (size > 0 && size < LEAST_NUMBER) throw new TableRefusal(`Number ${value} is below the table's least.`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  // The command's own levels come on top of the item's.
  if (level > MOST_LEVELS + 5) throw new TableRefusal('Nesting Levels have exceeded supported limits.');
  for (const name in value) {
    if (!name.isWellFormed()) throw new TableRefusal('SerializationException: half of a surrogate pair in a name.');
    checkValues((value as Item)[name], level + 1);
  }
};
