import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { legalText } from '../../functions/open311/personal-data.ts';
import { requestDocument } from '../../functions/open311/documents.ts';
import { publicPicture } from '../../functions/open311/public-request.ts';
import { serviceDefinition, serviceList } from '../../functions/open311/services.ts';
import { type Value, writeXml } from '../../functions/open311/xml.ts';
import { NAUGHTY } from '../support/bad-input.ts';
import { startBrowser } from '../support/browser.ts';
import { TUESDAY, aRequest, somerville } from '../support/builders.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
  page = await browser.newPage();
});
afterAll(() => browser.close());

/** What an XML parser makes of documents: each element with its content, as JSON would hold it, or its complaint. */
const parsed = (documents: string[]): Promise<unknown[]> =>
  page.evaluate((texts) => {
    const read = (element: Element): unknown =>
      element.children.length > 0
        ? [...element.children].map((child) => [child.tagName, read(child)])
        : (element.textContent ?? '');
    return texts.map((text) => {
      const { documentElement: root } = new DOMParser().parseFromString(text, 'text/xml');
      const complaint = root.querySelector('parsererror') ?? (root.tagName === 'parsererror' ? root : null);
      return complaint ? `not well-formed: ${complaint.textContent}` : [root.tagName, read(root)];
    });
  }, documents);

/** The same of the value itself: what XML has no kinds for is its text. */
const told = (value: Value, entry?: string): unknown => {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '' : value.map((one: Value) => [entry, told(one, entry)]);
  const entries = Object.entries(value);
  return entries.map(([name, inner]) => [name, told(inner, ENTRIES[name])]);
};

const ENTRIES: Record<string, string> = { attributes: 'attribute', values: 'value', errors: 'error' };

describe('R31: a real XML parser', () => {
  test('reads every naughty string as it was written, but for what no XML can hold', async () => {
    const texts = [...NAUGHTY, ']]>', '😀', 'a\r\nb\rc\td', '<![CDATA[x]]>', '&#0;&amp;', '\u0085\u2028\ufeff\ufffe'];
    const documents = texts.map((text) => writeXml('description', text));
    expect(await parsed(documents)).toEqual(texts.map((text) => ['description', legalText(text)]));
  });

  test('reads requests at every stage, services and their definitions as JSON tells them', async () => {
    const pictures = Object.values(aRequest).flatMap((at) => {
      const picture = publicPicture(at({ description: 'A ]]> & <b>hole</b> 😀\nof two lines' }), somerville);
      return picture.kind === 'public' ? [picture.request] : [];
    });
    const requests = pictures.map((request) => requestDocument(request, true));
    const definitions = [...somerville.types.values()].map((type) => serviceDefinition(type));
    expect(await parsed([writeXml('service_requests', requests)])).toEqual([
      ['service_requests', requests.map((one) => ['request', told(one)])],
    ]);
    expect(await parsed(definitions.map((one) => writeXml('service_definition', one)))).toEqual(
      definitions.map((one) => ['service_definition', told(one)]),
    );
    const services = serviceList(somerville, TUESDAY);
    expect(await parsed([writeXml('services', services)])).toEqual([['services', told(services, 'service')]]);
  });
});
