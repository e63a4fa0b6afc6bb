import type { Kpi } from './kpi.ts';

/** What is said where there is nothing that a figure could be of (R179). */
export const NO_DATA = 'no data';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PERCENT = 100;
const THOUSAND_DIGITS = 3;

/** A count with commas between its thousands: no Intl, whose first use costs a cold function up to 150 ms. */
export const sayCount = (count: number): string => {
  const digits = String(Math.abs(count));
  const first = digits.length % THOUSAND_DIGITS || THOUSAND_DIGITS;
  const thousands = digits.slice(first).match(/\d{3}/g) ?? [];
  return (count < 0 ? '-' : '') + [digits.slice(0, first), ...thousands].join(',');
};

/** A share from 0 to 1 as "84.8 %". */
export const sayShare = (share: number | undefined): string =>
  share === undefined ? NO_DATA : `${(share * PERCENT).toFixed(1)} %`;

/** A figure as a person reads it, in English; "no data" where there is none. */
export const sayFigure = ({ unit, value }: Pick<Kpi, 'unit'> & { value?: number | undefined }): string => {
  if (value === undefined) return NO_DATA;
  switch (unit) {
    case 'share':
      return sayShare(value);
    case 'rating':
      return `${value.toFixed(2)} of 5`;
    case 'ratio':
      return value.toFixed(2);
    case 'ms':
      if (value < 2 * HOUR) return `${(value / MINUTE).toFixed(1)} minutes`;
      return value < 2 * DAY ? `${(value / HOUR).toFixed(1)} hours` : `${(value / DAY).toFixed(1)} days`;
    case 'count':
      return sayCount(value);
    default:
      return unit satisfies never;
  }
};

/** A figure with how many cases it is of and, where a sample tells it, its interval of 95 %. */
export const sayCell = (cell: {
  unit: Kpi['unit'];
  value?: number | undefined;
  n: number;
  interval?: { low: number; high: number };
}): string => {
  const { unit, value, n, interval } = cell;
  if (unit === 'count' || value === undefined) return sayFigure(cell);
  const between = interval ? `${sayShare(interval.low)} to ${sayShare(interval.high)}, ` : '';
  return `${sayFigure(cell)} (${between}n = ${sayCount(n)})`;
};

/** Words of a figure that a narrow column does not part: a share from its sign, a number of cases from its n. */
export const unbroken = (said: string): string => said.replaceAll(' %', '\u00a0%').replaceAll('n = ', 'n\u00a0=\u00a0');
