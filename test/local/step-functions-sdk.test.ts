import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aBench, aMachine, aWaitingTask, MACHINE_ARN, MONDAY, SECOND } from '../support/step-functions.ts';

describe('@aws-sdk/client-sfn against the local Step Functions', () => {
  let tokens: string[];
  let bench: ReturnType<typeof aBench>;
  let server: Server;
  let client: SFNClient;

  beforeEach(async () => {
    tokens = [];
    bench = aBench(
      { ask: ({ token }: { token: string }) => (tokens.push(token), { payload: null }) },
      aMachine({ Ask: aWaitingTask('ask') }),
    );
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const target = String(request.headers['x-amz-target']);
      const answer = await bench.stepFunctions.handleRequest(target, JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new SFNClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  });
  afterEach(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  const start = (name: string, input = '{}') =>
    client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name, input }));
  const named = (name: string) => expect.objectContaining({ name });

  it('starts, waits for a token, succeeds and describes', async () => {
    const { executionArn, startDate } = await start('SR-1', '{"id":1}');
    expect(startDate).toEqual(new Date(MONDAY));
    await bench.stepFunctions.settled();
    await client.send(new SendTaskHeartbeatCommand({ taskToken: tokens[0] }));
    await bench.pass(90 * SECOND);
    await client.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '{"ok":true}' }));
    await bench.stepFunctions.settled();
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({
      executionArn,
      stateMachineArn: MACHINE_ARN,
      name: 'SR-1',
      status: 'SUCCEEDED',
      startDate: new Date(MONDAY),
      stopDate: new Date(MONDAY + 90 * SECOND),
      input: '{"id":1}',
      output: '{"ok":true}',
    });
  });

  it('reads a history forwards, backwards and in pages', async () => {
    const { executionArn } = await start('SR-1');
    await bench.stepFunctions.settled();
    await client.send(new SendTaskFailureCommand({ taskToken: tokens[0], error: 'Withdrawn', cause: 'by phone' }));
    await bench.stepFunctions.settled();
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskFailed',
      'ExecutionFailed',
    ]);
    expect(events[1]?.stateEnteredEventDetails).toMatchObject({ name: 'Ask', input: '{}' });
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
      region: 'us-east-1',
    });
    expect(events[6]?.executionFailedEventDetails).toEqual({ error: 'Withdrawn', cause: 'by phone' });
    const bare = await client.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'Ask' });

    for (const reverseOrder of [false, true]) {
      const ids: (number | undefined)[] = [];
      for await (const page of paginateGetExecutionHistory({ client, pageSize: 3 }, { executionArn, reverseOrder })) {
        expect(page.events?.length).toBeLessThanOrEqual(3);
        ids.push(...(page.events ?? []).map(({ id }) => id));
      }
      expect(ids).toEqual(reverseOrder ? [7, 6, 5, 4, 3, 2, 1] : [1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it('lists executions, newest first, by status and in pages', async () => {
    for (const name of ['a', 'b', 'c']) await start(name);
    await bench.stepFunctions.settled();
    await client.send(new SendTaskSuccessCommand({ taskToken: tokens[1], output: '1' }));
    await bench.stepFunctions.settled();
    const list = async (more: object) => {
      const answer = await client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, ...more }));
      return { names: answer.executions?.map(({ name }) => name), nextToken: answer.nextToken };
    };
    expect((await list({ statusFilter: 'RUNNING' })).names).toEqual(['c', 'a']);
    expect((await list({ statusFilter: 'SUCCEEDED' })).names).toEqual(['b']);
    const first = await list({ maxResults: 2 });
    expect(first.names).toEqual(['c', 'b']);
    expect(await list({ maxResults: 2, nextToken: first.nextToken })).toEqual({ names: ['a'], nextToken: undefined });
  });

  it('stops an execution', async () => {
    const { executionArn } = await start('SR-1');
    const { stopDate } = await client.send(new StopExecutionCommand({ executionArn, error: 'Obsolete' }));
    expect(stopDate).toEqual(new Date(MONDAY));
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'ABORTED',
      error: 'Obsolete',
    });
  });

  it('describes and lists machines', async () => {
    const { executionArn } = await start('SR-1');
    const machine = await client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE_ARN }));
    expect(machine).toMatchObject({ name: 'lifecycle', status: 'ACTIVE', type: 'STANDARD' });
    expect(JSON.parse(machine.definition!)).toHaveProperty('States.Ask');
    const behind = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(behind.definition).toBe(machine.definition);
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ stateMachineArn }) => stateMachineArn)).toEqual([MACHINE_ARN]);
  });

  it('answers a repeated start with the running execution', async () => {
    expect((await start('SR-1')).executionArn).toBe((await start('SR-1')).executionArn);
  });

  it('refuses with the exceptions that the SDK knows', async () => {
    const { executionArn } = await start('SR-1');
    await bench.stepFunctions.settled();
    const [taskToken] = tokens;
    const elsewhere = MACHINE_ARN.replace('lifecycle', 'elsewhere');
    await expect(start('SR-1', '{"other":1}')).rejects.toEqual(named('ExecutionAlreadyExists'));
    await expect(start('SR 1')).rejects.toEqual(named('InvalidName'));
    await expect(start('SR-2', '{')).rejects.toEqual(named('InvalidExecutionInput'));
    await expect(client.send(new StartExecutionCommand({ stateMachineArn: elsewhere }))).rejects.toEqual(
      named('StateMachineDoesNotExist'),
    );
    await expect(client.send(new DescribeExecutionCommand({ executionArn: `${executionArn}-2` }))).rejects.toEqual(
      named('ExecutionDoesNotExist'),
    );
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '1' }))).rejects.toEqual(
      named('InvalidToken'),
    );
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '{' }))).rejects.toEqual(
      named('InvalidOutput'),
    );
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toEqual(
      named('TaskTimedOut'),
    );
    const foreign = aBench(
      { ask: ({ token }: { token: string }) => (tokens.push(token), { payload: null }) },
      aMachine({ Ask: aWaitingTask('ask') }),
    );
    foreign.start({}, 'one');
    foreign.start({}, 'two');
    await foreign.stepFunctions.settled();
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: tokens.at(-1), output: '1' }))).rejects.toEqual(
      named('TaskDoesNotExist'),
    );
  });

  it('refuses operations that it does not have', async () => {
    await expect(bench.stepFunctions.handleRequest('AWSStepFunctions.StartSyncExecution', {})).resolves.toMatchObject({
      status: 400,
      body: { __type: 'UnknownOperationException' },
    });
  });
});
