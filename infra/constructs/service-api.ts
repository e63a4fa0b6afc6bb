import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  EndpointType,
  type GatewayResponseOptions,
  Integration,
  IntegrationType,
  Resource,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type House, nameOf } from './house.ts';
import { PERIOD } from './service-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

/** The one stage of the API; a word and no reference, because what refers to the stage comes after the functions. */
export const STAGE = 'live';

/** A method of a path, where it leads, and how often it may be called where the stage's own throttle is too wide. */
export interface ApiMethod {
  method: 'GET' | 'POST';
  path: string;
  /** Name of the function. */
  to: string;
  throttle?: Throttle | undefined;
}

/** Calls a second, and at once. */
export interface Throttle {
  rate: number;
  burst: number;
}

/** Why the gateway itself answers, before any function is called: status, title, and what the caller can do. */
const REFUSALS: [ResponseType, string, string, string][] = [
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, '404', 'Not found', 'There is no such address here.'],
  [ResponseType.REQUEST_TOO_LARGE, '413', 'Too large', 'Send at most 256 KB.'],
  [ResponseType.THROTTLED, '429', 'Too many requests', 'Send it again in a few seconds.'],
  [ResponseType.WAF_FILTERED, '403', 'Refused', 'The firewall takes this for an attack.'],
  [ResponseType.DEFAULT_4XX, '400', 'Not understood', 'The request could not be read.'],
  // A function that came to its end may have recorded something before: every door takes the same twice as once.
  [ResponseType.DEFAULT_5XX, '503', 'Not available', 'Send the same again in a minute; nothing is recorded twice.'],
];

/** The same as the gateway sends it; nothing between keeps it, as nothing keeps what a function answers. */
export const GATEWAY_ANSWERS = REFUSALS.map(([type, statusCode, title, detail]): GatewayResponseOptions => {
  const status = Number(statusCode);
  return {
    type,
    statusCode,
    responseHeaders: {
      'Content-Type': "'application/problem+json'",
      'Cache-Control': "'no-store'",
      ...(status === 429 || status === 503 ? { 'Retry-After': `'${status === 429 ? 5 : 60}'` } : {}),
    },
    templates: { 'application/json': JSON.stringify({ type: 'about:blank', status, title, detail }) },
  };
});

const SIGNED =
  'Callers have no account here: a webhook is signed over its bytes and a page opens by a signed link; the functions check both.';

/**
 * The one way in: a regional REST API before the functions that answer webhooks and show pages. Each path stands in the stack of
 * the function behind it; what is open to the world is the `LiveStage`, which comes after all of them.
 */
export class ServiceApi extends Construct {
  readonly restApi: RestApi;
  /** Address of the pages with no slash at its end. */
  readonly publicUrl: string;
  readonly methods: ApiMethod[] = [];
  private readonly apiName: string;
  /** The first part of each path; it stands in one stack, and what is below it too. */
  private readonly branches = new Map<string, Resource>();

  constructor(scope: Construct, id: string, { house }: { house: House }) {
    super(scope, id);
    const { config, environment } = house;
    this.apiName = nameOf(environment, id);
    this.restApi = new RestApi(this, 'Api', {
      restApiName: this.apiName,
      description: 'Webhooks of the 311 platforms, and the pages that signed links open.',
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: ['*/*'], // a signature is over the bytes as they came
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN, // the account has one, and other APIs may use it
      deploy: false,
    });
    for (const answer of GATEWAY_ANSWERS) {
      const { statusCode = '', type } = answer;
      this.restApi.addGatewayResponse(`Answer${statusCode}${type.responseType}`.replaceAll('_', ''), answer);
    }
    this.publicUrl =
      config.publicUrl ?? `https://${this.restApi.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${STAGE}`;
    this.acknowledgeFindings();
  }

  /** Leads a method of a path to a function; with a throttle of its own where the API's is too wide. */
  route(method: ApiMethod['method'], path: string, to: ServiceFunction, throttle?: Throttle): void {
    this.methods.push({ method, path, to: to.functionName, throttle });
    const { lambda } = to;
    const arn = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${lambda.functionArn}/invocations`;
    this.resourceFor(path, Stack.of(to)).addMethod(
      method,
      new Integration({ type: IntegrationType.AWS_PROXY, integrationHttpMethod: 'POST', uri: arn }),
    );
    lambda.addPermission(`${method} ${path}`.replaceAll('/', ' '), {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.restApi.arnForExecuteApi(method, path.replaceAll(/\{[^}]*\}/g, '*'), STAGE),
    });
  }

  /** The resource of a path, in the stack of its function: a path that goes then goes with it, and no other stack holds on to it. */
  private resourceFor(path: string, stack: Stack): Resource {
    const [first = '', ...rest] = path.replace(/^\//, '').split('/');
    const { root } = this.restApi;
    let branch = this.branches.get(first);
    if (!branch) {
      branch = new Resource(stack === Stack.of(this) ? this : stack, `Path-${first}`, {
        parent: root,
        pathPart: first,
      });
      acknowledge(branch, ['AwsSolutions-APIG4', 'AwsSolutions-COG4'], SIGNED);
      this.branches.set(first, branch);
    }
    if (Stack.of(branch) !== stack) {
      throw new Error(`/${first} is in ${Stack.of(branch).stackName}, so ${path} cannot be in ${stack.stackName}.`);
    }
    return rest.length === 0 ? branch : branch.resourceForPath(rest.join('/'));
  }

  /** One of API Gateway's own metrics, of the whole stage or of one route. */
  metric(name: '4XXError' | '5XXError' | 'Count' | 'Latency', statistic: string, route?: [string, string]): Metric {
    const [Method, Resource] = route ?? [];
    return new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: name,
      dimensionsMap: {
        ApiName: this.apiName,
        Stage: STAGE,
        ...(Method && Resource ? { Method, Resource } : {}),
      },
      statistic,
      period: PERIOD,
      label: name,
    });
  }

  private acknowledgeFindings(): void {
    acknowledge(
      this.restApi,
      'AwsSolutions-APIG2',
      'The function checks the body after its signature and names the field at fault, which a gateway model cannot.',
    );
    acknowledge(
      this.restApi,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      'The account-wide role by which API Gateway writes logs is made for exactly this managed policy.',
    );
  }
}
