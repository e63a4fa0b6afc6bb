import { TemplateError } from './intrinsics.ts';

/** When a schedule is due: `after` answers the first instant after another, epoch ms. */
export interface Schedule {
  after(instant: number): number;
}

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** A cron schedule that is not due within so many days is refused: it never comes, or hardly ever. */
const LONGEST_WAIT_DAYS = 366 * 5;

/** Reads EventBridge's `rate(5 minutes)` and `cron(0 6 ? * MON-FRI *)`, the latter in UTC as EventBridge rules have it. */
export function readSchedule(expression: string, where: string): Schedule {
  const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (value !== undefined && unit !== undefined && Number(value) > 0) {
    const period = Number(value) * UNITS[unit]!;
    return { after: (instant) => instant + period };
  }
  const [, fields] = /^cron\(([^)]*)\)$/.exec(expression) ?? [];
  const parts = fields?.trim().split(/\s+/) ?? [];
  if (parts.length !== 6)
    throw new TemplateError(`${where}: the local stack does not know the schedule ${expression}.`);
  return cron(parts as [string, string, string, string, string, string], `${where} ${expression}`);
}

function cron(
  [minute, hour, day, month, weekday, year]: [string, string, string, string, string, string],
  where: string,
): Schedule {
  const minutes = numbers(minute, 0, 59, [], where);
  const hours = numbers(hour, 0, 23, [], where);
  const days = day === '?' ? undefined : numbers(day, 1, 31, [], where);
  const months = numbers(month, 1, 12, MONTHS, where);
  const weekdays = weekday === '?' ? undefined : numbers(weekday, 1, 7, DAYS, where);
  const years = numbers(year, 1970, 2199, [], where);
  const isDay = (date: Date) =>
    years.has(date.getUTCFullYear()) &&
    months.has(date.getUTCMonth() + 1) &&
    (days?.has(date.getUTCDate()) ?? true) &&
    (weekdays?.has(date.getUTCDay() + 1) ?? true);
  return {
    after(instant) {
      const midnight = Math.floor(instant / UNITS.day!) * UNITS.day!;
      for (let count = 0; count <= LONGEST_WAIT_DAYS; count += 1) {
        const start = midnight + count * UNITS.day!;
        if (!isDay(new Date(start))) continue;
        for (const h of hours) {
          for (const m of minutes) {
            const due = start + h * UNITS.hour! + m * UNITS.minute!;
            if (due > instant) return due;
          }
        }
      }
      throw new TemplateError(`${where} is not due within five years.`);
    },
  };
}

/** A cron field as a set in rising order: `*`, `5`, `1-5`, `MON-FRI`, `0/15`, and lists of them. L, W and # are refused. */
function numbers(field: string, least: number, most: number, names: string[], where: string): Set<number> {
  const found: number[] = [];
  const read = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const number = named >= 0 ? named + 1 : Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new TemplateError(`${where}: the local stack does not know ${field}.`);
  };
  for (const part of field.split(',')) {
    const [range = '', step] = part.split('/');
    const [from, to] = range === '*' ? [least, most] : range.split('-').map(read);
    const last = to ?? (step === undefined ? from! : most);
    for (let value = from!; value <= last; value += step === undefined ? 1 : read(step)) found.push(value);
  }
  return new Set(found.sort((a, b) => a - b));
}
