import { CALENDARS, type Amendment } from '../../functions/clocks/declared-days.ts';
import { type BusinessCalendar, toLocal } from '../../functions/clocks/business-calendar.ts';
import { calendarData, calendarInForce } from '../../functions/clocks/calendars.ts';
import { LEAD_MS, PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { catalogueFrom, deployedSource } from '../../functions/catalogue/catalogue.ts';
import { calendarFindings, sayFinding } from '../../functions/registers/findings.ts';
import { sayInstant } from '../../functions/requests/say-time.ts';
import { type Declaration, readDates, withClosed, withOpened } from './calendar-days.ts';
import { counting, readDeclared, readNewest, sayStormsWithin } from './declared.ts';
import { findMoves, sayMoves } from './moves.ts';
import { say } from './options.ts';
import { OpsError, type Where, findService, readRegister } from './register.ts';

/** What `calendar close` and `calendar open` are told besides their days. */
export interface DeclareOptions extends Where {
  calendar: string;
  reason: string;
  name?: string;
  by: string;
  dryRun?: boolean;
}

const declare = async (
  days: string,
  options: DeclareOptions,
  change: typeof withClosed,
  verb: 'closed' | 'open again',
): Promise<void> => {
  const dates = readDates(days);
  if (typeof dates === 'string') throw new OpsError(dates);
  if (!calendarData.has(options.calendar)) throw new OpsError(noCalendar(options.calendar));
  const service = await findService(options);
  const { store, known, newest } = await readNewest<Amendment>(service, CALENDARS);
  const { calendar, by, name, dryRun } = options;
  const reason = options.reason.trim();
  const declaration: Declaration = {
    calendar,
    dates,
    reason,
    by,
    ...(name === undefined ? {} : { name: name.trim() }),
  };
  const { now } = service;
  const files = change(newest, declaration, now);
  if (typeof files === 'string') throw new OpsError(files);
  if (dryRun) {
    const declared = { ...(await readDeclared(service)), amendments: files };
    const moves = await counting(declared, () => findMoves(service));
    say(sayMoves(moves, `would move under ${calendar}`).join('\n'));
    sayStormsWithin(declared.storms, now, Infinity).forEach(say);
    return say('Nothing was published.');
  }
  const { timeZone } = calendarData.get(calendar)!;
  const changes = [`${calendar}: ${days} ${verb} (${name ?? reason})`];
  const version = {
    version: known.newest + 1,
    activeAt: now + LEAD_MS,
    effectiveFrom: toLocal(now, timeZone).slice(0, 10),
    publishedAt: now,
    by,
    changes,
    files,
  };
  if (!(await store.publish(CALENDARS, known, version)))
    throw new OpsError('Somebody else has just published. Nothing of yours was; look again with `calendar show`.');
  const shown = await counting({ amendments: files, storms: {} }, () => calendarInForce(calendar));
  say(
    `${shown.id} is ${verb} on ${days}, as its version ${shown.version}, from ${sayInstant(version.activeAt, timeZone, 'en')}`,
  );
  say('Open requests are counted anew within ten minutes; what is closed keeps its result.');
};

/** Declares a closure or a holiday while the service runs, or says what that would move. Throws an OpsError where it may not be. */
export const closeDays = (days: string, options: DeclareOptions): Promise<void> =>
  declare(days, options, withClosed, 'closed');

/** Takes a declared closure or holiday back. Throws an OpsError for a day that was not declared. */
export const openDays = (days: string, options: DeclareOptions): Promise<void> =>
  declare(days, options, withOpened, 'open again');

/** Prints the holidays and closures ahead, of one calendar or of all. Throws an OpsError for a calendar that there is not. */
export const showCalendars = async (id: string | undefined, options: Where): Promise<void> => {
  if (id !== undefined && !calendarData.has(id)) throw new OpsError(noCalendar(id));
  const service = await findService(options);
  const declared = await readDeclared(service);
  const ids = id === undefined ? [...deployedSource(PUBLISHED_NAME).calendars] : [id];
  const calendars = await counting(declared, () => ids.map(calendarInForce));
  say(calendars.map((calendar) => sayCalendar(calendar, service.now).join('\n')).join('\n\n'));
};

const noCalendar = (id: string): string =>
  `There is no calendar ${id}. There are: ${[...calendarData.keys()].join(', ')}.`;

const sayCalendar = (calendar: BusinessCalendar, now: number): string[] => {
  const today = toLocal(now, calendar.timeZone).slice(0, 10);
  const days = [
    ...calendar.holidays.map(({ date, name }) => [date, name] as const),
    ...calendar.closures.map(({ date, through = date, author, reason }) => {
      const last = through === date ? '' : ` through ${through}`;
      return [through < today ? date : date < today ? today : date, `closed${last}: ${reason} (${author})`] as const;
    }),
    ...(calendar.specialHours ?? []).map(
      ({ date, windows, reason }) => [date, `${sayWindows(windows)}: ${reason}`] as const,
    ),
  ];
  const ahead = days.filter(([date]) => date >= today).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return [
    `${calendar.id}, version ${calendar.version}: ${calendar.name}, complete through ${calendar.through}`,
    ...Object.entries(calendar.weekly).map(([weekday, windows]) => `  ${weekday}  ${sayWindows(windows)}`),
    ...(calendar.seasons ?? []).flatMap(({ name, from, to, weekly }) =>
      Object.entries(weekly).map(
        ([weekday, windows]) => `  ${weekday}  ${sayWindows(windows)}, ${from} to ${to} (${name})`,
      ),
    ),
    ...(ahead.length === 0 ? ['  no holiday or closure is ahead'] : ahead.map(([date, why]) => `  ${date}  ${why}`)),
  ];
};

const sayWindows = (windows: readonly (readonly [string, string])[]): string =>
  windows.length === 0 ? 'no hours' : windows.map(([opens, closes]) => `${opens}–${closes}`).join(', ');

/** Says which calendars end before the longest promise that counts by them. */
export const checkCalendars = async (options: Where): Promise<void> => {
  const service = await findService(options);
  const declared = await readDeclared(service);
  const register = await readRegister(service);
  const found = await counting(declared, () => calendarFindings(catalogueFrom(register.newest), register.now));
  say(found.length === 0 ? 'Every calendar reaches past its longest promise.' : found.map(sayFinding).join('\n'));
};
