import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says why a finding of cdk-nag stands, beside the construct that it is about; `id` may name one finding: `AwsSolutions-IAM5[Resource::*]`. */
export const acknowledge = (
  construct: IConstruct,
  id: `AwsSolutions-${string}` | `Serverless-${string}`,
  reason: string,
): void => {
  Validations.of(construct).acknowledge({ id, reason });
};
