import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, FilterCriteria, FilterRule, Function, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ConfigurationSet, EmailIdentity, EmailSendingEvent, EventDestination, Identity } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { buildSync } from 'esbuild';

/** Synthesises a small app of two stacks that has one of each kind that the local stack runs; answers its `cdk.out`. */
export function synthesiseSmallApp(): string {
  const folder = mkdtempSync(join(tmpdir(), 'small-app-'));
  const outdir = join(folder, 'cdk.out');
  const bundle = join(folder, 'bundle');
  mkdirSync(bundle);
  buildSync({
    entryPoints: [join(import.meta.dirname, 'small-app.functions.ts')],
    outfile: join(bundle, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    keepNames: true,
  });

  const app = new App({ outdir, analyticsReporting: false });
  const data = new Stack(app, 'SmallData');
  const table = new Table(data, 'Things', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    stream: StreamViewType.NEW_IMAGE,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const secret = new Secret(data, 'Keys', {
    generateSecretString: { secretStringTemplate: '{"kind":"test"}', generateStringKey: 'current', passwordLength: 20 },
  });

  const service = new Stack(app, 'SmallService');
  const alarms = new Topic(service, 'Alarms');
  alarms.addSubscription(new EmailSubscription('operations@city.example'));
  const api = new RestApi(service, 'Api', { deployOptions: { stageName: 'live' }, binaryMediaTypes: ['*/*'] });
  const mail = new ConfigurationSet(service, 'Mail');
  const deadLetters = new Queue(service, 'DeadLetters');
  const aStranger = (name: string) =>
    new Function(service, name, {
      runtime: Runtime.NODEJS_24_X,
      code: Code.fromAsset(bundle),
      handler: `index.${name[0]!.toLowerCase()}${name.slice(1)}`,
      // Only the function that is asked to be late has a short time; on a busy machine 2 s pass before a first read is answered, and
      // a record that timed out is rightly brought again.
      timeout: Duration.seconds(name === 'Answer' ? 2 : 30),
      environment: {
        THINGS_TABLE: table.tableName,
        KEYS: secret.secretArn,
        CONFIGURATION_SET: mail.configurationSetName,
        PUBLIC_URL: `https://${api.restApiId}.execute-api.${service.region}.${service.urlSuffix}/live`,
      },
    });
  const aFunction = (name: string) => {
    const made = aStranger(name);
    table.grantReadWriteData(made);
    secret.grantRead(made);
    made.addToRolePolicy(new PolicyStatement({ actions: ['ses:SendRawEmail'], resources: ['*'] }));
    return made;
  };
  const answer = aFunction('Answer');
  api.root.addResource('things').addResource('{id}').addMethod('ANY', new LambdaIntegration(answer));
  api.root.getResource('things')!.addResource('fixed').addMethod('GET', new LambdaIntegration(answer));

  const read = aFunction('Read');
  read.addEventSource(
    new DynamoEventSource(table, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 2,
      onFailure: new SqsDlq(deadLetters),
      filters: [FilterCriteria.filter({ dynamodb: { Keys: { id: { S: FilterRule.beginsWith('in#') } } } })],
    }),
  );
  const listen = aFunction('Listen');
  const events = new Topic(service, 'MailEvents');
  events.addSubscription(new LambdaSubscription(listen));
  mail.addEventDestination('Events', {
    destination: EventDestination.snsTopic(events),
    events: [EmailSendingEvent.SEND, EmailSendingEvent.DELIVERY, EmailSendingEvent.BOUNCE],
  });
  listen.configureAsyncInvoke({ retryAttempts: 1, onFailure: new SqsDestination(deadLetters) });
  const stranger = aStranger('Stranger');
  stranger.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:PutItem'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['own#*'] } },
    }),
  );
  stranger.addToRolePolicy(
    new PolicyStatement({
      actions: ['ses:SendRawEmail'],
      resources: ['*'],
      conditions: { StringEquals: { 'ses:FromAddress': '311@city.example' } },
    }),
  );
  new EmailIdentity(service, 'Sender', { identity: Identity.domain('city.example') });
  const tick = aFunction('Tick');
  new Rule(service, 'Every', { schedule: Schedule.rate(Duration.minutes(5)), targets: [new LambdaFunction(tick)] });
  tick
    .metricErrors({ period: Duration.minutes(5) })
    .createAlarm(service, 'TickFailing', { threshold: 1, evaluationPeriods: 1 })
    .addAlarmAction(new SnsAction(alarms));
  app.synth();
  return outdir;
}
