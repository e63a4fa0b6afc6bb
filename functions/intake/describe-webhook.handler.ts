import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { STYLE_HASH } from '../pages/layout.ts';
import { BaseEnvironment } from '../shared/contract.ts';
import { header, json, page } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { openApi } from './openapi.ts';
import { webhookPage } from './webhook-page.ts';

/** Describes the webhook: for people at `/webhooks`, for programs at `/webhooks/openapi.json`. Changes nothing and reads nothing. */
export const describeWebhook =
  () =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> =>
    event.path.endsWith('/openapi.json')
      ? json(200, openApi(serverOf(event)))
      : page(200, webhookPage(serverOf(event)).toString(), STYLE_HASH);

/** The address that the caller used, without the path of this page; its path includes the stage, where there is one. */
const serverOf = (event: APIGatewayProxyEvent): string => {
  const host = event.requestContext.domainName ?? header(event, 'host') ?? '';
  const scheme = header(event, 'x-forwarded-proto') === 'http' ? 'http' : 'https';
  const path = (event.requestContext.path ?? event.path).replace(/\/webhooks(\/openapi\.json)?\/?$/, '');
  return /^[\w.:-]+$/.test(host) ? `${scheme}://${host}${path}` : path;
};

export const handler = lambda(BaseEnvironment, () => ({}), describeWebhook);
