import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { WatchRegisterEnvironment } from '../../functions/registers/contract.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import {
  type FeatureProps,
  allowCatalogue,
  officeEnvironment,
  recipientEnvironment,
  storeEnvironment,
} from './feature-props.ts';

/** Watches over the register of partners: agreements that run out, contacts that lapse or that e-mail does not reach, partners without one. */
export class Registers extends Construct {
  constructor(scope: Construct, id: string, { house, data }: FeatureProps) {
    super(scope, id);
    const watchRegister = new ScheduledFunction(this, 'WatchRegister', {
      house,
      handler: 'registers/watch-register.handler.ts',
      environmentSchema: WatchRegisterEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...officeEnvironment(house),
        ...recipientEnvironment(data),
      },
      every: Duration.days(1),
      description:
        'Tells the manager once of each agreement that runs out, contact that lapses, is missing or cannot be reached.',
      failing: {
        what: 'The register of partners was not looked through today.',
        impact: 'The manager is not told of agreements that run out and contacts that lapse; no request is touched.',
      },
    });
    allowCatalogue(data, watchRegister);
    data.notices.allow(watchRegister, ['GetItem', 'PutItem']);
    data.addressKey.allowRead(watchRegister);
  }
}
