import { Construct } from 'constructs';
import * as contract from '../../functions/stream/contract.ts';
import { StreamFunction } from '../constructs/stream-function.ts';
import {
  type FeatureProps,
  allowCatalogue,
  allowCommand,
  officeEnvironment,
  storeEnvironment,
  windowEnvironment,
} from './feature-props.ts';
import type { PartnerWebhooks } from './partner-webhooks.ts';
import type { RequestLifecycle } from './workflow.ts';

export interface StreamProps extends FeatureProps {
  lifecycle: RequestLifecycle;
  webhooks: PartnerWebhooks;
}

/**
 * What follows from a transaction, after it: two functions read the stream of requests, one the records and one the history. More than two
 * would be refused each other's reads ("Simultaneous readers of a shard in DynamoDB Streams", Lambda).
 */
export class Stream extends Construct {
  constructor(scope: Construct, id: string, { house, data, lifecycle, webhooks }: StreamProps) {
    super(scope, id);
    const passOnChanges = new StreamFunction(this, 'PassOnChanges', {
      house,
      handler: 'stream/pass-on-changes.handler.ts',
      environmentSchema: contract.PassOnChangesEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...lifecycle.machine,
        ...officeEnvironment(house),
        ...windowEnvironment(house),
        PUBLIC_TABLE: data.published.tableName,
        OPEN311: JSON.stringify(house.config.open311),
      },
      memory: 512,
      table: data.requests,
      filters: [
        { wakes: { BOOL: [true] } },
        { followers: { L: { S: [{ prefix: 'R-' }] } } },
        { catalogue: { S: [house.config.open311.catalogue] } },
      ].map((NewImage) => ({ Keys: { sk: { S: ['REQUEST'] } }, NewImage })),
      // A leader with many followers takes its time, and holds up half of its shard; more abreast would start more workflows than Step Functions takes.
      abreast: 2,
      impact:
        'New requests are not reviewed and changes are not acted on until the reconciler finds them, within minutes; those who reported the same thing are not told, and Open311 shows an old status.',
    });
    allowCommand(data, passOnChanges);
    allowCatalogue(data, passOnChanges);
    data.requests.allow(passOnChanges, ['DeleteItem'], ['REQUEST#*']);
    data.published.allow(passOnChanges, ['Query', 'PutItem', 'DeleteItem'], ['REQUEST#*']);
    lifecycle.allowDrive(passOnChanges);

    const passOnEvents = new StreamFunction(this, 'PassOnEvents', {
      house,
      handler: 'stream/pass-on-events.handler.ts',
      environmentSchema: contract.PassOnEventsEnvironment,
      environment: {
        ...storeEnvironment(data),
        MEASURES_TABLE: data.measures.tableName,
        ...webhooks.environment,
      },
      memory: 512,
      table: data.requests,
      filters: [{ Keys: { sk: { S: [{ prefix: 'EVENT#' }] } } }],
      onlyNew: true,
      // A system outside that hangs is waited for, and holds up half of its shard.
      abreast: 2,
      impact:
        'The figures on the manager’s dashboard and in reports are too low, and platforms and partners’ systems show an old status; no request is touched.',
    });
    data.measures.allow(passOnEvents, ['BatchWriteItem'], ['ROWS#*']);
    data.measures.allow(passOnEvents, ['UpdateItem'], ['DAYS']);
    data.requests.allow(passOnEvents, ['Query'], ['REQUEST#*']);
    allowCatalogue(data, passOnEvents);
    webhooks.allowSend(passOnEvents);
  }
}
