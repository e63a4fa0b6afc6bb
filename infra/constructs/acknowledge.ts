import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding of one of the three packs of cdk-nag that are asked. */
type Finding = `AwsSolutions-${string}` | `Serverless-${string}` | `NIST.800.53.R5-${string}`;

/** Says why findings of cdk-nag stand, beside the construct that they are about; an id may name one finding: `AwsSolutions-IAM5[Resource::*]`. */
export const acknowledge = (construct: IConstruct, ids: Finding | readonly Finding[], reason: string): void => {
  for (const id of [ids].flat()) Validations.of(construct).acknowledge({ id, reason });
};
