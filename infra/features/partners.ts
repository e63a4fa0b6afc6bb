import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ReceiveUpdateEnvironment } from '../../functions/partners/contract.ts';
import { QUEUE_INDEX } from '../../functions/shared/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowCommand,
  allowMisroutes,
  allowReferences,
  officeEnvironment,
  storeEnvironment,
  windowEnvironment,
} from './feature-props.ts';

/** The way in for partners' systems: signed updates of their work orders. */
export class Partners extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const receiveUpdate = new ServiceFunction(this, 'ReceiveUpdate', {
      house,
      handler: 'partners/receive-update.handler.ts',
      environmentSchema: ReceiveUpdateEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...officeEnvironment(house),
        ...windowEnvironment(house),
        PARTNERS: Stack.of(this).toJsonString(
          Object.fromEntries(
            Object.entries(house.config.partners).map(([name, { catalogue }]) => [
              name,
              { catalogue, secret: data.partnerKeys.get(name)?.secretArn },
            ]),
          ),
        ),
      },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'A partner’s system could not tell how its work goes.',
        impact:
          'Finished work looks open, its clock runs on, and the resident is not told until the update comes again.',
      },
    });
    allowCommand(data, receiveUpdate);
    allowMisroutes(data, receiveUpdate);
    allowReferences(data, receiveUpdate);
    allowCatalogue(data, receiveUpdate);
    data.requests.allow(receiveUpdate, ['GetItem'], ['DELIVERY#partner:*', 'REFERENCE#*']);
    data.requests.allow(receiveUpdate, ['PutItem'], ['DELIVERY#partner:*']);
    data.requests.allowIndex(receiveUpdate, QUEUE_INDEX);
    for (const keys of data.partnerKeys.values()) keys.allowRead(receiveUpdate);
    api.route('POST', '/partners/{partner}/updates', receiveUpdate);
  }
}
