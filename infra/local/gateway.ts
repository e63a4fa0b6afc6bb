import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Activity } from './activity.ts';
import { CLOUDWATCH_TARGET, type CloudWatchApi } from './cloudwatch-api.ts';
import type { GatewayCalls } from './permissions/gateway-calls.ts';
import type { Permissions } from './permissions/permissions.ts';
import type { Call } from './permissions/policy.ts';
import type { S3Api } from './s3-api.ts';
import type { LambdaApi } from './lambda-api.ts';
import type { SqsApi } from './sqs-api.ts';
import { signerOfCall } from './s3-signatures.ts';
import type { Secrets } from './secrets.ts';
import { failure } from './ses.ts';
import type { Ses, XmlAnswer } from './ses.ts';
import type { Topics } from './topics.ts';

/** What the gateway leads to. */
export interface GatewayServices {
  stepFunctions: { handleRequest(target: string, body: object): Promise<{ status: number; body: object }> };
  ses: Ses;
  secrets: Secrets;
  sqs: SqsApi;
  cloudWatch: CloudWatchApi;
  lambda: LambdaApi;
  topics: Topics;
  s3: S3Api;
  calls: GatewayCalls;
  permissions: Permissions;
  /** Called after a topic or a queue was written to. */
  afterwards: () => void;
}

/** The one endpoint that functions know as AWS: calls are told apart by what stands in the path (a function, a bucket), by `X-Amz-Target`, or by `Action` in a form. */
export function createGateway(services: () => GatewayServices, activity: Activity, now: () => number): Server {
  return createServer((request, response) => {
    // Clients learn from this header how far their clocks are off, and those of functions tell the local time.
    response.setHeader('date', new Date(now()).toUTCString());
    void activity.during('calls to AWS', async () => {
      try {
        await answer(request, response, services());
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        send(response, 500, 'application/x-amz-json-1.1', JSON.stringify({ __type: 'InternalFailure', message }));
      }
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, services: GatewayServices): Promise<void> {
  if (await services.lambda(request, response)) return;
  if (await services.s3(request, response)) return;
  const sent = await text(request);
  const target = request.headers['x-amz-target'];
  const refuse = (calls: Call[]) => refuseCaller(signerOfCall(request.headers.authorization), calls, services);
  if (typeof target === 'string') {
    const input = JSON.parse(sent || '{}') as Record<string, unknown>;
    const refused = refuse(services.calls.ofTarget(target, input));
    const { status, body } = refused
      ? { status: 400, body: { __type: 'AccessDeniedException', Message: refused, message: refused } }
      : await callByTarget(target, input, services);
    return send(response, status, 'application/x-amz-json-1.1', JSON.stringify(body));
  }
  const form = new URLSearchParams(sent);
  const refused = refuse(services.calls.ofForm(form));
  const { status, xml } = refused
    ? { status: 403, xml: failure('AccessDenied', refused) }
    : callByAction(form, services);
  send(response, status, 'text/xml', xml);
}

/** The access key of this machine's own tools, which may do everything, as whoever runs them may. */
export const OPERATOR = 'local';

/** What keeps a caller from a call: it is nobody's, or not among what its role may do. */
export const refuseCaller = (
  caller: string,
  calls: Call[],
  { permissions }: Pick<GatewayServices, 'permissions'>,
): string | undefined => {
  if (caller === OPERATOR) return undefined;
  return permissions.knows(caller)
    ? permissions.refuse(caller, calls)
    : 'The security token included in the request is invalid.';
};

async function callByTarget(
  target: string,
  input: Record<string, unknown>,
  { stepFunctions, secrets, sqs, cloudWatch }: GatewayServices,
): Promise<{ status: number; body: object }> {
  if (target.startsWith('AWSStepFunctions.')) return stepFunctions.handleRequest(target, input);
  if (target.startsWith('secretsmanager.')) {
    const answer = secrets.handle(target.slice('secretsmanager.'.length), input);
    if (answer) return answer;
  }
  const answered = target.startsWith(CLOUDWATCH_TARGET)
    ? cloudWatch(target.slice(CLOUDWATCH_TARGET.length), input)
    : sqs(target.replace(/^AmazonSQS\./u, ''), input);
  if (answered) return answered;
  return { status: 400, body: { __type: 'UnknownOperationException', message: unknownCall(target) } };
}

function callByAction(form: URLSearchParams, { ses, topics, afterwards }: GatewayServices): XmlAnswer {
  const action = form.get('Action');
  if (action === 'SendRawEmail' || action === 'SendEmail') return ses.handle(form);
  if (action === 'Publish') {
    const subject = form.get('Subject');
    const message = { message: form.get('Message') ?? '', ...(subject === null ? {} : { subject }) };
    const id = topics.publish(form.get('TopicArn') ?? '', message);
    afterwards();
    const result = `<PublishResult><MessageId>${id}</MessageId></PublishResult>`;
    return {
      status: 200,
      xml: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${result}</PublishResponse>`,
    };
  }
  return { status: 400, xml: failure('InvalidAction', unknownCall(action ?? 'a call without Action')) };
}

const unknownCall = (name: string): string =>
  `The local stack does not implement ${name}. It knows Step Functions, SES SendRawEmail and SendEmail, ` +
  'Secrets Manager GetSecretValue, PutSecretValue and UpdateSecretVersionStage, messages of SQS, SNS Publish, ' +
  'Lambda Invoke, CloudWatch DescribeAlarms and GetMetricData, and objects of S3.';

function send(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }).end(text);
}
