import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Whether .gitignore names a file of the top level; its lines are plain names and `*.log`. */
const ignored = read('.gitignore')
  .split('\n')
  .map((line) => line.trim().replace(/\/$/, ''))
  .filter((line) => line !== '' && !line.startsWith('#'));
const isIgnored = (name: string): boolean =>
  ignored.some((line) => (line.startsWith('*') ? name.endsWith(line.slice(1)) : line === name));

const documents = globSync(['*.md', '.*/**/*.md', '{functions,infra,statemachines,test}/**/*.md'], {
  cwd: ROOT,
  exclude: (name) => isIgnored(name) || name === '.git',
}).sort();

/** A document's words without its code, in which nothing is a link. */
const prose = (text: string): string => text.replace(/^(```|~~~)[^]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');

/** The name by which a heading is linked, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

const anchorsOf = (text: string): Set<string> =>
  new Set([...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));

const linksOf = (text: string): string[] =>
  [...prose(text).matchAll(/\]\(\s*<?([^)\s>]+)|<(?:img|a)[^>]*?(?:src|href)="([^"]+)"/g)].map(
    ([, inline, tag]) => inline ?? tag ?? '',
  );

/** Says what is wrong with a link; undefined for one that leads somewhere, and for every address of the web. */
const faultOf = (document: string, link: string): string | undefined => {
  if (/^[a-z]+:/i.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : join(dirname(document), decodeURIComponent(path));
  if (target.startsWith('..') || !existsSync(join(ROOT, target))) return `${document}: ${link} leads nowhere`;
  if (anchor === undefined || !target.endsWith('.md') || anchorsOf(read(target)).has(anchor)) return undefined;
  return `${document}: ${link} names no heading of ${target}`;
};

describe('the documents', () => {
  test('are found, the readme among them', () => {
    expect(documents).toContain('README.md');
    expect(documents).toContain('infra/observability/runbook.md');
    expect(documents.length).toBeGreaterThan(10);
  });

  test('link to what is there', () => {
    const links = documents.flatMap((document) => linksOf(read(document)).map((link) => [document, link] as const));
    expect(links.length).toBeGreaterThan(10);
    expect(links.flatMap(([document, link]) => faultOf(document, link) ?? [])).toEqual([]);
  });
});

describe('the map of the readme', () => {
  /** The lines of the block under "The map": each a path, then what it is. */
  const map = (): [path: string, words: string][] => {
    const [, block] = /^## The map\s+```\w*\n([^]*?)^```/m.exec(read('README.md')) ?? [];
    if (block === undefined) throw new Error('README.md has no section "The map" that begins with a fenced block.');
    return block
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [, path, words] = /^(\S+)\s{2,}(\S.*)$/.exec(line) ?? [];
        if (!path || !words) throw new Error(`This line of the map is no path with what it is: ${line}`);
        return [path, words];
      });
  };

  test('names every folder and file of the top level, and no other', () => {
    const there = readdirSync(ROOT, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.') && !isIgnored(name) && name !== 'package-lock.json')
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    expect(
      map()
        .map(([path]) => path)
        .sort(),
    ).toEqual(there.sort());
  });

  test('speaks of no file or folder that is not there', () => {
    for (const [path, words] of map()) {
      const named = [...words.matchAll(/(?<![\w.*])([\w-]+)\/(?=[\s,;:.]|$)/g)].map(([, name = '']) => name);
      for (const name of named) expect(existsSync(join(ROOT, path, name)), `${path}${name}/`).toBe(true);
    }
  });
});
