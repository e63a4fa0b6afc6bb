import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config, EnvironmentName } from '../config.ts';
import { Partners } from '../observability/partners.ts';
import { ServiceOperations } from '../observability/service-operations.ts';
import { SystemHealth } from '../observability/system-health.ts';
import type { DataStack } from './data-stack.ts';
import type { QualityStack } from './quality-stack.ts';
import type { ServiceStack } from './service-stack.ts';

export interface ObservabilityStackProps extends StackProps {
  environment: EnvironmentName;
  config: Config;
  data: DataStack;
  service: ServiceStack;
  quality: QualityStack;
}

/** What people look at; refers to the other stacks by name only, so that it never holds up a change of theirs. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    new ServiceOperations(this, 'ServiceOperations', props);
    new Partners(this, 'Partners', props);
    new SystemHealth(this, 'SystemHealth', props);
  }
}
