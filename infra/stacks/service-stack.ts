import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { House } from '../constructs/house.ts';
import { ServiceApi } from '../constructs/service-api.ts';
import { Clocks } from '../features/clocks.ts';
import { Concerns } from '../features/concerns.ts';
import { Intake } from '../features/intake.ts';
import { LinkKeys } from '../features/link-keys.ts';
import { Notices } from '../features/notices.ts';
import { Open311 } from '../features/open311.ts';
import { Pages } from '../features/pages.ts';
import { Partners } from '../features/partners.ts';
import { PartnerWebhooks } from '../features/partner-webhooks.ts';
import { Preferences } from '../features/preferences.ts';
import { Photos } from '../features/photos.ts';
import { Review } from '../features/review.ts';
import { Stream } from '../features/stream.ts';
import { Surveys } from '../features/surveys.ts';
import { WorkOrders } from '../features/work-orders.ts';
import { RequestLifecycle } from '../features/workflow.ts';
import type { DataStack } from './data-stack.ts';

export interface ServiceStackProps extends StackProps {
  house: House;
  data: DataStack;
}

/** The life of a request, one line for each feature; holds nothing that cannot be made again. */
export class ServiceStack extends Stack {
  readonly api: ServiceApi;
  readonly notices: Notices;
  readonly requestLifecycle: RequestLifecycle;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { house, data } = props;
    this.api = new ServiceApi(this, 'Api', { house });
    const { api } = this;

    new Intake(this, 'Intake', { house, data, api });
    const { reviewRequest } = new Review(this, 'Review', { house, data, api });
    new WorkOrders(this, 'WorkOrders', { house, data, api });
    new Photos(this, 'Photos', { house, data });
    const { actOnMilestones } = new Clocks(this, 'Clocks', { house, data, api });
    new Concerns(this, 'Concerns', { house, data, api });
    this.requestLifecycle = new RequestLifecycle(this, 'Workflow', { house, data, reviewRequest, actOnMilestones });
    this.notices = new Notices(this, 'Notices', { house, data, api });
    new Pages(this, 'Pages', { house, data, api });
    new LinkKeys(this, 'LinkKeys', { house, data });
    new Preferences(this, 'Preferences', { house, data, api });
    new Open311(this, 'Open311', { house, data, api });
    new Partners(this, 'Partners', { house, data, api });
    const webhooks = new PartnerWebhooks(this, 'PartnerWebhooks', { house, data });
    new Stream(this, 'Stream', { house, data, lifecycle: this.requestLifecycle, webhooks });
    new Surveys(this, 'Surveys', { house, data, api });
  }
}
