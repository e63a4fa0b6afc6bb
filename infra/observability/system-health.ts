import { Duration } from 'aws-cdk-lib';
import { AlarmState, AlarmStatusWidget, Color, Dashboard, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as intake from '../../functions/intake/contract.ts';
import * as notices from '../../functions/notices/contract.ts';
import * as partners from '../../functions/partners/contract.ts';
import * as widgets from '../../functions/widgets/contract.ts';
import * as workflowContract from '../../functions/workflow/contract.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { StreamFunction } from '../constructs/stream-function.ts';
import type { DataStack } from '../stacks/data-stack.ts';
import type { ServiceStack } from '../stacks/service-stack.ts';
import type { DashboardProps } from './service-operations.ts';
import { alarmsByName } from './alarms-by-name.ts';
import { costDrivers } from './cost-drivers.ts';
import { PAGING } from './paging.ts';
import { FULL, graph, says } from './widgets.ts';

export interface SystemHealthProps extends DashboardProps {
  data: DataStack;
  service: ServiceStack;
}

const DAY = Duration.days(1);

/** The dashboard of whoever is on call: does everything that was taken in move on? */
export class SystemHealth extends Construct {
  constructor(scope: Construct, id: string, { environment, config, data, service, quality }: SystemHealthProps) {
    super(scope, id);
    const { api } = service;
    const { workflow } = service.requestLifecycle;
    const taken = featureMetrics({ environment }, intake);
    const driven = featureMetrics({ environment }, workflowContract);
    const mailed = featureMetrics({ environment }, notices);
    const exchanged = featureMetrics({ environment }, partners);
    const drawn = featureMetrics({ environment }, widgets);
    const all = [service, quality].flatMap((stack) => stack.node.findAll());
    const functions = all.filter((part) => part instanceof ServiceFunction);
    const readers = all.filter((part) => part instanceof StreamFunction);
    const deadLetters = all.filter((part) => part instanceof DeadLetters);
    const alarms = all.filter((part) => part instanceof ServiceAlarm).map(({ name }) => name);
    const isUrgent = (name: string) => name.slice(config.prefix.length) in PAGING;
    const ofEach = (name: Parameters<ServiceFunction['metric']>[0], statistic?: string): Metric[] =>
      functions.map((each) => each.metric(name, statistic));

    new Dashboard(this, 'Dashboard', {
      dashboardName: `${config.prefix}system-health`,
      defaultInterval: Duration.hours(12),
      widgets: [
        [
          says(
            'Alarms',
            'Those that wake somebody, and of the others those that are on; the runbook has an article on each.',
          ),
        ],
        [
          new AlarmStatusWidget({
            title: 'Wake somebody',
            width: FULL / 2,
            height: 4,
            alarms: alarmsByName(this, alarms.filter(isUrgent)),
          }),
          new AlarmStatusWidget({
            title: 'On now, of the others',
            width: FULL / 2,
            height: 4,
            alarms: alarmsByName(
              this,
              alarms.filter((name) => !isUrgent(name)),
            ),
            states: [AlarmState.ALARM],
          }),
        ],
        [
          says(
            'Way in',
            'A 4xx is the caller’s doing and a 5xx is ours; refused deliveries name their reason in the log.',
          ),
        ],
        [
          graph(3, 'API errors', [
            api.metric('5XXError', 'Sum').with({ color: Color.RED }),
            api.metric('4XXError', 'Sum'),
            api.metric('Count', 'Sum'),
          ]),
          graph(3, 'API latency, ms', [
            api.metric('Latency', 'p50').with({ label: 'median' }),
            api.metric('Latency', 'p99').with({ label: '99 of 100' }),
          ]),
          graph(3, 'Deliveries', [
            taken('RequestsAccepted', { label: 'Accepted' }),
            taken('DeliveriesRepeated', { label: 'Repeated' }),
            taken('DeliveriesRefused', { label: 'Refused', color: Color.ORANGE }),
          ]),
        ],
        [
          says(
            'Workflow',
            'A failed execution is a request that nobody reminds anybody of; a repair is one that was caught.',
          ),
        ],
        [
          graph(3, 'Executions', [
            workflow.metric('ExecutionsStarted'),
            workflow.metric('ExecutionsSucceeded'),
            workflow.metric('ExecutionsFailed').with({ color: Color.RED }),
            workflow.metric('ExecutionsTimedOut').with({ color: Color.ORANGE }),
            workflow.metric('ExecutionsAborted'),
          ]),
          graph(3, 'Started and woken', [
            driven('WorkflowsStarted', { label: 'Started' }),
            driven('WorkflowsWoken', { label: 'Woken' }),
          ]),
          graph(3, 'Needs a person', [
            driven('OperatorsNeeded', { label: 'Operators needed', color: Color.RED }),
            driven('NoticesUncertain', { label: 'Notices uncertain', color: Color.ORANGE }),
            mailed('StaffUnreachable', { label: 'Staff not reached by e-mail', color: Color.PURPLE }),
            driven('Repairs', { label: 'Repairs' }),
          ]),
        ],
        [says('Mail', 'E-mails to constituents, partners and the office; a failed one is sent again by nobody.')],
        [
          graph(2, 'Oldest notice that could be mailed, seconds', [
            mailed('MailBacklogAge', { statistic: Stats.MAXIMUM, label: 'Oldest' }),
          ]),
          graph(2, 'Notices a day', [
            mailed('NoticesSent', { period: DAY, label: 'Sent' }),
            mailed('NoticesFailed', { period: DAY, label: 'Failed', color: Color.RED }),
            mailed('NoticesBounced', { period: DAY, label: 'Bounced', color: Color.ORANGE }),
            mailed('NoticesWithheld', { period: DAY, label: 'Not sent on purpose', color: Color.GREY }),
            mailed('NoticesUnwanted', { period: DAY, label: 'Not wanted', color: Color.BROWN }),
          ]),
        ],
        [
          says(
            'Platforms and partners',
            'A waiting webhook was not taken yet and is tried again; a dead one was given up and can be redriven.',
          ),
        ],
        [
          graph(3, 'Updates of partners', [
            exchanged('UpdatesTaken', { label: 'Taken' }),
            exchanged('UpdatesFlagged', { label: 'Need a person', color: Color.ORANGE }),
            exchanged('UpdatesRefused', { label: 'Refused', color: Color.RED }),
          ]),
          graph(3, 'Webhooks that left', [
            exchanged('WebhooksSent', { label: 'Sent' }),
            exchanged('WebhooksFailed', { label: 'Failed attempts', color: Color.ORANGE }),
            exchanged('WebhooksDead', { label: 'Given up', color: Color.RED, statistic: 'Maximum' }),
          ]),
          graph(3, 'Webhooks waiting', [exchanged('WebhooksWaiting', { label: 'Waiting', statistic: 'Maximum' })]),
        ],
        [
          says(
            'Streams and dead letters',
            'Age says how late the readers are; a dead letter is work that was given up.',
          ),
        ],
        [
          graph(
            2,
            'Age of the streams, ms',
            readers.map((reader) => reader.metric('IteratorAge', 'Maximum')),
          ),
          graph(
            2,
            'Dead letters',
            deadLetters.map(({ depth }) => depth),
          ),
        ],
        [
          says(
            'Functions',
            'Errors of one function while the others are well is its own fault; of all, look at AWS first.',
          ),
        ],
        [
          graph(3, 'Errors', ofEach('Errors')),
          graph(3, 'Throttles', ofEach('Throttles')),
          graph(3, 'Duration, 99 of 100, ms', ofEach('Duration', 'p99')),
        ],
        [
          says(
            'Dashboards',
            'Widgets that failed said so in their place; refused clicks are mostly of somebody who was slower than a colleague.',
          ),
        ],
        [
          graph(2, 'Widgets', [
            drawn('WidgetsShown', { label: 'Shown' }),
            drawn('WidgetsFailed', { label: 'Failed', color: Color.RED }),
          ]),
          graph(2, 'Buttons', [
            drawn('ActionsTaken', { label: 'Done' }),
            drawn('ActionsRefused', { label: 'Refused', color: Color.ORANGE }),
            drawn('ActionsFailed', { label: 'Failed', color: Color.RED }),
          ]),
        ],
        [
          says(
            'Tables',
            'Throttled reads or writes mean that one request or one shard takes more than a partition gives.',
          ),
        ],
        [
          graph(
            1,
            'DynamoDB throttles',
            [data.requests, data.notices, data.published, data.measures].flatMap((table) => table.throttles()),
          ),
        ],
        [
          says(
            'Cost',
            'Units that were counted × list price, the biggest drivers; keys, secrets, alarms, logs and metrics come besides.',
          ),
        ],
        [
          graph(1, 'What a day costs, $', costDrivers({ api, workflow, data, sent: mailed('NoticesSent') }), {
            stacked: true,
          }),
        ],
      ],
    });
  }
}
