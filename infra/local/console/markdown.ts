import { type Html, html } from '../../../functions/shared/html.ts';

/**
 * The part of Markdown that our text widgets and the runbook use: headings, paragraphs, lists, tables, rules, code, emphasis and
 * links. Everything else stays the text that it is, and nothing in it becomes HTML. `top` is the level of its highest headings.
 */
export const markdown = (source: string, top: 1 | 2 = 2): Html => {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  const highest = Math.min(...lines.flatMap((line) => HEADING.exec(line)?.[1]?.length ?? []));
  const blocks: Html[] = [];
  let index = 0;
  const takeWhile = (wanted: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (index < lines.length && wanted(lines[index]!)) taken.push(lines[index++]!);
    return taken;
  };
  while (index < lines.length) {
    const line = lines[index]!;
    const heading = HEADING.exec(line);
    if (line.trim() === '') index += 1;
    else if (line.startsWith('```')) {
      index += 1;
      blocks.push(html`<pre tabindex="0"><code>${takeWhile((one) => !one.startsWith('```')).join('\n')}</code></pre>`);
      index += 1;
    } else if (heading) {
      index += 1;
      blocks.push(titled(heading[1]!.length - highest + top, heading[2]!));
    } else if (/^(-{3,}|\*{3,}|_{3,})\s*$/.test(line)) {
      index += 1;
      blocks.push(html`<hr />`);
    } else if (line.startsWith('|')) blocks.push(table(takeWhile((one) => one.startsWith('|'))));
    else if (BULLET.test(line))
      blocks.push(
        html`<ul>
          ${items(takeWhile(isItem(BULLET)), BULLET)}
        </ul>`,
      );
    else if (NUMBER.test(line))
      blocks.push(
        html`<ol>
          ${items(takeWhile(isItem(NUMBER)), NUMBER)}
        </ol>`,
      );
    else blocks.push(html`<p>${inline(takeWhile(isParagraph).join(' '))}</p>`);
  }
  return html`${blocks}`;
};

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const BULLET = /^\s*[-*+]\s+/;
const NUMBER = /^\s*\d+[.)]\s+/;

const isItem =
  (marker: RegExp) =>
  (line: string): boolean =>
    marker.test(line) || /^\s+\S/.test(line);

const isParagraph = (line: string): boolean =>
  line.trim() !== '' && !HEADING.test(line) && !BULLET.test(line) && !line.startsWith('|') && !line.startsWith('```');

/** The anchor that a reader of Markdown makes of a heading: lower case, spaces to dashes, other signs dropped. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const titled = (level: number, text: string): Html => {
  const id = anchorOf(text);
  const words = inline(text);
  if (level === 1) return html`<h1 id="${id}">${words}</h1>`;
  if (level === 2) return html`<h2 id="${id}">${words}</h2>`;
  return level === 3 ? html`<h3 id="${id}">${words}</h3>` : html`<h4 id="${id}">${words}</h4>`;
};

const items = (lines: string[], marker: RegExp): Html[] => {
  const texts: string[] = [];
  for (const line of lines) {
    if (marker.test(line)) texts.push(line.replace(marker, ''));
    else texts.push(`${texts.pop() ?? ''} ${line.trim()}`);
  }
  return texts.map((text) => html`<li>${inline(text)}</li>`);
};

const table = (lines: string[]): Html => {
  const rows = lines.map((line) =>
    line
      .replace(/^\||\|\s*$/g, '')
      .split('|')
      .map((cell) => cell.trim()),
  );
  const isRule = (row: string[] | undefined) => row?.every((cell) => /^:?-+:?$/.test(cell)) === true;
  const [head, rule, ...rest] = rows;
  const body = isRule(rule) ? rest : rows;
  return html`<table>
    ${
      isRule(rule)
        ? html`<thead>
            <tr>
              ${head!.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}
            </tr>
          </thead>`
        : ''
    }
    <tbody>
      ${body.map(
        (row) =>
          html`<tr>
            ${row.map((cell) => html`<td>${inline(cell)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
};

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

const inline = (text: string): Html => {
  const parts: (Html | string)[] = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, strong, emphasis, label, address] = found;
    parts.push(text.slice(end, found.index));
    end = found.index + whole.length;
    if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (strong !== undefined) parts.push(html`<strong>${inline(strong)}</strong>`);
    else if (emphasis !== undefined) parts.push(html`<em>${inline(emphasis)}</em>`);
    else parts.push(linkTo(address ?? '', label ?? ''));
  }
  return html`${parts}${text.slice(end)}`;
};

/** Only addresses of the web and of this page become links. `button:` is CloudWatch's own mark for a link that looks like one. */
const linkTo = (address: string, label: string): Html => {
  const words = label.replace(/^button:(?:primary:)?/, '');
  return /^(https?:\/\/|\/(?!\/)|#)/.test(address) ? html`<a href="${address}">${words}</a>` : html`${words}`;
};
