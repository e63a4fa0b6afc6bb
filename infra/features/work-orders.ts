import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { UpdateWorkOrderEnvironment } from '../../functions/work-orders/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCommand,
  officeEnvironment,
  pageEnvironment,
  windowEnvironment,
} from './feature-props.ts';

/** What a partner does with a work order: accept, note, hold, resume, complete, pass on, send back. */
export class WorkOrders extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const updateWorkOrder = new ServiceFunction(this, 'UpdateWorkOrder', {
      house,
      handler: 'work-orders/update-work-order.handler.ts',
      environmentSchema: UpdateWorkOrderEnvironment,
      environment: {
        ...pageEnvironment({ house, data, api }),
        ...officeEnvironment(house),
        ...windowEnvironment(house),
      },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'A partner’s update of a work order could not be recorded.',
        impact: 'Finished work looks open, its clock runs on, and the resident is not told.',
      },
    });
    allowCommand(data, updateWorkOrder);
    data.linkKeys.allowRead(updateWorkOrder);
    api.route('POST', '/work-orders/{token}', updateWorkOrder);
  }
}
