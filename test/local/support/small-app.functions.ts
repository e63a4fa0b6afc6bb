import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { APIGatewayProxyEvent, DynamoDBStreamEvent, SNSEvent } from 'aws-lambda';

const dynamodb = new DynamoDBClient();
const TableName = process.env.THINGS_TABLE!;
let instanceCalls = 0;

const count = (id: string, amount = 1) =>
  dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: id } },
      UpdateExpression: 'ADD times :one',
      ExpressionAttributeValues: { ':one': { N: String(amount) } },
    }),
  );

/** Stores what it is sent; answers with the event, the time and its surroundings. */
export const answer = async (event: APIGatewayProxyEvent) => {
  instanceCalls += 1;
  const id = event.pathParameters?.id ?? '';
  if (id === 'fails') throw new RangeError('It was asked to fail.');
  if (id === 'late') await new Promise((resolve) => setTimeout(resolve, 2_300));
  if (id === 'bytes') {
    const body = Buffer.from([0, 255, 1]).toString('base64');
    return { statusCode: 200, headers: { 'content-type': 'image/x' }, body, isBase64Encoded: true };
  }
  if (id === 'secret') {
    const found = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: process.env.KEYS! }));
    return { statusCode: 200, body: found.SecretString };
  }
  if (id === 'mail') return sendMail(event);
  if (event.httpMethod === 'POST') {
    const behaviour = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString();
    await dynamodb.send(
      new PutItemCommand({ TableName, Item: { id: { S: `in#${id}` }, behaviour: { S: behaviour } } }),
    );
  }
  console.log(`answered ${id}`);
  const seen = { event, now: Date.now(), environment: process.env, instanceCalls };
  return { statusCode: 200, multiValueHeaders: { 'x-many': ['a', 'b'] }, body: JSON.stringify(seen) };
};

const sendMail = async (event: APIGatewayProxyEvent) => {
  const to = event.queryStringParameters?.to ?? 'resident@home.example';
  const raw = `From: 311@city.example\r\nTo: ${to}\r\nSubject: =?UTF-8?Q?Caf=C3=A9_open?=\r\n\r\nHello\r\n`;
  const sent = await new SESClient({ maxAttempts: 1 }).send(
    new SendRawEmailCommand({
      RawMessage: { Data: Buffer.from(raw) },
      ConfigurationSetName: process.env.CONFIGURATION_SET!,
      Tags: [{ Name: 'notice', Value: 'n-1' }],
    }),
  );
  return { statusCode: 200, body: sent.MessageId };
};

/** Tries what it is granted and what it is not; answers with what became of each. */
export const stranger = async () => {
  const told = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const put = (id: string) => dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
  const mail = (address: string) =>
    new SESClient({ maxAttempts: 1 }).send(
      new SendRawEmailCommand({
        RawMessage: { Data: Buffer.from(`From: ${address}\r\nTo: a@b.example\r\n\r\nHello\r\n`) },
      }),
    );
  return {
    own: await told(put('own#1')),
    other: await told(put('other#1')),
    update: await told(count('own#1')),
    secret: await told(new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: process.env.KEYS! }))),
    mail: await told(mail('311@city.example')),
    mailAsAnother: await told(mail('mayor@city.example')),
  };
};

/** Counts each record that it was given as `tries#…`, and as `seen#…` when the record asks for nothing bad. */
export const read = async (event: DynamoDBStreamEvent) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { dynamodb: record } of event.Records) {
    const name = record!.NewImage!.id!.S!.slice(3);
    const behaviour = record!.NewImage!.behaviour!.S;
    await count(`tries#${name}`);
    if (behaviour === 'throw') throw new Error('The record asked for it.');
    if (behaviour === 'bad') batchItemFailures.push({ itemIdentifier: record!.SequenceNumber! });
    else await count(`seen#${name}`);
  }
  return { batchItemFailures };
};

/** Counts events of SES by type; fails for the notice `fails`. */
export const listen = async (event: SNSEvent) => {
  for (const { Sns } of event.Records) {
    const { eventType, mail } = JSON.parse(Sns.Message) as {
      eventType: string;
      mail: { messageId: string; destination: string[] };
    };
    await count(`mail#${mail.messageId}#${eventType}`);
    if (mail.destination[0] === 'unrecorded@home.example') throw new Error('It was asked to fail.');
  }
};

/** Counts the runs of the schedule. */
export const tick = () => count('ticks');
