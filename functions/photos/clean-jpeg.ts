import { MOST_POINTS } from './contract.ts';
import { orientationOf, orientationSegment } from './orientation.ts';

/** The second bytes of the markers that matter (ITU-T T.81, table B.1). */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DQT = 0xdb;
const DHT = 0xc4;
const DRI = 0xdd;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP14 = 0xee;
const COM = 0xfe;

/** Scans of a picture: encoders write a dozen, and a browser goes over all points for each. */
const MOST_SCANS = 100;

/**
 * Segments of a file: four tables and a head for each scan are 500, the parts of a colour profile 255, and those of an XMP that fills the
 * file 160. A file of the smallest holds two million, and each costs memory.
 */
const MOST_SEGMENTS = 1_000;

/** Baseline, extended and progressive, with Huffman codes: what cameras write and browsers show. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xc2;
const isApplication = (marker: number): boolean => marker >= APP0 && marker <= 0xef;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/** A JPEG's own segments, with what applications wrote beside them set apart. */
interface Reading {
  /** What is copied, marker and all, in its order. */
  kept: Buffer[];
  /** True for a file of the JFIF kind, whose colours are then known. */
  jfif: boolean;
  /** Says how colours are coded, where Adobe's segment says so. */
  adobe?: Buffer;
  orientation?: number;
  framed: boolean;
  scans: number;
}

/**
 * A JPEG without what cameras and programs write into it: Exif with place and time, XMP, thumbnails, colour profiles, comments, and
 * whatever follows its end, such as a second picture or a film. Which way up it is stays. Undefined for anything that is no
 * whole JPEG: each segment has to be exactly as long as its own tables say, so that nothing hides in one, and there are no more than photos have.
 */
export const cleanJpeg = (bytes: Buffer): Buffer | undefined => {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  const reading: Reading = { kept: [], jfif: false, framed: false, scans: 0 };
  let at = 2;
  for (let segments = 0; segments <= MOST_SEGMENTS; segments += 1) {
    if (bytes[at] !== 0xff) return undefined;
    while (bytes[at] === 0xff) at += 1; // any number of fill bytes may stand before a marker
    const marker = bytes[at];
    if (marker === undefined) return undefined;
    at += 1;
    if (marker === EOI) return reading.scans > 0 ? written(reading) : undefined;
    if (at + 2 > bytes.length) return undefined;
    const length = bytes.readUInt16BE(at);
    if (length < 2 || at + length > bytes.length) return undefined;
    const body = bytes.subarray(at + 2, at + length);
    if (!take(reading, marker, body)) return undefined;
    at += length;
    if (marker !== SOS) continue;
    const end = endOfScan(bytes, at);
    if (end === undefined || end === at) return undefined;
    reading.kept.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
};

/** Takes a segment in, or passes it over; false for one that is broken or that no photo has. */
const take = (reading: Reading, marker: number, body: Buffer): boolean => {
  if (isApplication(marker)) {
    if (marker === APP0) reading.jfif ||= startsWith(body, 'JFIF\0');
    if (marker === APP1) reading.orientation ??= orientationOf(body);
    if (marker === APP14 && startsWith(body, 'Adobe') && body.length >= 12) reading.adobe ??= body.subarray(0, 12);
    return true;
  }
  if (marker === COM) return true;
  if (!isSound(reading, marker, body)) return false;
  reading.framed ||= isFrame(marker);
  if (marker === SOS) reading.scans += 1;
  reading.kept.push(segment(marker, body));
  return true;
};

const isSound = (reading: Reading, marker: number, body: Buffer): boolean => {
  if (isFrame(marker)) return !reading.framed && isSoundFrame(body);
  switch (marker) {
    case DQT:
      return areTables(body, (at) => 1 + ((body[at] ?? 0) >> 4 === 0 ? 64 : 128));
    case DHT:
      return areTables(body, (at) => 17 + body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0));
    case DRI:
      return body.length === 2;
    case SOS:
      return reading.framed && reading.scans < MOST_SCANS && body.length === 4 + 2 * (body[0] ?? 0) && body.length > 4;
    default:
      return false;
  }
};

/** Eight bits a colour, one, three or four colours, and not more points than a browser bears. */
const isSoundFrame = (body: Buffer): boolean => {
  if (body.length < 6) return false;
  const points = body.readUInt16BE(1) * body.readUInt16BE(3);
  const colours = body[5] ?? 0;
  return (
    body[0] === 8 &&
    points > 0 &&
    points <= MOST_POINTS &&
    [1, 3, 4].includes(colours) &&
    body.length === 6 + 3 * colours
  );
};

/** Whether a segment is tables and nothing else, each as long as it says. */
const areTables = (body: Buffer, lengthAt: (at: number) => number): boolean => {
  let at = 0;
  while (at < body.length) at += lengthAt(at);
  return at === body.length && at > 0;
};

/** Where the coded points end: at the next marker that is neither a zero, which stands for 255 itself, nor a restart. */
const endOfScan = (bytes: Buffer, from: number): number | undefined => {
  // Byte by byte: a hostile file is all 255, and a search that is begun anew for each would take ten times as long.
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  return undefined;
};

const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};

/** JFIF 1.01, no density and no thumbnail. */
const PLAIN_JFIF = Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1');

const written = ({ kept, jfif, adobe, orientation }: Reading): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, SOI]),
    ...(jfif ? [segment(APP0, PLAIN_JFIF)] : []),
    ...(orientation === undefined ? [] : [segment(APP1, orientationSegment(orientation))]),
    ...(adobe ? [segment(APP14, adobe)] : []),
    ...kept,
    Buffer.from([0xff, EOI]),
  ]);

const startsWith = (body: Buffer, text: string): boolean => body.toString('latin1', 0, text.length) === text;
