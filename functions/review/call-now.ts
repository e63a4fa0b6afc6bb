import type { Language } from '../languages/language.ts';
import en from './words/en.json' with { type: 'json' };
import es from './words/es.json' with { type: 'json' };
import ht from './words/ht.json' with { type: 'json' };
import ne from './words/ne.json' with { type: 'json' };
import pt from './words/pt.json' with { type: 'json' };
import zhHant from './words/zh-Hant.json' with { type: 'json' };

const WORDS: Record<Language, typeof en> = { en, es, pt, ht, ne, 'zh-Hant': zhHant };

/** Says to call 911 where anybody is in danger, and that nobody watches what is written here as such a call (R49). */
export const sayCallNow = (language: Language): string => WORDS[language].callNow;
