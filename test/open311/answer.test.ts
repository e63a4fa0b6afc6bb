import { describe, expect, test } from 'vitest';
import {
  answerWithList,
  askedFor,
  checkJurisdiction,
  failed,
  failure,
  nothingHere,
} from '../../functions/open311/answer.ts';
import { writeXml } from '../../functions/open311/xml.ts';
import { NAUGHTY } from '../support/bad-input.ts';
import { faultsOf } from './schemas.ts';

const asked = (resource: string, document?: string) =>
  askedFor({ resource, pathParameters: document === undefined ? null : { document } });

describe('an address', () => {
  test('names a resource, an id and a format', () => {
    expect(asked('/open311/discovery.xml')).toEqual({ resource: 'discovery', format: 'xml' });
    expect(asked('/open311/v2/requests.json')).toEqual({ resource: 'requests', format: 'json' });
    expect(asked('/open311/v2/requests/{document}', 'R-1_a.json')).toEqual({
      resource: 'requests',
      id: 'R-1_a',
      format: 'json',
    });
  });

  test.each([
    'R-1.foo',
    'R-1',
    '.json',
    'R 1.json',
    'R/1.json',
    'R-1.json.foo',
    'é.xml',
    `${'x'.repeat(101)}.json`,
    '$&.json',
    '',
  ])('R30: leads nowhere with %s at its end', (document) =>
    expect(asked('/open311/v2/requests/{document}', document)).toBeUndefined(),
  );

  test('R30: that leads nowhere is answered in plain text with 404', () => {
    expect(nothingHere()).toMatchObject({ statusCode: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } });
  });

  test('is read, or leads nowhere, whatever it holds', () => {
    for (const text of NAUGHTY) {
      const found = asked('/open311/v2/requests/{document}', `${text}.json`);
      if (found) expect(found.id).toMatch(/^[\w-]{1,100}$/);
    }
  });
});

describe('R23: an error', () => {
  test('is a list of code and description in JSON, even where it is one', () => {
    const { statusCode, body } = failed('json', failure(403, 'No.'));
    expect([statusCode, JSON.parse(body)]).toEqual([403, [{ code: 403, description: 'No.' }]]);
    expect(faultsOf('errors', JSON.parse(failed('json', failure(400, 'One.', 'Two.')).body))).toEqual([]);
  });

  test('is a list of code and description in XML', () => {
    expect(failed('xml', failure(400, 'One.', 'Two & <three>.')).body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<errors><error><code>400</code><description>One.</description></error>' +
        '<error><code>400</code><description>Two &amp; &lt;three&gt;.</description></error></errors>\n',
    );
  });
});

describe('R31: XML', () => {
  test('begins with its declaration and has one root', () => {
    expect(writeXml('services', [])).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<services/>\n');
  });

  test('names the entries of its lists, and leaves nothing out', () => {
    expect(writeXml('service_requests', [{ id: 1, ok: true, none: null, attributes: [{ code: 'a' }] }])).toContain(
      '<service_requests><request><id>1</id><ok>true</ok><none/><attributes><attribute><code>a</code></attribute></attributes></request></service_requests>',
    );
  });

  test('carries an emoji and the end of a section, and no character that it cannot hold', () => {
    const text = writeXml('description', '😀 ]]> \u0000\u0007\ufffe\ud800 end');
    expect(text).toContain('<description>😀 ]]&gt; \ufffd\ufffd\ufffd\ufffd end</description>');
  });
});

describe('a list', () => {
  const long = Array.from({ length: 1000 }, (_, id) => ({ id, description: '"&😀\\\n'.repeat(1300) }));

  test.each(['json', 'xml'] as const)(
    'that Lambda could not answer whole ends where the answer is full, as %s',
    (format) => {
      const { body } = answerWithList(format, 'service_requests', long, {});
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(6_000_000);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeGreaterThan(3_000_000);
      expect(body).toContain('"id":0'.slice(format === 'json' ? 0 : 99));
      expect(body.trimEnd()).toMatch(format === 'json' ? /\]$/ : /<\/service_requests>$/);
    },
  );

  test('of the largest page always fits whole', () => {
    const page = Array.from({ length: 100 }, (_, id) => ({
      id,
      description: '&'.repeat(4000),
      notes: '&'.repeat(2000),
    }));
    for (const format of ['json', 'xml'] as const) {
      expect(answerWithList(format, 'service_requests', page, {}).body).toContain(
        format === 'json' ? '"id":99' : '<id>99</id>',
      );
    }
  });
});

test('the one jurisdiction need not be named, and no other is served', () => {
  for (const given of [undefined, '', ' ', 'city.example'])
    expect(checkJurisdiction(given, 'city.example')).toBeUndefined();
  expect(checkJurisdiction('sfgov.org', 'city.example')).toMatchObject({ status: 404 });
});
