/**
 * Compiles the layout of every e-mail, `functions/notices/layout.mjml`, into the HTML that the functions fill: `npm run layout`.
 * MJML itself is 57 MB and stays out of them; a test says when the two differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mjml2html from 'mjml';

const NOTICES = join(import.meta.dirname, '../functions/notices');
const SOURCE = join(NOTICES, 'layout.mjml');

/** Where the compiled layout stands. */
export const LAYOUT_FILE = join(NOTICES, 'layout.ts');

/** Sizes of text in the source that are places of their own in the HTML, because large print has others (MJML takes sizes only). */
const SIZES = { text: '16px', small: '14px' };

/** The layout as a module, with places in double braces; throws MJML's own words for a mistake in the source. */
export const compileLayout = async (): Promise<string> => {
  const { html } = await mjml2html(readFileSync(SOURCE, 'utf8'), {
    validationLevel: 'strict',
    fonts: {},
    keepComments: false,
  });
  let layout = html
    .replaceAll(/\{\{\s*(\w+)\s*\}\}/gu, '{{$1}}')
    .replaceAll(/^\s+|[ \t]+$/gmu, '')
    .replaceAll(/\n{2,}/gu, '\n')
    // The subject would be read out twice, and from outside of the page's main part.
    .replace('aria-label="{{title}}" ', '');
  for (const [place, size] of Object.entries(SIZES))
    layout = layout.replaceAll(`font-size:${size}`, `font-size:{{${place}}}`);
  return `/** The HTML of every e-mail with places in double braces, made from layout.mjml by \`npm run layout\`. */
export const LAYOUT = \`${layout.trim()}
\`;
`;
};

if (import.meta.main) {
  writeFileSync(LAYOUT_FILE, await compileLayout());
  process.stdout.write('functions/notices/layout.ts is made anew.\n');
}
