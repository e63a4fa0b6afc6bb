import { toLocal } from '../clocks/business-calendar.ts';
import { DAY, HOUR, MINUTE } from '../clocks/time-zone.ts';
import type { Language } from '../languages/language.ts';
import { say } from '../languages/wording.ts';
import en from './words/time/en.json' with { type: 'json' };
import es from './words/time/es.json' with { type: 'json' };
import ht from './words/time/ht.json' with { type: 'json' };
import ne from './words/time/ne.json' with { type: 'json' };
import pt from './words/time/pt.json' with { type: 'json' };
import zhHant from './words/time/zh-Hant.json' with { type: 'json' };

// Tables of our own: the first use of Intl costs a cold function up to 150 ms, its words change with its version, and it has no Creole.
const TIME: Record<Language, typeof en> = { en, es, pt, ht, ne, 'zh-Hant': zhHant };

const inDigits = (number: string, language: Language): string => {
  const { digits } = TIME[language];
  return number.replace(/\d/gu, (digit) => digits[Number(digit)] ?? digit);
};

/** A number in a language's own digits, with its decimal point: "14", "1,5", "१४". */
export const sayNumber = (number: number, language: Language): string =>
  inDigits(String(number).replace('.', TIME[language].decimalPoint), language);

const HALF_A_DAY = 12;

/** Each form of a local date `YYYY-MM-DD`, and with a local time `HH:MM` each form of both. */
const formsOf = (date: string, time: string, language: Language): Record<keyof typeof en.formats, string> => {
  const { weekdays, months, halves, formats } = TIME[language];
  const [year = '', month = '', day = ''] = date.split('-');
  const [hour24 = '', minute = ''] = time.split(':');
  const hour = Number(hour24);
  const words: Record<string, string> = {
    weekday: weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '',
    month: months[Number(month) - 1] ?? '',
    half: halves[hour < HALF_A_DAY ? 0 : 1] ?? '',
    year: inDigits(year, language),
    day: sayNumber(Number(day), language),
    hour: sayNumber(hour % HALF_A_DAY || HALF_A_DAY, language),
    hour24: inDigits(hour24, language),
    minute: inDigits(minute, language),
  };
  words.date = say(formats.date, words);
  words.weekdayDate = say(formats.weekdayDate, words);
  words.time = say(formats.time, words);
  return {
    date: words.date,
    monthOfYear: say(formats.monthOfYear, words),
    weekdayDate: words.weekdayDate,
    time: words.time,
    dateTime: say(formats.dateTime, words),
    weekdayDateTime: say(formats.weekdayDateTime, words),
  };
};

const formsAt = (instant: number, timeZone: string, language: Language) => {
  const local = toLocal(instant, timeZone);
  return formsOf(local.slice(0, 10), local.slice(11, 16), language);
};

/** A local date `YYYY-MM-DD` with its weekday: "Thursday, June 4, 2015", "jueves, 4 de junio de 2015". */
export const sayDay = (date: string, language: Language): string => formsOf(date, '', language).weekdayDate;

/** A month `YYYY-MM`: "June 2015", "junio de 2015". */
export const sayMonth = (month: string, language: Language): string => formsOf(`${month}-01`, '', language).monthOfYear;

/** An instant (epoch ms) as a city's date: "June 4, 2015", "4 de junio de 2015", "2015年6月4日". */
export const sayDate = (instant: number, timeZone: string, language: Language): string =>
  formsAt(instant, timeZone, language).date;

/** An instant (epoch ms) as a city's date and time, without the weekday: "June 4, 2015, 8:30 AM". */
export const sayDateTime = (instant: number, timeZone: string, language: Language): string =>
  formsAt(instant, timeZone, language).dateTime;

/** An instant (epoch ms) in full: "Thursday, June 4, 2015, 8:30 AM", "jueves, 4 de junio de 2015, 8:30 a. m." (Spanish ends with a full stop of its own). */
export const sayInstant = (instant: number, timeZone: string, language: Language): string =>
  formsAt(instant, timeZone, language).weekdayDateTime;

const UNITS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
] as const;

/** A counted noun: the first form for one, the second for every other amount. */
export const sayCounted = (amount: number, [one = '', many = one]: readonly string[], language: Language): string =>
  say(amount === 1 ? one : many, { amount: sayNumber(amount, language) });

/**
 * A span of elapsed time (ms, its sign ignored) in words, cut off and never rounded up: "5 days", "1 day 6 hours", "25 minutes".
 * A second unit stands beside an amount below three, where it matters; a day is 24 hours.
 */
export const saySpan = (ms: number, language: Language): string => {
  const { spans } = TIME[language];
  const span = Math.abs(ms);
  const largest = UNITS.findIndex(([size]) => span >= size);
  const unit = UNITS[largest];
  if (!unit) return spans.none;
  const [size, name] = unit;
  const amount = Math.floor(span / size);
  const first = sayCounted(amount, spans[name], language);
  const next = UNITS[largest + 1];
  const rest = amount < 3 && next ? Math.floor((span % size) / next[0]) : 0;
  return next && rest > 0 ? say(spans.two, { first, second: sayCounted(rest, spans[next[1]], language) }) : first;
};

/** Several things in one phrase: "A; B and C". */
export const sayList = ([first = '', ...others]: readonly string[], language: Language): string => {
  const { list } = TIME[language];
  return others.reduce(
    (before, item, index) => say(index === others.length - 1 ? list.last : list.between, { before, item }),
    first,
  );
};
