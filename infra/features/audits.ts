import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as contract from '../../functions/audits/contract.ts';
import { BY_REQUEST_INDEX } from '../../functions/notices/contract.ts';
import { QUEUE_INDEX } from '../../functions/shared/contract.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowLinkCuts,
  formEnvironment,
  officeEnvironment,
  storeEnvironment,
} from './feature-props.ts';

/** The monthly audits: the sample, the pages on which its cases are looked at, and what has to be put right. No request is written. */
export class Audits extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const drawAudits = new ScheduledFunction(this, 'DrawAudits', {
      house,
      handler: 'audits/draw-audits.handler.ts',
      environmentSchema: contract.DrawAuditsEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...officeEnvironment(house),
        MEASURES_TABLE: data.measures.tableName,
      },
      every: Duration.minutes(contract.ASKED_EVERY_MINUTES),
      description: 'Draws the month before on its first working morning, and reminds of corrections that are due.',
      memory: 512,
      failing: {
        what: 'The sample of a month could not be drawn, or owners of corrections could not be reminded.',
        impact: 'Nobody audits the month, and what audits ask for is forgotten; no request is touched.',
      },
    });
    allowCatalogue(data, drawAudits);
    allowLinkCuts(data, drawAudits);
    data.requests.allow(drawAudits, ['GetItem', 'PutItem', 'UpdateItem'], ['AUDITS#*']);
    data.requests.allow(drawAudits, ['Query'], ['REQUEST#*']);
    data.requests.allowIndex(drawAudits, QUEUE_INDEX);
    data.measures.allow(drawAudits, ['Query'], ['DAYS', 'ROWS#*']);
    data.notices.allow(drawAudits, ['PutItem']);

    const metric = featureMetrics(house, contract);
    const everyRun = { statistic: 'Maximum', period: Duration.minutes(contract.ASKED_EVERY_MINUTES) };
    new ServiceAlarm(this, 'AuditsLate', {
      house,
      feature: 'audits',
      condition: 'AuditsLate',
      what: 'Audits are not done, and the month in which they were to be is over.',
      impact: 'The audit figures of that month stand on fewer cases than were drawn, or on those that were easy.',
      metric: metric('AuditsLate', everyRun),
    });
    new ServiceAlarm(this, 'CorrectionsOverdue', {
      house,
      feature: 'audits',
      condition: 'CorrectionsOverdue',
      what: 'What audits asked to be put right is not, and its due date has passed.',
      impact: 'Residents go on with what an audit found wrong, and whoever answers for it was reminded once.',
      metric: metric('CorrectionsOverdue', everyRun),
    });

    const props = { house, data, api };
    const showAudit = new ServiceFunction(this, 'ShowAudit', {
      house,
      handler: 'audits/show-audit.handler.ts',
      environmentSchema: contract.ShowAuditEnvironment,
      environment: formEnvironment(props),
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'The page of an audit or a correction could not be shown.',
        impact: 'Auditors cannot see their cases, nor owners what they have to put right.',
      },
    });
    const answerAudit = new ServiceFunction(this, 'AnswerAudit', {
      house,
      handler: 'audits/answer-audit.handler.ts',
      environmentSchema: contract.AnswerAuditEnvironment,
      environment: formEnvironment(props),
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'An audit, or what was done about one, could not be recorded.',
        impact: 'Its answers are lost when the auditor closes the page, and nobody is asked to put anything right.',
      },
    });
    for (const page of [showAudit, answerAudit]) {
      data.requests.allow(page, ['Query'], ['REQUEST#*']);
      data.requests.allow(page, ['GetItem'], ['AUDITS#*']);
      allowCatalogue(data, page);
      allowLinkCuts(data, page);
      data.notices.allowIndex(page, BY_REQUEST_INDEX);
      data.notices.allow(page, ['BatchGetItem']);
      data.linkKeys.allowRead(page);
      data.photos.allowShow(page);
      page.explainGrants({
        actions: ['s3:GetObject'],
        reason:
          'It signs addresses, and S3 asks when a browser opens one: the audits of the tests are of requests with no photo.',
      });
    }
    data.requests.allow(answerAudit, ['PutItem'], ['AUDITS#*']);
    data.notices.allow(answerAudit, ['PutItem']);
    for (const path of ['audits', 'corrections']) {
      api.route('GET', `/${path}/{token}`, showAudit);
      api.route('POST', `/${path}/{token}`, answerAudit);
    }
  }
}
