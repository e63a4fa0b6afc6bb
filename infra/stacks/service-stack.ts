import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config, EnvironmentName } from '../config.ts';
import type { CodeOf, House } from '../constructs/house.ts';
import { ServiceApi } from '../constructs/service-api.ts';
import { Audits } from '../features/audits.ts';
import { Clocks } from '../features/clocks.ts';
import { Concerns } from '../features/concerns.ts';
import { Digests } from '../features/digests.ts';
import { Improvements } from '../features/improvements.ts';
import { Intake } from '../features/intake.ts';
import { Measures } from '../features/measures.ts';
import { Notices } from '../features/notices.ts';
import { Open311 } from '../features/open311.ts';
import { Pages } from '../features/pages.ts';
import { Partners } from '../features/partners.ts';
import { PartnerWebhooks } from '../features/partner-webhooks.ts';
import { Preferences } from '../features/preferences.ts';
import { Photos } from '../features/photos.ts';
import { Registers } from '../features/registers.ts';
import { Review } from '../features/review.ts';
import { Scorecards } from '../features/scorecards.ts';
import { Surveys } from '../features/surveys.ts';
import { Trends } from '../features/trends.ts';
import { Widgets } from '../features/widgets.ts';
import { WorkOrders } from '../features/work-orders.ts';
import { RequestLifecycle } from '../features/workflow.ts';
import type { DataStack } from './data-stack.ts';

export interface ServiceStackProps extends StackProps {
  environment: EnvironmentName;
  config: Config;
  code: CodeOf;
  data: DataStack;
}

/** What the service does, one line for each feature; holds nothing that cannot be made again. */
export class ServiceStack extends Stack {
  readonly api: ServiceApi;
  readonly notices: Notices;
  readonly measures: Measures;
  readonly widgets: Widgets;
  readonly requestLifecycle: RequestLifecycle;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { data } = props;
    const house: House = { ...props, alarms: data.alarms, urgentAlarms: data.urgentAlarms, logKey: data.logKey };
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
    new Preferences(this, 'Preferences', { house, data, api });
    new Open311(this, 'Open311', { house, data, api });
    new Partners(this, 'Partners', { house, data, api });
    new PartnerWebhooks(this, 'PartnerWebhooks', { house, data });
    new Registers(this, 'Registers', { house, data });
    new Digests(this, 'Digests', { house, data });
    new Scorecards(this, 'Scorecards', { house, data, api });
    new Audits(this, 'Audits', { house, data, api });
    new Trends(this, 'Trends', { house, data });
    new Improvements(this, 'Improvements', { house, data, api });
    new Surveys(this, 'Surveys', { house, data, api });
    this.measures = new Measures(this, 'Measures', { house, data });
    this.widgets = new Widgets(this, 'Widgets', { house, data, api });

    new CfnOutput(this, 'PublicUrl', { description: 'Webhooks, pages and Open311', value: api.publicUrl });
  }
}
