import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import * as contract from '../../functions/notices/contract.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import type { House } from '../constructs/house.ts';
import { MailChannel } from '../constructs/mail-channel.ts';
import { QueueFunction } from '../constructs/queue-function.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import { StreamFunction } from '../constructs/stream-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowCommand,
  allowRecipientsChange,
  linkEnvironment,
  officeEnvironment,
  recipientEnvironment,
  storeEnvironment,
} from './feature-props.ts';

/** The one door by which e-mail leaves, and the way by which SES says what became of it. */
export class Notices extends Construct {
  readonly sendNotice: StreamFunction;

  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const mail = new MailChannel(this, 'Mail', { house, sender: data.sender, key: data.key });
    this.sendNotice = new StreamFunction(this, 'SendNotice', {
      house,
      handler: 'notices/send-notice.handler.ts',
      environmentSchema: contract.SendNoticeEnvironment,
      environment: {
        ...linkEnvironment({ data, api }),
        ...recipientEnvironment(data),
        NOTICES_TABLE: data.notices.tableName,
        SENDER: house.config.sender,
        CONFIGURATION_SET: mail.configurationSetName,
        CITY: house.config.city,
        MAIL_RATE: String(house.config.mailRate),
        MAIL_MODE: house.config.mail,
        MAIL_ALLOWED: house.config.mailAllowed.join(','),
      },
      memory: 512,
      table: data.notices,
      filters: [{ NewImage: { status: { S: ['queued'] } } }],
      abreast: house.config.mailReaders,
      impact: 'Constituents, partners and the manager are not written to, or late.',
    });
    data.notices.allow(this.sendNotice, ['GetItem', 'UpdateItem']);
    data.addressKey.allowRead(this.sendNotice);
    data.linkKeys.allowRead(this.sendNotice);
    mail.allowSend(this.sendNotice);

    const releaseNotices = new ScheduledFunction(this, 'ReleaseNotices', {
      house,
      handler: 'notices/release-notices.handler.ts',
      environmentSchema: contract.ReleaseNoticesEnvironment,
      environment: {
        ...storeEnvironment(data),
        MAIL_RATE: String(house.config.mailRate),
        ...recipientEnvironment(data),
      },
      every: Duration.seconds(contract.RELEASE_EVERY_SECONDS),
      timeout: Duration.seconds(contract.RELEASE_TIMEOUT_SECONDS),
      description: 'Lets go the notices that waited for the office hours of whoever they tell.',
      memory: 512,
      failing: {
        what: 'Notices that waited for the morning could not be let go.',
        impact: 'Partners and staff hear of warnings and late work hours late; urgent notices are not among these.',
      },
      standsStill: {
        what: 'What waits for its turn to be mailed has not been let go for a quarter of an hour.',
        impact: 'Partners and staff hear of warnings and late work hours late, and nothing measures how much waits.',
      },
    });
    data.notices.allowIndex(releaseNotices, contract.ON_THE_WAY_INDEX);
    data.notices.allow(releaseNotices, ['GetItem', 'PutItem', 'UpdateItem']);
    data.requests.allow(releaseNotices, ['Query', 'PutItem'], ['REQUEST#*']);
    data.requests.allow(releaseNotices, ['GetItem', 'PutItem'], ['SURVEYED#*']);
    allowCatalogue(data, releaseNotices);
    data.addressKey.allowRead(releaseNotices);

    const confirmNotice = new QueueFunction(this, 'ConfirmNotice', {
      house,
      handler: 'notices/confirm-notice.handler.ts',
      environmentSchema: contract.ConfirmNoticeEnvironment,
      environment: { NOTICES_TABLE: data.notices.tableName },
      what: 'What SES said of sent e-mails could not be recorded.',
      impact: 'Bounces stay unseen, and sent notices look uncertain.',
    });
    data.notices.allow(confirmNotice, ['UpdateItem']);
    mail.events.addSubscription(
      new SqsSubscription(confirmNotice.queue, {
        rawMessageDelivery: true,
        deadLetterQueue: confirmNotice.deadLetters,
      }),
    );
    const noteUnreachable = new StreamFunction(this, 'NoteUnreachable', {
      house,
      handler: 'notices/note-unreachable.handler.ts',
      environmentSchema: contract.NoteUnreachableEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...officeEnvironment(house),
        ...recipientEnvironment(data),
      },
      table: data.notices,
      // A notice has a recipient; the list of those that cannot be reached has only their hashes, and is no notice.
      filters: [
        { NewImage: { status: { S: ['bounced', 'complained', 'failed', 'withheld'] }, to: { S: [{ exists: true }] } } },
      ],
      impact: 'Mail goes on to addresses that cannot be reached, and nobody is told who does not get it.',
    });
    data.notices.allow(noteUnreachable, ['GetItem']);
    data.addressKey.allowRead(noteUnreachable);
    allowRecipientsChange(data, noteUnreachable);
    allowCatalogue(data, noteUnreachable);
    allowCommand(data, noteUnreachable);
    addAlarms(this, house);
  }
}

/** Half an hour: a burst in the morning is gone by then. */
const BACKLOG_SECONDS = 1_800;

const addAlarms = (scope: Construct, house: House): void => {
  const metric = featureMetrics(house, contract);
  const alarm = { house, feature: 'notices' };
  new ServiceAlarm(scope, 'NoticesFailed', {
    ...alarm,
    condition: 'NoticesFailed',
    what: 'SES refused notices for good.',
    impact: 'Their recipients are not told, and nothing sends them again by itself.',
    metric: metric('NoticesFailed'),
  });
  new ServiceAlarm(scope, 'NoticesBounced', {
    ...alarm,
    condition: 'NoticesBounced',
    what: 'Ten or more notices came back within an hour.',
    impact: 'Constituents or a partner do not get their mail; a bounce rate of 5 % puts the whole sender under review.',
    metric: metric('NoticesBounced', { period: Duration.hours(1) }),
    threshold: 10,
  });
  new ServiceAlarm(scope, 'StaffUnreachable', {
    ...alarm,
    condition: 'StaffUnreachable',
    what: 'A partner or somebody of the 311 office cannot be reached by e-mail.',
    impact: 'Their notices are not sent; those of a partner go to the next level up, those of the office to nobody.',
    metric: metric('StaffUnreachable'),
  });
  new ServiceAlarm(scope, 'MailBacklog', {
    ...alarm,
    condition: 'MailBacklog',
    what: 'A notice that could be mailed has waited for more than half an hour.',
    impact: 'There is more to send than the account may, so what is not urgent comes late.',
    metric: metric('MailBacklogAge', { statistic: Stats.MAXIMUM }),
    threshold: BACKLOG_SECONDS,
    periods: 2,
  });
  new ServiceAlarm(scope, 'BounceRate', {
    ...alarm,
    condition: 'BounceRate',
    what: 'SES counts four of a hundred e-mails of this account as bounced.',
    impact: 'At five SES reviews the account and may stop all notices.',
    metric: new Metric({
      namespace: 'AWS/SES',
      metricName: 'Reputation.BounceRate',
      statistic: Stats.MAXIMUM,
      period: Duration.hours(1),
      label: 'Bounce rate of the account',
    }),
    threshold: 0.04,
  });
};
