import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/mini';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { createPublishedStore } from '../catalogue/published.store.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { changedAt } from './changeset.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { answer, askedFor, checkJurisdiction, failed, failure, nothingHere } from './answer.ts';
import { DescribeServicesEnvironment, Served } from './contract.ts';
import { discovery } from './discovery.ts';
import { w3Date } from './documents.ts';
import { serviceDefinition, serviceList, serviceOf } from './services.ts';

interface Dependencies {
  served: Served;
  /** When the services last changed, UTC instant. */
  servicesChangedAt: () => Promise<number>;
  installation: { publicUrl: string; contact: string; environment: string };
  now: () => number;
}

/** Tells what there is: where the API is, what can be asked for, and what each service wants to know. Reads no request. */
export const describeServices =
  ({ served, servicesChangedAt, installation, now }: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const asked = askedFor(event);
    if (!asked || event.httpMethod === 'POST') return nothingHere();
    const { resource, id, format } = asked;
    const elsewhere = checkJurisdiction(event.queryStringParameters?.jurisdiction_id, served.jurisdiction);
    if (elsewhere) return failed(format, elsewhere);
    const catalogue = catalogueOf(served.catalogue);
    if (resource === 'discovery') {
      const changeset = w3Date(await servicesChangedAt());
      return answer(format, 'discovery', discovery({ ...installation, changeset }));
    }
    if (resource !== 'services') return nothingHere();
    if (id === undefined) return answer(format, 'services', serviceList(catalogue, now()));
    const type = serviceOf(id, catalogue);
    return type
      ? answer(format, 'service_definition', serviceDefinition(type))
      : failed(format, failure(404, 'service_code was not found.'));
  };

export const handler = lambda(
  DescribeServicesEnvironment,
  (environment): Dependencies & { refresh: () => Promise<void> } => {
    const client = dynamoDb();
    const now = () => Date.now();
    const served = z.parse(Served, JSON.parse(environment.OPEN311));
    const { PUBLIC_URL, CONTACT, ENVIRONMENT, REQUESTS_TABLE } = environment;
    const published = createPublishedStore(client, REQUESTS_TABLE);
    return {
      ...openCatalogue(environment, client, now),
      served,
      servicesChangedAt: async () => changedAt(served.catalogue, await published.publications(served.catalogue), now()),
      installation: { publicUrl: PUBLIC_URL, contact: CONTACT, environment: ENVIRONMENT },
      now,
    };
  },
  describeServices,
);
