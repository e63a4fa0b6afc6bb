import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AcceptRequestEnvironment } from '../../functions/intake/contract.ts';
import { BaseEnvironment } from '../../functions/shared/contract.ts';
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { type PublicFeatureProps, allowFiling, linkEnvironment, storeEnvironment } from './feature-props.ts';

const WEBHOOK = '/webhooks/{platform}';

/** The platforms' way in: signed webhooks, and the page that says how to call them. */
export class Intake extends Construct {
  readonly acceptRequest: ServiceFunction;

  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    this.acceptRequest = new ServiceFunction(this, 'AcceptRequest', {
      house,
      handler: 'intake/accept-request.handler.ts',
      environmentSchema: AcceptRequestEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...linkEnvironment({ data, api }),
        PLATFORMS: Stack.of(this).toJsonString(
          Object.fromEntries(
            Object.entries(house.config.platforms).map(([name, platform]) => [
              name,
              { ...platform, secret: data.platformKeys.get(name)?.secretArn },
            ]),
          ),
        ),
      },
      // The platform waits 15 to 30 seconds (Standard Webhooks); the gateway gives up after 29.
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'A webhook call ended in an error of ours.',
        impact: 'A constituent’s request may not be recorded unless the platform sends it again.',
      },
    });
    allowFiling(data, this.acceptRequest);
    data.linkKeys.allowRead(this.acceptRequest);
    for (const keys of data.platformKeys.values()) keys.allowRead(this.acceptRequest);
    api.route('POST', WEBHOOK, this.acceptRequest);
    new ServiceAlarm(this, 'ServerErrors', {
      house,
      feature: 'intake',
      condition: 'ServerErrors',
      what: 'The webhook answered with 5xx.',
      impact: 'The platform keeps the request and must send it again; residents wait for their first notice.',
      metric: api.metric('5XXError', 'Sum', ['POST', WEBHOOK]),
    });

    const describeWebhook = new ServiceFunction(this, 'DescribeWebhook', {
      house,
      handler: 'intake/describe-webhook.handler.ts',
      environmentSchema: BaseEnvironment,
      environment: {},
      timeout: Duration.seconds(10),
      failing: { coveredBy: 'Documentation: nobody’s request depends on it.' },
    });
    api.route('GET', '/webhooks', describeWebhook);
    api.route('GET', '/webhooks/openapi.json', describeWebhook);
  }
}
