import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { QUEUE_INDEX, WATCH_INDEX } from '../../functions/shared/contract.ts';
import * as contract from '../../functions/widgets/contract.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import { nameOf } from '../constructs/house.ts';
import { type AlarmText, PERIOD, ServiceAlarm } from '../constructs/service-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  linkEnvironment,
  officeEnvironment,
  storeEnvironment,
  windowEnvironment,
} from './feature-props.ts';

/** The custom widgets of the dashboards: one function that shows them, and another that does what their buttons say. */
export class Widgets extends Construct {
  readonly showWidget: ServiceFunction;
  readonly actOnWidget: ServiceFunction;

  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    this.actOnWidget = new ServiceFunction(this, 'ActOnWidget', {
      house,
      handler: 'widgets/act-on-widget.handler.ts',
      environmentSchema: contract.ActOnWidgetEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...linkEnvironment({ data, api }),
        ...officeEnvironment(house),
        ...windowEnvironment(house),
      },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: { coveredBy: 'widgets/ActionsFailing tells of it, and of what the function itself caught.' },
    });
    // Its commands pass no work on from partner to partner, so it counts no misroutes.
    data.requests.allow(this.actOnWidget, ['Query', 'PutItem'], ['REQUEST#*']);
    data.notices.allow(this.actOnWidget, ['PutItem']);
    allowCatalogue(data, this.actOnWidget);
    data.linkKeys.allowRead(this.actOnWidget);

    this.showWidget = new ServiceFunction(this, 'ShowWidget', {
      house,
      handler: 'widgets/show-widget.handler.ts',
      environmentSchema: contract.ShowWidgetEnvironment,
      environment: {
        ...storeEnvironment(data),
        MEASURES_TABLE: data.measures.tableName,
        ACT_FUNCTION: this.actOnWidget.lambda.functionArn,
      },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: { coveredBy: 'widgets/WidgetsFailing tells of it, and of what the function itself caught.' },
    });
    data.requests.allow(this.showWidget, ['Query'], ['REQUEST#*', 'AUDITS#*']);
    data.requests.allowIndex(this.showWidget, WATCH_INDEX);
    data.requests.allowIndex(this.showWidget, QUEUE_INDEX);
    allowCatalogue(data, this.showWidget);
    data.measures.allow(this.showWidget, ['Query'], ['DAYS', 'ROLL-UPS#*', 'TRENDS']);

    const metric = featureMetrics(house, contract);
    const failing = (
      condition: string,
      caught: 'WidgetsFailed' | 'ActionsFailed',
      whose: ServiceFunction,
      text: AlarmText,
    ) =>
      new ServiceAlarm(this, condition, {
        house,
        feature: 'widgets',
        condition,
        ...text,
        // What the function caught and showed, and what ended it.
        metric: new MathExpression({
          expression: 'FILL(caught, 0) + FILL(errors, 0)',
          usingMetrics: { caught: metric(caught), errors: whose.metric('Errors') },
          label: condition,
          period: PERIOD,
        }),
      });
    failing('WidgetsFailing', 'WidgetsFailed', this.showWidget, {
      what: 'A widget of a dashboard could not be drawn.',
      impact: 'The manager does not see a list of the morning; the queues in her e-mails still open.',
    });
    failing('ActionsFailing', 'ActionsFailed', this.actOnWidget, {
      what: 'What a button of a dashboard says could not be done.',
      impact:
        'A request stays in review, or a concern unanswered; the pages in the e-mails still take the same decisions.',
    });

    // The function is not told who looks at a dashboard: who may invoke it is who may act. They are given to people, and to nothing here.
    const letInvoke = (id: string, description: string, functions: readonly ServiceFunction[]) =>
      new ManagedPolicy(this, id, {
        managedPolicyName: nameOf(house.environment, id),
        description,
        statements: [
          new PolicyStatement({
            actions: ['lambda:InvokeFunction'],
            resources: functions.map(({ lambda }) => lambda.functionArn),
          }),
        ],
      });
    letInvoke('SeeWidgets', 'See the widgets of the dashboards.', [this.showWidget]);
    letInvoke('ActOnWidgets', 'See the widgets of the dashboards, and follow their buttons.', [
      this.showWidget,
      this.actOnWidget,
    ]);
  }
}
