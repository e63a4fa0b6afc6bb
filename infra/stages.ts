import type { App } from 'aws-cdk-lib';
import { CONFIG, type EnvironmentName } from './config.ts';
import { type CodeOf, type House, nameOf } from './constructs/house.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { QualityStack } from './stacks/quality-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';

/** Adds the stacks of an environment to an app, in the order in which they are deployed: what is kept, what runs, what is open to the world, what is looked at. */
export const addStacks = (app: App, environment: EnvironmentName, code: CodeOf) => {
  const config = CONFIG[environment];
  const place = { tags: { service: 'resolve311', environment } };
  const data = new DataStack(app, nameOf(environment, 'Data'), {
    ...place,
    description: 'Resolve311: tables, keys, secrets, sender, alarm topics',
    environment,
    config,
  });
  const { alarms, urgentAlarms, logKey } = data;
  const house: House = { environment, config, code, alarms, urgentAlarms, logKey };
  const service = new ServiceStack(app, nameOf(environment, 'Service'), {
    ...place,
    description: 'Resolve311: the life of a request, its pages, its notices',
    house,
    data,
  });
  const { api } = service;
  const quality = new QualityStack(app, nameOf(environment, 'Quality'), {
    ...place,
    description: 'Resolve311: measures, audits, findings, improvements, scorecards, widgets',
    house,
    data,
    api,
  });
  const edge = new EdgeStack(app, nameOf(environment, 'Edge'), {
    ...place,
    description: 'Resolve311: the live stage of the API, its log, its firewall',
    house,
    api,
  });
  const observability = new ObservabilityStack(app, nameOf(environment, 'Observability'), {
    ...place,
    description: 'Resolve311: dashboards',
    environment,
    config,
    data,
    service,
    quality,
  });
  // No references lead there: a deployment copies the methods that it finds, and dashboards come after what they show.
  edge.addStackDependency(quality);
  observability.addStackDependency(edge);
  return { data, service, quality, edge, observability };
};
