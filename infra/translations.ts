import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '..');

/** Where texts lie: one folder a text, one file a language. */
export const TEXTS = ['functions/*/{words,staff-words}/**/*.json', 'functions/notices/messages/*/*.json'];

const ENGLISH = 'en';

/** By language, how many of the deployed texts no person has signed off, and how many there are; English is what the others are translated from. */
export const countUnreviewed = (root = ROOT): Record<string, [open: number, texts: number]> => {
  const counts: Record<string, [number, number]> = {};
  for (const file of globSync(TEXTS, { cwd: root }).sort()) {
    const language = basename(file, '.json');
    if (language === ENGLISH) continue;
    const { reviewed } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { reviewed?: unknown };
    const [open, texts] = counts[language] ?? [0, 0];
    counts[language] = [open + (reviewed === false ? 1 : 0), texts + 1];
  }
  return counts;
};
