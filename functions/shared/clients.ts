import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';

/**
 * DynamoDB with documents in and out. A call that hangs ends after 3 s: the SDK's own default waits for ever.
 * Its retries are harmless, because every write is conditional and names its writer.
 */
export const dynamoDb = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

/** Step Functions; names make StartExecution repeatable, and a token is spent once. */
export const stepFunctions = (): SFNClient =>
  new SFNClient({ requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true } });
