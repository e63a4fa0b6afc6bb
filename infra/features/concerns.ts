import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { HandleConcernEnvironment } from '../../functions/concerns/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowCommand,
  allowLinkCuts,
  formEnvironment,
} from './feature-props.ts';

/** What becomes of a concern that somebody raised: contacted, handed on, resolved. Raising one is a form of every page. */
export class Concerns extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const handleConcern = new ServiceFunction(this, 'HandleConcern', {
      house,
      handler: 'concerns/handle-concern.handler.ts',
      environmentSchema: HandleConcernEnvironment,
      environment: formEnvironment({ house, data, api }),
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'What was done about a concern could not be recorded.',
        impact: 'Somebody who was contacted still counts as waiting, and those above are written to without need.',
      },
    });
    allowCommand(data, handleConcern);
    allowCatalogue(data, handleConcern);
    allowLinkCuts(data, handleConcern);
    data.linkKeys.allowRead(handleConcern);
    data.photos.allowShow(handleConcern);
    api.route('POST', '/concerns/{token}', handleConcern);
  }
}
