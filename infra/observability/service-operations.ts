import { Duration } from 'aws-cdk-lib';
import { Color, Dashboard, MathExpression, type Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as audits from '../../functions/audits/contract.ts';
import * as measures from '../../functions/measures/contract.ts';
import type { Config, EnvironmentName } from '../config.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import { serviceName } from '../constructs/house.ts';
import type { QualityStack } from '../stacks/quality-stack.ts';
import { COLOR, FULL, PERCENT_AXIS, customWidgets, graph, onTime, orNone, says } from './widgets.ts';

export interface DashboardProps {
  environment: EnvironmentName;
  config: Config;
  quality: QualityStack;
}

const DAY = Duration.days(1);
const HALF = FULL / 2;

/**
 * The Service Operations Manager's morning: first what to do today and in which order, then the lists that it is done from, then how partners
 * and types do, and last the trends. "On time" is named by its formula wherever it stands, because the same year of requests gives 66, 76
 * or 81 % by three formulas in use.
 */
export class ServiceOperations extends Construct {
  constructor(scope: Construct, id: string, { environment, config, quality }: DashboardProps) {
    super(scope, id);
    const measure = featureMetrics({ environment }, measures);
    const audited = featureMetrics({ environment }, audits);
    const audit = (name: keyof typeof audits.MetricName, label: string, color: string) =>
      audited(name, { statistic: 'Maximum', label, color });
    const custom = customWidgets(this, quality.widgets.showWidget);
    const now = (name: keyof typeof measures.MetricName, label: string, color?: string) =>
      measure(name, { statistic: 'Maximum', label, ...(color ? { color } : {}) });
    const perDay = (name: keyof typeof measures.MetricName, label: string, color?: string) =>
      measure(name, { period: DAY, label, ...(color ? { color } : {}) });

    new Dashboard(this, 'Dashboard', {
      dashboardName: `${config.prefix}service-operations`,
      defaultInterval: Duration.days(7),
      widgets: [
        [custom('storms', 'Storm', { width: FULL, height: 3 })],
        [custom('today', `Today in the ${config.city}`, { width: FULL, height: 8 })],
        [
          says(
            'To do',
            'People who wait for a word come first, then decisions that hold up work, then what is late and what falls due by midnight; each button asks before it does anything.',
          ),
        ],
        [
          custom('concerns', 'Concerns: who waits for a word', { width: HALF, height: 9 }),
          custom('review', 'Review: what waits for a decision', { width: HALF, height: 9 }),
        ],
        [
          custom('late', 'Late, and whose', { width: HALF, height: 14 }),
          custom('due-today', 'Due today', { width: HALF, height: 14 }),
        ],
        [
          says(
            'Partners and types',
            'Whose work is on time and whose is not: those furthest from the goal stand first.',
          ),
        ],
        [
          custom('league', 'Partners', { width: HALF, height: 14 }),
          custom('groups', 'Groups of types', { width: HALF, height: 14 }),
        ],
        [says('Quality', 'What residents say, what auditors find, and what changed beyond chance.')],
        [
          custom('quality', 'Residents and audits', { width: HALF, height: 12 }),
          custom('findings', 'Findings', { width: HALF, height: 12 }),
        ],
        [custom('heat-map', 'What is asked for, by day of the week', { width: FULL, height: 11 })],
        [
          says(
            'Trend',
            'Counted from the history as it happens; closed with a target means requests closed by their target ÷ requests closed that had one.',
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
          graph(
            3,
            'On time, closed with a target, % a day',
            [onTime(perDay('ClocksMet', 'Met'), perDay('ClocksMissed', 'Missed'))],
            PERCENT_AXIS,
          ),
          graph(
            3,
            'On time without storms, closed with a target, % a day',
            [
              withoutStorms(
                { met: perDay('ClocksMet', 'Met'), missed: perDay('ClocksMissed', 'Missed') },
                { met: perDay('ClocksMetInStorm', 'Met'), missed: perDay('ClocksMissedInStorm', 'Missed') },
              ),
            ],
            PERCENT_AXIS,
          ),
          graph(3, 'Under a storm', [
            now('OpenUnderStorm', 'Open requests under a storm', COLOR.open),
            now('StormInForce', 'A storm is on: 1, or none: 0'),
          ]),
        ],
        [
          graph(3, 'Requests a day', [
            perDay('RequestsReceived', 'Received'),
            perDay('RequestsAccepted', 'Accepted'),
            perDay('RequestsResolved', 'Resolved'),
            perDay('RequestsClosed', 'Closed'),
            perDay('RequestsReopened', 'Reopened'),
          ]),
          graph(3, 'Review and questions a day', [
            perDay('ReviewsNeeded', 'Reviews needed'),
            perDay('RequestsLinked', 'Duplicates and shared work'),
            perDay('InquiriesAccepted', 'Questions'),
            perDay('InquiriesAnswered', 'Answered'),
          ]),
          graph(3, 'Concerns a day', [
            perDay('ConcernsRaised', 'Raised', COLOR.concerns),
            perDay('ConcernsResolved', 'Resolved', Color.GREEN),
            perDay('ConcernsOverdue', 'Not contacted in time', COLOR.breached),
          ]),
        ],
        [
          graph(3, 'The oldest, days', [
            now('OldestOpenDays', 'Oldest open request, days', COLOR.open),
            now('OldestConcernDays', 'Oldest open concern, days', COLOR.concerns),
          ]),
          graph(3, 'New breaches by partner a day', [
            new MathExpression({
              expression: `SEARCH('{${measures.METRICS_NAMESPACE},service,${measures.PARTNER_DIMENSION}} service="${serviceName(environment)}" MetricName="ClocksBreached"', 'Sum', ${DAY.toSeconds()})`,
              usingMetrics: {},
              label: '',
              period: DAY,
            }),
          ]),
          graph(3, 'Audits and what they ask for, not done in time', [
            audit('AuditsLate', 'Audits late', COLOR.breached),
            audit('CorrectionsOverdue', 'Corrections overdue', COLOR.atRisk),
          ]),
        ],
      ],
    });
  }
}

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
