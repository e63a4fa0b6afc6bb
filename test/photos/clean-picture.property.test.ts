import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanPicture } from '../../functions/photos/clean-picture.ts';
import { CANARY, JPEG_EXTRAS, PNG_EXTRAS, aJpeg, aPng } from './pictures.ts';

const RUNS = { numRuns: 2_000 };

const some = (extras: Record<string, Buffer>) => fc.shuffledSubarray(Object.values(extras), { minLength: 1 });

const dirtyPicture = fc.oneof(
  fc.record({ extras: some(JPEG_EXTRAS), after: fc.constantFrom(Buffer.alloc(0), Buffer.from(CANARY)) }).map(aJpeg),
  fc.record({ extras: some(PNG_EXTRAS), after: fc.constantFrom(Buffer.alloc(0), Buffer.from(CANARY)) }).map(aPng),
);

/** A picture with some of its bytes changed, wherever they stand. */
const mutated = fc
  .tuple(
    dirtyPicture,
    fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 0xff, 0xd9, 0xda, 0xe1), fc.nat(255))), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([picture, changes]) => {
    const bytes = Buffer.from(picture);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });

/** Random bytes behind the first bytes of a picture, so that more of them are read. */
const random = fc
  .tuple(
    fc.constantFrom(Buffer.alloc(0), Buffer.from([0xff, 0xd8]), aJpeg().subarray(0, 150), aPng().subarray(0, 33)),
    fc.uint8Array({ maxLength: 2_000 }),
  )
  .map(([head, bytes]) => Buffer.concat([head, bytes]));

describe('cleaning', () => {
  it('never lets out what stood beside the picture', () => {
    fc.assert(
      fc.property(dirtyPicture, (bytes) => {
        const clean = cleanPicture(bytes);
        expect(clean.kind).toBe('clean');
        if (clean.kind === 'clean') expect(clean.bytes.includes(CANARY)).toBe(false);
      }),
      RUNS,
    );
  });

  it('never throws, nor lets anything out, whatever bytes are changed', () => {
    fc.assert(
      fc.property(mutated, (bytes) => {
        const clean = cleanPicture(bytes);
        if (clean.kind === 'clean') expect(clean.bytes.includes(CANARY)).toBe(false);
      }),
      { numRuns: 20_000 },
    );
  });

  it('never throws on random bytes', () => {
    fc.assert(
      fc.property(random, (bytes) => {
        expect(cleanPicture(bytes).kind).toBeOneOf(['clean', 'unreadable']);
      }),
      RUNS,
    );
  });

  it('finds nothing more to clean in what it cleaned', () => {
    fc.assert(
      fc.property(dirtyPicture, (bytes) => {
        const once = cleanPicture(bytes);
        if (once.kind === 'clean') expect(cleanPicture(once.bytes)).toEqual(once);
      }),
      RUNS,
    );
  });
});
