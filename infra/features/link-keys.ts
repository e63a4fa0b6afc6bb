import { Aws, Duration } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ROTATED_EVERY_DAYS, RotateLinkKeysEnvironment } from '../../functions/pages/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { FeatureProps } from './feature-props.ts';

/** A new key for the links once the last link of the key before the present one has ended: two live keys, and no link shut by it. */
export class LinkKeys extends Construct {
  constructor(scope: Construct, id: string, { house, data }: FeatureProps) {
    super(scope, id);
    const { secretArn } = data.linkKeys;
    const rotate = new ServiceFunction(this, 'RotateLinkKeys', {
      house,
      handler: 'pages/rotate-link-keys.handler.ts',
      environmentSchema: RotateLinkKeysEnvironment,
      environment: { LINK_KEYS_SECRET: secretArn },
      timeout: Duration.seconds(15),
      failing: {
        what: 'The keys of the links could not be rotated.',
        impact: 'Nobody yet: links go on to be signed and opened by the keys that are there, which grow old.',
      },
    });
    data.linkKeys.allowRotate(rotate);
    rotate.lambda.addPermission('Rotation', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: secretArn,
    });
    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: secretArn,
      rotationLambdaArn: rotate.lambda.functionArn,
      rotationRules: { automaticallyAfterDays: ROTATED_EVERY_DAYS },
      rotateImmediatelyOnUpdate: false, // Secrets Manager asks the function whether it could, and no more
    });
    schedule.node.addDependency(rotate); // its permission and its policy too: Secrets Manager tries both at once
  }
}
