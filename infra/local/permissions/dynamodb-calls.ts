import { TemplateError } from '../intrinsics.ts';
import type { Resource, Template } from '../template.ts';
import type { Call } from './policy.ts';

/** The values of an item as they go over the wire. */
type Wire = Record<string, { S?: string; N?: string }>;

interface Keyed {
  TableName?: string;
  IndexName?: string;
  Key?: Wire;
  Item?: Wire;
  KeyConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Wire;
}
interface Body extends Keyed {
  TransactItems?: Record<string, Keyed>[];
  RequestItems?: Record<string, { Keys?: Wire[] } | Record<string, { Item?: Wire; Key?: Wire }>[]>;
}

/** What stands before the operation in the header that names it. */
const TARGET = 'DynamoDB_20120810.';

/** Whether a call goes to DynamoDB, by its `x-amz-target`. */
export const isDynamoDb = (target: unknown): target is string =>
  typeof target === 'string' && target.startsWith(TARGET);

/** In a transaction each part is asked for by its own action ("Using IAM with DynamoDB transactions", DynamoDB Developer Guide). */
const PARTS: Record<string, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/** Tells what a call of DynamoDB does to which table or index, with the partition keys that it touches. */
export const createDynamoDbCalls = (template: Template): ((target: string, body: string) => Call[]) => {
  const tables = new Map(template.ofType('AWS::DynamoDB::Table').map((table) => [table.name, partitionKeysOf(table)]));

  const callOf = (action: string, keyed: Keyed, wires: readonly Wire[] = keysOf(keyed)): Call => {
    const table = tables.get(nameOf(keyed.TableName ?? ''));
    if (!table) throw new TemplateError(`The template has no table ${keyed.TableName}.`);
    const key = table.keys[keyed.IndexName ?? ''] ?? '';
    const values = wires.map((wire) => wire[key]?.S ?? wire[key]?.N).filter((value) => value !== undefined);
    const asked = keyed.KeyConditionExpression === undefined ? [] : [askedFor(keyed, key)];
    return {
      action: `dynamodb:${action}`,
      resource: keyed.IndexName ? `${table.arn}/index/${keyed.IndexName}` : table.arn,
      context: { 'dynamodb:LeadingKeys': [...values, ...asked] },
    };
  };

  return (target, text) => {
    const operation = target.slice(TARGET.length);
    const body = JSON.parse(text) as Body;
    if (body.TransactItems)
      return body.TransactItems.flatMap((parts) =>
        Object.entries(parts).map(([part, keyed]) => callOf(PARTS[part] ?? part, keyed)),
      );
    if (body.RequestItems)
      return Object.entries(body.RequestItems).map(([TableName, asked]) => {
        const wires = Array.isArray(asked)
          ? asked.flatMap((request) => Object.values(request).flatMap(keysOf))
          : (asked.Keys ?? []);
        return callOf(operation, { TableName }, wires);
      });
    return [callOf(operation, body)];
  };
};

/** A table is named by its name or by its ARN. */
const nameOf = (table: string): string => table.slice(table.lastIndexOf('/') + 1);

const keysOf = ({ Key, Item }: Keyed): Wire[] => [Key, Item].filter((wire) => wire !== undefined);

/** The value that a query asks the partition key for. */
const askedFor = ({ KeyConditionExpression = '', ...given }: Keyed, key: string): string => {
  for (const [, name = '', value = ''] of KeyConditionExpression.matchAll(/([#\w.]+)\s*=\s*(:\w+)/gu)) {
    if ((given.ExpressionAttributeNames?.[name] ?? name) !== key) continue;
    const wire = given.ExpressionAttributeValues?.[value];
    return wire?.S ?? wire?.N ?? '';
  }
  return '';
};

interface KeySchema {
  KeySchema: { AttributeName: string; KeyType: string }[];
}

/** The partition key of a table, under no name, and of each of its indexes. */
const partitionKeysOf = ({ arn, properties }: Resource): { arn: string; keys: Record<string, string> } => {
  const hashOf = (schema: KeySchema['KeySchema']) =>
    schema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  const indexes = (properties.GlobalSecondaryIndexes ?? []) as (KeySchema & { IndexName: string })[];
  return {
    arn,
    keys: {
      '': hashOf((properties as unknown as KeySchema).KeySchema),
      ...Object.fromEntries(indexes.map(({ IndexName, KeySchema: schema }) => [IndexName, hashOf(schema)])),
    },
  };
};
