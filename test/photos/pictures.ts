import { crc32, deflateSync } from 'node:zlib';

/** Stands in every place of a picture that must not be passed on. */
export const CANARY = 'CANARY-42.3876N-71.0995W';

const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};

/** One entry of a TIFF directory: tag, type, count, value or offset. */
const entry = (tag: number, type: number, count: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(tag, 0);
  head.writeUInt16LE(type, 2);
  head.writeUInt32LE(count, 4);
  return Buffer.concat([head, value, Buffer.alloc(4 - value.length)]);
};
const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Exif as a telephone writes it: who made it, which way up it was held, and where; little-endian. */
export const exif = (orientation?: number): Buffer => {
  const make = Buffer.from(`${CANARY}\0`);
  const own = orientation === undefined ? [] : [entry(0x0112, 3, 1, Buffer.from([orientation, 0]))];
  const entries = own.length + 2;
  const directory = 8 + 2 + 12 * entries + 4;
  const gps = directory + make.length;
  const place = Buffer.from(`${CANARY}\0`);
  return Buffer.concat([
    Buffer.from('Exif\0\0II\x2a\0', 'latin1'),
    long(8),
    Buffer.from([entries, 0]),
    entry(0x010f, 2, make.length, long(directory)),
    ...own,
    entry(0x8825, 4, 1, long(gps)),
    long(0),
    make,
    Buffer.from([1, 0]),
    entry(0x001b, 2, place.length, long(gps + 2 + 12 + 4)),
    long(0),
    place,
  ]);
};

/** What may stand beside the picture in a JPEG, each with the canary in it. */
export const JPEG_EXTRAS: Record<string, Buffer> = {
  exif: segment(0xe1, exif(6)),
  xmp: segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${CANARY}</x:xmpmeta>`)),
  profile: segment(0xe2, Buffer.from(`ICC_PROFILE\0\x01\x01${CANARY}`, 'latin1')),
  photoshop: segment(0xed, Buffer.from(`Photoshop 3.0\0${CANARY}`)),
  adobe: segment(0xee, Buffer.concat([Buffer.from('Adobe\0\x64\0\0\0\0\0', 'latin1'), Buffer.from(CANARY)])),
  comment: segment(0xfe, Buffer.from(CANARY)),
  thumbnail: segment(
    0xe0,
    Buffer.concat([Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\x08\x01', 'latin1'), Buffer.from(CANARY)]),
  ),
};

/** A grey chequered picture of so many squares of eight points, coded by hand: baseline, one colour, two Huffman codes. */
export const aJpeg = ({
  wide = 8,
  high = 6,
  extras = [],
  after = Buffer.alloc(0),
}: { wide?: number; high?: number; extras?: Buffer[]; after?: Buffer } = {}): Buffer => {
  const bits: string[] = [];
  let before = 0;
  for (let row = 0; row < high; row += 1) {
    for (let column = 0; column < wide; column += 1) {
      const value = (row + column) % 2 === 0 ? 100 : -100;
      const difference = value - before;
      before = value;
      // Category 8 holds 128 to 255; the first step is smaller and has category 7, and none is no bits at all.
      const size = difference === 0 ? 0 : Math.abs(difference) > 127 ? 8 : 7;
      const code = { 0: '0', 8: '10', 7: '110' }[size];
      const amount = difference > 0 ? difference : difference + 2 ** size - 1;
      bits.push(code, size === 0 ? '' : amount.toString(2).padStart(size, '0'), '0');
    }
  }
  const text = bits.join('');
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8, '1');
  const coded = [...padded.matchAll(/.{8}/g)].flatMap(([byte]) => {
    const value = Number.parseInt(byte, 2);
    return value === 0xff ? [0xff, 0] : [value];
  });
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(high * 8, 1);
  frame.writeUInt16BE(wide * 8, 3);
  const counts = (...lengths: number[]) => [...lengths, ...Array<number>(16 - lengths.length).fill(0)];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...extras,
    segment(0xdb, Buffer.from([0, 8, ...Array<number>(63).fill(1)])),
    segment(0xc0, frame),
    segment(0xc4, Buffer.from([0, ...counts(1, 1, 1), 0, 8, 7])),
    segment(0xc4, Buffer.from([0x10, ...counts(1), 0])),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from(coded),
    Buffer.from([0xff, 0xd9]),
    after,
  ]);
};

/** A chunk of a PNG with its checksum. */
export const chunk = (name: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const bytes = Buffer.alloc(8 + named.length);
  bytes.writeUInt32BE(data.length, 0);
  named.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(named), 4 + named.length);
  return bytes;
};

/** What may stand beside the picture in a PNG, each with the canary in it. */
export const PNG_EXTRAS: Record<string, Buffer> = {
  text: chunk('tEXt', Buffer.from(`Author\0${CANARY}`)),
  packedText: chunk('zTXt', Buffer.from(`Author\0\0${CANARY}`)),
  xmp: chunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${CANARY}`)),
  exif: chunk('eXIf', exif(6).subarray(6)),
  profile: chunk('iCCP', Buffer.from(`${CANARY}\0\0`)),
  private: chunk('caNv', Buffer.from(CANARY)),
};

/** A red picture of so many points. */
export const aPng = ({
  wide = 16,
  high = 12,
  extras = [],
  after = Buffer.alloc(0),
}: { wide?: number; high?: number; extras?: Buffer[]; after?: Buffer } = {}): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(wide, 0);
  header.writeUInt32BE(high, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(wide * 3, Buffer.from([200, 30, 30]))]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...extras,
    chunk('IDAT', deflateSync(Buffer.concat(Array<Buffer>(high).fill(line)))),
    chunk('IEND', Buffer.alloc(0)),
    after,
  ]);
};
