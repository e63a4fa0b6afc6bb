import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { KeepPhotoEnvironment, ORIGINALS } from '../../functions/photos/contract.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { nameOf } from '../constructs/house.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type FeatureProps,
  allowCatalogue,
  allowLinkCuts,
  allowQuietCommand,
  storeEnvironment,
} from './feature-props.ts';

/** Keeps the photos that partners send: each original is cleaned, added to its work order and deleted. */
export class Photos extends Construct {
  constructor(scope: Construct, id: string, { house, data }: FeatureProps) {
    super(scope, id);
    const lost = new DeadLetters(this, 'Lost', {
      house,
      feature: 'photos',
      of: 'KeepPhoto',
      what: 'Photos that partners sent could not be kept.',
      impact: 'Work that is closed with a photo cannot be completed, and after a day the originals are gone.',
    });
    const keepPhoto = new ServiceFunction(this, 'KeepPhoto', {
      house,
      handler: 'photos/keep-photo.handler.ts',
      environmentSchema: KeepPhotoEnvironment,
      environment: { ...storeEnvironment(data), PHOTOS_BUCKET: data.photos.bucketName },
      timeout: Duration.minutes(1),
      memory: 512, // an original of 10 MB, its clean copy, and the copy that is sent
      failing: { coveredBy: 'Lambda tries twice more, then photos/KeepPhotoDeadLetters tells of it.' },
    });
    allowQuietCommand(data, keepPhoto);
    allowCatalogue(data, keepPhoto);
    allowLinkCuts(data, keepPhoto);
    data.photos.allowKeep(keepPhoto);
    keepPhoto.lambda.configureAsyncInvoke({ retryAttempts: 2, onFailure: lost.ofEvents });
    new Rule(this, 'OriginalCame', {
      ruleName: nameOf(house.environment, 'OriginalCame'),
      description: 'Tells KeepPhoto of each original that a partner sent.',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [data.photos.bucketName] }, object: { key: [{ prefix: ORIGINALS }] } },
      },
      targets: [new LambdaFunction(keepPhoto.lambda, { deadLetterQueue: lost })],
    });
  }
}
