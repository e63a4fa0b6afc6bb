import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import * as z from 'zod/mini';
import { acknowledge } from './acknowledge.ts';
import { type ExplainedGrants, GRANTS_EXPLAINED } from './explained-grants.ts';
import { type HandlerFile, type House, nameOf, serviceName } from './house.ts';
import { houseLogs } from './log-group.ts';
import { type AlarmText, PERIOD, ServiceAlarm } from './service-alarm.ts';

/** The variables that the construct adds; a feature gives the others. */
interface HouseEnvironment {
  ENVIRONMENT: string;
}

/** The schema of a function's environment, from its feature's contract. */
export type EnvironmentSchema = z.ZodMiniObject<Record<string, z.ZodMiniType<string, string>>>;

/** The variables that a feature has to give. */
export type GivenEnvironment<S extends EnvironmentSchema> = Omit<z.infer<S>, keyof HouseEnvironment>;

export interface ServiceFunctionProps<S extends EnvironmentSchema> {
  house: House;
  handler: HandlerFile;
  environmentSchema: S;
  environment: GivenEnvironment<S>;
  timeout: Duration;
  /** MB; processor time comes with it. 256 unless told. */
  memory?: 256 | 512;
  /** What a failure means to people; `coveredBy` names what else tells of it. */
  failing: AlarmText | { coveredBy: string };
}

/** A Lambda function as every one here is: Node 24 on arm64, one bundled file, JSON logs that end, traced, a role of its own. */
export class ServiceFunction<S extends EnvironmentSchema = EnvironmentSchema> extends Construct implements IGrantable {
  readonly lambda: LambdaFunction;
  readonly feature: string;
  readonly functionName: string;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps<S>) {
    super(scope, id);
    const { house, handler } = props;
    this.feature = handler.slice(0, handler.indexOf('/'));
    this.functionName = nameOf(house.environment, id);
    const logGroup = houseLogs(this, 'Logs', house, `/resolve311/${house.environment}/${this.feature}/${id}`);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: this.functionName,
      code: house.code(handler),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memory ?? 256,
      timeout: props.timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN, // start, end and report lines would be most of the log
      tracing: Tracing.ACTIVE,
      environment: checked(handler, props.environmentSchema, {
        ...props.environment,
        ENVIRONMENT: house.environment,
      }),
    });
    this.lambda.addEnvironment('POWERTOOLS_SERVICE_NAME', serviceName(house.environment));
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray takes trace segments at no narrower resource than *.');
    acknowledge(
      this.lambda,
      ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'],
      'Who calls it keeps what failed: a caller waits for the answer, the workflow retries, streams and topics have queues of their own.',
    );
    acknowledge(
      this.lambda,
      'NIST.800.53.R5-LambdaConcurrency',
      'What it may run at once is bounded where it is called: by the throttle of the API, the shards of streams and the schedule. A limit of its own would take from the account’s.',
    );
    acknowledge(
      this.lambda,
      'NIST.800.53.R5-LambdaInsideVPC',
      'It speaks to services of AWS, by TLS and its own role; there is no network of ours that it could be in.',
    );
    acknowledge(
      role,
      'NIST.800.53.R5-IAMNoInlinePolicy',
      'Its permissions are its own, made and gone with it; a managed policy could be given to others.',
    );
    if ('coveredBy' in props.failing) return;
    new ServiceAlarm(this, 'Failing', {
      house,
      feature: this.feature,
      condition: `${id}Failing`,
      ...props.failing,
      metric: this.metric('Errors'),
    });
  }

  get grantPrincipal(): IPrincipal {
    return this.lambda.grantPrincipal;
  }

  /** One of Lambda's own metrics of this function; by its name in letters, so that no other stack has to import it. */
  metric(
    name: 'Errors' | 'Throttles' | 'Duration' | 'Invocations' | 'IteratorAge' | 'ConcurrentExecutions',
    statistic: string = Stats.SUM,
  ): Metric {
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName: name,
      dimensionsMap: { FunctionName: this.functionName },
      statistic,
      period: PERIOD,
      label: this.node.id,
    });
  }

  /** Says why it may do what no test sees it do; the check of all grants reads it from the template. */
  explainGrants(grants: ExplainedGrants): void {
    const resource = this.lambda.node.defaultChild as CfnFunction;
    const before = (resource.getMetadata(GRANTS_EXPLAINED) ?? []) as ExplainedGrants[];
    resource.addMetadata(GRANTS_EXPLAINED, [...before, grants]);
  }

  /** Lets the function do these actions on these resources, and nothing else. */
  allow(actions: string[], resourceArns: string[]): Grant {
    return Grant.addToPrincipal({ grantee: this, actions, resourceArns });
  }
}

/** Refuses an environment that the function itself would refuse; a value that is known only at deployment passes as text. */
const checked = <S extends EnvironmentSchema>(handler: string, schema: S, environment: unknown) => {
  const result = z.safeParse(schema, environment);
  if (result.success) return environment as Record<string, string>;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment of functions/${handler} does not fit its schema: ${problems.join('; ')}.`);
};
