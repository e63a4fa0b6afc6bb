import { describe, expect, test } from 'vitest';
import { legalText, publicText, withoutMarkup, withoutPersonalData } from '../../functions/open311/personal-data.ts';
import { NAUGHTY } from '../support/bad-input.ts';
import { ISEMAIL_TESTS } from '../intake/isemail.ts';
import { canBeWrittenTo } from '../../functions/intake/report.ts';

describe('R16: a text that everybody may read', () => {
  test.each([
    '617-555-0100',
    '(617) 555-0100',
    '617.555.0100',
    '617 555 0100',
    '6175550100',
    '+1 617 555 0100',
    '1-617-555-0100',
    '617/555-0100',
    '617–555–0100',
    '+44 20 7946 0958',
    '+34 912 34 56 78',
    '555-0100',
    '２１２-５５５-０１００',
  ])('holds no phone number, not as %s', (phone) => {
    expect(withoutPersonalData(`Call ${phone}, or knock.`)).toBe('Call [phone number removed], or knock.');
  });

  test.each(['ana@resident.example', 'Ana.Lopez+311@mail.city.example', 'josé@correo.example', 'a@b.co'])(
    'holds no e-mail address, not as %s',
    (email) => {
      expect(withoutPersonalData(`Write to <${email}>.`)).toBe('Write to <[e-mail removed]>.');
    },
  );

  test('holds none of the addresses that a notice could be sent to', () => {
    const writable = ISEMAIL_TESTS.filter(({ address }) => canBeWrittenTo(address));
    expect(writable.length).toBeGreaterThan(10);
    for (const { address } of writable) expect(withoutPersonalData(`to ${address} please`)).not.toContain(address);
  });

  test.each([
    'Since 2026-06-01 at 42.3954, -71.1217, as in ticket 12345678.',
    'Pole 1234, 12 Elm St, Somerville, MA 02143-1234.',
    'Request R-1234-5678-9012 said so, for $1,000.',
    'From 7:30 to 10:45, 300 pounds.',
  ])('keeps the numbers of a report: %s', (text) => {
    expect(withoutPersonalData(text)).toBe(text);
  });

  test('holds neither the name nor the number of the person who wrote it, however they wrote them', () => {
    const reporter = {
      name: 'Ana López',
      phone: '020 7946 0958',
      email: 'ana@resident.example',
      language: 'en' as const,
    };
    expect(withoutPersonalData('I am ANA LÓPEZ; ask for Ana. 020-7946-0958', reporter)).toBe(
      'I am [name removed]; ask for [name removed]. [phone number removed]',
    );
    expect(withoutPersonalData('Anastasia saw it on Lópezia Rd.', reporter)).toBe('Anastasia saw it on Lópezia Rd.');
  });

  test('takes a name for letters and not for a pattern', () => {
    const reporter = { name: 'A. (Bob) [x]* \\ $& -', language: 'en' as const };
    expect(withoutPersonalData('Nothing of it.', reporter)).toBe('Nothing of it.');
    expect(withoutPersonalData('Ask a. (bob) [x]* \\ $& - there.', reporter)).not.toContain('bob');
  });
});

describe('R25: a text of the feed', () => {
  test.each([
    ['A <b>deep</b> hole', 'A deep hole'],
    ['<script>alert(1)</script>', 'alert(1)'],
    ['<<script>script>alert(1)<</script>/script>', 'alert(1)'],
    ['<!-- x --><?php y ?>z', 'z'],
    ['<img src=x onerror=alert(1)', 'img src=x onerror=alert(1)'],
    ['<<b', 'b'],
    ['3 < 4 and 5 > 4, x<3', '3 < 4 and 5 > 4, x<3'],
  ])('holds no markup: %s', (text, without) => expect(withoutMarkup(text)).toBe(without));

  test('bears every naughty string: what is left can stand in both formats and holds no tag', () => {
    for (const text of NAUGHTY) {
      const left = publicText(text, { name: text, phone: text, email: text, language: 'en' });
      expect(left).not.toMatch(/<[a-z/!?]/i);
      expect(left).toBe(legalText(left));
      expect(left.isWellFormed()).toBe(true);
    }
  });

  test('keeps line breaks', () => expect(publicText('One.\n\nTwo.')).toBe('One.\n\nTwo.'));
});
