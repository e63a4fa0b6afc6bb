import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { TemplateError } from './intrinsics.ts';
import type { Functions } from './functions.ts';
import type { Template } from './template.ts';

/** Answers calls that invoke a function and wait for it; false for anything else. */
export type LambdaApi = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/**
 * Opens Lambda as far as the operator's tools use it.
 *
 * @param refuse what keeps a caller from invoking a function, by its ARN; undefined where nothing does
 */
export const createLambdaApi =
  (
    template: Template,
    functions: Functions,
    refuse: (authorization: string | undefined, functionArn: string) => string | undefined,
  ): LambdaApi =>
  async (request, response) => {
    const wanted = INVOKE.exec(new URL(request.url ?? '/', 'http://gateway').pathname)?.[1];
    if (request.method !== 'POST' || wanted === undefined) return false;
    const sent = await text(request);
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
      return true;
    };
    const arn = arnOf(template, decodeURIComponent(wanted));
    const failed = (status: number, type: string, Message: string) =>
      answer(status, { Message }, { 'x-amzn-errortype': type });
    if (arn === undefined) return failed(404, 'ResourceNotFoundException', `Function not found: ${wanted}`);
    const refused = refuse(request.headers.authorization, arn);
    if (refused) return failed(403, 'AccessDeniedException', refused);
    const result = await functions.invoke(arn, JSON.parse(sent || '{}'));
    return 'error' in result
      ? answer(200, result.error, { 'x-amz-function-error': 'Unhandled' })
      : answer(200, result.payload);
  };

const arnOf = (template: Template, nameOrArn: string): string | undefined => {
  try {
    return template.find(nameOrArn, 'AWS::Lambda::Function').arn;
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
};
