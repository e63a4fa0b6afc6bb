import { Duration } from 'aws-cdk-lib';
import {
  Color,
  Dashboard,
  GraphWidgetView,
  MathExpression,
  type Metric,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as measures from '../../functions/measures/contract.ts';
import * as notices from '../../functions/notices/contract.ts';
import type { Config, EnvironmentName } from '../config.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import { serviceName } from '../constructs/house.ts';
import { FULL, graph, says } from './widgets.ts';

export interface DashboardProps {
  environment: EnvironmentName;
  config: Config;
}

const DAY = Duration.days(1);

/**
 * The Service Operations Manager's dashboard: what is open, what is promised for today, what is late, and whose it is. "On time" is
 * named by its formula wherever it stands, because the same year of requests gives 66, 76 or 81 % by three formulas in use.
 */
export class ServiceOperations extends Construct {
  constructor(scope: Construct, id: string, { environment, config }: DashboardProps) {
    super(scope, id);
    const measure = featureMetrics({ environment }, measures);
    const notice = featureMetrics({ environment }, notices);
    const now = (name: keyof typeof measures.MetricName, label: string, color?: string) =>
      measure(name, { statistic: 'Maximum', label, ...(color ? { color } : {}) });
    const perDay = (name: keyof typeof measures.MetricName, label: string, color?: string) =>
      measure(name, { period: DAY, label, ...(color ? { color } : {}) });
    const byPartner = (name: keyof typeof measures.MetricName, statistic: 'Maximum' | 'Sum', period: Duration) =>
      new MathExpression({
        expression: `SEARCH('{${measures.METRICS_NAMESPACE},service,${measures.PARTNER_DIMENSION}} service="${serviceName(environment)}" MetricName="${name}"', '${statistic}', ${period.toSeconds()})`,
        usingMetrics: {},
        label: '',
        period,
      });

    new Dashboard(this, 'Dashboard', {
      dashboardName: `${config.prefix}service-operations`,
      defaultInterval: Duration.days(7),
      widgets: [
        [says('Now', `Every open request of ${config.city}, measured every five minutes; breached ones come first.`)],
        [
          new SingleValueWidget({
            title: 'Backlog',
            width: FULL,
            height: 4,
            metrics: [
              now('Breached', 'Breached', Color.RED),
              now('AtRisk', 'At risk', Color.ORANGE),
              now('DueToday', 'Due today'),
              now('OpenRequests', 'Open'),
              now('InReview', 'In review'),
              now('OldestOpenDays', 'Oldest open, days'),
            ],
          }),
        ],
        [
          says(
            'On time',
            'Closed with a target: requests closed by their target ÷ requests closed that had one; those without a target are in neither.',
          ),
        ],
        [
          new SingleValueWidget({
            title: 'On time, closed with a target, %, over the time shown',
            width: FULL / 3,
            height: 6,
            setPeriodToTimeRange: true,
            metrics: [onTime(measure('ClocksMet'), measure('ClocksMissed'))],
          }),
          graph(3, 'On time, closed with a target, % a day', [
            onTime(perDay('ClocksMet', 'Met'), perDay('ClocksMissed', 'Missed')),
          ]),
          graph(
            3,
            'Promises met and missed a day',
            [perDay('ClocksMet', 'Met', Color.GREEN), perDay('ClocksMissed', 'Missed', Color.RED)],
            { stacked: true, view: GraphWidgetView.BAR },
          ),
        ],
        [says('Flow', 'What came in and what went out: when received stays above closed, the backlog grows.')],
        [
          graph(2, 'Requests a day', [
            perDay('RequestsReceived', 'Received'),
            perDay('RequestsAccepted', 'Accepted'),
            perDay('RequestsResolved', 'Resolved'),
            perDay('RequestsClosed', 'Closed'),
            perDay('RequestsReopened', 'Reopened'),
          ]),
          graph(2, 'Backlog', [
            now('OpenRequests', 'Open'),
            now('AtRisk', 'At risk', Color.ORANGE),
            now('Breached', 'Breached', Color.RED),
          ]),
        ],
        [says('By partner', 'Whose work is open and whose is late: each line is a department, an agency or a vendor.')],
        [
          graph(3, 'Open by partner', [byPartner('OpenRequests', 'Maximum', Duration.minutes(5))]),
          graph(3, 'Breached by partner', [byPartner('Breached', 'Maximum', Duration.minutes(5))]),
          graph(3, 'New breaches by partner a day', [byPartner('ClocksBreached', 'Sum', DAY)]),
        ],
        [says('Clocks and work', 'Warnings that led to no breach are the system at work; escalations need a person.')],
        [
          graph(3, 'Milestones a day', [
            perDay('ClocksAtRisk', 'At risk', Color.ORANGE),
            perDay('ClocksBreached', 'Breached', Color.RED),
            perDay('ClocksEscalated', 'Escalated', Color.PURPLE),
          ]),
          graph(3, 'Work orders a day', [
            perDay('WorkOrdersOffered', 'Offered'),
            perDay('WorkOrdersCompleted', 'Completed'),
          ]),
          graph(3, 'Reviews needed a day', [perDay('ReviewsNeeded', 'Needed')]),
        ],
        [says('Notices', 'E-mails to constituents, partners and the office; a failed one is sent again by nobody.')],
        [
          graph(1, 'Notices a day', [
            notice('NoticesSent', { period: DAY, label: 'Sent' }),
            notice('NoticesFailed', { period: DAY, label: 'Failed', color: Color.RED }),
            notice('NoticesBounced', { period: DAY, label: 'Bounced', color: Color.ORANGE }),
          ]),
        ],
      ],
    });
  }
}

/** "Closed with a target", percent; no value where nothing was closed with a target, because 0 of 0 is not 0 %. */
const onTime = (met: Metric, missed: Metric): MathExpression =>
  new MathExpression({
    expression: '100 * FILL(met, 0) / (FILL(met, 0) + FILL(missed, 0))',
    usingMetrics: { met, missed },
    label: 'On time, closed with a target, %',
    period: met.period,
  });
