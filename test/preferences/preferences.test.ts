import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../functions/languages/language.ts';
import { MESSAGES, RESIDENT_MESSAGES } from '../../functions/notices/notice.ts';
import { isOneClick } from '../../functions/preferences/one-click.ts';
import {
  DEFAULT_PREFERENCES,
  FORMATS,
  OPTIONAL_GROUPS,
  PRINTS,
  type Preferences,
  readPreferences,
  withoutOptional,
} from '../../functions/preferences/preferences.ts';
import { asWanted, isWanted } from '../../functions/preferences/wanted.ts';
import { aNotice } from '../notices/builders.ts';

const everyPreference: fc.Arbitrary<Preferences> = fc.record(
  {
    print: fc.constantFrom(...PRINTS),
    format: fc.constantFrom(...FORMATS),
    language: fc.constantFrom(...LANGUAGES),
    unwanted: fc.subarray([...OPTIONAL_GROUPS]),
  },
  { requiredKeys: ['print', 'format', 'unwanted'] },
);
const AUDIENCES = ['constituent', 'partner', 'reviewer', 'manager'] as const;

/** What the form of a page sends, by the preferences that it shows. */
const fieldsOf = ({ print, format, language = 'own' as never, unwanted }: Preferences): Record<string, string> => ({
  action: 'choose-preferences',
  print,
  format,
  language,
  ...Object.fromEntries(OPTIONAL_GROUPS.filter((group) => !unwanted.includes(group)).map((group) => [group, 'yes'])),
});

describe('what a resident wants', () => {
  it('R150 may leave out how the work goes on and how it went, and nothing that they asked for or have to act on', () => {
    const stopped = RESIDENT_MESSAGES.filter(
      (message) => !isWanted({ audience: 'constituent', message }, withoutOptional(DEFAULT_PREFERENCES)),
    );
    expect(stopped).toEqual([
      'request-in-progress',
      'request-scheduled',
      'request-delayed',
      'request-on-hold',
      'survey-asked',
      'survey-reminder',
      'request-linked',
    ]);
  });

  it('is everything for whoever has chosen nothing, and never concerns what staff are sent', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MESSAGES),
        fc.constantFrom(...AUDIENCES),
        everyPreference,
        (message, audience, chosen) => {
          expect(isWanted({ audience, message }, DEFAULT_PREFERENCES)).toBe(true);
          if (audience !== 'constituent') expect(isWanted({ audience, message }, chosen)).toBe(true);
        },
      ),
    );
  });

  it('is a language over that of the request, for residents alone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LANGUAGES),
        fc.constantFrom(...AUDIENCES),
        everyPreference,
        (own, audience, chosen) => {
          const { language } = asWanted(aNotice('request-received', { language: own, audience }), chosen);
          expect(language).toBe(audience === 'constituent' ? (chosen.language ?? own) : own);
        },
      ),
    );
  });
});

describe('the form of preferences', () => {
  it('reads back whatever it shows', () => {
    fc.assert(
      fc.property(everyPreference, (preferences) => {
        expect(readPreferences(fieldsOf(preferences))).toEqual({ kind: 'command', preferences });
      }),
    );
  });

  it.each([
    [{ action: 'accept' }, 'action', 'Use one of the forms of this page.'],
    [{ language: 'fr' }, 'language', 'Choose one of these languages: own, en, es, pt, ht, ne, zh-Hant.'],
    [{ language: '' }, 'language', 'Choose one of these languages'],
    [{ print: 'huge' }, 'print', 'Choose one of these sizes: standard, large.'],
    [{ format: '__proto__' }, 'format', 'Choose one of these kinds: html, text.'],
  ])('refuses %j, and says what can be chosen', (wrong, field, message) => {
    const refused = readPreferences({ ...fieldsOf(DEFAULT_PREFERENCES), ...wrong });
    expect(refused).toMatchObject({
      kind: 'refused',
      code: 'invalid',
      field,
      message: expect.stringContaining(message),
    });
  });

  it('stops everything optional by one click, as often as it comes, and leaves the rest alone', () => {
    fc.assert(
      fc.property(everyPreference, (before) => {
        const after = withoutOptional(before);
        expect(after).toEqual({ ...before, unwanted: [...OPTIONAL_GROUPS] });
        expect(withoutOptional(after)).toEqual(after);
      }),
    );
  });
});

describe('a post is one click (RFC 8058, section 3)', () => {
  const multipart = (name: string, value: string, boundary = 'xyz') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--${boundary}--\r\n`;
  const asked = (body: string, type?: string, isBase64Encoded = true) =>
    isOneClick({
      body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
      isBase64Encoded,
      headers: type === undefined ? {} : { 'Content-Type': type },
    });
  const FORM = 'application/x-www-form-urlencoded';

  it.each([
    ['urlencoded', 'List-Unsubscribe=One-Click', FORM],
    ['urlencoded with its charset', 'List-Unsubscribe=One-Click', `${FORM}; charset=utf-8`],
    ['urlencoded without a type', 'List-Unsubscribe=One-Click', undefined],
    ['multipart', multipart('List-Unsubscribe', 'One-Click'), 'multipart/form-data; boundary=xyz'],
    ['multipart with capitals', multipart('List-Unsubscribe', 'One-Click'), 'Multipart/Form-Data; boundary="xyz"'],
  ])('when it is %s', async (_, body, type) => {
    expect(await asked(body, type)).toBe(true);
    expect(await asked(body, type, false)).toBe(true);
  });

  it.each([
    ['nothing', '', FORM],
    ['another value', 'List-Unsubscribe=One-click', FORM],
    ['another name', 'list-unsubscribe=One-Click', FORM],
    ['the form of the page', 'action=choose-preferences', FORM],
    ['another boundary', multipart('List-Unsubscribe', 'One-Click'), 'multipart/form-data; boundary=abc'],
    ['no boundary', multipart('List-Unsubscribe', 'One-Click'), 'multipart/form-data'],
    ['another field', multipart('Unsubscribe', 'One-Click'), 'multipart/form-data; boundary=xyz'],
    ['a body that ends too soon', '--xyz\r\nContent-Disposition: form-data; na', 'multipart/form-data; boundary=xyz'],
  ])('and not when it is %s', async (_, body, type) => {
    expect(await asked(body, type)).toBe(false);
  });
});
