import type { AttributeValue, DynamoDBStreamEvent } from 'aws-lambda';

/** A value as a stream brings it. */
const attribute = (value: unknown): AttributeValue => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: attributes(value as object) };
};

const attributes = (item: object): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, attribute(value)]),
  );

/** Items as a table's stream tells of them, numbered from one. */
export const streamOf = (items: readonly object[]): DynamoDBStreamEvent => ({
  Records: items.map((item, index) => ({
    dynamodb: { NewImage: attributes(item), SequenceNumber: String(index + 1) },
  })),
});
