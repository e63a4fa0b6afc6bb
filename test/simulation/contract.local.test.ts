import * as documents from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Engine, anEngine } from '../support/engine.ts';
import { chance } from '../support/chance.ts';
import { openCity } from './city.ts';
import { loadCode } from './code.ts';
import type { Item } from './fakes/expressions.ts';
import { NO_FAULTS } from './fakes/faults.ts';
import { createTables } from './fakes/tables.ts';
import { openTemplate } from './play.ts';
import { SCENARIOS } from './all-scenarios.ts';
import { createWorld } from './world.ts';

interface Command {
  operation: string;
  input: Item;
}

/** What is compared of an answer; of an error its name, the reasons of a cancelled transaction and the item that stood in the way. */
const told = ({ Item: item, Items, Attributes, Responses, Count }: Item): Item => ({
  Item: item,
  Items,
  Attributes,
  Responses,
  Count,
});
const toldOf = (error: unknown): Item => {
  const { name, Item: item, CancellationReasons } = error as Item & { CancellationReasons?: Item[] };
  return { name, item, reasons: CancellationReasons?.map(({ Code, Item: one }) => ({ Code, Item: one })) };
};

describe('the tables in memory and a real engine', () => {
  const template = openTemplate();
  let engine: Engine;

  beforeEach(async () => {
    engine = await anEngine();
  });
  afterEach(() => engine.stop());

  const onEngine = async ({ operation, input }: Command): Promise<Item> => {
    const Type = documents[`${operation}Command` as 'PutCommand'];
    try {
      // A token makes the engine do it once; here each is done once anyway, at another time than it was.
      const { ClientRequestToken: _, ...rest } = input;
      return told((await engine.client.send(new Type(rest as never))) as unknown as Item);
    } catch (error) {
      return toldOf(error);
    }
  };

  test.each(['late', 'delivered three times, pressed twice'])(
    'answer alike to every command of the play "%s"',
    async (name) => {
      const scenario = SCENARIOS.find((one) => one.name === name)!;
      const commands: (Command & { answer: Item })[] = [];
      const world = createWorld({
        template,
        code: await loadCode(),
        seed: 7,
        startAt: scenario.startAt,
        plan: NO_FAULTS,
        onCommand(operation, input, run) {
          const command = { operation, input: structuredClone(input) };
          try {
            commands.push({ ...command, answer: structuredClone(told(run())) });
          } catch (error) {
            commands.push({ ...command, answer: toldOf(error) });
          }
        },
      });
      const city = openCity(world);
      world.send(() => scenario.play(city));
      await world.run(scenario.startAt + 4 * 86_400_000);
      world.end();
      expect(new Set(commands.map(({ operation }) => operation)).size).toBeGreaterThan(5);
      for (const [index, command] of commands.entries()) {
        expect(await onEngine(command), `${index}: ${JSON.stringify(command).slice(0, 2_000)}`).toEqual(command.answer);
      }
    },
  );

  /** What the tables in memory answer. */
  const inMemory = () => {
    const memory = createTables(
      template,
      () => 0,
      () => undefined,
    );
    return ({ operation, input }: Command): Item => {
      try {
        return told(memory.run(operation, structuredClone(input)));
      } catch (error) {
        return toldOf(error);
      }
    };
  };

  test('answer alike to commands of chance', async () => {
    const random = chance(11);
    const answerOf = inMemory();
    for (let index = 0; index < 400; index += 1) {
      const command = aCommand(random, engine.tables.requests);
      const answer = answerOf(command);
      expect(answer, `${index}: ${JSON.stringify(command)}`).toEqual(await onEngine(command));
    }
  });

  test('answer alike where what lies within a map is taken out', async () => {
    const TableName = engine.tables.requests;
    const Key = { pk: 'REQUEST#1', sk: 'EVENT#1' };
    const taken = {
      TableName,
      Key,
      UpdateExpression: 'SET #text = :gone REMOVE #data.#reference',
      ExpressionAttributeNames: { '#text': 'text', '#data': 'data', '#reference': 'reference' },
      ExpressionAttributeValues: { ':gone': '—' },
      ReturnValues: 'ALL_NEW',
    };
    const commands: Command[] = [
      { operation: 'Put', input: { TableName, Item: { ...Key, data: { reference: 'WO-1', at: 7 } } } },
      { operation: 'Update', input: taken },
      { operation: 'Update', input: taken },
    ];
    const answerOf = inMemory();
    for (const command of commands) expect(answerOf(command)).toEqual(await onEngine(command));
  });
});

