import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  ASKED_EVERY_MINUTES,
  ShowScorecardEnvironment,
  WriteScorecardsEnvironment,
} from '../../functions/scorecards/contract.ts';
import { QUEUE_INDEX, WATCH_INDEX } from '../../functions/shared/contract.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowLinkCuts,
  officeEnvironment,
  queueEnvironment,
  storeEnvironment,
} from './feature-props.ts';

/** The monthly scorecards: to each partner of its own work, to the manager of all, as a letter and as a page. */
export class Scorecards extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const writeScorecards = new ScheduledFunction(this, 'WriteScorecards', {
      house,
      handler: 'scorecards/write-scorecards.handler.ts',
      environmentSchema: WriteScorecardsEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...officeEnvironment(house),
        MEASURES_TABLE: data.measures.tableName,
        PUBLIC_TABLE: data.published.tableName,
      },
      every: Duration.minutes(ASKED_EVERY_MINUTES),
      description:
        'Writes the scorecard of the month that has ended to each partner and to the manager, and publishes its figures.',
      memory: 512,
      failing: {
        what: 'The monthly scorecards could not be written.',
        impact:
          'Partners or the manager do not read how last month went, nor does the public; every other notice goes out.',
      },
    });
    allowCatalogue(data, writeScorecards);
    data.requests.allow(writeScorecards, ['Query'], ['AUDITS#*']);
    data.requests.allowIndex(writeScorecards, QUEUE_INDEX);
    data.requests.allowIndex(writeScorecards, WATCH_INDEX);
    data.measures.allow(writeScorecards, ['Query'], ['DAYS', 'ROLL-UPS#*']);
    data.measures.allow(writeScorecards, ['GetItem', 'PutItem'], ['SCORECARDS#*']);
    data.published.allow(writeScorecards, ['PutItem'], ['FIGURES']);
    data.notices.allow(writeScorecards, ['GetItem', 'PutItem']);

    const showScorecard = new ServiceFunction(this, 'ShowScorecard', {
      house,
      handler: 'scorecards/show-scorecard.handler.ts',
      environmentSchema: ShowScorecardEnvironment,
      environment: { ...queueEnvironment({ house, data, api }), MEASURES_TABLE: data.measures.tableName },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'The page of a scorecard could not be shown.',
        impact: 'Partners and the manager read the figures in the letter only, and cannot print them.',
      },
    });
    allowCatalogue(data, showScorecard);
    allowLinkCuts(data, showScorecard);
    data.requests.allow(showScorecard, ['Query'], ['AUDITS#*', 'IMPROVEMENTS']);
    data.measures.allow(showScorecard, ['GetItem'], ['SCORECARDS#*']);
    data.measures.allow(showScorecard, ['Query'], ['TRENDS']);
    data.linkKeys.allowRead(showScorecard);
    api.route('GET', '/scorecards/{token}', showScorecard);
  }
}
