import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocalStack } from '../../infra/local/stack.ts';
import type { LocalStack, LocalStackOptions } from '../../infra/local/stack.ts';
import { synthesiseSmallApp } from './support/small-app.ts';

const START = Date.UTC(2026, 2, 2, 15);
let cdkOut: string;
beforeAll(() => {
  cdkOut = synthesiseSmallApp();
});

const start = (options: LocalStackOptions = {}) => startLocalStack({ cdkOut, port: 0, startAt: START, ...options });
const aDataDir = () => mkdtempSync(join(tmpdir(), 'local-stack-'));
const tableOf = (stack: LocalStack) => stack.template.find('Things', 'AWS::DynamoDB::Table').name;

const timesOf = async (stack: LocalStack, id: string): Promise<number> => {
  const answer = await stack.dynamodb.send(new GetItemCommand({ TableName: tableOf(stack), Key: { id: { S: id } } }));
  return Number(answer.Item?.times?.N ?? 0);
};

const putThing = (stack: LocalStack, name: string, behaviour = 'good') =>
  stack.dynamodb.send(
    new PutItemCommand({ TableName: tableOf(stack), Item: { id: { S: `in#${name}` }, behaviour: { S: behaviour } } }),
  );

interface Seen {
  event: APIGatewayProxyEvent;
  now: number;
  environment: Record<string, string>;
}

describe('a local stack', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await start();
  });
  afterAll(() => stack.stop());

  it('hands a request to its function as API Gateway does', async () => {
    const answer = await fetch(`${stack.url}/things/a%20b?q=1&q=2`, {
      method: 'PUT',
      headers: { 'content-type': 'text/plain', 'x-own': 'yes' },
      body: 'gr\u00fc\u00df',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-many')).toBe('a, b');
    const { event } = (await answer.json()) as Seen;
    expect(event).toMatchObject({
      resource: '/things/{id}',
      path: '/things/a%20b',
      httpMethod: 'PUT',
      pathParameters: { id: 'a b' },
      queryStringParameters: { q: '2' },
      multiValueQueryStringParameters: { q: ['1', '2'] },
      isBase64Encoded: true,
      body: Buffer.from('gr\u00fc\u00df').toString('base64'),
      requestContext: {
        stage: 'live',
        path: '/live/things/a%20b',
        requestTimeEpoch: START,
        identity: { sourceIp: '127.0.0.1' },
      },
    });
    expect(event.headers['x-own']).toBe('yes');
  });

  it('gives a function its own environment, the local time and the local address', async () => {
    const { environment, now } = (await (await fetch(`${stack.url}/things/fixed`)).json()) as Seen;
    expect(now).toBe(START);
    expect(environment.PUBLIC_URL).toBe(stack.url);
    expect(environment.THINGS_TABLE).toBe(tableOf(stack));
    expect(environment.PATH).toBeUndefined();
    expect(stack.functions.logs(environment.AWS_LAMBDA_FUNCTION_NAME!).at(-1)?.text).toBe('answered ');
  });

  it('answers bytes as bytes', async () => {
    const answer = await fetch(`${stack.url}/things/bytes`);
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255, 1]);
  });

  it('answers 403 without a route, 413 above ten megabytes, 502 when the function fails or is late', async () => {
    expect((await fetch(`${stack.url}/elsewhere`)).status).toBe(403);
    const large = await fetch(`${stack.url}/things/large`, {
      method: 'POST',
      body: Buffer.alloc(10 * 1024 * 1024 + 1),
    });
    expect(large.status).toBe(413);
    expect((await fetch(`${stack.url}/things/fails`)).status).toBe(502);
    expect((await fetch(`${stack.url}/things/late`)).status).toBe(502);
    await stack.settle();
  });

  it('gives out the secret that it generated from the template', async () => {
    const text = await (await fetch(`${stack.url}/things/secret`)).text();
    expect(text).toBe(stack.secrets.value('Keys'));
    expect(JSON.parse(text)).toMatchObject({ kind: 'test', current: expect.stringMatching(/^.{20}$/) as string });
  });

  it('reads the stream once per record, and settles when all is read', async () => {
    await Promise.all(Array.from({ length: 25 }, (_, index) => putThing(stack, `many-${index}`)));
    await stack.settle();
    expect(await timesOf(stack, 'seen#many-0')).toBe(1);
    expect(await timesOf(stack, 'seen#many-24')).toBe(1);
    expect(stack.inFlight()).toEqual({ 'workflow steps': 0 });
  });

  it('retries a reported record alone, then puts it aside; what came before it is handled once, and what comes after it too unless it was read with it', async () => {
    await putThing(stack, 'before');
    await putThing(stack, 'poison', 'bad');
    await putThing(stack, 'after');
    await stack.settle();
    expect(await timesOf(stack, 'seen#before')).toBe(1);
    // Lambda gives a batch again from its first failure on.
    expect(await timesOf(stack, 'seen#after')).toBeGreaterThanOrEqual(1);
    expect(await timesOf(stack, 'tries#poison')).toBeGreaterThanOrEqual(3);
    const [letter] = stack.queues.list('DeadLetters');
    expect(JSON.parse(letter!.body)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: { batchSize: 1 },
    });
    stack.queues.remove('DeadLetters');
  });

  it('keeps a mail, tells of it in SES’s own words, and shows it', async () => {
    const id = await (await fetch(`${stack.url}/things/mail`)).text();
    await stack.settle();
    expect(await timesOf(stack, `mail#${id}#Send`)).toBe(1);
    expect(await timesOf(stack, `mail#${id}#Delivery`)).toBe(1);
    const [mail] = stack.mailbox.list({ to: 'resident@home.example' });
    expect(mail).toMatchObject({ id, at: START, subject: 'Caf\u00e9 open', tags: { notice: 'n-1' } });
    expect((await stack.mailbox.read(id)).text).toBe('Hello\n');
  });

  it('lets the addresses of the mailbox simulator bounce', async () => {
    const id = await (await fetch(`${stack.url}/things/mail?to=bounce@simulator.amazonses.com`)).text();
    await stack.settle();
    expect(await timesOf(stack, `mail#${id}#Bounce`)).toBe(1);
    expect(await timesOf(stack, `mail#${id}#Delivery`)).toBe(0);
  });

  it('invokes again after a local minute what nobody waits for, and then gives up into the queue', async () => {
    const id = await (await fetch(`${stack.url}/things/mail?to=unrecorded@home.example`)).text();
    await stack.settle();
    expect(stack.queues.count('DeadLetters')).toBe(0);
    await stack.clock.advanceTo(stack.clock.now() + 60_000);
    expect(await timesOf(stack, `mail#${id}#Send`)).toBe(2);
    const bodies = stack.queues.list('DeadLetters').map(({ body }) => JSON.parse(body) as { requestContext: object });
    expect(bodies[0]?.requestContext).toMatchObject({ condition: 'RetriesExhausted', approximateInvokeCount: 2 });
  });

  it('runs a schedule once for a jump of a month', async () => {
    const before = await timesOf(stack, 'ticks');
    await stack.clock.advanceTo(stack.clock.now() + 30 * 86_400_000);
    expect(await timesOf(stack, 'ticks')).toBe(before + 1);
    await stack.settle();
    expect(await timesOf(stack, 'ticks')).toBe(before + 1);
  });

  it('refuses a call that it does not implement, and names it', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/sqs/aws4_request';
    const headers = { authorization, 'x-amz-target': 'AmazonSQS.PurgeQueue' };
    const answer = await fetch(stack.gatewayUrl, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('does not implement AmazonSQS.PurgeQueue');
  });

  it('tells the local time with each answer of AWS, by which clients learn how far their clocks are off', async () => {
    const answer = await fetch(stack.gatewayUrl, { method: 'POST', body: '' });
    expect(answer.headers.get('date')).toBe(new Date(stack.clock.now()).toUTCString());
  });

  it('lets a function do what its policies in the template allow, and nothing else, as AWS would', async () => {
    const { payload } = (await stack.functions.invoke(
      stack.template.find('Stranger', 'AWS::Lambda::Function').name,
      {},
    )) as { payload: Record<string, string> };
    const no = /^AccessDenied(Exception)?: User: .*Stranger.* is not authorized to perform: /;
    expect(payload).toEqual({
      own: 'done',
      other: expect.stringMatching(/dynamodb:PutItem on resource: .*\(dynamodb:LeadingKeys other#1\)/),
      update: expect.stringMatching(/dynamodb:UpdateItem/),
      secret: expect.stringMatching(/secretsmanager:GetSecretValue/),
      mail: 'done',
      mailAsAnother: expect.stringMatching(/ses:SendRawEmail .*\(ses:FromAddress mayor@city.example\)/),
    });
    for (const refused of [payload.other, payload.update, payload.secret, payload.mailAsAnother])
      expect(refused).toMatch(no);
    expect(stack.permissions.refused()).toHaveLength(4);
  });

  it('knows nobody without a credential of the template', async () => {
    const answer = await fetch(stack.gatewayUrl, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
      body: '{}',
    });
    expect(await answer.text()).toContain('The security token included in the request is invalid');
  });
});

