import { MOST_POINTS } from './contract.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** The depths that each kind of colour may have (PNG, table 11.1). */
const DEPTHS: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** What is copied, and how long each may be: the picture, its palette, and the few numbers that say how its colours are meant. */
const KEPT: Record<string, (length: number) => boolean> = {
  IHDR: (length) => length === 13,
  PLTE: (length) => length > 0 && length <= 768 && length % 3 === 0,
  tRNS: (length) => length > 0 && length <= 256,
  gAMA: (length) => length === 4,
  cHRM: (length) => length === 32,
  sRGB: (length) => length === 1,
  IDAT: () => true,
  IEND: (length) => length === 0,
};

/**
 * A PNG without words, times, Exif, profiles and private chunks, and without whatever follows its end. Undefined for anything that is
 * no whole PNG: each chunk that is kept has to bear out its own checksum.
 */
export const cleanPng = (bytes: Buffer): Buffer | undefined => {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return undefined;
  const kept: Buffer[] = [SIGNATURE];
  const seen = new Set<string>();
  let previous = '';
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) return undefined;
    const name = bytes.toString('latin1', at + 4, at + 8);
    if ((seen.size === 0) !== (name === 'IHDR')) return undefined;
    if (Object.hasOwn(KEPT, name)) {
      if (!KEPT[name]?.(length) || !isWhole(bytes, at, length)) return undefined;
      if (name === 'IHDR' && !isSoundHeader(bytes.subarray(at + 8, at + 21))) return undefined;
      // Only the picture itself may come in parts, and those one after the other.
      if (seen.has(name) && (name !== 'IDAT' || previous !== 'IDAT')) return undefined;
      kept.push(bytes.subarray(at, end));
      seen.add(name);
      if (name === 'IEND') return seen.has('IDAT') ? Buffer.concat(kept) : undefined;
    } else if (!isOptional(name)) return undefined;
    previous = name;
    at = end;
  }
  return undefined;
};

/** A chunk whose name begins with a small letter may be left out by whoever does not know it. */
const isOptional = (name: string): boolean => /^[a-z][A-Za-z]{3}$/.test(name);

const isSoundHeader = (header: Buffer): boolean => {
  const points = header.readUInt32BE(0) * header.readUInt32BE(4);
  const depths = DEPTHS[header[9] ?? -1] ?? [];
  const soundMethods = header[10] === 0 && header[11] === 0 && (header[12] ?? 2) <= 1;
  return points > 0 && points <= MOST_POINTS && depths.includes(header[8] ?? 0) && soundMethods;
};

const isWhole = (bytes: Buffer, at: number, length: number): boolean =>
  checksum(bytes.subarray(at + 4, at + 8 + length)) === bytes.readUInt32BE(at + 8 + length);

/** The remainders of CRC-32 for each byte (PNG, annex D). */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

const checksum = (bytes: Buffer): number => {
  let remainder = 0xffffffff;
  for (let index = 0; index < bytes.length; index += 1)
    remainder = (REMAINDERS[(remainder ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (remainder >>> 8);
  return (remainder ^ 0xffffffff) >>> 0;
};
