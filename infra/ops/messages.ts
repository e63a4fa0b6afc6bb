import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { ENGLISH_NAMES, LANGUAGES, type Language } from '../../functions/languages/language.ts';
import { ROOT, TEXTS } from '../translations.ts';
import { say } from './options.ts';
import { OpsError } from './register.ts';

/** Where a translation stands: read by nobody who speaks the language yet, or signed off by a person on a day. */
const Reviewed = z.union([
  z.literal(false),
  z.strictObject({ by: z.string().check(z.trim(), z.minLength(1)), on: z.iso.date() }),
]);

/** A translation, as its file says of itself. */
export interface Translation {
  /** From the project's folder. */
  file: string;
  language: Language;
  reviewed: z.output<typeof Reviewed>;
}

/**
 * Reads every text file of residents and staff. English is what the others are translated from, and is not among the answers.
 * Throws an OpsError that names a file of no language of ours, or one that does not say where it stands.
 */
export const readTranslations = (root = ROOT): Translation[] =>
  globSync(TEXTS, { cwd: root })
    .sort()
    .flatMap((file) => {
      const language = LANGUAGES.find((one) => one === basename(file, '.json'));
      if (!language) throw new OpsError(`${file}: name the file after one of ${LANGUAGES.join(', ')}.`);
      if (language === 'en') return [];
      const text = JSON.parse(readFileSync(join(root, file), 'utf8')) as { reviewed?: unknown };
      const reviewed = z.safeParse(Reviewed, text.reviewed);
      if (!reviewed.success)
        throw new OpsError(`${file}: "reviewed" has to be false, or ${HOW}, with a name and a day as 2026-07-01.`);
      return [{ file, language, reviewed: reviewed.data }];
    });

const HOW = '{ "by": "Marie Joseph", "on": "2026-07-01" }';

/** Prints the translations that no person has signed off, by language, and how that is done. */
export const listUnreviewed = ({ language }: { language?: Language }): void => {
  const translations = readTranslations();
  const wanted = LANGUAGES.filter((one) => one !== 'en' && (language === undefined || one === language));
  for (const one of wanted) {
    const all = translations.filter((translation) => translation.language === one);
    const open = all.filter(({ reviewed }) => reviewed === false);
    say(`${ENGLISH_NAMES[one]} (${one}): ${open.length} of ${all.length} texts are not signed off.`);
    for (const { file } of open) say(`  ${file}`);
  }
  say();
  say(
    'Whoever signs one off speaks the language, reads the file beside en.json in its folder, mends it, and writes into it:',
  );
  say(`  "reviewed": ${HOW}`);
};