/** A command on one of a few items, with conditions that sometimes hold. */
function aCommand(random: () => number, TableName: string): Command {
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const number = () => Math.floor(random() * 4);
  const Key = { pk: `CHANCE#${number()}`, sk: `S#${number()}` };
  const aCondition = () =>
    oneOf([
      {},
      { ConditionExpression: 'attribute_not_exists(pk)' },
      { ConditionExpression: 'version = :v', ExpressionAttributeValues: { ':v': number() } },
      {
        ConditionExpression: 'attribute_not_exists(pk) OR version <= :v',
        ExpressionAttributeValues: { ':v': number() },
      },
      {
        ConditionExpression: '#s IN (:a, :b) AND NOT attribute_exists(gone)',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':a': 'open', ':b': 'held' },
      },
      {
        ConditionExpression: 'begins_with(sk, :p) AND (version BETWEEN :from AND :to OR version > :to)',
        ExpressionAttributeValues: { ':p': 'S#1', ':from': 1, ':to': 2 },
      },
    ]);
  const anItem = () => ({
    ...Key,
    version: number(),
    status: oneOf(['open', 'held', 'closed']),
    list: [{ n: number() }, 'a'],
    ...(random() < 0.5 ? { watch: `w#${number()}`, wakeAt: number() } : {}),
  });
  const failure = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
  const aPut = () => ({ TableName, Item: anItem(), ...aCondition(), ...failure });
  switch (oneOf(['Put', 'Update', 'Delete', 'Get', 'Query', 'Index', 'TransactWrite', 'BatchGet'] as const)) {
    case 'Put':
      return { operation: 'Put', input: aPut() };
    case 'Update': {
      const {
        ExpressionAttributeNames = {},
        ExpressionAttributeValues = {},
        ...condition
      } = aCondition() as Item & {
        ExpressionAttributeNames?: Item;
        ExpressionAttributeValues?: Item;
      };
      const words = {
        ExpressionAttributeNames: { ...ExpressionAttributeNames, '#t': 'status' },
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ':one': 1, ':t': oneOf(['open', 'held']) },
      };
      const UpdateExpression = oneOf([
        'SET #t = :t ADD version :one',
        'SET #t = :t, version = version + :one REMOVE watch',
        'SET version = if_not_exists(version, :one), #t = :t REMOVE wakeAt, watch',
      ]);
      return {
        operation: 'Update',
        input: { TableName, Key, UpdateExpression, ...condition, ...words, ...failure, ReturnValues: 'ALL_NEW' },
      };
    }
    case 'Delete':
      return { operation: 'Delete', input: { TableName, Key, ...aCondition(), ...failure } };
    case 'Get':
      return { operation: 'Get', input: { TableName, Key, ConsistentRead: true } };
    case 'Query': {
      const ScanIndexForward = random() < 0.5;
      const values = { ':pk': Key.pk, ':from': 'S#1' };
      const KeyConditionExpression = 'pk = :pk AND sk >= :from';
      return {
        operation: 'Query',
        input: { TableName, KeyConditionExpression, ExpressionAttributeValues: values, ScanIndexForward },
      };
    }
    case 'Index': {
      const values = { ':w': `w#${number()}`, ':t': number() };
      return {
        operation: 'Query',
        input: {
          TableName,
          IndexName: 'watch',
          KeyConditionExpression: 'watch = :w AND wakeAt < :t',
          ExpressionAttributeValues: values,
          Select: 'COUNT',
        },
      };
    }
    case 'TransactWrite': {
      const other = { pk: `CHANCE#${number()}`, sk: 'S#OTHER' };
      const check = { TableName, Key: other, ConditionExpression: 'attribute_not_exists(pk)' };
      return {
        operation: 'TransactWrite',
        input: {
          TransactItems: [{ Put: aPut() }, oneOf([{ ConditionCheck: check }, { Put: { TableName, Item: other } }])],
        },
      };
    }
    case 'BatchGet':
      return { operation: 'BatchGet', input: { RequestItems: { [TableName]: { Keys: [Key] } } } };
  }
}
