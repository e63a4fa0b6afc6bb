import { QUEUE_INDEX } from '../../functions/shared/contract.ts';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PageEnvironment, ShowQueueEnvironment } from '../../functions/pages/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowLinkCuts,
  officeEnvironment,
  pageEnvironment,
  queueEnvironment,
} from './feature-props.ts';

/** The pages of signed links. Mail scanners open them too, so the functions may read, and sign for one photo to come. */
export class Pages extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const showPage = new ServiceFunction(this, 'ShowPage', {
      house,
      handler: 'pages/show-page.handler.ts',
      environmentSchema: PageEnvironment,
      environment: { ...pageEnvironment({ house, data, api }) },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'A page of a signed link could not be shown.',
        impact: 'Constituents cannot see their request; partners and reviewers cannot act on theirs.',
      },
    });
    data.requests.allow(showPage, ['Query'], ['REQUEST#*']);
    allowCatalogue(data, showPage);
    allowLinkCuts(data, showPage);
    data.linkKeys.allowRead(showPage);
    data.photos.allowShow(showPage);
    data.photos.allowForm(showPage); // the one thing that it may write, and what nobody reads before it is checked
    for (const path of ['requests', 'work-orders', 'reviews', 'escalations', 'concerns']) {
      api.route('GET', `/${path}/{token}`, showPage);
    }

    const showQueue = new ServiceFunction(this, 'ShowQueue', {
      house,
      handler: 'pages/show-queue.handler.ts',
      environmentSchema: ShowQueueEnvironment,
      environment: { ...queueEnvironment({ house, data, api }), ...officeEnvironment(house) },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'A queue could not be shown.',
        impact: 'Partners and the review desk do not see what waits for them; the e-mails still lead to each.',
      },
    });
    data.requests.allowIndex(showQueue, QUEUE_INDEX);
    allowCatalogue(data, showQueue);
    allowLinkCuts(data, showQueue);
    data.linkKeys.allowRead(showQueue);
    api.route('GET', '/queues/{token}', showQueue);
  }
}
