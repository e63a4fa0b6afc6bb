import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LINK_PURPOSES,
  type Link,
  linkUrl,
  purposeOfPath,
  readLink,
  signLink,
} from '../../functions/pages/signed-link.ts';

const keys = { current: 'a'.repeat(44) };
const EXPIRES = Date.UTC(2026, 5, 30);
const NOW = EXPIRES - 1000;

const purposes = fc.constantFrom(...LINK_PURPOSES);
const ids = fc.stringMatching(/^R-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}(-[1-9])?$/);
const links: fc.Arbitrary<Link> = fc.record({
  purpose: purposes,
  id: ids,
  expiresAt: fc.integer({ min: 1_700_000_000, max: 2_500_000_000 }).map((seconds) => seconds * 1000),
});

describe('a signed link', () => {
  it('opens what it was signed for until the second at which it expires', () => {
    fc.assert(
      fc.property(links, (link) => {
        const token = signLink(link, keys);
        expect(readLink(token, link.purpose, keys, link.expiresAt - 1)).toEqual(link);
        expect(readLink(token, link.purpose, keys, link.expiresAt)).toBeUndefined();
      }),
    );
  });

  it('opens nothing for any other purpose', () => {
    fc.assert(
      fc.property(links, purposes, (link, other) => {
        fc.pre(other !== link.purpose);
        expect(readLink(signLink(link, keys), other, keys, link.expiresAt - 1)).toBeUndefined();
      }),
    );
  });

  it('opens nothing once any character is changed, left out or added', () => {
    fc.assert(
      fc.property(links, fc.nat(), fc.string({ maxLength: 2 }), fc.nat(2), (link, place, written, removed) => {
        const token = signLink(link, keys);
        const at = place % (token.length + 1);
        const altered = token.slice(0, at) + written + token.slice(at + removed);
        fc.pre(altered !== token);
        for (const purpose of LINK_PURPOSES) {
          expect(readLink(altered, purpose, keys, link.expiresAt - 1)).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('opens nothing for text that was never signed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webPath()), purposes, (token, purpose) => {
        expect(readLink(token, purpose, keys, 0)).toBeUndefined();
      }),
    );
  });

  it('opens nothing with a key that is no longer live, and opens with the one before the current', () => {
    const link: Link = { purpose: 'request', id: 'R-1', expiresAt: EXPIRES };
    const token = signLink(link, keys);
    const next = 'b'.repeat(44);
    expect(readLink(token, 'request', { current: next, previous: keys.current }, NOW)).toEqual(link);
    expect(readLink(token, 'request', { current: next }, NOW)).toBeUndefined();
  });

  it('lies below the path of its purpose', () => {
    for (const purpose of LINK_PURPOSES) {
      const url = new URL(linkUrl('https://311.city.example', { purpose, id: 'R-1', expiresAt: EXPIRES }, keys));
      expect(purposeOfPath(url.pathname)).toBe(purpose);
    }
    expect(purposeOfPath('/webhooks/standard')).toBeUndefined();
  });

  it('holds no personal data and is the same whenever it is signed', () => {
    const link: Link = { purpose: 'work-order', id: 'R-JDQF-2990-0CAF-1', expiresAt: EXPIRES };
    expect(signLink(link, keys)).toBe(signLink({ ...link, expiresAt: EXPIRES + 999 }, keys));
    expect(signLink(link, keys)).toMatch(/^w\.R-JDQF-2990-0CAF-1\.[0-9a-z]+\.[\w-]{27}$/);
  });
});
