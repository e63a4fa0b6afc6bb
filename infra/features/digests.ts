import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ASKED_EVERY_MINUTES, WriteDigestsEnvironment } from '../../functions/digests/contract.ts';
import { QUEUE_INDEX, WATCH_INDEX } from '../../functions/shared/contract.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { type FeatureProps, allowCatalogue, officeEnvironment, storeEnvironment } from './feature-props.ts';

/** The weekly lists: to each partner of its open work, to the manager of all of it. */
export class Digests extends Construct {
  constructor(scope: Construct, id: string, { house, data }: FeatureProps) {
    super(scope, id);
    const writeDigests = new ScheduledFunction(this, 'WriteDigests', {
      house,
      handler: 'digests/write-digests.handler.ts',
      environmentSchema: WriteDigestsEnvironment,
      environment: { ...storeEnvironment(data), ...officeEnvironment(house) },
      every: Duration.minutes(ASKED_EVERY_MINUTES),
      description: 'Writes the weekly list of each partner, and the manager’s, when the week of its reader begins.',
      memory: 512,
      failing: {
        what: 'The weekly lists could not be written.',
        impact:
          'Partners or the manager do not see their open work in one list this week; every other notice goes out.',
      },
    });
    allowCatalogue(data, writeDigests);
    data.requests.allowIndex(writeDigests, QUEUE_INDEX);
    data.requests.allowIndex(writeDigests, WATCH_INDEX);
    data.notices.allow(writeDigests, ['GetItem', 'PutItem']);
  }
}
