import { createRequire } from 'node:module';
import type { BusinessCalendar, Weekday } from '../../functions/clocks/business-calendar.ts';
import { toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import type { Engine } from '../clocks/engine.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- four libraries of which three have no types */
const load = (name: string): any => createRequire(import.meta.url)(name);

const WEEKDAYS: Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const LONG_NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DAY = 86_400_000;

const dates = (calendar: BusinessCalendar) => calendar.holidays.map(({ date }) => date);

function refuseSpecialHours(calendar: BusinessCalendar): void {
  if (calendar.specialHours?.length) throw new Error('has no hours for a single day');
}

function momentBusinessTime(calendar: BusinessCalendar): Engine {
  refuseSpecialHours(calendar);
  const moment = load('moment-timezone');
  load('moment-business-time');
  const hours = WEEKDAYS.map((day) => calendar.weekly[day]?.flat().map((time) => `${time}:00`) ?? null);
  moment.updateLocale('en', { workinghours: { ...hours }, holidays: dates(calendar) });
  const at = (instant: number) => moment.tz(instant, calendar.timeZone);
  return {
    add: (start, ms) => {
      // It walks unit by unit, so it is given the coarsest that fits.
      const [size, unit] =
        ms % 60_000 === 0 ? [60_000, 'minutes'] : ms % 1000 === 0 ? [1000, 'seconds'] : [1, 'milliseconds'];
      return at(start)
        .addWorkingTime(ms / Number(size), unit)
        .valueOf();
    },
    between: (from, to) => at(to).workingDiff(at(from), 'seconds') * 1000,
    isOpen: (instant) => at(instant).isWorkingTime(),
    nextOpening: (instant) => at(instant).nextWorkingTime().valueOf(),
    previousClosing: (instant) => at(instant).lastWorkingTime().valueOf(),
    dateAfter: (start, days) => at(start).addWorkingTime(days, 'days').format('YYYY-MM-DD'),
  };
}

function dayjsBusinessTime(calendar: BusinessCalendar): Engine {
  refuseSpecialHours(calendar);
  const dayjs = load('dayjs');
  dayjs.extend(load('dayjs/plugin/utc'));
  dayjs.extend(load('dayjs/plugin/timezone'));
  dayjs.extend(load('dayjs-business-time'));
  dayjs.setHolidays(dates(calendar));
  dayjs.setBusinessTime(
    Object.fromEntries(
      WEEKDAYS.map((day, i) => [
        LONG_NAMES[i],
        calendar.weekly[day]?.map(([start, end]) => ({ start: `${start}:00`, end: `${end}:00` })) ?? null,
      ]),
    ),
  );
  const at = (instant: number) => dayjs(instant).tz(calendar.timeZone);
  return {
    add: (start, ms) =>
      ms < 0
        ? at(start)
            .subtractBusinessMinutes(-ms / 60_000)
            .valueOf()
        : at(start)
            .addBusinessMinutes(ms / 60_000)
            .valueOf(),
    between: (from, to) => at(from).businessMinutesDiff(at(to)) * 60_000,
    isOpen: (instant) => at(instant).isBusinessTime(),
    nextOpening: (instant) => at(instant).nextBusinessTime().valueOf(),
    previousClosing: (instant) => at(instant).lastBusinessTime().valueOf(),
    dateAfter: (start, days) =>
      (days < 0 ? at(start).subtractBusinessDays(-days) : at(start).addBusinessDays(days)).format('YYYY-MM-DD'),
  };
}

function workingTimeCalculator(calendar: BusinessCalendar): Engine {
  refuseSpecialHours(calendar);
  const WorkingTimeCalculator = load('working-time-calculator');
  const calculator = new WorkingTimeCalculator();
  WEEKDAYS.forEach((day, i) => {
    for (const [opens, closes] of calendar.weekly[day] ?? [])
      // Its days are Luxon's: Monday 1 through Sunday 7.
      calculator.addWorkingHours(i === 0 ? 7 : i, opens, closes, calendar.timeZone);
  });
  for (const date of dates(calendar)) {
    const next = new Date(Date.parse(date) + DAY).toISOString().slice(0, 10);
    calculator.excludeBetween(
      new Date(toInstant(`${date}T00:00`, calendar.timeZone)),
      new Date(toInstant(`${next}T00:00`, calendar.timeZone)),
    );
  }
  // It takes the day of the week from the text's own offset, so it is told the local one, as in its examples.
  const local = (instant: number) => {
    const wall = toLocal(instant, calendar.timeZone);
    const minutes = Math.round((Date.parse(`${wall}Z`) - instant) / 60_000);
    const two = (amount: number) => String(Math.floor(amount)).padStart(2, '0');
    return `${wall}${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
  };
  // It gives the size of a difference only.
  const size = (from: number, to: number): number => calculator.calcMillisecondsBetween(local(from), local(to));
  return { between: (from, to) => Math.sign(to - from) * size(from, to) };
}

function luxonBusinessDays(calendar: BusinessCalendar): Engine {
  refuseSpecialHours(calendar);
  const { DateTime } = load('luxon-business-days');
  const holidays = new Set(dates(calendar));
  const businessDays = WEEKDAYS.flatMap((day, i) => (calendar.weekly[day]?.length ? [i === 0 ? 7 : i] : []));
  const setup = { businessDays, holidayMatchers: [(day: any) => holidays.has(day.toISODate())] };
  DateTime.local().setupBusiness(setup);
  return {
    dateAfter: (start, days) =>
      DateTime.fromMillis(start, { zone: calendar.timeZone }).plusBusiness({ days }).toISODate(),
  };
}

/** The business-time libraries of npm that ours is compared with: how to make an engine for a calendar. */
export const peers: Readonly<Record<string, (calendar: BusinessCalendar) => Engine>> = {
  'moment-business-time': momentBusinessTime,
  'dayjs-business-time': dayjsBusinessTime,
  'working-time-calculator': workingTimeCalculator,
  'luxon-business-days': luxonBusinessDays,
};
