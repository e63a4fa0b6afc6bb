import { Duration } from 'aws-cdk-lib';
import {
  Color,
  Column,
  Dashboard,
  DashboardVariable,
  DefaultValue,
  MathExpression,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as measures from '../../functions/measures/contract.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import { serviceName } from '../constructs/house.ts';
import type { DashboardProps } from './service-operations.ts';
import { COLOR, FULL, PERCENT_AXIS, customWidgets, graph, onTime, orNone, says } from './widgets.ts';

const DAY = Duration.days(1);

/** Stands where the variable puts the partner that was chosen; no partner has such a code. */
const ANY_PARTNER = '-';

/** Columns of the widget that tells of the partner; the graphs stand beside it, two in a row. */
const CARD = 10;
const GRAPH = { width: (FULL - CARD) / 2, height: 7 } as const;

type Name = keyof typeof measures.MetricName;

/**
 * One partner at a time, chosen above the dashboard. The variable changes whatever is named `Partner`: the dimension of the graphs' metrics
 * and the parameter of the custom widget. It finds the partners in the metrics themselves, because partners are published while the service runs.
 *
 * Twelve metrics have the dimension. A metric costs $0.30 a month, by the hours in which it is sent: two are sent always, ten when something
 * happens, so some thirty partners cost about $25 and at most $108. Type or place as a further dimension would cost three hundred times as
 * much; those stand in the roll-ups, which the widgets read.
 */
export class Partners extends Construct {
  constructor(scope: Construct, id: string, { environment, config, quality }: DashboardProps) {
    super(scope, id);
    const { METRICS_NAMESPACE, PARTNER_DIMENSION } = measures;
    const dimensionsMap = { service: serviceName(environment), [PARTNER_DIMENSION]: ANY_PARTNER };
    const measure = featureMetrics({ environment }, measures);
    const custom = customWidgets(this, quality.widgets.showWidget);
    const color = (given?: string) => (given ? { color: given } : {});
    const now = (name: Name, label: string, given?: string) =>
      measure(name, { dimensionsMap, statistic: 'Maximum', label, ...color(given) });
    const perDay = (name: Name, label: string, given?: string) =>
      measure(name, { dimensionsMap, period: DAY, label, ...color(given) });
    const allPerDay = (name: Name, label: string, given?: string) =>
      measure(name, { period: DAY, label, ...color(given) });
    const eachPerDay = (name: Name) =>
      new MathExpression({
        expression: `SEARCH('{${METRICS_NAMESPACE},service,${PARTNER_DIMENSION}} service="${serviceName(environment)}" MetricName="${name}"', 'Sum', ${DAY.toSeconds()})`,
        usingMetrics: {},
        label: '',
        period: DAY,
      });

    new Dashboard(this, 'Dashboard', {
      dashboardName: `${config.prefix}partners`,
      defaultInterval: Duration.days(28),
      variables: [
        new DashboardVariable({
          id: PARTNER_DIMENSION,
          type: VariableType.PROPERTY,
          value: PARTNER_DIMENSION,
          label: 'Partner',
          inputType: VariableInputType.SELECT,
          values: Values.fromSearchComponents({
            namespace: METRICS_NAMESPACE,
            dimensions: ['service', PARTNER_DIMENSION],
            metricName: measures.MetricName.OpenRequests,
            populateFrom: PARTNER_DIMENSION,
          }),
          defaultValue: DefaultValue.FIRST,
          visible: true,
        }),
      ],
      widgets: [
        [says('One partner', 'Choose it above: its figures, what of its work is late, and how its days went.')],
        [
          custom('partner', 'The partner', { width: CARD, height: 28 }, { [PARTNER_DIMENSION]: ANY_PARTNER }),
          new Column(
            graph(
              2,
              'Open and breached',
              [now('OpenRequests', 'Open', COLOR.open), now('Breached', 'Breached', COLOR.breached)],
              GRAPH,
            ),
            graph(
              2,
              'On time, closed with a target, % a day',
              [onTime(perDay('ClocksMet', 'Met'), perDay('ClocksMissed', 'Missed'))],
              { ...PERCENT_AXIS, ...GRAPH },
            ),
            graph(
              2,
              'Requests a day',
              [
                perDay('RequestsAccepted', 'Accepted'),
                perDay('RequestsResolved', 'Resolved'),
                perDay('WorkFound', 'Found by themselves'),
              ],
              GRAPH,
            ),
            graph(2, 'New breaches a day', [perDay('ClocksBreached', 'Breached', COLOR.breached)], GRAPH),
          ),
          new Column(
            graph(
              2,
              'Promises met and missed a day',
              [
                orNone('missedOrNone', perDay('ClocksMissed', 'Missed', COLOR.breached)),
                orNone('metOrNone', perDay('ClocksMet', 'Met', Color.GREEN)),
              ],
              { stacked: true, ...GRAPH },
            ),
            graph(
              2,
              'Misroutes a day',
              [perDay('WorkOrdersTransferred', 'Transferred'), perDay('WorkOrdersSentBack', 'Sent back')],
              GRAPH,
            ),
            graph(
              2,
              'Their own promises missed a day',
              [perDay('PartnerClocksMissed', 'Missed', COLOR.breached)],
              GRAPH,
            ),
            graph(2, 'Reminded a day', [perDay('PartnersReminded', 'Reminded', COLOR.atRisk)], GRAPH),
          ),
        ],
        [
          says(
            'All partners together',
            'Warnings that led to no breach are the system at work; escalations need a person.',
          ),
        ],
        [
          graph(3, 'Milestones a day', [
            allPerDay('ClocksAtRisk', 'At risk', COLOR.atRisk),
            allPerDay('ClocksBreached', 'Breached', COLOR.breached),
            allPerDay('ClocksEscalated', 'Escalated', Color.PURPLE),
          ]),
          graph(3, 'Work orders a day', [
            allPerDay('WorkOrdersOffered', 'Offered'),
            allPerDay('WorkOrdersCompleted', 'Completed'),
            allPerDay('PingPongs', 'Back and forth', COLOR.breached),
          ]),
          graph(3, 'Their own promises missed by partner a day', [eachPerDay('PartnerClocksMissed')]),
        ],
      ],
    });
  }
}
