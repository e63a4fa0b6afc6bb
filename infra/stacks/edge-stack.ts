import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { House } from '../constructs/house.ts';
import { LiveStage } from '../constructs/live-stage.ts';
import type { ServiceApi } from '../constructs/service-api.ts';

export interface EdgeStackProps extends StackProps {
  house: House;
  api: ServiceApi;
}

/** What the world meets: it comes after all functions, so that no address is open before what answers it is there. */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props);
    const { house, api } = props;
    new LiveStage(this, 'Live', { house, api });
    new CfnOutput(this, 'PublicUrl', { description: 'Webhooks, pages and Open311', value: api.publicUrl });
  }
}
