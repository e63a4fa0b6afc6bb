import type { InvocationListener } from './functions.ts';
import type { ApiCall } from './http-api.ts';
import type { Metrics } from './metrics.ts';
import type { Queues } from './queues.ts';
import type { StatesMetric } from './step-functions/step-functions.ts';

/** Writes the metrics that AWS's services publish by themselves, by their own names and dimensions. */
export interface ServiceMetrics {
  invocation: InvocationListener;
  iteratorAge: (functionName: string, age: number) => void;
  apiCall: (call: ApiCall) => void;
  states: (name: StatesMetric, machineArn: string, value: number) => void;
  /** Measures how many messages wait in each queue, once a minute and after each change; a local engine never throttles. */
  levels: (queues: Queues, tables: string[]) => void;
}

/** Makes the writer; every value is stamped with local time. */
export function createServiceMetrics(metrics: Metrics, now: () => number): ServiceMetrics {
  const measured = new Map<string, string>();
  let throttlesAt = NaN;
  const put = (namespace: string, name: string, dimensions: Record<string, string>, value: number, unit: string) =>
    metrics.add({ namespace, name, dimensions, value, unit, at: now() });

  return {
    invocation(FunctionName, { duration, failed }) {
      const each: Record<string, string>[] = [{ FunctionName }, {}];
      for (const dimensions of each) {
        put('AWS/Lambda', 'Invocations', dimensions, 1, 'Count');
        put('AWS/Lambda', 'Errors', dimensions, failed ? 1 : 0, 'Count');
        put('AWS/Lambda', 'Throttles', dimensions, 0, 'Count');
        put('AWS/Lambda', 'Duration', dimensions, duration, 'Milliseconds');
      }
    },
    iteratorAge: (FunctionName, age) => put('AWS/Lambda', 'IteratorAge', { FunctionName }, age, 'Milliseconds'),
    apiCall({ api: ApiName, stage: Stage, method: Method, resource: Resource, status, latency, integrationLatency }) {
      const each: Record<string, string>[] = [
        { ApiName },
        { ApiName, Stage },
        ...(Resource === undefined ? [] : [{ ApiName, Stage, Method, Resource }]),
      ];
      for (const dimensions of each) {
        put('AWS/ApiGateway', 'Count', dimensions, 1, 'Count');
        put('AWS/ApiGateway', '4XXError', dimensions, status >= 400 && status < 500 ? 1 : 0, 'Count');
        put('AWS/ApiGateway', '5XXError', dimensions, status >= 500 ? 1 : 0, 'Count');
        put('AWS/ApiGateway', 'Latency', dimensions, latency, 'Milliseconds');
        put('AWS/ApiGateway', 'IntegrationLatency', dimensions, integrationLatency, 'Milliseconds');
      }
    },
    states(name, StateMachineArn, value) {
      put('AWS/States', name, { StateMachineArn }, value, name === 'ExecutionTime' ? 'Milliseconds' : 'Count');
    },
    levels(queues, tables) {
      const minute = Math.floor(now() / 60_000);
      for (const QueueName of queues.names()) {
        const count = queues.count(QueueName);
        if (measured.get(QueueName) === `${minute}/${count}`) continue;
        measured.set(QueueName, `${minute}/${count}`);
        put('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName }, count, 'Count');
        const age = count === 0 ? 0 : (now() - queues.list(QueueName)[0]!.at) / 1000;
        put('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName }, age, 'Seconds');
      }
      if (minute === throttlesAt) return;
      throttlesAt = minute;
      for (const TableName of tables) {
        put('AWS/DynamoDB', 'ReadThrottleEvents', { TableName }, 0, 'Count');
        put('AWS/DynamoDB', 'WriteThrottleEvents', { TableName }, 0, 'Count');
      }
    },
  };
}
