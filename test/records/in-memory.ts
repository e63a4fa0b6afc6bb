import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TUESDAY } from '../support/builders.ts';
import type { Item } from '../simulation/fakes/expressions.ts';
import { createTables } from '../simulation/fakes/tables.ts';
import { openTemplate } from '../simulation/play.ts';
import type { Tables } from './many-records.ts';

/** The simulator's tables, which answer as a real engine does, for more records than one would take in an hour. */
export const tablesInMemory = (): Tables => {
  const template = openTemplate();
  const nameOf = (table: string) => template.find(`${table}/Table`, 'AWS::DynamoDB::Table').name;
  const tables = createTables(
    template,
    () => TUESDAY,
    () => undefined,
  );
  const send = async (command: { input: Item }): Promise<Item> => {
    const operation = command.constructor.name.replace(/Command$/, '');
    if (operation !== 'Scan') return tables.run(operation, command.input);
    const { TableName, ExpressionAttributeValues: values } = command.input as {
      TableName: string;
      ExpressionAttributeValues?: Item;
    };
    // Of requests it is asked by their sort key, of notices for those that list something.
    const isWanted = ({ sk, entries }: Item) => (values ? sk === values[':request'] : entries !== undefined);
    return { Items: [...tables.items(TableName)].filter(isWanted) };
  };
  return {
    client: { send } as unknown as DynamoDBDocumentClient,
    tables: {
      requests: nameOf('RequestsTable'),
      notices: nameOf('NoticesTable'),
      published: nameOf('PublicTable'),
      measures: nameOf('MeasuresTable'),
    },
  };
};
