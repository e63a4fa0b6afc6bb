import { compileCalendar, type BusinessCalendar, type CompiledCalendar } from './business-calendar.ts';
import bostonAlways from './calendars/boston-always.json' with { type: 'json' };
import bostonBusiness from './calendars/boston-business.json' with { type: 'json' };
import somervilleAlways from './calendars/somerville-always.json' with { type: 'json' };
import somervilleBusiness from './calendars/somerville-business.json' with { type: 'json' };
import { type Amendment, type Amendments, amended } from './declared-days.ts';

/** Every calendar that an agreement may name, by id, as it was deployed. The build checks each. */
export const calendarData: ReadonlyMap<string, BusinessCalendar> = new Map(
  // JSON has arrays where a window is a pair; the schema checks that each holds two times.
  ([bostonBusiness, bostonAlways, somervilleBusiness, somervilleAlways] as unknown as BusinessCalendar[]).map(
    (calendar) => [calendar.id, calendar],
  ),
);

let amendments: Amendments = {};
const compiled = new Map<string, CompiledCalendar>();

/** Puts what was declared while the service runs over the deployed calendars; `calendarOf` answers with it from then on. */
export function adoptAmendments(declared: Amendments): void {
  const before = amendments;
  amendments = declared;
  for (const id of compiled.keys()) if (before[id]?.revision !== declared[id]?.revision) compiled.delete(id);
}

/** What was declared of a calendar beyond its deployed file. */
export const amendmentOf = (id: string): Amendment | undefined => amendments[id];

/** Names every calendar with its version in force: two of the same name count alike. */
export const calendarsInForce = (): string =>
  [...calendarData.values()].map(({ id, version }) => `${id}@${version + (amendments[id]?.revision ?? 0)}`).join(' ');

/** A calendar as it is in force. Throws RangeError for an id that is not in the data. */
export const calendarInForce = (id: string): BusinessCalendar => amended(dataOf(id), amendments[id]);

const dataOf = (id: string): BusinessCalendar => {
  const data = calendarData.get(id);
  if (!data) throw new RangeError(`There is no calendar '${id}'; there are ${[...calendarData.keys()].join(', ')}.`);
  return data;
};

const deployed = new Map<string, CompiledCalendar>();

/** A calendar as it was deployed, without what was declared since. */
export function deployedCalendarOf(id: string): CompiledCalendar {
  if (!amendments[id]) return calendarOf(id);
  const known = deployed.get(id) ?? compileCalendar(dataOf(id));
  deployed.set(id, known);
  return known;
}

/** A calendar by its id, compiled at its first use and kept. Throws RangeError for an id that is not in the data. */
export function calendarOf(id: string): CompiledCalendar {
  let calendar = compiled.get(id);
  if (!calendar) {
    calendar = compileCalendar(calendarInForce(id));
    compiled.set(id, calendar);
  }
  return calendar;
}
