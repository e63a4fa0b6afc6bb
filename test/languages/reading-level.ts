/**
 * The school grade of English text by Flesch and Kincaid's formula (1975); syllables are counted as groups of vowels, a final silent e
 * left out.
 */
export const gradeOf = (text: string): number => {
  const sentences = text.split(/[.!?:]+(?:\s|$)/).filter((sentence) => sentence.trim() !== '');
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const syllables = words
    .map((word) => Math.max(1, word.replace(/(?<=[^aeiouy])e$/, '').match(/[aeiouy]+/g)?.length ?? 1))
    .reduce((sum, count) => sum + count, 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
};
