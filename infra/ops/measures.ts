import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { CITY_TIME_ZONE } from '../../functions/catalogue/source.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { ROLLED_UP_EVERY_MINUTES } from '../../functions/measures/contract.ts';
import { type MeasuresStore, createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { type RollUp, isCounted, rollUp, sliceKey } from '../../functions/measures/roll-up.ts';
import { type HistoryLine, type MeasureRow, dayOf, rowsOf } from '../../functions/measures/row.ts';
import { NOT_MEASURED } from '../../functions/measures/kpi.ts';
import { NO_DATA, sayFigure } from '../../functions/measures/say-figure.ts';
import { type Report, reportOf } from '../../functions/measures/report.ts';
import { isMonth, monthOf, plusDays } from '../../functions/measures/window.ts';
import { scanItems } from '../../functions/shared/query.ts';
import { readDeclared, sayStormsWithin } from './declared.ts';
import { isCalendarDate, say } from './options.ts';
import { OpsError, type RunningService, type Where, catalogueInForce, findService } from './register.ts';
import { type CsvWish, giveCsv } from './give-csv.ts';

/** Figures that are not what the history comes to. */
export class DifferenceError extends OpsError {}

/** Every row that the histories in the requests table come to, by its day. Reads the whole table. */
const rowsOfHistories = async ({ client, table }: RunningService, isWanted: (day: string) => boolean) => {
  const byDay = new Map<string, MeasureRow[]>();
  const items = scanItems(client, {
    TableName: table,
    FilterExpression: 'begins_with(pk, :request) AND begins_with(sk, :event)',
    ExpressionAttributeValues: { ':request': 'REQUEST#', ':event': 'EVENT#' },
    ConsistentRead: true,
  });
  for await (const item of items) {
    for (const row of rowsOf(item as unknown as HistoryLine)) {
      if (!isWanted(row.day) || !isCounted(row)) continue;
      const ofDay = byDay.get(row.day) ?? [];
      byDay.set(row.day, ofDay);
      ofDay.push(row);
    }
  }
  return byDay;
};

/** Where the roll-ups of a day are not what its history comes to, one line for each slice and figure. */
export const differencesOf = (expected: readonly RollUp[], found: readonly RollUp[]): string[] => {
  const byKey = (all: readonly RollUp[]) => new Map(all.map((one) => [sliceKey(one), flat(one)]));
  const [wanted, there] = [byKey(expected), byKey(found)];
  return [...new Set([...wanted.keys(), ...there.keys()])].sort().flatMap((key) => {
    const [one, other] = [wanted.get(key) ?? new Map(), there.get(key) ?? new Map()] as const;
    return [...new Set([...one.keys(), ...other.keys()])]
      .filter((name) => one.get(name) !== other.get(name))
      .map(
        (name) => `${key}: ${name} is ${one.get(name) ?? 0} by the history, and ${other.get(name) ?? 0} in the roll-up`,
      );
  });
};

/** Every number of a roll-up by its name; those of durations by their bucket. */
const flat = ({ counts, times, paused }: RollUp): Map<string, number> =>
  new Map([
    ...Object.entries(counts),
    ...Object.entries(paused).map(([reason, ms]): [string, number] => [`paused ${reason}`, ms]),
    ...Object.entries(times).flatMap(([name, durations]) =>
      Object.entries(durations).map(([bucket, count]): [string, number] => [`${name} ${bucket}`, count]),
    ),
  ]);

/** The rows that the history has and the table of measures has not. */
const missingRows = async (expected: readonly MeasureRow[], measures: MeasuresStore, day: string) => {
  const known = new Set<string>();
  for await (const { id } of measures.rows(day)) known.add(id);
  return expected.filter(({ id }) => !known.has(id));
};

/**
 * Counts everything anew from the histories in the requests table, day by day, and compares it with the roll-ups. With `repair` what the
 * roll-ups lack is counted. Throws a DifferenceError where something differs, and an OpsError for what are no days.
 */
export const checkMeasures = async (
  options: Where & { from: string; to?: string; repair?: boolean },
): Promise<void> => {
  for (const day of [options.from, options.to ?? options.from])
    if (!isCalendarDate(day)) throw new OpsError(`${day} is no day; write 2026-06-01.`);
  const inOrder = (from: string, to: string): void => {
    if (to < from) throw new OpsError(`${to} is before ${from}: nothing would be compared, and nothing found.`);
  };
  if (options.to !== undefined) inOrder(options.from, options.to);
  const service = await findService(options);
  const { from, to = dayOf(service.now), repair } = options;
  inOrder(from, to);
  const isWanted = (day: string) => from <= day && day <= to;
  const measures = createMeasuresStore(service.client, service.measures);
  const histories = await rowsOfHistories(service, isWanted);
  const days = new Map((await measures.days()).filter(({ day }) => isWanted(day)).map((one) => [one.day, one]));
  const compared = [...new Set([...histories.keys(), ...days.keys()])].sort();
  let differences = 0;
  for (const day of compared) {
    const rows = histories.get(day) ?? [];
    const { touched, rolledUp } = days.get(day) ?? {};
    const missing = await missingRows(rows, measures, day);
    if (missing.length === 0 && touched !== rolledUp) {
      say(`${day} is counted, and waits for its roll-up, at most ${ROLLED_UP_EVERY_MINUTES} minutes.`);
      continue;
    }
    const found = differencesOf(rollUp(day, rows), await measures.rollUps(day));
    for (const difference of found) say(`${day} ${difference}`);
    differences += found.length;
    if (!repair || found.length === 0) continue;
    await measures.put(missing);
    await measures.touch(day);
    say(
      `${day} was given ${missing.length} rows that it lacked, and is rolled up anew within ${ROLLED_UP_EVERY_MINUTES} minutes.`,
    );
  }
  const lines = [...histories.values()].reduce((sum, { length }) => sum + length, 0);
  const what = `${compared.length} ${compared.length === 1 ? 'day' : 'days'} with ${lines} counted lines of history: ${differences} differences.`;
  if (differences > 0 && !repair) throw new DifferenceError(`${what} Count what is missing with --repair.`);
  say(what);
};

/** Types and partners that are listed. */
const MOST_LISTED = 15;

/** The report of a window as lines: its figures, then what they are made of and compared with. */
const linesOf = (report: Report): string[] => {
  const { kpis, channels, trends, weeksBefore, yearToDate, backlogs } = report;
  const received = channels.reduce((sum, [, many]) => sum + many, 0);
  const line = (value: string, name: string) => `${value.padStart(12)}  ${name}`;
  const beforeOf = (before: number | undefined) => `before: ${before?.toLocaleString('en-US') ?? NO_DATA}`;
  return [
    ...kpis.map((kpi) => line(sayFigure(kpi), `${kpi.name}${kpi.unit === 'count' ? '' : ` (n = ${kpi.n})`}`)),
    '',
    'Received by channel:',
    ...channels.map(([name, many]) => line(sayFigure({ unit: 'share', value: many / received }), `${name} (${many})`)),
    '',
    `Accepted in the last seven days by type, and in an average week of the ${weeksBefore} before:`,
    ...trends
      .slice(0, MOST_LISTED)
      .map(({ type, week, average }) => line(String(week), `${type} (average: ${average?.toFixed(1) ?? NO_DATA})`)),
    '',
    'The year to date, and the same days of the year before:',
    ...yearToDate.map(({ name, present, before }) => line(String(present), `${name} (${beforeOf(before)})`)),
    '',
    'Open at the end by partner:',
    ...backlogs
      .slice(0, MOST_LISTED)
      .map(([partner, { open, overdue }]) => line(String(open), `${partner} (${overdue} overdue)`)),
    '',
    ...NOT_MEASURED.map((what) => `Not measured: ${what}.`),
  ];
};

/** Throws an OpsError for a partner that there is not, whose figures would all be nought. */
const checkPartner = async (partner: string, rollUps: readonly RollUp[], service: RunningService): Promise<void> => {
  const { partners } = await catalogueInForce(service, PUBLISHED_NAME);
  if (partners.has(partner)) return;
  const known = new Set([...partners.keys(), ...rollUps.map((one) => one.partner)]);
  known.delete('-');
  throw new OpsError(`There is no partner ${partner}. There are: ${[...known].sort().join(', ')}.`);
};

/** Prints the figures of a month, of the whole city or of one partner, as lines or as CSV. Throws an OpsError for what is no month, one before the record, and no partner. */
export const showMeasures = async (
  options: Where & { month?: string; partner?: string; csv?: CsvWish },
): Promise<void> => {
  const service = await findService(options);
  const { month = dayOf(service.now).slice(0, 7), partner, csv } = options;
  if (!isMonth(month)) throw new OpsError(`${month} is no month; write 2026-06.`);
  const whole = monthOf(month);
  const tomorrow = plusDays(dayOf(service.now), 1);
  const window = { ...whole, to: whole.to < tomorrow ? whole.to : tomorrow };
  if (window.to <= window.from) throw new OpsError(`${month} has not begun.`);
  const { rollUps, first } = await createMeasuresStore(service.client, service.measures).rollUpsBefore(window.to);
  if (window.to <= first)
    throw new OpsError(`Nothing had been counted in ${month} yet: the record begins on ${first}.`);
  const own = partner === undefined ? rollUps : rollUps.filter((one) => one.partner === partner);
  if (partner !== undefined && own.length === 0) await checkPartner(partner, rollUps, service);
  const report = reportOf(own, window, first);
  const rows = report.kpis.map(({ name, unit, value, n }) => [name, unit, value?.toString() ?? NO_DATA, String(n)]);
  if (await giveCsv({ titles: ['figure', 'unit', 'value', 'n'], rows }, csv)) return;
  const { storms } = await readDeclared(service);
  const instant = (day: string) => toInstant(`${day}T00:00:00`, CITY_TIME_ZONE);
  say(
    `${partner ?? 'All partners'}, ${window.from} to before ${window.to}; rolled up every ${ROLLED_UP_EVERY_MINUTES} minutes.`,
  );
  sayStormsWithin(storms, instant(window.from), instant(window.to)).forEach(say);
  linesOf(report).forEach(say);
};
