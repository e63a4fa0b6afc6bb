import { queryAll } from '../../functions/shared/query.ts';
import { type Misroute, misroutesKey } from '../../functions/work-orders/transfer.ts';
import { namesOfStorms, readDeclared, sayStormsWithin } from './declared.ts';
import { say } from './options.ts';
import { OpsError, type RunningService, type Where, findService } from './register.ts';
import { type CsvWish, giveCsv } from './give-csv.ts';

/** How often one way was taken, or one type misrouted. */
export interface MisrouteCount {
  by: 'way' | 'type';
  name: string;
  count: number;
  pingPongs: number;
}

/** Counts misroutes by from → to and by type, the most frequent first. */
export const countMisroutes = (misroutes: readonly Misroute[]): MisrouteCount[] => {
  const counts = new Map<string, MisrouteCount>();
  for (const { from, to = 'the 311 office', typeCode, pingPong } of misroutes) {
    for (const [by, name] of [
      ['way', `${from} → ${to}`],
      ['type', typeCode],
    ] as const) {
      const known = counts.get(`${by} ${name}`) ?? { by, name, count: 0, pingPongs: 0 };
      known.count += 1;
      if (pingPong) known.pingPongs += 1;
      counts.set(`${by} ${name}`, known);
    }
  }
  return [...counts.values()].sort(
    (a, b) => b.by.localeCompare(a.by) || b.count - a.count || a.name.localeCompare(b.name),
  );
};

const misroutesOf = ({ client, table }: RunningService, pk: string): Promise<Misroute[]> =>
  queryAll<Misroute>(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
  });

/** The first instant of a month of UTC, and that of the next. */
const spanOf = (month: string): [number, number] => {
  const first = new Date(`${month}-01T00:00:00Z`);
  return [first.getTime(), Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1)];
};

/** Prints the misroutes of a month, as lines or as CSV, with the storms of that time: each a row `storm` without numbers in the CSV. Throws an OpsError for what is no month. */
export const misroutes = async (options: Where & { month?: string; csv?: CsvWish }): Promise<void> => {
  const { month, csv } = options;
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/u.test(month))
    throw new OpsError(`${month} is no month; write 2026-06.`);
  const service = await findService(options);
  const counts = countMisroutes(await misroutesOf(service, month ? `MISROUTES#${month}` : misroutesKey(service.now)));
  const rows = counts.map(({ by, name, count, pingPongs }) => [by, name, String(count), String(pingPongs)]);
  const { storms } = await readDeclared(service);
  const span = spanOf(month ?? new Date(service.now).toISOString().slice(0, 7));
  const named = namesOfStorms(storms, ...span).map((name) => ['storm', name, '', '']);
  const sheet = { titles: ['by', 'name', 'misroutes', 'ping-pongs'], rows: [...rows, ...named] };
  if (await giveCsv(sheet, csv)) return;
  sayStormsWithin(storms, ...span).forEach(say);
  if (rows.length === 0) return say('No work was misrouted.');
  for (const { by, name, count, pingPongs } of counts)
    say(`${by.padEnd(5)}${String(count).padStart(5)}  ${name}${pingPongs > 0 ? ` (${pingPongs} back and forth)` : ''}`);
};
