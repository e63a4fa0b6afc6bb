import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AnswerSurveyEnvironment } from '../../functions/surveys/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { type PublicFeatureProps, allowCatalogue, allowCommand, formEnvironment } from './feature-props.ts';

/** Takes what a constituent says of a finished request: the survey's answers, or that it is not done. */
export class Surveys extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const answerSurvey = new ServiceFunction(this, 'AnswerSurvey', {
      house,
      handler: 'surveys/answer-survey.handler.ts',
      environmentSchema: AnswerSurveyEnvironment,
      environment: formEnvironment({ house, data, api }),
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'A constituent’s answer could not be recorded.',
        impact: 'A survey is lost, or a request that is not done stays resolved.',
      },
    });
    allowCommand(data, answerSurvey);
    allowCatalogue(data, answerSurvey);
    data.linkKeys.allowRead(answerSurvey);
    data.photos.allowShow(answerSurvey);
    api.route('POST', '/requests/{token}', answerSurvey);
  }
}
