import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, STAFF_LANGUAGES } from '../../functions/languages/language.ts';
import { readTranslations } from '../../infra/ops/messages.ts';
import { gradeOf } from './reading-level.ts';

const ROOT = join(import.meta.dirname, '../..');

type Text = string | readonly Text[] | { readonly [name: string]: Text };

const read = (file: string): Text => {
  const { reviewed: _, ...text } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Record<string, Text>;
  return text;
};

/** Every string of a text, by its place in the file. */
const stringsOf = (text: Text, place = ''): [place: string, words: string][] =>
  typeof text === 'string'
    ? [[place, text]]
    : Object.entries(text).flatMap(([name, part]: [string, Text]) => stringsOf(part, `${place}/${name}`));

const placeholders = (words: string): string[] => [...words.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

/** Characters as people count them: a Nepali syllable is one. */
const segmenter = new Intl.Segmenter();
const lengthOf = (words: string): number => [...segmenter.segment(words)].length;

const folders = [...new Set(readTranslations().map(({ file }) => dirname(file)))];
const pairs = readTranslations().map(({ file, language }) => ({
  file,
  language,
  english: join(dirname(file), 'en.json'),
}));

/** Words of a language's own way of writing dates; which parts stand in one, and in which order, is its own too. */
const FORMATS = /time\/[\w-]+\.json$/;

describe('the texts', () => {
  it.each(folders)('%s has one file for each language of those who read it', (folder) => {
    const languages = globSync('*.json', { cwd: join(ROOT, folder) }).map((file) => basename(file, '.json'));
    const staff = languages.length === STAFF_LANGUAGES.length;
    expect(languages.sort()).toEqual([...(staff ? STAFF_LANGUAGES : LANGUAGES)].sort());
  });

  it.each(pairs)('R143: $file has every sentence of the English, with the same placeholders', ({ file, english }) => {
    const shape = (text: Text) =>
      stringsOf(text).map(([place, words]) => [
        place,
        FORMATS.test(file) && place.startsWith('/formats') ? [] : placeholders(words),
      ]);
    expect(shape(read(file))).toEqual(shape(read(english)));
  });

  it.each(pairs)(
    '$file is at most twice as long as the English, and shorter in Chinese',
    ({ file, language, english }) => {
      const total = (text: Text) => stringsOf(text).reduce((sum, [, words]) => sum + lengthOf(words), 0);
      expect(total(read(file))).toBeLessThanOrEqual(total(read(english)) * (language === 'zh-Hant' ? 1 : 2));
      const before = new Map(stringsOf(read(english)));
      // A word or two has no room to be compared in.
      for (const [place, words] of stringsOf(read(file)).filter(([name]) => lengthOf(before.get(name) ?? '') > 20))
        expect(lengthOf(words), `${place}: ${words}`).toBeLessThanOrEqual(2 * lengthOf(before.get(place) ?? ''));
    },
  );

  it.each(pairs)('$file leaves no sentence in English', ({ file, english }) => {
    const said = new Set(stringsOf(read(english)).map(([, words]) => words));
    const copied = stringsOf(read(file)).filter(
      ([, words]) => said.has(words) && (words.replace(/\{\w+\}/g, '').match(/\p{L}{2,}/gu) ?? []).length >= 2,
    );
    expect(copied).toEqual([]);
  });

  it.each(folders)('%s is in English that an eighth-grader reads, by Flesch and Kincaid', (folder) => {
    const sentences = stringsOf(read(join(folder, 'en.json')))
      .map(([, words]) => words.replace(/\{\w+\}/g, 'two days'))
      .filter((words) => /\s\S+\s.*[.?]$/.test(words));
    if (sentences.length === 0) return;
    expect(gradeOf(sentences.join(' '))).toBeLessThanOrEqual(8);
  });
});

describe('where a translation stands', () => {
  const withFile = <T>(name: string, text: unknown, check: (root: string) => T): T => {
    const root = mkdtempSync(join(tmpdir(), 'texts-'));
    const folder = join(root, 'functions/pages/words/request-page');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(text));
    try {
      return check(root);
    } finally {
      rmSync(root, { recursive: true });
    }
  };

  it('is said by every file but the English', () => {
    expect(readTranslations().length).toBeGreaterThan(100);
    for (const { file } of pairs)
      expect(JSON.parse(readFileSync(join(ROOT, file), 'utf8')), file).toHaveProperty('reviewed');
  });

  it('is a person and a day once it is signed off', () => {
    const reviewed = { by: 'Marie Joseph', on: '2026-07-01' };
    expect(withFile('ht.json', { reviewed }, readTranslations)).toMatchObject([{ language: 'ht', reviewed }]);
    expect(withFile('ht.json', { reviewed: false }, readTranslations)).toMatchObject([{ reviewed: false }]);
  });

  it.each([
    [undefined],
    [true],
    ['yes'],
    [{ by: 'Marie Joseph' }],
    [{ by: ' ', on: '2026-07-01' }],
    [{ by: 'Marie Joseph', on: '1 July' }],
    [{ by: 'Marie Joseph', on: '2026-02-30' }],
    [{ by: 'Marie Joseph', on: '2026-07-01', note: 'x' }],
  ])('and anything else is refused, with the file and the remedy: %j', (reviewed) => {
    expect(() => withFile('ht.json', { reviewed }, readTranslations)).toThrow(
      /^functions\/pages\/words\/request-page\/ht\.json: "reviewed" has to be false, or \{ "by":/,
    );
  });

  it('and a file of no language of ours is refused', () => {
    expect(() => withFile('fr.json', {}, readTranslations)).toThrow(/fr\.json: name the file after one of en, es,/);
  });
});
