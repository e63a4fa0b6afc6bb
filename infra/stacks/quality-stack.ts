import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { House } from '../constructs/house.ts';
import type { ServiceApi } from '../constructs/service-api.ts';
import { Audits } from '../features/audits.ts';
import { Digests } from '../features/digests.ts';
import { Improvements } from '../features/improvements.ts';
import { Measures } from '../features/measures.ts';
import { Registers } from '../features/registers.ts';
import { Scorecards } from '../features/scorecards.ts';
import { Trends } from '../features/trends.ts';
import { Widgets } from '../features/widgets.ts';
import type { DataStack } from './data-stack.ts';

export interface QualityStackProps extends StackProps {
  house: House;
  data: DataStack;
  api: ServiceApi;
}

/** How well the service does, one line for each feature: what is counted, watched, looked at again, told and improved. */
export class QualityStack extends Stack {
  readonly widgets: Widgets;

  constructor(scope: Construct, id: string, props: QualityStackProps) {
    super(scope, id, props);
    const { house, data, api } = props;

    new Measures(this, 'Measures', { house, data });
    new Registers(this, 'Registers', { house, data });
    new Digests(this, 'Digests', { house, data });
    new Scorecards(this, 'Scorecards', { house, data, api });
    new Audits(this, 'Audits', { house, data, api });
    new Trends(this, 'Trends', { house, data });
    new Improvements(this, 'Improvements', { house, data, api });
    this.widgets = new Widgets(this, 'Widgets', { house, data, api });
  }
}
