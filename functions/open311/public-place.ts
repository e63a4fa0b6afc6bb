import type { Place, Reporter } from '../requests/request.ts';
import { publicText } from './personal-data.ts';

/** What the public may know of a place. */
export interface PublicPlace {
  address?: string;
  lat?: number;
  lon?: number;
}

/** Steps of a degree: a thousandth is 111 m of latitude and 82 m of longitude in Somerville, about a city block. */
const STEPS = 1000;

const coarse = (degrees: number): number => Math.round(degrees * STEPS) / STEPS + 0; // and no negative zero

/** A dwelling within a building: its word and its number, to the end of its part of the address. */
const DWELLING = /(?:\b(?:apartment|apt|unit|suite|ste|floor|fl|room|rm)\b|#)\.?(?:\s*[\p{L}\p{N}-]+)?\s*$/iu;
const DWELLING_FIRST =
  /^(?:\b(?:apartment|apt|unit|suite|ste|floor|fl|room|rm)\b\.?|#)\s*(?:\p{N}+\p{L}?|\p{L})\b\s+(?=\p{N})/iu;

/** `12`, `12A`, `12-14`, `12-A`, `12 1/2`. */
const NUMBER = String.raw`(\p{Nd}{1,6})(?:\s*[-–/]\s*(?:\p{Nd}+|\p{L}\b))?\p{L}?(?:\s+\p{Nd}/\p{Nd})?\s+`;

/** A house number before anything with a letter, at the beginning of a part of an address. */
const HOUSE = new RegExp(String.raw`^(?:#|no\b\.?)?\s*${NUMBER}(?=\S*\p{L})`, 'iu');

/** A house number anywhere, where up to four words behind it stands what streets are called. */
const HOUSE_WITHIN = new RegExp(
  String.raw`(?<![\p{L}\p{N}#.-])${NUMBER}(?=(?:[\p{L}\p{N}.'’-]+\s+){1,4}?(?:st|street|ave|avenue|rd|road|ln|lane|dr|drive|ct|court|pl|place|sq|square|ter|terrace|way|pkwy|parkway|blvd|boulevard|hwy|highway|cir|circle|row|park)\b)`,
  'giu',
);

const BLOCK = 100;

/** The hundred of house numbers that one lies in, as American cities number their blocks: `1-99`, `100-199`. */
const blockOf = (house: number): string => {
  const first = Math.floor(house / BLOCK) * BLOCK;
  return `${Math.max(1, first)}-${first + BLOCK - 1}`;
};

const inBlock = (_: string, house: string): string => `${blockOf(Number(house))} `;

const partOf = (part: string): string =>
  part
    .trim()
    .replace(DWELLING_FIRST, '')
    .replace(DWELLING, '')
    .replace(HOUSE, inBlock)
    .replace(HOUSE_WITHIN, inBlock)
    .trim();

/** An address to the block: house numbers become their hundred, dwellings are left out; corners and names of places stay. */
export const blockAddress = (address: string, reporter?: Reporter): string | undefined =>
  publicText(address, reporter, 'address').split(',').map(partOf).filter(Boolean).join(', ') || undefined;

/** A place coarsened to about a block, because a house number often is the reporter's own (R190). */
export const publicPlace = ({ address, lat, lon }: Place, reporter?: Reporter): PublicPlace => {
  const block = address && blockAddress(address, reporter);
  return {
    ...(block ? { address: block } : {}),
    ...(lat === undefined || lon === undefined ? {} : { lat: coarse(lat), lon: coarse(lon) }),
  };
};
