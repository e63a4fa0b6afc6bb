import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EVERY_LETTER, sampleLetter } from '../../functions/notices/sample-letters.ts';
import { previewMessages } from '../../infra/ops/message-preview.ts';

let folder: string;
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'messages-'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('messages preview', () => {
  it('writes every message in every language of those who get it, in three formats, and a page that leads to each', () => {
    previewMessages({ to: folder });
    const files = EVERY_LETTER.flatMap(([message, language]) =>
      ['html', 'large.html', 'txt'].map((end) => `${message}.${language}.${end}`),
    );
    expect(readdirSync(folder).sort()).toEqual([...files, 'index.html'].sort());
    const leads = [...read('index.html').matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
    expect(leads.sort()).toEqual(files.sort());
  });

  it('shows what is sent', () => {
    const { subject, text, html } = sampleLetter('request-delayed', 'ht');
    expect(read('request-delayed.ht.html')).toBe(html);
    expect(read('request-delayed.ht.txt')).toBe(`${subject}\n\n${text}`);
    expect(read('request-delayed.ht.large.html')).toContain('font-size:24px');
  });

  it('names the languages of a message that is not written in the one asked for, and writes nothing', () => {
    const nowhere = join(folder, 'nowhere');
    expect(() => previewMessages({ to: nowhere, message: 'clock-due', language: 'ht' })).toThrow(
      'clock-due goes to staff only, in en and es.',
    );
    expect(readdirSync(folder)).not.toContain('nowhere');
  });

  it('ends where the system will not have a folder, however deep', () => {
    for (const to of ['/proc/x', '/proc/x/y'])
      expect(() => previewMessages({ to })).toThrow(/cannot be made \(E\w+\): name another folder/);
  });

  it('says what to do where the folder cannot be made', () => {
    const file = join(folder, 'index.html');
    for (const to of [file, join(file, 'below')])
      expect(() => previewMessages({ to })).toThrow(/index\.html.* cannot be made \(E\w+\): name another folder/);
  });
});
