import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { BaseEnvironment } from '../../functions/shared/contract.ts';
import { LiveStage } from '../../infra/constructs/live-stage.ts';
import { ServiceApi } from '../../infra/constructs/service-api.ts';
import { ServiceFunction } from '../../infra/constructs/service-function.ts';
import { aHouse } from './templates.ts';

/** What stands before an API whose one path leads to the function of this name. */
const liveStageOf = (name: string, path = '/requests/{token}'): Template => {
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
  return Template.fromStack(stack);
};

/** The name of its deployment. */
const deploymentOf = (...about: Parameters<typeof liveStageOf>): string | undefined =>
  Object.keys(liveStageOf(...about).findResources('AWS::ApiGateway::Deployment'))[0];

test('is deployed anew where a path leads to another function, because a deployment goes on to call the one that was there', () => {
  expect(deploymentOf('AnswerSurvey')).toBe(deploymentOf('AnswerSurvey'));
  expect(deploymentOf('AnswerSurvey')).not.toBe(deploymentOf('AnswerSurvey', '/surveys/{token}'));
  expect(deploymentOf('AnswerSurvey')).not.toBe(deploymentOf('TakeAnswer'));
});

test('leaves no trace of its own, in which the addresses of callers and the tokens of their links would stand', () => {
  liveStageOf('AnswerSurvey').hasResourceProperties('AWS::ApiGateway::Stage', { TracingEnabled: false });
});

test('lets nothing keep what the gateway itself answers', () => {
  const answers = Object.values(liveStageOf('AnswerSurvey').findResources('AWS::ApiGateway::GatewayResponse'));
  expect(answers.length).toBeGreaterThan(0);
  for (const { Properties } of answers)
    expect(Properties.ResponseParameters, Properties.ResponseType).toMatchObject({
      'gatewayresponse.header.Cache-Control': "'no-store'",
    });
});
