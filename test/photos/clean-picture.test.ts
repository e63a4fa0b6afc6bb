import { describe, expect, it } from 'vitest';
import { type CleanPicture, cleanPicture } from '../../functions/photos/clean-picture.ts';
import { MOST_BYTES } from '../../functions/photos/contract.ts';
import { orientationOf } from '../../functions/photos/orientation.ts';
import { CANARY, JPEG_EXTRAS, PNG_EXTRAS, aJpeg, aPng, chunk, exif } from './pictures.ts';

const bytesOf = (picture: CleanPicture): Buffer => {
  if (picture.kind !== 'clean') throw new Error('It could not be read.');
  return picture.bytes;
};
const UNREADABLE = { kind: 'unreadable' };

/** Whether a file says which way up it is, by its first Exif segment. */
const orientationIn = (jpeg: Buffer): number | undefined => {
  const at = jpeg.indexOf('Exif');
  return at === -1 ? undefined : orientationOf(jpeg.subarray(at));
};

describe('a JPEG', () => {
  it('that holds nothing but the picture stays as it is', () => {
    const plain = aJpeg();
    expect(cleanPicture(plain)).toEqual({ kind: 'clean', ending: 'jpg', bytes: plain });
  });

  it.each(Object.entries(JPEG_EXTRAS))('loses its %s (R191)', (_name, extra) => {
    const dirty = aJpeg({ extras: [extra] });
    expect(dirty.includes(CANARY)).toBe(true);
    expect(bytesOf(cleanPicture(dirty)).includes(CANARY)).toBe(false);
  });

  it('loses everything at once, and the picture in it is byte for byte the same', () => {
    const { exif: _, adobe: __, ...nameless } = JPEG_EXTRAS;
    expect(bytesOf(cleanPicture(aJpeg({ extras: Object.values(nameless) })))).toEqual(aJpeg());
  });

  it.each([
    ['words', Buffer.from(CANARY)],
    ['a second picture, as some telephones write it', aJpeg({ extras: [JPEG_EXTRAS.exif!] })],
  ])('loses %s after its end', (_name, after) => {
    expect(bytesOf(cleanPicture(aJpeg({ after })))).toEqual(aJpeg());
  });

  it.each([
    ['scans', 0xda, 100],
    ['segments', 0xdd, 990],
  ])('of more %s than a photo has cannot be read, because each costs whoever shows it', (_name, marker, most) => {
    const plain = aJpeg();
    const head = plain.lastIndexOf(Buffer.from([0xff, 0xda]));
    const [start, scan, end] = [plain.subarray(0, head), plain.subarray(head, -2), plain.subarray(-2)];
    const repeated = marker === 0xda ? scan : Buffer.from([0xff, marker, 0, 4, 0, 0]);
    const ofMany = (many: number) => Buffer.concat([start, ...Array.from({ length: many }, () => repeated), scan, end]);
    expect(cleanPicture(ofMany(most - 1)).kind).toBe('clean');
    expect(cleanPicture(ofMany(most + 10)).kind).toBe('unreadable');
  });

  it('keeps which way up it is, in the smallest Exif that can say so', () => {
    const clean = bytesOf(cleanPicture(aJpeg({ extras: [JPEG_EXTRAS.exif!] })));
    expect(orientationIn(clean)).toBe(6);
    expect(clean.length).toBe(aJpeg().length + 4 + 32);
    expect(cleanPicture(clean)).toEqual({ kind: 'clean', ending: 'jpg', bytes: clean });
  });

  it.each([undefined, 0, 1, 9])('with the orientation %s is upright and needs no Exif', (orientation) => {
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), exif(orientation)]);
    segment.writeUInt16BE(segment.length - 2, 2);
    expect(bytesOf(cleanPicture(aJpeg({ extras: [segment] })))).toEqual(aJpeg());
  });

  it('keeps how its colours are coded, and not what stands behind that', () => {
    const clean = bytesOf(cleanPicture(aJpeg({ extras: [JPEG_EXTRAS.adobe!] })));
    expect(clean.includes('Adobe')).toBe(true);
    expect(clean.length).toBe(aJpeg().length + 4 + 12);
  });

  it('that was cut off anywhere cannot be read', () => {
    const whole = aJpeg({ extras: Object.values(JPEG_EXTRAS) });
    for (let length = 0; length < whole.length; length += 1)
      expect(cleanPicture(whole.subarray(0, length)), String(length)).toEqual(UNREADABLE);
  });

  it.each([
    ['hides words in a table', (jpeg: Buffer) => lengthened(jpeg, 0xdb)],
    ['hides words in its frame', (jpeg: Buffer) => lengthened(jpeg, 0xc0)],
    ['hides words in a Huffman table', (jpeg: Buffer) => lengthened(jpeg, 0xc4)],
    ['hides words in the head of its scan', (jpeg: Buffer) => lengthened(jpeg, 0xda)],
    ['has no points', (jpeg: Buffer) => resized(jpeg, 0, 8)],
    ['is wider and higher than a browser bears', (jpeg: Buffer) => resized(jpeg, 0xffff, 0xffff)],
  ])('that %s cannot be read', (_name, spoil) => {
    expect(cleanPicture(spoil(aJpeg()))).toEqual(UNREADABLE);
  });

  it('of the largest size, with a marker in every second byte, is read to its end', { timeout: 5_000 }, () => {
    const plain = aJpeg();
    const coded = Buffer.alloc(MOST_BYTES - plain.length, Buffer.from([0xff, 0]));
    const large = Buffer.concat([plain.subarray(0, -2), coded, plain.subarray(-2)]);
    expect(cleanPicture(large).kind).toBe('clean');
  });
});

