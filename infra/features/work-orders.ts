import { QUEUE_INDEX } from '../../functions/shared/contract.ts';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { UpdateQueueEnvironment, UpdateWorkOrderEnvironment } from '../../functions/work-orders/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowCommand,
  allowMisroutes,
  allowReferences,
  allowLinkCuts,
  formEnvironment,
  officeEnvironment,
  queueEnvironment,
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
        ...formEnvironment({ house, data, api }),
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
    allowMisroutes(data, updateWorkOrder);
    allowReferences(data, updateWorkOrder);
    allowCatalogue(data, updateWorkOrder);
    allowLinkCuts(data, updateWorkOrder);
    data.linkKeys.allowRead(updateWorkOrder);
    data.photos.allowShow(updateWorkOrder);
    data.photos.allowForm(updateWorkOrder);
    api.route('POST', '/work-orders/{token}', updateWorkOrder);

    const updateQueue = new ServiceFunction(this, 'UpdateQueue', {
      house,
      handler: 'work-orders/update-queue.handler.ts',
      environmentSchema: UpdateQueueEnvironment,
      environment: {
        ...queueEnvironment({ house, data, api }),
        ...officeEnvironment(house),
        ...windowEnvironment(house),
      },
      timeout: Duration.seconds(25), // fifty transactions of a fifth of a second fit twice; the gateway gives up after 29
      memory: 512,
      failing: {
        what: 'What a partner did to many work orders at once could not be recorded.',
        impact: 'Some of them are changed and others are not; the queue shows which.',
      },
    });
    allowCommand(data, updateQueue);
    allowCatalogue(data, updateQueue);
    allowLinkCuts(data, updateQueue);
    data.requests.allowIndex(updateQueue, QUEUE_INDEX);
    data.linkKeys.allowRead(updateQueue);
    api.route('POST', '/queues/{token}', updateQueue);
  }
}
