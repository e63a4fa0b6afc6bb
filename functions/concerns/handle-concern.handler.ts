import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { answerForm } from '../pages/answer-form.ts';
import { concernPage } from '../pages/concern-page.ts';
import type { FormDependencies } from '../pages/open-link.ts';
import { formDependencies } from '../pages/page-dependencies.ts';
import { MANAGER } from '../requests/concern.ts';
import { lambda } from '../shared/lambda.ts';
import { readConcernCommand } from './concern-command.ts';
import { concernOfLink } from './concern-link.ts';
import { HandleConcernEnvironment } from './contract.ts';
import { handleConcern, isNoted } from './handle-concern.ts';

/** The concern's page posts here: what its owner does about it, or the Service Operations Manager, whoever owns it. */
export const answerConcern = (dependencies: FormDependencies) => (event: APIGatewayProxyEvent) =>
  answerForm(
    event,
    {
      purpose: 'concern',
      read: readConcernCommand,
      decide: (file, command, link, now) => {
        const { concernId, isManagers } = concernOfLink(link.id);
        const owner = file.concerns?.find(({ id }) => id === concernId)?.owner ?? MANAGER;
        const kind = isManagers || owner === MANAGER ? 'manager' : 'partner';
        const by = { kind, name: kind === 'manager' ? MANAGER : owner } as const;
        const context = { catalogue: catalogueOf(file.request.catalogue), office: dependencies.office };
        return handleConcern(file, concernId, command, by, context, now);
      },
      isTold: (command, events, { id }) => isNoted(concernOfLink(id).concernId, command, events),
      draw: concernPage,
    },
    dependencies,
  );

export const handler = lambda(
  HandleConcernEnvironment,
  (environment) => formDependencies(environment, () => Date.now()),
  answerConcern,
);
