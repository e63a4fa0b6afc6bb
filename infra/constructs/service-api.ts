import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  type CfnStage,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { Firewall } from './firewall.ts';
import { type House, nameOf } from './house.ts';
import { houseLogs } from './log-group.ts';
import { PERIOD } from './service-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

const STAGE = 'live';

/** What the gateway itself answers, before any function is called: status, title, and what the caller can do. */
const REFUSALS: [ResponseType, string, string, string][] = [
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, '404', 'Not found', 'There is no such address here.'],
  [ResponseType.REQUEST_TOO_LARGE, '413', 'Too large', 'Send at most 256 KB.'],
  [ResponseType.THROTTLED, '429', 'Too many requests', 'Send it again in a few seconds.'],
  [ResponseType.WAF_FILTERED, '403', 'Refused', 'The firewall takes this for an attack.'],
  [ResponseType.DEFAULT_4XX, '400', 'Not understood', 'The request could not be read.'],
  [ResponseType.DEFAULT_5XX, '503', 'Not available', 'Nothing was recorded. Send it again in a minute.'],
];

/** The one way in: a regional REST API before the functions that answer webhooks and show pages. */
export class ServiceApi extends Construct {
  /** Address of the pages with no slash at its end. */
  readonly publicUrl: string;
  private readonly api: RestApi;
  private readonly apiName: string;
  /** Methods with a throttle of their own; the stage's own settings stand before them. */
  private throttled = 0;

  constructor(scope: Construct, id: string, { house }: { house: House }) {
    super(scope, id);
    const { config, environment } = house;
    this.apiName = nameOf(environment, id);
    const accessLogs = houseLogs(this, 'AccessLogs', house, `/resolve311/${environment}/api/access`);
    this.api = new RestApi(this, 'Api', {
      restApiName: this.apiName,
      description: 'Webhooks of the 311 platforms, and the pages that signed links open.',
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: ['*/*'], // a signature is over the bytes as they came
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN, // the account has one, and other APIs may use it
      deployOptions: {
        stageName: STAGE,
        throttlingRateLimit: config.throttle.rate,
        throttlingBurstLimit: config.throttle.burst,
        metricsEnabled: true,
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        // No path and no address: a signed link's token is in the path, and an IP address is personal data.
        accessLogFormat: AccessLogFormat.custom(
          JSON.stringify({
            requestId: AccessLogField.contextRequestId(),
            resource: AccessLogField.contextResourcePath(),
            method: AccessLogField.contextHttpMethod(),
            status: AccessLogField.contextStatus(),
            bytes: AccessLogField.contextResponseLength(),
            ms: AccessLogField.contextResponseLatency(),
            functionMs: AccessLogField.contextIntegrationLatency(),
          }),
        ),
      },
    });
    for (const [type, statusCode, title, detail] of REFUSALS) {
      const status = Number(statusCode);
      this.api.addGatewayResponse(`Answer${statusCode}${type.responseType}`.replaceAll('_', ''), {
        type,
        statusCode,
        responseHeaders: {
          'Content-Type': "'application/problem+json'",
          ...(status === 429 || status === 503 ? { 'Retry-After': `'${status === 429 ? 5 : 60}'` } : {}),
        },
        templates: { 'application/json': JSON.stringify({ type: 'about:blank', status, title, detail }) },
      });
    }
    // Not api.url: it refers to the deployment, which waits for the functions that are told this address.
    this.publicUrl =
      config.publicUrl ?? `https://${this.api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${STAGE}`;
    if (config.firewall) new Firewall(this, 'Firewall', { house, stageArn: this.api.deploymentStage.stageArn });
    this.acknowledgeFindings();
  }

  /** Leads a method of a path to a function; with a throttle of its own where the API's is too wide. */
  route(method: 'GET' | 'POST', path: string, to: ServiceFunction, throttle?: { rate: number; burst: number }): void {
    this.api.root.resourceForPath(path).addMethod(method, new LambdaIntegration(to.lambda, { allowTestInvoke: false }));
    if (throttle) this.throttle(method, path, throttle);
  }

  /** What is said of one method stands in the place of all that is said of the stage, so its metrics are turned on again. */
  private throttle(method: string, path: string, { rate, burst }: { rate: number; burst: number }): void {
    this.throttled += 1;
    const stage = this.api.deploymentStage.node.defaultChild as CfnStage;
    stage.addPropertyOverride(`MethodSettings.${this.throttled}`, {
      HttpMethod: method,
      ResourcePath: `/${path.replaceAll('/', '~1')}`,
      ThrottlingRateLimit: rate,
      ThrottlingBurstLimit: burst,
      MetricsEnabled: true,
      DataTraceEnabled: false,
    });
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
    const signed =
      'Callers have no account here: a webhook is signed over its bytes and a page opens by a signed link; the functions check both.';
    acknowledge(this.api, 'AwsSolutions-APIG4', signed);
    acknowledge(this.api, 'AwsSolutions-COG4', signed);
    acknowledge(
      this.api,
      'AwsSolutions-APIG2',
      'The function checks the body after its signature and names the field at fault, which a gateway model cannot.',
    );
    acknowledge(
      this.api,
      ['AwsSolutions-APIG6', 'NIST.800.53.R5-APIGWExecutionLoggingEnabled'],
      'Execution logs would hold bodies and signed links. Access logs, metrics and traces are on.',
    );
    acknowledge(
      this.api,
      'NIST.800.53.R5-APIGWCacheEnabledAndEncrypted',
      'A page shows what is so now, and to whoever has its link; a copy between could show it to others, and older.',
    );
    acknowledge(
      this.api,
      'NIST.800.53.R5-APIGWSSLEnabled',
      'Behind it are functions, called by its permission and not by a certificate; no server of ours would ask for one.',
    );
    acknowledge(
      this.api,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      'The account-wide role by which API Gateway writes logs is made for exactly this managed policy.',
    );
    if (!this.node.tryFindChild('Firewall')) {
      acknowledge(this.api, 'AwsSolutions-APIG3', 'On one machine nothing stands before the API.');
    }
  }
}
