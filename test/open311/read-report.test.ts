import { afterEach, describe, expect, test } from 'vitest';
import { adoptStorms } from '../../functions/clocks/storms.ts';
import { type ReportForm, readForm } from '../../functions/open311/report-form.ts';
import { type ReportReading, readReport } from '../../functions/open311/read-report.ts';
import { languageOf, serviceNotice } from '../../functions/open311/service-notice.ts';
import { NAUGHTY } from '../support/bad-input.ts';
import { DAY, TUESDAY, aStorm, somerville } from '../support/builders.ts';

const POTHOLE = { service_code: 'pothole', address_string: '12 Elm St' };

const form = (fields: Record<string, string> | [string, string][]): ReportForm => {
  const read = readForm('application/x-www-form-urlencoded', Buffer.from(new URLSearchParams(fields).toString()));
  if (read.kind !== 'form') throw new Error(read.descriptions.join(' '));
  return read;
};
const read = (fields: Record<string, string> | [string, string][]) => readReport(form(fields), somerville, 'en');
const report = (fields: Record<string, string> | [string, string][]): ReportReading => {
  const reading = read(fields);
  if (reading.kind !== 'report') throw new Error(reading.descriptions.join(' '));
  return reading;
};
const refused = (fields: Record<string, string> | [string, string][], status = 400): readonly string[] => {
  const reading = read(fields);
  if (reading.kind !== 'failure') throw new Error('It was not refused.');
  expect(reading.status).toBe(status);
  return reading.descriptions;
};
const notice = (reading: ReportReading, language: 'en' | 'es' = 'en') =>
  serviceNotice(reading, somerville, language, TUESDAY) ?? '';

describe('the service of a report', () => {
  test('must be told, and be there', () => {
    expect(refused({ address_string: '12 Elm St' })).toEqual(['service_code was not provided.']);
    expect(refused({ service_code: ' ', address_string: '12 Elm St' })).toEqual(['service_code was not provided.']);
    expect(refused({ ...POTHOLE, service_code: 'talking-pigeon' }, 404)).toEqual(['service_code was not found.']);
  });

  test('R17: is no private one, which would never be seen again', () => {
    expect(refused({ ...POTHOLE, service_code: 'housing-complaint' }, 404)).toEqual(['service_code was not found.']);
  });
});

describe('R24: the location of a report', () => {
  test('is a position, or an address, or both', () => {
    expect(report({ service_code: 'pothole', lat: '42.3954', long: '-71.1217' }).report.place).toEqual({
      lat: 42.3954,
      lon: -71.1217,
    });
    expect(report(POTHOLE).report.place).toEqual({ address: '12 Elm St' });
    expect(report({ ...POTHOLE, lat: '+42.3954', long: '-71.1217' }).report.place).toEqual({
      address: '12 Elm St',
      lat: 42.3954,
      lon: -71.1217,
    });
  });

  test('is missing where there is none, or one that only says so (R14), or an id of addresses that we do not have', () => {
    const nothings: Record<string, string>[] = [
      {},
      { address_string: 'NA             ' },
      { address_string: ' ' },
      { address_id: '4711' },
      { lat: '', long: '' },
    ];
    for (const nothing of nothings)
      expect(refused({ service_code: 'pothole', ...nothing })[0]).toMatch(/^A location was not provided/);
  });

  test.each<Record<string, string>>([
    { lat: '42.3954' },
    { long: '-71.1217' },
    { lat: 'here', long: 'there' },
    { lat: '91', long: '0' },
    { lat: '42.3954', long: '181' },
    { lat: '0', long: '0' },
    { lat: '0x2a', long: '1e1' },
    { lat: 'NaN', long: 'Infinity' },
  ])('is refused where it is no place on earth: %o', (position) => {
    expect(refused({ ...POTHOLE, ...position })[0]).toMatch(/^lat and long must come together/);
  });

  test('is not asked of a service that has none', () => {
    const placeless = [...somerville.types.values()].find(
      ({ location, privacy }) => location === 'none' && privacy === 'public',
    );
    expect(report({ service_code: placeless?.code ?? '' }).report.place).toEqual({});
  });
});

describe('R25: the description of a report', () => {
  test('holds 4,000 characters and line breaks', () => {
    expect(report({ ...POTHOLE, description: `${'x'.repeat(3998)}\ny` }).report.description).toHaveLength(4000);
    expect(refused({ ...POTHOLE, description: 'x'.repeat(4001) })).toEqual([
      'description may hold 4000 characters at most.',
    ]);
  });

  test('may be missing', () => expect(report(POTHOLE).report.description).toBe(''));

  test('is kept as it was written: whoever publishes it takes the markup out', () => {
    expect(report({ ...POTHOLE, description: '<b>deep</b>' }).report.description).toBe('<b>deep</b>');
  });
});

