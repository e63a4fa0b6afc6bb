import { compileCalendar, type BusinessCalendar, type CompiledCalendar } from './business-calendar.ts';
import bostonAlways from './calendars/boston-always.json' with { type: 'json' };
import bostonBusiness from './calendars/boston-business.json' with { type: 'json' };
import somervilleAlways from './calendars/somerville-always.json' with { type: 'json' };
import somervilleBusiness from './calendars/somerville-business.json' with { type: 'json' };

/** Every calendar that an agreement may name, by id. A test checks each entry against its schema. */
export const calendarData: ReadonlyMap<string, BusinessCalendar> = new Map(
  // JSON has arrays where a window is a pair; the schema test checks that each holds two times.
  ([bostonBusiness, bostonAlways, somervilleBusiness, somervilleAlways] as unknown as BusinessCalendar[]).map(
    (calendar) => [calendar.id, calendar],
  ),
);

const compiled = new Map<string, CompiledCalendar>();

/** A calendar by its id, compiled at its first use and kept. Throws RangeError for an id that is not in the data. */
export function calendarOf(id: string): CompiledCalendar {
  let calendar = compiled.get(id);
  if (!calendar) {
    const data = calendarData.get(id);
    if (!data) throw new RangeError(`There is no calendar '${id}'; there are ${[...calendarData.keys()].join(', ')}.`);
    calendar = compileCalendar(data);
    compiled.set(id, calendar);
  }
  return calendar;
}
