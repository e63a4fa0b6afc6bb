import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/mini';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import {
  type Asked,
  answer,
  answerWithList,
  askedFor,
  checkJurisdiction,
  failed,
  failure,
  nothingHere,
} from './answer.ts';
import { ReadRequestsEnvironment, Served } from './contract.ts';
import { requestDocument, updateDocument } from './documents.ts';
import { type Listed, type PublicReader, createPublicReader } from './public-reader.store.ts';
import { publicTypes } from './public-types.ts';
import { type Parameters, readRequestQuery, readUpdateQuery } from './request-query.ts';
import type { Value } from './xml.ts';

interface Dependencies {
  served: Served;
  reader: PublicReader;
  now: () => number;
}

type Respond = (asked: Asked, parameters: Parameters, dependencies: Dependencies) => Promise<APIGatewayProxyResult>;

/** Tells what is public of requests: by id, in lists, their updates. The function may read the public table, and which types are public. */
export const readRequests =
  (dependencies: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const asked = askedFor(event);
    if (!asked) return nothingHere();
    const parameters = event.queryStringParameters;
    const elsewhere = checkJurisdiction(parameters?.jurisdiction_id, dependencies.served.jurisdiction);
    if (elsewhere) return failed(asked.format, elsewhere);
    return respondTo(asked)(asked, parameters, dependencies);
  };

const respondTo = ({ resource, id }: Asked): Respond => {
  switch (resource) {
    case 'requests':
      return id === undefined ? listRequests : oneRequest;
    case 'tokens':
      return oneToken;
    case 'servicerequestupdates':
      return listUpdates;
    default:
      return async () => nothingHere();
  }
};

const oneRequest: Respond = async ({ id = '', format }, parameters, { reader }) => {
  const [request] = await reader.find([id]);
  const extensions = parameters?.extensions?.toLowerCase() === 'true';
  return request
    ? answer(format, 'service_requests', [requestDocument(request, extensions)])
    : failed(format, failure(404, 'service_request_id was not found.'));
};

/** Ids are known at once here, so a token is the id that it stands for (R26). */
const oneToken: Respond = async ({ id = '', format }, _, { reader }) => {
  const [request] = await reader.find([id]);
  return request
    ? answer(format, 'service_requests', [{ service_request_id: request.id, token: id }])
    : failed(format, failure(404, 'token was not found.'));
};

const listRequests: Respond = async ({ format }, parameters, { reader, now }) => {
  const query = readRequestQuery(parameters, now());
  if (query.kind === 'failure') return failed(format, query);
  const listed = query.kind === 'ids' ? await byIds(reader, query.ids) : await reader.list(query);
  if (!listed) return failed(format, TOO_MANY);
  const documents = listed.entries.map((request) => requestDocument(request, query.extensions));
  return answerWithList(format, 'service_requests', documents, totalOf(listed));
};

const byIds = async (reader: PublicReader, ids: readonly string[]) => {
  const entries = await reader.find(ids);
  return { entries, count: entries.length, isWhole: true };
};

const listUpdates: Respond = async ({ format }, parameters, { reader, now }) => {
  const query = readUpdateQuery(parameters, now());
  if ('kind' in query) return failed(format, query);
  const listed = await reader.updates(query);
  if (!listed) return failed(format, TOO_MANY);
  const documents: Value[] = listed.entries.map(updateDocument);
  return answerWithList(format, 'service_request_updates', documents, totalOf(listed));
};

const TOO_MANY = failure(400, 'Too much lies in this span for one call: choose dates that are nearer to each other.');

/** How long a list is, or how long it is at least where it was not counted to its end. */
const totalOf = ({ count, isWhole }: Listed<unknown>): Record<string, string> => ({
  [isWhole ? 'x-total-count' : 'x-total-at-least']: String(count),
});

export const handler = lambda(
  ReadRequestsEnvironment,
  (environment): Dependencies & { refresh: () => Promise<void> } => {
    const client = dynamoDb();
    const now = () => Date.now();
    const served = z.parse(Served, JSON.parse(environment.OPEN311));
    const types = () => publicTypes(catalogueOf(served.catalogue));
    const reader = createPublicReader(client, environment.PUBLIC_TABLE, types);
    return { ...openCatalogue(environment, client, now), served, reader, now };
  },
  readRequests,
);
