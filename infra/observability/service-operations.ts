import { Duration } from 'aws-cdk-lib';
import {
  Stats,
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

/** One colour for each state wherever it stands, the same as on the local console; the four differ in lightness too. */
const COLOR = {
  open: Color.BLUE,
  dueToday: Color.BROWN,
  atRisk: Color.ORANGE,
  breached: Color.RED,
  inReview: Color.GREY,
  concerns: Color.PURPLE,
} as const;

/** Partners in a chart of bars at most: what a manager can act on in a day. */
const SHOWN_PARTNERS = 10;
const BARS = { view: GraphWidgetView.BAR, height: 8 } as const;

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
    const find = (name: keyof typeof measures.MetricName, statistic: 'Maximum' | 'Sum', period: Duration) =>
      `SEARCH('{${measures.METRICS_NAMESPACE},service,${measures.PARTNER_DIMENSION}} service="${serviceName(environment)}" MetricName="${name}"', '${statistic}', ${period.toSeconds()})`;
    // By the most of the time shown, because SORT knows no last value: a partner with much open now is never below one that had less all along.
    const most = (name: keyof typeof measures.MetricName, color: string) => {
      const period = Duration.minutes(5);
      const expression = `SORT(${find(name, 'Maximum', period)}, MAX, DESC, ${SHOWN_PARTNERS})`;
      return new MathExpression({ expression, usingMetrics: {}, label: '', period, color });
    };

    new Dashboard(this, 'Dashboard', {
      dashboardName: `${config.prefix}service-operations`,
      defaultInterval: Duration.days(7),
      widgets: [
        [
          says(
            'Today',
            `Every open request of ${config.city}, measured every five minutes: begin with the breached ones, then with what falls due by midnight.`,
          ),
        ],
        [
          new SingleValueWidget({
            title: 'Now',
            width: (FULL * 3) / 4,
            height: 5,
            sparkline: true,
            metrics: [
              now('OpenRequests', 'Open', COLOR.open),
              now('DueToday', 'Due today', COLOR.dueToday),
              now('AtRisk', 'At risk', COLOR.atRisk),
              now('Breached', 'Breached', COLOR.breached),
              now('InReview', 'In review', COLOR.inReview),
              now('OpenConcerns', 'Concerns', COLOR.concerns),
            ],
          }),
          new SingleValueWidget({
            title: 'Over the time shown',
            width: FULL / 4,
            height: 5,
            setPeriodToTimeRange: true,
            metrics: [onTime(measure('ClocksMet'), measure('ClocksMissed'))],
          }),
        ],
        [
          says(
            'Trend',
            'Closed with a target: requests closed by their target ÷ requests closed that had one; those without a target are in neither.',
          ),
        ],
        [
          graph(2, 'Backlog', [
            now('OpenRequests', 'Open', COLOR.open),
            now('DueToday', 'Due today', COLOR.dueToday),
            now('AtRisk', 'At risk', COLOR.atRisk),
            now('Breached', 'Breached', COLOR.breached),
          ]),
          graph(
            2,
            'Promises met and missed a day',
            [
              // The missed ones stand on the axis, where a day without any shows none of their colour.
              orNone('missedOrNone', perDay('ClocksMissed', 'Missed', COLOR.breached)),
              orNone('metOrNone', perDay('ClocksMet', 'Met', Color.GREEN)),
            ],
            { stacked: true },
          ),
        ],
        [
          graph(3, 'Requests a day', [
            perDay('RequestsReceived', 'Received'),
            perDay('RequestsAccepted', 'Accepted'),
            perDay('RequestsResolved', 'Resolved'),
            perDay('RequestsClosed', 'Closed'),
            perDay('RequestsReopened', 'Reopened'),
          ]),
          graph(
            3,
            'On time, closed with a target, % a day',
            [onTime(perDay('ClocksMet', 'Met'), perDay('ClocksMissed', 'Missed'))],
            { leftYAxis: { min: 0, max: 100, showUnits: false } },
          ),
          graph(3, 'Oldest open request, days', [now('OldestOpenDays', 'Oldest open, days')]),
        ],
        [
          says(
            'By partner',
            'Whose work is open and whose is late: each bar or line is a department, an agency or a vendor.',
          ),
        ],
        [
          graph(3, 'Open now, the ten with most', [most('OpenRequests', COLOR.open)], BARS),
          graph(3, 'Breached now, the ten with most', [most('Breached', COLOR.breached)], BARS),
          graph(
            3,
            'New breaches by partner a day',
            [
              new MathExpression({
                expression: find('ClocksBreached', 'Sum', DAY),
                usingMetrics: {},
                label: '',
                period: DAY,
              }),
            ],
            { height: BARS.height },
          ),
        ],
        [says('Clocks and work', 'Warnings that led to no breach are the system at work; escalations need a person.')],
        [
          graph(3, 'Milestones a day', [
            perDay('ClocksAtRisk', 'At risk', COLOR.atRisk),
            perDay('ClocksBreached', 'Breached', COLOR.breached),
            perDay('ClocksEscalated', 'Escalated', Color.PURPLE),
          ]),
          graph(3, 'Work orders a day', [
            perDay('WorkOrdersOffered', 'Offered'),
            perDay('WorkOrdersCompleted', 'Completed'),
          ]),
          graph(3, 'Reviews needed a day', [perDay('ReviewsNeeded', 'Needed')]),
        ],
        [
          says(
            'Coordination',
            'Who passes work on, who sends it back, who has to be reminded; questions and found work are counted apart.',
          ),
        ],
        [
          graph(3, 'Misroutes a day', [
            perDay('WorkOrdersTransferred', 'Transferred'),
            perDay('WorkOrdersSentBack', 'Sent back'),
            perDay('PingPongs', 'Back and forth', COLOR.breached),
          ]),
          graph(3, 'Partners a day', [
            perDay('PartnersReminded', 'Reminded'),
            perDay('PartnerClocksMissed', 'Their own promises missed', COLOR.breached),
            perDay('WorkFound', 'Work they found themselves'),
          ]),
          graph(3, 'Questions and links a day', [
            perDay('InquiriesAccepted', 'Questions'),
            perDay('InquiriesAnswered', 'Answered'),
            perDay('RequestsLinked', 'Duplicates and shared work'),
          ]),
        ],
        [
          says(
            'Concerns',
            'Raised by residents, partners and staff about how a request goes; whoever raises one is to be contacted within three business days.',
          ),
        ],
        [
          graph(3, 'Concerns a day', [perDay('ConcernsRaised', 'Raised'), perDay('ConcernsResolved', 'Resolved')]),
          graph(3, 'Not contacted in time, a day', [perDay('ConcernsOverdue', 'Not in time', COLOR.breached)]),
          graph(3, 'Oldest open concern, days', [now('OldestConcernDays', 'Oldest open, days')]),
        ],
        [
          says(
            'Storms',
            'Declared events that stop or lengthen promises: what of the open work and of the results they touch, so that on time is known with and without them.',
          ),
        ],
        [
          graph(3, 'A storm is on: 1, or none: 0', [now('StormInForce', 'In force')]),
          graph(3, 'Open requests under a storm', [now('OpenUnderStorm', 'Under a storm', COLOR.open)]),
          graph(
            3,
            'On time without storms, closed with a target, % a day',
            [
              withoutStorms(
                { met: perDay('ClocksMet', 'Met'), missed: perDay('ClocksMissed', 'Missed') },
                { met: perDay('ClocksMetInStorm', 'Met'), missed: perDay('ClocksMissedInStorm', 'Missed') },
              ),
            ],
            { leftYAxis: { min: 0, max: 100, showUnits: false } },
          ),
        ],
        [says('Notices', 'E-mails to constituents, partners and the office; a failed one is sent again by nobody.')],
        [
          graph(2, 'Oldest notice that could be mailed, seconds', [
            notice('MailBacklogAge', { statistic: Stats.MAXIMUM, label: 'Oldest' }),
          ]),
          graph(2, 'Notices a day', [
            notice('NoticesSent', { period: DAY, label: 'Sent' }),
            notice('NoticesFailed', { period: DAY, label: 'Failed', color: Color.RED }),
            notice('NoticesBounced', { period: DAY, label: 'Bounced', color: Color.ORANGE }),
            notice('NoticesWithheld', { period: DAY, label: 'Not sent on purpose', color: Color.GREY }),
            notice('NoticesUnwanted', { period: DAY, label: 'Not wanted', color: Color.BROWN }),
          ]),
        ],
      ],
    });
  }
}

