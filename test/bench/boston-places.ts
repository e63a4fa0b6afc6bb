import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { isUnplaced } from '../../functions/catalogue/service-area.ts';

/** A request of the City of Boston: what it was about, where, and from when until when it was open. Instants are UTC epoch milliseconds. */
export interface PlacedRequest {
  opened: number;
  /** Absent where it was still open when the record was taken in January 2016. */
  closed?: number;
  type: string;
  lat: number;
  lon: number;
  /** False for those that the city put on its City Hall for want of a place. */
  placed: boolean;
}

const FILE = new URL('data/boston-2015-places.csv.gz', import.meta.url);
const FIRST_OF_JANUARY = Date.UTC(2015, 0, 1, 5);

/** The 81,408 requests that were opened from January to August 2015, in the order of their opening. */
export const readPlaces = (): PlacedRequest[] => {
  const records = parse(gunzipSync(readFileSync(FILE)), { columns: true }) as Record<string, string>[];
  let opened = FIRST_OF_JANUARY;
  return records.map(({ gap, lasted, type = '', latitude, longitude }) => {
    opened += Number(gap) * 1000;
    const [lat, lon] = [Number(latitude), Number(longitude)];
    return {
      opened,
      ...(lasted ? { closed: opened + Number(lasted) * 1000 } : {}),
      type,
      lat,
      lon,
      placed: !isUnplaced('boston', lat, lon),
    };
  });
};
