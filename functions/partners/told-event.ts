import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { ToldEvent } from './webhook-payload.ts';

/** Reads a line of the history as the stream brings it, with what stands beside it for its readers. */
export const toldEventOf = ({ dynamodb }: DynamoDBRecord): ToldEvent => {
  const image = Object.entries(dynamodb?.NewImage ?? {}).map(([name, value]) => [name, plain(value)]);
  return Object.fromEntries(image) as ToldEvent;
};

const plain = (value: AttributeValue): unknown => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M) return Object.fromEntries(Object.entries(value.M).map(([name, inner]) => [name, plain(inner)]));
  return value.L ? value.L.map(plain) : null;
};
