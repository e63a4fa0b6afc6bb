import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noticeIdOf, tagOf } from '../../functions/notices/message-tag.ts';

describe("a notice's message tag", () => {
  it('has only what SES takes and comes back as the id', () => {
    for (const id of [
      'R-7K2M-9QXD-4TBN#1#resolve#v2#due0#service-operations-manager',
      'R-7K2M-9QXD-4TBN#12#work-offered#R-7K2M-9QXD-4TBN-3',
      'R-🚧#ñ',
    ]) {
      expect(tagOf(id)).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
      expect(noticeIdOf(tagOf(id))).toBe(id);
    }
  });

  it('comes back for every id', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 48 }), (id) => {
        expect(noticeIdOf(tagOf(id))).toBe(id);
      }),
    );
  });

  it('is refused when nobody here can have written it', () => {
    for (const tag of [
      '',
      'a',
      'not base64!',
      'Zh',
      '_w',
      'a'.repeat(257),
      'Zm9v=',
      'Zm9v\n',
      'x'.repeat(201),
      '_'.repeat(256),
    ]) {
      expect(noticeIdOf(tag), tag).toBeUndefined();
    }
  });

  it('is not cut off silently', () => {
    expect(tagOf('x'.repeat(192))).toHaveLength(256);
    expect(() => tagOf('x'.repeat(193))).toThrow(RangeError);
  });
});
