import { Duration, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as contract from '../../functions/partners/contract.ts';
import { WATCH_INDEX } from '../../functions/shared/contract.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import type { House } from '../constructs/house.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { SigningKeys } from '../constructs/signing-keys.ts';
import type { DataStack } from '../stacks/data-stack.ts';
import type { FeatureProps } from './feature-props.ts';

/** Who is called back, and with whose keys. */
interface Target {
  name: string;
  url: string;
  keys: SigningKeys;
  catalogue?: string;
}

/** What platforms and partners' systems are told, and what happens to it when they do not answer. */
export class PartnerWebhooks extends Construct {
  /** Variable of every function that sends webhooks. */
  readonly environment: { WEBHOOK_TARGETS: string };
  private readonly targets: readonly Target[];
  private readonly data: DataStack;

  constructor(scope: Construct, id: string, { house, data }: FeatureProps) {
    super(scope, id);
    const metric = featureMetrics(house, contract);
    this.data = data;
    this.targets = targetsOf(house, data);
    this.environment = {
      WEBHOOK_TARGETS: Stack.of(this).toJsonString(
        Object.fromEntries(
          this.targets.map(({ name, url, keys, catalogue }) => [
            name,
            { url, secret: keys.secretArn, ...(catalogue ? { catalogue } : {}) },
          ]),
        ),
      ),
    };

    const flushWebhooks = new ScheduledFunction(this, 'FlushWebhooks', {
      house,
      handler: 'partners/flush-webhooks.handler.ts',
      environmentSchema: contract.FlushWebhooksEnvironment,
      environment: { REQUESTS_TABLE: data.requests.tableName, ...this.environment },
      every: Duration.minutes(5),
      description: 'Sends webhooks again that were not taken and are due.',
      memory: 512,
      failing: {
        what: 'Webhooks that were not taken could not be looked through.',
        impact: 'Platforms and partners that were down for a while are not told what happened meanwhile.',
      },
    });
    data.requests.allowIndex(flushWebhooks, WATCH_INDEX);
    this.allowSend(flushWebhooks);

    new ServiceAlarm(this, 'WebhooksDead', {
      house,
      feature: 'partners',
      condition: 'WebhooksDead',
      what: 'Messages to a platform or a partner were given up.',
      impact: 'That system shows an old status, or lacks a work order that was offered to it by webhook.',
      metric: metric('WebhooksDead', { statistic: Stats.MAXIMUM }),
    });
    new ServiceAlarm(this, 'WebhooksWaiting', {
      house,
      feature: 'partners',
      condition: 'WebhooksWaiting',
      what: 'For two hours some webhook has always been waiting to be taken.',
      impact: 'A platform or a partner’s system is behind; after three days it will lack messages.',
      // Three runs of the schedule, so that each period has a measurement though one of them comes late: a gap would count as none waiting.
      metric: metric('WebhooksWaiting', { statistic: 'Minimum', period: Duration.minutes(15) }),
      periods: 8,
    });
  }

  /** Lets a function put messages out, and send what is out. */
  allowSend(to: ServiceFunction): void {
    this.data.requests.allow(to, ['Query', 'PutItem', 'UpdateItem', 'DeleteItem'], ['WEBHOOK#*']);
    for (const { keys } of this.targets) keys.allowRead(to);
  }
}

/** Those of the configuration that have an address to be called at. Throws for one that is not https: a signature hides nothing. */
const targetsOf = ({ config }: House, data: DataStack): Target[] => {
  const called = [
    ...Object.entries(config.platforms).map(([name, { callback }]) => ({
      name: `platform:${name}`,
      url: callback,
      keys: data.platformKeys.get(name),
    })),
    ...Object.entries(config.partners).map(([code, { url, catalogue }]) => ({
      name: `partner:${code}`,
      url,
      catalogue,
      keys: data.partnerKeys.get(code),
    })),
  ];
  return called.flatMap(({ url, keys, ...rest }) => {
    if (url === undefined || keys === undefined) return [];
    if (!url.startsWith('https://')) throw new Error(`${rest.name} can be called by https only, not at ${url}.`);
    return [{ url, keys, ...rest }];
  });
};
