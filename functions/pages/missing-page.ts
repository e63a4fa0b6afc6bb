import { LANGUAGES, type Language } from '../languages/language.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import en from './words/missing-page/en.json' with { type: 'json' };
import es from './words/missing-page/es.json' with { type: 'json' };
import ht from './words/missing-page/ht.json' with { type: 'json' };
import ne from './words/missing-page/ne.json' with { type: 'json' };
import pt from './words/missing-page/pt.json' with { type: 'json' };
import zhHant from './words/missing-page/zh-Hant.json' with { type: 'json' };

type MissingWords = typeof en;

const WORDS: Record<Language, MissingWords> = { en, es, pt, ht, ne, 'zh-Hant': zhHant };

/** The same in every other language, because nobody is known who could have chosen one. */
const elsewhere = (say: (words: MissingWords) => Html): Html[] =>
  LANGUAGES.filter((language) => language !== 'en').map(
    (language) => html`<section lang="${language}">${say(WORDS[language])}</section> `,
  );

/** The one page for every link that does not open: wrong, expired, meant for another page or leading to nothing, all alike. */
export const missingPage = (city: string): Html =>
  layout({
    site: `${city} 311`,
    language: 'en',
    title: en.heading,
    content: html`<h1>${en.heading}</h1>
      <p>${en.newest}</p>
      <p>${en.call}</p>
      ${elsewhere(
        ({ heading, newest, call }) =>
          html`<h2>${heading}</h2>
            <p>${newest}</p>
            <p>${call}</p>`,
      )}`,
  });

/** The page for a form that is larger than any form of ours can be. */
export const tooLargePage = (city: string): Html =>
  layout({
    site: `${city} 311`,
    language: 'en',
    title: en.tooLong,
    content: html`<h1>${en.tooLong}</h1>
      <p>${en.notSaved}</p>
      ${elsewhere(({ tooLong, notSaved }) => html`<p>${tooLong}. ${notSaved}</p>`)}`,
  });
