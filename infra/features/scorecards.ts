import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ASKED_EVERY_MINUTES, WriteScorecardsEnvironment } from '../../functions/scorecards/contract.ts';
import { QUEUE_INDEX } from '../../functions/shared/contract.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { type FeatureProps, allowCatalogue, officeEnvironment, storeEnvironment } from './feature-props.ts';

/** The monthly scorecards: to each partner of its own work, to the manager of all. */
export class Scorecards extends Construct {
  constructor(scope: Construct, id: string, { house, data }: FeatureProps) {
    super(scope, id);
    const writeScorecards = new ScheduledFunction(this, 'WriteScorecards', {
      house,
      handler: 'scorecards/write-scorecards.handler.ts',
      environmentSchema: WriteScorecardsEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...officeEnvironment(house),
        MEASURES_TABLE: data.measures.tableName,
      },
      every: Duration.minutes(ASKED_EVERY_MINUTES),
      description: 'Writes the scorecard of the month that has ended to each partner, and to the manager.',
      memory: 512,
      failing: {
        what: 'The monthly scorecards could not be written.',
        impact: 'Partners or the manager do not read how last month went; every other notice goes out.',
      },
    });
    allowCatalogue(data, writeScorecards);
    data.requests.allowIndex(writeScorecards, QUEUE_INDEX);
    data.measures.allow(writeScorecards, ['Query'], ['DAYS', 'ROLL-UPS#*']);
    data.notices.allow(writeScorecards, ['GetItem', 'PutItem']);
  }
}
