import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DecideReviewEnvironment, ReviewRequestEnvironment } from '../../functions/review/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { NEAR_INDEX } from '../../functions/shared/contract.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowCommand,
  allowMisroutes,
  formEnvironment,
  officeEnvironment,
  windowEnvironment,
  storeEnvironment,
} from './feature-props.ts';

/** Decides what happens with a request: by rule where the rules suffice, else by a person's word. */
export class Review extends Construct {
  /** The workflow's first task. */
  readonly reviewRequest: ServiceFunction;

  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    this.reviewRequest = new ServiceFunction(this, 'ReviewRequest', {
      house,
      handler: 'review/review-request.handler.ts',
      environmentSchema: ReviewRequestEnvironment,
      environment: { ...storeEnvironment(data), ...officeEnvironment(house) },
      timeout: Duration.seconds(30),
      failing: { coveredBy: 'The workflow retries it; what stays broken raises workflow/OperatorsNeeded.' },
    });
    allowCommand(data, this.reviewRequest);
    allowCatalogue(data, this.reviewRequest);
    data.requests.allow(this.reviewRequest, ['BatchGetItem'], ['REQUEST#*']);
    data.requests.allowIndex(this.reviewRequest, NEAR_INDEX);

    const decideReview = new ServiceFunction(this, 'DecideReview', {
      house,
      handler: 'review/decide-review.handler.ts',
      environmentSchema: DecideReviewEnvironment,
      environment: {
        ...formEnvironment({ house, data, api }),
        ...windowEnvironment(house),
      },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'A reviewer’s decision could not be recorded.',
        impact: 'The request stays in review while its acknowledge clock runs.',
      },
    });
    allowCommand(data, decideReview);
    allowMisroutes(data, decideReview);
    allowCatalogue(data, decideReview);
    data.linkKeys.allowRead(decideReview);
    data.photos.allowShow(decideReview);
    api.route('POST', '/reviews/{token}', decideReview);
  }
}
