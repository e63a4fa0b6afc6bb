import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderNotice } from '../../functions/notices/render.ts';
import { LAYOUT_FILE, compileLayout } from '../../infra/mail-layout.ts';
import { aNotice } from './builders.ts';

const PAGE = { city: 'Somerville', url: 'https://311.example.org/requests/r' };

describe('the layout of e-mails', () => {
  it('is what its source says now: `npm run layout` makes it anew', async () => {
    expect(readFileSync(LAYOUT_FILE, 'utf8')).toBe(await compileLayout());
  });

  it('fetches nothing: no picture, no font, no script and no style sheet from elsewhere', () => {
    const { html } = renderNotice(aNotice('clock-escalated'), PAGE);
    expect(html).not.toMatch(/<img|<link|<script|@import|url\(|src=/i);
    const addresses = html.match(/https?:\/\/[^"<\s]+/g);
    expect(new Set(addresses)).toEqual(new Set([PAGE.url, 'http://www.w3.org/1999/xhtml']));
  });

  it('is set half as large again in large print, and says the same', () => {
    const notice = aNotice('clock-escalated');
    const sizes = (html: string) => new Set(html.match(/font-size:\d\d+px/g));
    const standard = renderNotice(notice, PAGE);
    const large = renderNotice(notice, { ...PAGE, print: 'large' });
    expect(sizes(standard.html)).toEqual(new Set(['font-size:16px', 'font-size:14px']));
    expect(sizes(large.html)).toEqual(new Set(['font-size:24px', 'font-size:21px']));
    expect(large.html.replaceAll(/font-size:\d\d+px/g, '')).toBe(standard.html.replaceAll(/font-size:\d\d+px/g, ''));
  });
});
