import * as z from 'zod/mini';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { Served } from '../open311/contract.ts';
import { createPublicStore } from '../open311/public.store.ts';
import { publishRequests } from '../open311/publish-request.reader.ts';
import { openRequests } from '../requests/requests.store.ts';
import { followLeaders } from '../review/follow-leader.reader.ts';
import { readOffice } from '../review/office.ts';
import { dynamoDb, stepFunctions } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { type StreamReader, readTogether } from '../shared/stream.ts';
import { surveyWindowMs } from '../surveys/contract.ts';
import { METRICS_NAMESPACE, MetricName } from '../workflow/contract.ts';
import { driveWorkflow } from '../workflow/drive-workflow.reader.ts';
import { createWorkflowStore } from '../workflow/workflow.store.ts';
import { PassOnChangesEnvironment } from './contract.ts';

interface Dependencies {
  readers: readonly StreamReader[];
  metrics: Counter<keyof typeof MetricName>;
  refresh: () => Promise<void>;
}

/** Passes every change of a request on: to its workflow, to those that follow it, and to what is public of it. */
export const handler = lambda(
  PassOnChangesEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    const metrics = createCounter(METRICS_NAMESPACE, MetricName);
    return {
      ...openCatalogue(environment, client, now),
      metrics,
      readers: [
        driveWorkflow({
          requests,
          workflow: createWorkflowStore(stepFunctions(), environment.STATE_MACHINE_ARN),
          metrics,
          now,
        }),
        followLeaders({
          requests,
          office: readOffice(environment.OFFICE),
          surveyWindowMs: surveyWindowMs(environment),
          now,
        }),
        publishRequests({
          requests,
          published: createPublicStore(client, environment.PUBLIC_TABLE),
          served: z.parse(Served, JSON.parse(environment.OPEN311)),
        }),
      ],
    };
  },
  ({ readers }) => readTogether(readers),
);
