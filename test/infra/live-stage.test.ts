import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { BaseEnvironment } from '../../functions/shared/contract.ts';
import { LiveStage } from '../../infra/constructs/live-stage.ts';
import { ServiceApi } from '../../infra/constructs/service-api.ts';
import { ServiceFunction } from '../../infra/constructs/service-function.ts';
import { aHouse } from './templates.ts';

/** The name of the deployment of an API whose one path leads to the function of this name. */
const deploymentOf = (name: string, path = '/requests/{token}'): string | undefined => {
  const stack = new Stack(new App(), 'Stack');
  const house = aHouse(stack);
  const api = new ServiceApi(stack, 'Api', { house });
  const to = new ServiceFunction(stack, name, {
    house,
    handler: 'surveys/answer-survey.handler.ts',
    environmentSchema: BaseEnvironment,
    environment: {},
    timeout: Duration.seconds(15),
    failing: { coveredBy: 'Nobody calls it.' },
  });
  api.route('POST', path, to);
  new LiveStage(stack, 'Live', { house, api });
  return Object.keys(Template.fromStack(stack).findResources('AWS::ApiGateway::Deployment'))[0];
};

test('is deployed anew where a path leads to another function, because a deployment goes on to call the one that was there', () => {
  expect(deploymentOf('AnswerSurvey')).toBe(deploymentOf('AnswerSurvey'));
  expect(deploymentOf('AnswerSurvey')).not.toBe(deploymentOf('AnswerSurvey', '/surveys/{token}'));
  expect(deploymentOf('AnswerSurvey')).not.toBe(deploymentOf('TakeAnswer'));
});
