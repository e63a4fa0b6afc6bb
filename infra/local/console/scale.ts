import { toInstant, toLocal } from '../../../functions/clocks/business-calendar.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A scale of values: its ends and the values that are written beside it, ascending, both ends among them. */
export interface ValueScale {
  min: number;
  max: number;
  ticks: number[];
}

/**
 * A scale that holds all values and begins at zero, unless the ends are given or a value is negative: a cut axis makes a
 * small change look large. Steps are 1, 2, 2.5 or 5 times a power of ten; whole ones when all values are whole.
 */
export const valueScale = (
  values: readonly number[],
  { min, max, intervals = 4 }: { min?: number; max?: number; intervals?: number } = {},
): ValueScale => {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const from = min ?? Math.min(low === Infinity ? 0 : low, 0);
  const to = Math.max(max ?? (high === -Infinity ? 1 : high), from);
  const span = to - from || 1;
  const whole = values.every(Number.isInteger) && Number.isInteger(from) && Number.isInteger(to);
  const rough = span / intervals;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * 0.999_999) ?? 10;
  const step = whole ? Math.max(1, Math.ceil(factor * power)) : factor * power;
  const start = min ?? Math.floor(from / step) * step;
  const end = max ?? start + Math.max(1, Math.ceil((to - start) / step - 1e-9)) * step;
  const ticks: number[] = [];
  for (let index = 0; start + index * step <= end + step * 1e-9; index += 1) ticks.push(round(start + index * step));
  if (ticks.at(-1) !== end) ticks.push(end);
  return { min: start, max: end, ticks };
};

const round = (value: number) => Number(value.toPrecision(12));

/** One moment that is written below a time axis. */
export interface TimeTick {
  /** UTC instant, epoch ms. */
  at: number;
  label: string;
}

/** Local steps of a time axis, in ms, from minutes to months. */
const STEPS = [
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  61 * DAY,
  91 * DAY,
  182 * DAY,
  365 * DAY,
];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Moments on round local times between two instants (epoch ms), at most `most` of them; midnight is written as the date. */
export const timeTicks = (from: number, to: number, timeZone: string, most = 8): TimeTick[] => {
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? STEPS.at(-1)!;
  const ticks: TimeTick[] = [];
  // Walks on the wall clock, so that a day with a clock change still has its midnight.
  const first = Date.parse(`${toLocal(from, timeZone).slice(0, 19)}Z`);
  const anchor = step < DAY ? Math.floor(first / DAY) * DAY : Math.floor(first / DAY - 4) * DAY;
  for (let wall = anchor; ; wall += step) {
    const at = toInstant(new Date(wall).toISOString().slice(0, 19), timeZone);
    if (at > to) return ticks;
    if (at >= from) ticks.push({ at, label: tickLabel(new Date(wall), step) });
  }
};

const tickLabel = (wall: Date, step: number): string => {
  const date = `${MONTHS[wall.getUTCMonth()]} ${wall.getUTCDate()}`;
  if (step >= 91 * DAY) return `${MONTHS[wall.getUTCMonth()]} ${wall.getUTCFullYear()}`;
  if (step >= 7 * DAY) return date;
  if (step >= DAY) return `${WEEKDAYS[wall.getUTCDay()]} ${date}`;
  const hour = wall.getUTCHours();
  const minute = wall.getUTCMinutes();
  if (hour === 0 && minute === 0) return date;
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  return `${hour % 12 || 12}${minutes} ${hour < 12 ? 'AM' : 'PM'}`;
};

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const TWO = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** A number as people read it: 2,385 · 93.4 · 0.25; from a hundred thousand on shortened, 1.2M. */
export const sayNumber = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100_000) return SHORT.format(value);
  if (Number.isInteger(value)) return WHOLE.format(value);
  return size >= 10 ? ONE.format(value) : TWO.format(value);
};
