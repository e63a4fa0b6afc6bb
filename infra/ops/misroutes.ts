import { CITY_TIME_ZONE } from '../../functions/catalogue/source.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { dayOf } from '../../functions/measures/row.ts';
import { isMonth, monthOf } from '../../functions/measures/window.ts';
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

/** The first instant of a month in the city, and that of the next (R170). */
const spanOf = (month: string): [number, number] => {
  const { from, to } = monthOf(month);
  const instant = (day: string) => toInstant(`${day}T00:00:00`, CITY_TIME_ZONE);
  return [instant(from), instant(to)];
};

/** The misroutes from an instant to before another: those of every month of UTC, in which the table keeps them, that this reaches into. */
export const misroutesWithin = async (
  from: number,
  to: number,
  read: (pk: string) => Promise<readonly Misroute[]>,
): Promise<Misroute[]> => {
  const found: Misroute[] = [];
  for (const pk of new Set([misroutesKey(from), misroutesKey(to - 1)])) found.push(...(await read(pk)));
  return found.filter(({ at }) => from <= at && at < to);
};

/** Prints the misroutes of a month, as lines or as CSV, with the storms of that time: each a row `storm` without numbers in the CSV. Throws an OpsError for what is no month. */
export const misroutes = async (options: Where & { month?: string; csv?: CsvWish }): Promise<void> => {
  const { month, csv } = options;
  if (month !== undefined && !isMonth(month)) throw new OpsError(`${month} is no month; write 2026-06.`);
  const service = await findService(options);
  const span = spanOf(month ?? dayOf(service.now).slice(0, 7));
  const counts = countMisroutes(await misroutesWithin(...span, (pk) => misroutesOf(service, pk)));
  const rows = counts.map(({ by, name, count, pingPongs }) => [by, name, String(count), String(pingPongs)]);
  const { storms } = await readDeclared(service);
  const named = namesOfStorms(storms, ...span).map((name) => ['storm', name, '', '']);
  const sheet = { titles: ['by', 'name', 'misroutes', 'ping-pongs'], rows: [...rows, ...named] };
  if (await giveCsv(sheet, csv)) return;
  sayStormsWithin(storms, ...span).forEach(say);
  if (rows.length === 0) return say('No work was misrouted.');
  for (const { by, name, count, pingPongs } of counts)
    say(`${by.padEnd(5)}${String(count).padStart(5)}  ${name}${pingPongs > 0 ? ` (${pingPongs} back and forth)` : ''}`);
};
