import { toLocal } from '../clocks/business-calendar.ts';
import { DAY, HOUR, MINUTE } from '../clocks/time-zone.ts';
import type { Language } from './request.ts';

// Tables of our own: the first use of Intl costs a cold function up to 150 ms, and its words change with its version.
const WEEKDAYS: Record<Language, readonly string[]> = {
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  es: ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado'],
};
const MONTHS: Record<Language, readonly string[]> = {
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  es: [
    'enero',
    'febrero',
    'marzo',
    'abril',
    'mayo',
    'junio',
    'julio',
    'agosto',
    'septiembre',
    'octubre',
    'noviembre',
    'diciembre',
  ],
};
const HALVES: Record<Language, readonly [string, string]> = { en: ['AM', 'PM'], es: ['a.\u00a0m.', 'p.\u00a0m.'] };
const UNITS: Record<Language, readonly (readonly [ms: number, one: string, many: string])[]> = {
  en: [
    [DAY, 'day', 'days'],
    [HOUR, 'hour', 'hours'],
    [MINUTE, 'minute', 'minutes'],
  ],
  es: [
    [DAY, 'día', 'días'],
    [HOUR, 'hora', 'horas'],
    [MINUTE, 'minuto', 'minutos'],
  ],
};
const MOMENT: Record<Language, string> = { en: 'less than a minute', es: 'menos de un minuto' };

interface LocalParts {
  weekday: string;
  day: number;
  month: string;
  year: string;
  time: string;
}

const partsOf = (instant: number, timeZone: string, language: Language): LocalParts => {
  const local = toLocal(instant, timeZone);
  const [year = '', month, day] = local.slice(0, 10).split('-');
  const hour = Number(local.slice(11, 13));
  return {
    weekday: WEEKDAYS[language][new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? '',
    day: Number(day),
    month: MONTHS[language][Number(month) - 1] ?? '',
    year,
    time: `${hour % 12 || 12}:${local.slice(14, 16)} ${HALVES[language][hour < 12 ? 0 : 1]}`,
  };
};

/** An instant (epoch ms) as a city's date: "June 4, 2015", "4 de junio de 2015". */
export const sayDate = (instant: number, timeZone: string, language: Language): string => {
  const { day, month, year } = partsOf(instant, timeZone, language);
  return language === 'es' ? `${day} de ${month} de ${year}` : `${month} ${day}, ${year}`;
};

/** An instant (epoch ms) as a city's date and time, without the weekday: "June 4, 2015, 8:30 AM". */
export const sayDateTime = (instant: number, timeZone: string, language: Language): string =>
  `${sayDate(instant, timeZone, language)}, ${partsOf(instant, timeZone, language).time}`;

/** An instant (epoch ms) in full: "Thursday, June 4, 2015, 8:30 AM", "jueves, 4 de junio de 2015, 8:30 a. m." (Spanish ends with a full stop of its own). */
export const sayInstant = (instant: number, timeZone: string, language: Language): string =>
  `${partsOf(instant, timeZone, language).weekday}, ${sayDateTime(instant, timeZone, language)}`;

/**
 * A span of elapsed time (ms, its sign ignored) in words, cut off and never rounded up: "5 days", "1 day 6 hours", "25 minutes".
 * A second unit stands beside an amount below three, where it matters; a day is 24 hours.
 */
export const saySpan = (ms: number, language: Language): string => {
  const units = UNITS[language];
  const span = Math.abs(ms);
  const largest = units.findIndex(([size]) => span >= size);
  const unit = units[largest];
  if (!unit) return MOMENT[language];
  const first = Math.floor(span / unit[0]);
  const next = units[largest + 1];
  const second = first < 3 && next ? Math.floor((span % unit[0]) / next[0]) : 0;
  const words = (amount: number, [, one, many]: readonly [number, string, string]) =>
    `${amount} ${amount === 1 ? one : many}`;
  return [words(first, unit), ...(next && second > 0 ? [words(second, next)] : [])].join(' ');
};
