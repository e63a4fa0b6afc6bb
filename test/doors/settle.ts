import { compileFilter } from '../../infra/local/event-filter.ts';
import { shortName } from '../simulation/fakes/functions.ts';
import type { House } from './house.ts';

/** One genuine event of each stream that tells a function something, by the name of the door. */
export type Examples = Map<string, object[]>;

/** Lets streams and workflows do what follows from the last writes; what a function was told of is kept as an example. */
export async function settle(house: House, streamed: Examples = new Map()): Promise<void> {
  const mappings = mappingsOf(house);
  for (let told = house.told.length; ; told = house.told.length) {
    const records = house.streamed();
    if (records.length === 0) return;
    for (const { table, record } of records) {
      for (const { door, functionName, passes } of mappings.get(table) ?? []) {
        if (!passes(record)) continue;
        const event = { Records: [record] };
        const examples = streamed.get(door) ?? [];
        if (examples.length < MOST_EXAMPLES) streamed.set(door, [...examples, event]);
        const { thrown, payload } = await house.invoke(functionName, event);
        const failed = (payload as { batchItemFailures?: unknown[] } | undefined)?.batchItemFailures ?? [];
        if (thrown || failed.length > 0) throw new Error(`${functionName} fails: ${String(thrown)}`, { cause: thrown });
      }
    }
    for (const { operation, input } of house.told.slice(told)) {
      if (operation !== 'StartExecution') continue;
      const { thrown } = await house.invoke('ReviewRequest', JSON.parse(String(input.input)));
      if (thrown) throw new Error('The review fails.', { cause: thrown });
    }
  }
}

const MOST_EXAMPLES = 12;

interface Reader {
  door: string;
  functionName: string;
  passes: (record: unknown) => boolean;
}
const known = new WeakMap<House, Map<string, Reader[]>>();

/** The readers of each table's stream, with their filters. */
const mappingsOf = (house: House): Map<string, Reader[]> => {
  const found = known.get(house);
  if (found) return found;
  const { template } = house;
  const readers = new Map<string, Reader[]>();
  for (const { name, arn } of template.ofType('AWS::DynamoDB::Table')) {
    for (const { properties } of template.ofType('AWS::Lambda::EventSourceMapping')) {
      if (!String(properties.EventSourceArn).startsWith(`${arn}/stream/`)) continue;
      const { Filters = [] } = (properties.FilterCriteria ?? {}) as { Filters?: { Pattern: string }[] };
      const filters = Filters.map(({ Pattern }) => compileFilter(JSON.parse(Pattern), name));
      const functionName = shortName(String(properties.FunctionName));
      const passes = (record: unknown) => filters.length === 0 || filters.some((filter) => filter(record));
      const door = `stream ${shortName(name)} → ${functionName}`;
      readers.set(name, [...(readers.get(name) ?? []), { door, functionName, passes }]);
    }
  }
  known.set(house, readers);
  return readers;
};