describe('R32: the answers to a service’s questions', () => {
  const LIGHT = { service_code: 'pothole', address_string: '12 Elm St' };

  test('come as attribute[code], or as attribute[code][]', () => {
    expect(report({ ...LIGHT, 'attribute[lane]': 'Bike lane' }).report.answers).toEqual({ lane: 'Bike lane' });
    expect(report({ ...LIGHT, 'attribute[lane][]': 'bike LANE ' }).report.answers).toEqual({ lane: 'Bike lane' });
    expect(report({ ...LIGHT, 'attribute[lane]': ' ' }).report.answers).toEqual({});
  });

  test('are one of the values where there are some', () => {
    expect(refused({ ...LIGHT, 'attribute[lane]': 'The sky' })[0]).toContain('Travel lane; Bike lane');
    const two: [string, string][] = [
      ...Object.entries(LIGHT),
      ['attribute[lane][]', 'Bike lane'],
      ['attribute[lane][]', 'Crosswalk'],
    ];
    expect(refused(two)[0]).toContain('must be one of');
  });

  test('are numbers and dates where those are asked for', () => {
    const asking = (kind: string) => {
      for (const { code, privacy, questions } of somerville.types.values()) {
        const question = questions.find((one) => one.kind === kind);
        if (privacy !== 'public' || !question || questions.some((one) => one.required && one !== question)) continue;
        return { fields: { service_code: code, address_string: '12 Elm St' }, name: `attribute[${question.code}]` };
      }
      throw new Error(`No service asks for a ${kind} alone.`);
    };
    const date = asking('date');
    expect(Object.values(report({ ...date.fields, [date.name]: '2026-06-01' }).report.answers)).toEqual(['2026-06-01']);
    expect(refused({ ...date.fields, [date.name]: 'Monday' })).toEqual([`${date.name} must be a date.`]);
    const number = asking('number');
    expect(Object.values(report({ ...number.fields, [number.name]: '3' }).report.answers)).toEqual(['3']);
    expect(refused({ ...number.fields, [number.name]: 'three' })).toEqual([`${number.name} must be a number.`]);
  });

  test('must be there where they are required', () => {
    const type = [...somerville.types.values()].find(
      ({ privacy, questions }) => privacy === 'public' && questions.some(({ required }) => required),
    );
    const code = type?.questions.find(({ required }) => required)?.code;
    expect(refused({ service_code: type?.code ?? '', address_string: '12 Elm St' })[0]).toContain(
      `attribute[${code}] was not provided`,
    );
  });

  test('are kept where no question asks for them, several as one text', () => {
    const fields: [string, string][] = [
      ...Object.entries(LIGHT),
      ['attribute[pet][]', 'dog'],
      ['attribute[pet][]', 'cat'],
    ];
    expect(report(fields).report.answers).toEqual({ pet: 'dog, cat' });
  });

  test.each(['attribute[__proto__]', 'attribute[constructor]', 'attribute[a b]', 'attribute[]'])(
    'have no code like %s',
    (name) => {
      expect(refused({ ...LIGHT, [name]: 'x' })[0]).toMatch(/^attribute\[/);
    },
  );
});

describe('who reports', () => {
  test('may stay unknown', () => expect(report(POTHOLE).report.reporter).toBeUndefined());

  test('may say how they are reached', () => {
    const fields = {
      ...POTHOLE,
      first_name: 'Ana',
      last_name: 'López',
      email: ' ana@resident.example ',
      phone: '617-555-0100',
    };
    expect(report(fields).report.reporter).toEqual({
      name: 'Ana López',
      email: 'ana@resident.example',
      phone: '617-555-0100',
      language: 'en',
    });
  });

  test('is not turned away for an address that cannot be written to, and is told', () => {
    const reading = report({ ...POTHOLE, email: 'ana at home' });
    expect(reading.report.reporter).toBeUndefined();
    expect(notice(reading)).toContain('The e-mail address cannot be written to');
  });

  test('may send a picture’s address, https only; device and account are not kept', () => {
    expect(report({ ...POTHOLE, media_url: 'https://p.example/1.jpg' }).mediaUrl).toBe('https://p.example/1.jpg');
    for (const media_url of ['http://p.example/1.jpg', 'javascript:alert(1)', 'https://u:p@p.example/', 'nowhere']) {
      const reading = report({ ...POTHOLE, media_url, device_id: 'tt222111', account_id: '123456' });
      expect(reading.mediaUrl).toBeUndefined();
      expect(notice(reading)).toContain('https://');
      expect(JSON.stringify(reading.report)).not.toMatch(/tt222111|123456/);
    }
  });

  test.each(['address_string', 'first_name', 'last_name', 'phone', 'email', 'media_url'])(
    'is refused a %s of any length',
    (name) => {
      expect(refused({ ...POTHOLE, [name]: 'x'.repeat(2001) })).toEqual([expect.stringContaining(name)]);
    },
  );

  test('is told every fault at once', () => {
    expect(
      refused({ service_code: 'pothole', lat: '1', description: 'x'.repeat(5000), 'attribute[lane]': 'y' }),
    ).toHaveLength(3);
  });
});

describe('the notice that a report is answered with', () => {
  test('says what most may expect', () => {
    expect(notice(report(POTHOLE))).toBe('Most requests of this kind are done within 2 business days.');
    expect(notice(report(POTHOLE), 'es')).toBe(
      'La mayoría de las solicitudes de este tipo se resuelven en un plazo de 2 días hábiles.',
    );
  });

  test('R49: sends those in danger to 911, by their words in either language or by the service', () => {
    const emergency = [...somerville.types.values()].find(
      ({ emergency, privacy }) => emergency && privacy === 'public',
    );
    const readings = [
      report({ ...POTHOLE, description: 'I SMELL GAS here' }),
      report({ ...POTHOLE, description: 'Huele a gas.' }),
      report({ ...POTHOLE, service_code: emergency?.code ?? '' }),
    ];
    for (const reading of readings) {
      expect(notice(reading)).toMatch(/^If anyone is in danger, call 911 now\./);
      expect(notice(reading, 'es')).toMatch(/^Si alguien está en peligro, llame ahora al 911\./);
    }
    expect(notice(report({ ...POTHOLE, description: 'Take this into consideration.' }))).not.toContain('911');
  });

  test.each([
    ['es', 'es'],
    ['es-MX,es;q=0.9,en;q=0.8', 'es'],
    ['en-US,es', 'en'],
    ['fr, pt-BR;q=0.8', 'pt'],
    ['zh-TW,zh;q=0.9', 'zh-Hant'],
    ['HT', 'ht'],
    ['est', 'en'],
    [undefined, 'en'],
  ] as const)('is in the language that the client names first: %s', (header, language) =>
    expect(languageOf(header)).toBe(language),
  );
});

describe('the body of a report', () => {
  const body = Buffer.from('service_code=pothole');

  test('is a form, whatever its charset says', () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'Application/X-WWW-Form-URLencoded; charset=utf-8',
      undefined,
    ])
      expect(readForm(type, body).kind).toBe('form');
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain'])
      expect(readForm(type, body)).toMatchObject({ kind: 'failure', status: 400 });
  });

  test('in another charset is refused where that makes a difference, because nobody could read its words', () => {
    const form = 'application/x-www-form-urlencoded';
    for (const charset of ['iso-8859-1', 'ISO-8859-1', '"windows-1252"', 'utf-16']) {
      for (const accented of [Buffer.from('description=caf%E9'), Buffer.from('description=café', 'latin1')])
        expect(readForm(`${form}; charset=${charset}`, accented)).toMatchObject({
          kind: 'failure',
          status: 400,
          descriptions: [expect.stringContaining('UTF-8')],
        });
      expect(readForm(`${form}; charset=${charset}`, body).kind).toBe('form');
    }
    for (const charset of ['utf-8', '"UTF-8"', 'utf8', 'us-ascii'])
      expect(readForm(`${form}; charset=${charset}`, Buffer.from('description=caf%C3%A9')).kind).toBe('form');
  });

  test('loses what nobody can see or write, and no line or tab', () => {
    const of = (text: string) => {
      const form = readForm(undefined, Buffer.from(new URLSearchParams({ description: text }).toString()));
      return form.kind === 'form' ? form.value('description') : form;
    };
    expect(of('a\0b\u0007c\u0085d\u007f')).toBe('abcd');
    expect(of('one\ttab\r\ntwo lines')).toBe('one\ttab\r\ntwo lines');
    expect(of('\0 \u0001')).toBeUndefined();
    expect(of('😀 ]]> &amp;')).toBe('😀 ]]> &amp;');
  });

  test('is at most 256 KB', () => {
    expect(readForm(undefined, Buffer.alloc(256 * 1024, 'x')).kind).toBe('form');
    expect(readForm(undefined, Buffer.alloc(256 * 1024 + 1, 'x'))).toMatchObject({ kind: 'failure', status: 413 });
  });

  test('may hold any naughty string in any field', () => {
    for (const text of NAUGHTY) {
      for (const name of [
        'description',
        'address_string',
        'first_name',
        'email',
        'lat',
        'media_url',
        'attribute[lane]',
        `attribute[${text}]`,
        text,
      ])
        read({ ...POTHOLE, [name]: text });
      const { report: whole } = report({ ...POTHOLE, description: text, first_name: text.slice(0, 100) });
      expect(whole.description.isWellFormed()).toBe(true);
    }
  });
});

describe('a storm that is on', () => {
  afterEach(() => adoptStorms({}));

  test('is told to whoever reports what it touches, in their language, and to nobody else', () => {
    adoptStorms({ 'snow-1': aStorm({ from: TUESDAY - DAY, partners: ['dpw-highway'] }) });
    expect(notice(report(POTHOLE))).toContain('Snow storm of 3 June (All crews plough), from June 1, 2026, 9:00 AM to');
    expect(notice(report(POTHOLE), 'es')).toContain('Este tiempo no cuenta para el plazo prometido.');
    expect(notice(report({ ...POTHOLE, service_code: 'flashing-beacon-out' }))).not.toContain('Snow storm');
  });
});
