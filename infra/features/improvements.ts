import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as contract from '../../functions/improvements/contract.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { countUnreviewed } from '../translations.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowLinkCuts,
  allowRecipientsRead,
  officeEnvironment,
  queueEnvironment,
  recipientEnvironment,
  storeEnvironment,
} from './feature-props.ts';

/** Findings that somebody takes on: who owns an improvement, what was changed, and whether the figures show it. No request is read or written. */
export class Improvements extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const environment = {
      ...queueEnvironment({ house, data, api }),
      ...recipientEnvironment(data),
      MEASURES_TABLE: data.measures.tableName,
      UNREVIEWED: JSON.stringify(countUnreviewed()),
    };
    const showImprovement = new ServiceFunction(this, 'ShowImprovement', {
      house,
      handler: 'improvements/show-improvement.handler.ts',
      environmentSchema: contract.ShowImprovementEnvironment,
      environment,
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'The findings, or the page of an improvement, could not be shown.',
        impact:
          'The manager and the owners of improvements do not see what is to be better; the letters still tell them.',
      },
    });
    const answerImprovement = new ServiceFunction(this, 'AnswerImprovement', {
      house,
      handler: 'improvements/answer-improvement.handler.ts',
      environmentSchema: contract.AnswerImprovementEnvironment,
      environment: { ...environment, ...officeEnvironment(house) },
      timeout: Duration.seconds(28),
      memory: 512,
      failing: {
        what: 'An improvement could not be begun, changed, measured or closed.',
        impact: 'What was changed and whether it helped is not on record; no request is touched.',
      },
    });
    for (const page of [showImprovement, answerImprovement]) {
      data.requests.allow(page, ['Query'], ['IMPROVEMENTS']);
      allowCatalogue(data, page);
      allowLinkCuts(data, page);
      allowRecipientsRead(data, page);
      data.measures.allow(page, ['Query'], ['TRENDS']);
      data.linkKeys.allowRead(page);
    }
    data.requests.allow(answerImprovement, ['PutItem'], ['IMPROVEMENTS']);
    data.notices.allow(answerImprovement, ['PutItem']);
    data.measures.allow(answerImprovement, ['Query'], ['DAYS', 'ROLL-UPS#*']);
    api.route('GET', '/improvements/{token}', showImprovement);
    api.route('POST', '/improvements/{token}', answerImprovement);

    const remindImprovements = new ScheduledFunction(this, 'RemindImprovements', {
      house,
      handler: 'improvements/remind-improvements.handler.ts',
      environmentSchema: contract.RemindImprovementsEnvironment,
      environment: { ...storeEnvironment(data), ...officeEnvironment(house) },
      every: Duration.minutes(contract.REMINDED_EVERY_MINUTES),
      description: 'Reminds of changes that are to be reviewed, first their owner and then the manager, each once.',
      failing: {
        what: 'Owners of improvements could not be reminded of their reviews.',
        impact: 'Nobody is told that the day of a review has come; no request is touched.',
      },
    });
    allowCatalogue(data, remindImprovements);
    allowLinkCuts(data, remindImprovements);
    data.requests.allow(remindImprovements, ['Query', 'PutItem'], ['IMPROVEMENTS']);
    data.notices.allow(remindImprovements, ['PutItem']);
  }
}
