import {
  AccessLogField,
  AccessLogFormat,
  type CfnStage,
  Deployment,
  LogGroupLogDestination,
  Stage,
} from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { Firewall } from './firewall.ts';
import type { House } from './house.ts';
import { houseLogs } from './log-group.ts';
import { GATEWAY_ANSWERS, STAGE, type ServiceApi } from './service-api.ts';

/** What is open to the world: the API as all stacks made it, its throttles, its access log, and the firewall before it. */
export class LiveStage extends Construct {
  constructor(scope: Construct, id: string, { house, api }: { house: House; api: ServiceApi }) {
    super(scope, id);
    const { config, environment } = house;
    const deployment = new Deployment(this, 'Deployment', {
      api: api.restApi,
      description: 'All methods of all stacks.',
      retainDeployments: false,
    });
    // A deployment is a copy of what was there: other methods, functions or answers need a new one, which another name makes.
    const methods = api.methods.map(({ method, path, to }) => `${method} ${path} ${to}`);
    deployment.addToLogicalId({ methods, GATEWAY_ANSWERS });
    const accessLogs = houseLogs(this, 'AccessLogs', house, `/resolve311/${environment}/api/access`);
    const stage = new Stage(this, 'Stage', {
      deployment,
      stageName: STAGE,
      throttlingRateLimit: config.throttle.rate,
      throttlingBurstLimit: config.throttle.burst,
      metricsEnabled: true,
      tracingEnabled: false,
      accessLogDestination: new LogGroupLogDestination(accessLogs),
      // No path and no address: a signed link's token is in the path, and an IP address is personal data.
      accessLogFormat: AccessLogFormat.custom(
        JSON.stringify({
          requestId: AccessLogField.contextRequestId(),
          resource: AccessLogField.contextResourcePath(),
          method: AccessLogField.contextHttpMethod(),
          status: AccessLogField.contextStatus(),
          bytes: AccessLogField.contextResponseLength(),
          ms: AccessLogField.contextResponseLatency(),
          functionMs: AccessLogField.contextIntegrationLatency(),
        }),
      ),
    });
    throttleMethods(stage, api);
    if (config.firewall) new Firewall(this, 'Firewall', { house, stageArn: stage.stageArn });
    else acknowledge(stage, 'AwsSolutions-APIG3', 'On one machine nothing stands before the API.');
    acknowledge(
      stage,
      ['AwsSolutions-APIG6', 'NIST.800.53.R5-APIGWExecutionLoggingEnabled'],
      'Execution logs would hold bodies and signed links. Access logs and metrics are on, and the functions are traced.',
    );
    acknowledge(
      stage,
      'Serverless-APIGWXrayEnabled',
      'Its traces would hold the address of each caller and the signed link that was opened; those of the functions hold neither.',
    );
    acknowledge(
      stage,
      'NIST.800.53.R5-APIGWCacheEnabledAndEncrypted',
      'A page shows what is so now, and to whoever has its link; a copy between could show it to others, and older.',
    );
    acknowledge(
      stage,
      'NIST.800.53.R5-APIGWSSLEnabled',
      'Behind it are functions, called by its permission and not by a certificate; no server of ours would ask for one.',
    );
  }
}

/** What is said of one method stands in the place of all that is said of the stage, so its metrics are turned on again. */
const throttleMethods = (stage: Stage, { methods }: ServiceApi): void => {
  const resource = stage.node.defaultChild as CfnStage;
  const own = methods.filter(({ throttle }) => throttle !== undefined);
  own.forEach(({ method, path, throttle }, index) => {
    resource.addPropertyOverride(`MethodSettings.${index + 1}`, {
      HttpMethod: method,
      ResourcePath: `/${path.replaceAll('/', '~1')}`,
      ThrottlingRateLimit: throttle?.rate,
      ThrottlingBurstLimit: throttle?.burst,
      MetricsEnabled: true,
      DataTraceEnabled: false,
    });
  });
};
