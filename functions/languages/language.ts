/** The languages in which residents are written to, as BCP 47 tags. Portuguese is Brazil's, Chinese is written in traditional characters. */
export const LANGUAGES = ['en', 'es', 'pt', 'ht', 'ne', 'zh-Hant'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The languages of what only partners, reviewers and the manager read. */
export const STAFF_LANGUAGES = ['en', 'es'] as const satisfies readonly Language[];
export type StaffLanguage = (typeof STAFF_LANGUAGES)[number];

/** Each language as those who speak it call it. */
export const OWN_NAMES: Record<Language, string> = {
  en: 'English',
  es: 'Español',
  pt: 'Português',
  ht: 'Kreyòl ayisyen',
  ne: 'नेपाली',
  'zh-Hant': '繁體中文',
};

/** Each language in English, for those who work with it. */
export const ENGLISH_NAMES: Record<Language, string> = {
  en: 'English',
  es: 'Spanish',
  pt: 'Portuguese',
  ht: 'Haitian Creole',
  ne: 'Nepali',
  'zh-Hant': 'Traditional Chinese',
};

/** The languages in one line, to name what may be chosen: "en, es, pt, ht, ne, zh-Hant". */
export const LANGUAGE_LIST = LANGUAGES.join(', ');

/**
 * The language of ours that a BCP 47 tag leads to, by its first part: "pt-PT" is pt, and every Chinese tag zh-Hant, because who reads
 * the simplified characters reads more of the traditional ones than of English. Undefined for every other.
 */
export const languageOfTag = (tag: string): Language | undefined => {
  const [primary] = tag.trim().toLowerCase().split(/[-_]/u);
  return LANGUAGES.find((language) => language.split('-')[0] === primary);
};

/** One of the staff's languages, or else English. */
export const forStaff = (language: Language): StaffLanguage => STAFF_LANGUAGES.find((one) => one === language) ?? 'en';
