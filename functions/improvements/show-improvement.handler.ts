import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answerPage, notOpened } from '../pages/answer-page.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { ShowImprovementEnvironment } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { type ImprovementPageDependencies, drawImprovement, openImprovement } from './open-improvement.ts';
import { improvementPageDependencies } from './improvement-dependencies.ts';

const log = logOf(LogMessage);

/** Shows the findings and improvements, or one improvement, that a signed link opens. Reads only, however often it is fetched (R151). */
export const showImprovement =
  (dependencies: ImprovementPageDependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const opened = await openImprovement(event, dependencies);
    if (!opened) {
      log.warn('IMPROVEMENT_NOT_OPENED');
      return notOpened(dependencies.city);
    }
    const done = event.queryStringParameters?.done;
    return answerPage(200, await drawImprovement(opened, { fields: {}, ...(done ? { done } : {}) }, dependencies));
  };

export const handler = lambda(
  ShowImprovementEnvironment,
  (environment) => improvementPageDependencies(environment, () => Date.now()),
  showImprovement,
);
