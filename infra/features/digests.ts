import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ASKED_EVERY_MINUTES, WriteDigestsEnvironment } from '../../functions/digests/contract.ts';
import { ON_THE_WAY_INDEX } from '../../functions/notices/contract.ts';
import { QUEUE_INDEX, WATCH_INDEX } from '../../functions/shared/contract.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { type FeatureProps, allowCatalogue, officeEnvironment, storeEnvironment } from './feature-props.ts';

/** The weekly lists: to each partner of its open work, to the manager of all of it; and hers of those whom e-mail does not reach. */
export class Digests extends Construct {
  constructor(scope: Construct, id: string, { house, data }: FeatureProps) {
    super(scope, id);
    const writeDigests = new ScheduledFunction(this, 'WriteDigests', {
      house,
      handler: 'digests/write-digests.handler.ts',
      environmentSchema: WriteDigestsEnvironment,
      environment: { ...storeEnvironment(data), ...officeEnvironment(house) },
      every: Duration.minutes(ASKED_EVERY_MINUTES),
      description: 'Writes the weekly list of each partner, and the manager’s lists.',
      memory: 512,
      failing: {
        what: 'The weekly lists, or that of those whom e-mail does not reach, could not be written.',
        impact:
          'Partners or the manager do not see their open work, or who cannot be reached, in one list; every other notice goes out.',
      },
    });
    allowCatalogue(data, writeDigests);
    data.requests.allowIndex(writeDigests, QUEUE_INDEX);
    data.requests.allowIndex(writeDigests, WATCH_INDEX);
    data.notices.allowIndex(writeDigests, ON_THE_WAY_INDEX);
    data.notices.allow(writeDigests, ['GetItem', 'PutItem', 'UpdateItem']);
  }
}
