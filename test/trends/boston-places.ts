import { countIn } from '../../functions/measures/figures.ts';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { squareOf } from '../../functions/requests/near.ts';
import { WEEKS_OF_PLACES } from '../../functions/trends/places.ts';
import { type PlaceDay, type Weeks } from '../../functions/trends/weeks.ts';

type Random = () => number;

/** The squares of the week that is replayed, each as often as something lies in it: where requests of Boston fall. */
export const bostonSquares = (): string[] => {
  const file = new URL('../../infra/local/replay/boston-2015-06-01-to-07.csv.gz', import.meta.url);
  const rows: Record<string, string>[] = parse(gunzipSync(readFileSync(file)), { columns: true });
  return rows.flatMap(({ latitude, longitude }) => {
    const square = squareOf('boston', { lat: Number(latitude), lon: Number(longitude) });
    return square === undefined ? [] : [square];
  });
};

/**
 * The requests that each type of the record had in each of the last 26 weeks, laid on squares by chance: each square as often as the replayed week has it, so that some
 * are busy and most are not, and none has more of one type than of all but by chance.
 */
export const placedByChance = (weeks: Weeks, squares: readonly string[], random: Random): Weeks => ({
  ...weeks,
  byPlace: new Map(
    [...weeks.byType].map(([type, figures]) => {
      const places = new Map<string, PlaceDay[]>();
      for (const [week, one] of figures.slice(-WEEKS_OF_PLACES).entries())
        for (let left = countIn(one, 'accepted'); left > 0; left -= 1) {
          const square = squares[Math.floor(random() * squares.length)]!;
          const days = places.get(square) ?? [];
          places.set(square, days);
          days.push({ week, day: weeks.monday, count: 1 });
        }
      return [type, places] as const;
    }),
  ),
});