/** A JPEG with the canary at the end of its first segment of a kind, which says to be so much longer. */
const lengthened = (jpeg: Buffer, marker: number): Buffer => {
  const at = jpeg.indexOf(Buffer.from([0xff, marker])) + 2;
  const end = at + jpeg.readUInt16BE(at);
  const longer = Buffer.concat([jpeg.subarray(0, end), Buffer.from(CANARY), jpeg.subarray(end)]);
  longer.writeUInt16BE(end - at + CANARY.length, at);
  return longer;
};

const resized = (jpeg: Buffer, high: number, wide: number): Buffer => {
  const at = jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 5;
  const other = Buffer.from(jpeg);
  other.writeUInt16BE(high, at);
  other.writeUInt16BE(wide, at + 2);
  return other;
};

describe('a PNG', () => {
  it('that holds nothing but the picture stays as it is', () => {
    const plain = aPng();
    expect(cleanPicture(plain)).toEqual({ kind: 'clean', ending: 'png', bytes: plain });
  });

  it.each(Object.entries(PNG_EXTRAS))('loses its %s (R191)', (_name, extra) => {
    expect(bytesOf(cleanPicture(aPng({ extras: [extra] })))).toEqual(aPng());
  });

  it('loses everything at once, and what follows its end', () => {
    const dirty = aPng({ extras: Object.values(PNG_EXTRAS), after: chunk('IDAT', Buffer.from(CANARY)) });
    expect(bytesOf(cleanPicture(dirty))).toEqual(aPng());
  });

  it('that was cut off anywhere cannot be read', () => {
    const whole = aPng({ extras: Object.values(PNG_EXTRAS) });
    for (let length = 0; length < whole.length; length += 1)
      expect(cleanPicture(whole.subarray(0, length)), String(length)).toEqual(UNREADABLE);
  });

  it.each([
    ['does not bear out its checksum', (png: Buffer) => changedAt(png, png.length - 20)],
    ['has a chunk that must be known and is not', () => aPng({ extras: [chunk('CANV', Buffer.from(CANARY))] })],
    ['hides words in its palette', () => aPng({ extras: [chunk('PLTE', Buffer.from(`${CANARY} `.repeat(40)))] })],
    ['has two heads', () => aPng({ extras: [aPng().subarray(8, 33)] })],
    ['has no points', () => aPng({ wide: 0 })],
    ['is wider and higher than a browser bears', () => withHead(60_000, 60_000)],
    ['has no picture', () => Buffer.concat([aPng().subarray(0, 33), chunk('IEND', Buffer.alloc(0))])],
  ])('that %s cannot be read', (_name, spoil) => {
    expect(cleanPicture(spoil(aPng()))).toEqual(UNREADABLE);
  });
});

const changedAt = (bytes: Buffer, at: number): Buffer => {
  const other = Buffer.from(bytes);
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
};

const withHead = (wide: number, high: number): Buffer => {
  const data = Buffer.from(aPng().subarray(16, 29));
  data.writeUInt32BE(wide, 0);
  data.writeUInt32BE(high, 4);
  return Buffer.concat([aPng().subarray(0, 8), chunk('IHDR', data), aPng().subarray(33)]);
};

describe('anything else', () => {
  it.each([
    ['nothing', ''],
    ['words', 'This is a letter.'],
    ['a page', '<html><script>alert(1)</script></html>'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a GIF', 'GIF89a\x01\0\x01\0\x80\0\0'],
    ['a HEIC', '\0\0\0\x18ftypheic'],
  ])('cannot be read: %s', (_name, text) => {
    expect(cleanPicture(Buffer.from(text, 'latin1'))).toEqual(UNREADABLE);
  });
});