/** A count whose silent days are zero: without, the last day that had any would pass for today. `id` is its own within a chart. */
const orNone = (id: string, count: Metric): MathExpression =>
  new MathExpression({
    expression: `FILL(${id}, 0)`,
    usingMetrics: { [id]: count },
    period: count.period,
    ...(count.label ? { label: count.label } : {}),
    ...(count.color ? { color: count.color } : {}),
  });

/** The same without the verdicts of requests that a storm touched while their promise ran. */
const withoutStorms = (
  { met, missed }: Record<'met' | 'missed', Metric>,
  { met: metInStorm, missed: missedInStorm }: Record<'met' | 'missed', Metric>,
): MathExpression => {
  const kept = '(FILL(met, 0) - FILL(metInStorm, 0))';
  return new MathExpression({
    expression: `100 * ${kept} / (${kept} + FILL(missed, 0) - FILL(missedInStorm, 0))`,
    usingMetrics: { met, missed, metInStorm, missedInStorm },
    label: 'Without storms, on time, %',
    period: met.period,
  });
};

/** "Closed with a target", percent; no value where nothing was closed with a target, because 0 of 0 is not 0 %. */
const onTime = (met: Metric, missed: Metric): MathExpression =>
  new MathExpression({
    expression: '100 * FILL(met, 0) / (FILL(met, 0) + FILL(missed, 0))',
    usingMetrics: { met, missed },
    label: 'On time, closed with a target, %',
    period: met.period,
  });
