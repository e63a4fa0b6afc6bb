import type { APIGatewayProxyEvent } from 'aws-lambda';
import { answerForm } from '../pages/answer-form.ts';
import { escalationPage } from '../pages/escalation-page.ts';
import type { FormDependencies } from '../pages/open-link.ts';
import { formDependencies } from '../pages/page-dependencies.ts';
import { lambda } from '../shared/lambda.ts';
import { acknowledgeEscalation, isAcknowledged, readAcknowledgement } from './acknowledge-escalation.ts';
import { AcknowledgeEscalationEnvironment } from './contract.ts';

/** The escalation's page posts here: what will be done now. */
export const answerEscalation = (dependencies: FormDependencies) => (event: APIGatewayProxyEvent) =>
  answerForm(
    event,
    {
      purpose: 'escalation',
      read: readAcknowledgement,
      decide: (file, command, _, now) => acknowledgeEscalation(file, command, now),
      isTold: isAcknowledged,
      draw: escalationPage,
    },
    dependencies,
  );

export const handler = lambda(
  AcknowledgeEscalationEnvironment,
  (environment) => formDependencies(environment, () => Date.now()),
  answerEscalation,
);