describe('a local stack with a data directory', () => {
  let running: LocalStack | undefined;
  afterEach(async () => {
    await running?.kill();
    running = undefined;
  });

  it('goes on after a kill: mail, secrets, time and the place in the stream', async () => {
    const dataDir = aDataDir();
    running = await start({ dataDir });
    const id = await (await fetch(`${running.url}/things/mail`)).text();
    await putThing(running, 'first');
    await running.settle();
    await running.clock.advanceTo(START + 3_600_000);
    const secret = running.secrets.value('Keys');
    await putThing(running, 'unread');
    await running.kill();

    running = await start({ dataDir });
    await running.settle();
    expect(running.clock.now()).toBeGreaterThanOrEqual(START + 3_600_000);
    expect(running.secrets.value('Keys')).toBe(secret);
    expect(running.mailbox.list({ to: 'resident@home.example' }).map((mail) => mail.id)).toEqual([id]);
    expect(await timesOf(running, `mail#${id}#Send`)).toBe(1);
    expect(await timesOf(running, 'seen#first')).toBe(1);
    expect(await timesOf(running, 'seen#unread')).toBeGreaterThanOrEqual(1);
  });

  it('starts again at the same time after a stop', async () => {
    const dataDir = aDataDir();
    running = await start({ dataDir });
    await running.clock.advanceTo(START + 86_400_000);
    await running.stop();
    running = await start({ dataDir });
    expect(running.clock.now()).toBe(START + 86_400_000);
  });

  it('refuses a directory that another stack uses', async () => {
    const dataDir = aDataDir();
    running = await start({ dataDir });
    await expect(start({ dataDir })).rejects.toThrow('is in use by another local stack');
  });

  it('takes its engine with it when its process is killed', async () => {
    const script = join(import.meta.dirname, 'support/killed-stack.ts');
    const killed = spawnSync(process.execPath, [script, cdkOut, aDataDir()], { encoding: 'utf8' });
    expect(killed.signal).toBe('SIGKILL');
    expect(killed.stdout).toMatch(/^http:/);
    await vi.waitFor(() => expect(fetch(killed.stdout)).rejects.toThrow('fetch failed'), { timeout: 10_000 });
  });
});
