import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { KeyPair } from '../../functions/shared/secrets.ts';
import type { LocalStack } from './stack.ts';

/** What the tools need to know of the service that a stack runs: looked up in the template by construct path, defined nowhere else. */
export interface Service {
  tables: { requests: string; notices: string; published: string; measures: string };
  dynamodb: DynamoDBDocumentClient;
  /** The secret that a platform signs with now. Throws for a platform that the template does not have. */
  webhookSecret(platform: string): string;
  /** The key that was made with the stack, by which a client may write through Open311. */
  open311Key(): string;
  linkKeys(): KeyPair;
  stateMachineArn: string;
}

/** Looks the service up in a running stack. */
export const serviceOf = (stack: LocalStack): Service => {
  const { template, secrets } = stack;
  const keys = (path: string) => JSON.parse(secrets.value(path)) as KeyPair;
  return {
    tables: {
      requests: template.find('RequestsTable/Table', 'AWS::DynamoDB::Table').name,
      notices: template.find('NoticesTable/Table', 'AWS::DynamoDB::Table').name,
      published: template.find('PublicTable/Table', 'AWS::DynamoDB::Table').name,
      measures: template.find('MeasuresTable/Table', 'AWS::DynamoDB::Table').name,
    },
    dynamodb: DynamoDBDocumentClient.from(stack.dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
    webhookSecret: (platform) => keys(`PlatformKeys-${platform}/Secret`).current,
    open311Key: () => (JSON.parse(secrets.value('Open311Keys/Secret')) as { city: string }).city,
    linkKeys: () => keys('LinkKeys/Secret'),
    stateMachineArn: template.find('RequestLifecycle/Machine', 'AWS::StepFunctions::StateMachine').arn,
  };
};
