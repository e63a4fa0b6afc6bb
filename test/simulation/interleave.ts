import { setImmediate } from 'node:timers/promises';
import type { Template } from '../../infra/local/template.ts';
import { chance } from '../support/chance.ts';
import type { Code, Handler } from './code.ts';
import type { Item } from './fakes/expressions.ts';
import { shortName } from './fakes/functions.ts';
import { takeStage } from './fakes/packages.ts';
import type { Sent } from './fakes/sdk.ts';
import { secretOf } from './fakes/secrets.ts';
import { type Tables, createTables } from './fakes/tables.ts';

/** A function that is called once: with which event, and what came of it. */
export interface Actor {
  /** Its whole name in the template. */
  name: string;
  event: unknown;
}

/** One order in which the awaited calls of all actors took effect, and what the tables hold after it. */
export interface Interleaving {
  /** Which actor's call was let through, one after the other. */
  order: string;
  tables: Tables;
  answers: unknown[];
}

interface Running {
  handler: Handler;
  environment: Record<string, string>;
  waiting: (() => void)[];
  done: boolean;
  answer: unknown;
}

/**
 * Plays functions against each other in every order in which their awaited calls of AWS can take effect, from the same tables at the same
 * instant: all orders there are, not some of them by chance. What follows between two calls of one function follows at once, as nothing of it
 * is seen by another.
 */
export async function* interleavings(options: {
  template: Template;
  code: Code;
  /** What the tables hold before, by their names. */
  items: ReadonlyMap<string, readonly Item[]>;
  now: number;
  actors: readonly Actor[];
}): AsyncGenerator<Interleaving> {
  const prefixes: number[][] = [[]];
  for (let prefix = prefixes.pop(); prefix; prefix = prefixes.pop()) {
    const taken: number[] = [];
    const choose = (possible: number[]): number => {
      const choice = prefix[taken.length] ?? possible[0]!;
      // Beyond the prefix, whatever else could have been let through is another order, to be played later.
      if (taken.length >= prefix.length) for (const other of possible.slice(1)) prefixes.push([...taken, other]);
      taken.push(choice);
      return choice;
    };
    const played = await playOnce(options, choose);
    yield { order: taken.map((actor) => shortName(options.actors[actor]!.name)[0]).join(''), ...played };
  }
}

async function playOnce(
  { template, code, items, now, actors }: Parameters<typeof interleavings>[0],
  choose: (possible: number[]) => number,
): Promise<Omit<Interleaving, 'order'>> {
  const tables = createTables(
    template,
    () => now,
    () => undefined,
  );
  for (const [name, all] of items) for (const one of all) tables.plant(name, one);
  const effect = ({ service, operation, input }: Sent): Item => {
    if (service === 'DynamoDB') return tables.run(operation, input);
    if (service === 'Secrets') {
      const { name, properties } = template.find(String(input.SecretId), 'AWS::SecretsManager::Secret');
      return { SecretString: secretOf(name, properties) };
    }
    throw new TypeError(`No actor calls ${service} ${operation} here.`);
  };

  let current: Running | undefined;
  const random = chance(1);
  takeStage({
    now: () => now,
    ahead: () => 0,
    environment: () => current?.environment ?? {},
    send: () => {
      const own = current!;
      return (sent) =>
        new Promise((resolve, reject) =>
          own.waiting.push(() => {
            try {
              resolve(effect(sent));
            } catch (error) {
              reject(error as Error);
            }
          }),
        );
    },
    random,
    pause: () => Promise.resolve(),
    onLog: () => undefined,
    onMetric: () => undefined,
  });

  const all = actors.map(({ name, event }): Running => {
    const resource = template.find(name, 'AWS::Lambda::Function');
    const { Variables = {} } = (resource.properties.Environment ?? {}) as { Variables?: Record<string, string> };
    const environment = { ...Variables, AWS_REGION: template.place.region };
    current = { handler: () => Promise.resolve(), environment, waiting: [], done: false, answer: undefined };
    const own = current;
    own.handler = code[shortName(name)]!();
    const context = { awsRequestId: name, functionName: name, getRemainingTimeInMillis: () => 10_000 };
    void own
      .handler(event, context)
      .catch((error: unknown) => ({ error }))
      .then((answer) => Object.assign(own, { answer, done: true }));
    return own;
  });

  for (;;) {
    do await setImmediate();
    while (all.some(({ done, waiting }) => !done && waiting.length === 0));
    const possible = all.flatMap(({ waiting }, index) => (waiting.length > 0 ? [index] : []));
    if (possible.length === 0) return { tables, answers: all.map(({ answer }) => answer) };
    current = all[choose(possible)]!;
    current.waiting.shift()!();
  }
}
