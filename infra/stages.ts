import type { App } from 'aws-cdk-lib';
import { CONFIG, type EnvironmentName } from './config.ts';
import { type CodeOf, nameOf } from './constructs/house.ts';
import { DataStack } from './stacks/data-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';

/** Adds the three stacks of an environment to an app, by lifetime: what is kept, what runs, what is looked at. */
export const addStacks = (app: App, environment: EnvironmentName, code: CodeOf) => {
  const place = { environment, config: CONFIG[environment], tags: { service: 'resolve311', environment } };
  const data = new DataStack(app, nameOf(environment, 'Data'), {
    ...place,
    description: 'Resolve311: tables, key, secrets, sender, alarm topic',
  });
  const service = new ServiceStack(app, nameOf(environment, 'Service'), {
    ...place,
    description: 'Resolve311: functions, workflow, API, notices',
    code,
    data,
  });
  const observability = new ObservabilityStack(app, nameOf(environment, 'Observability'), {
    ...place,
    description: 'Resolve311: dashboards',
    data,
    service,
  });
  observability.addStackDependency(service); // no reference leads there, but dashboards come after what they show
  return { data, service, observability };
};
