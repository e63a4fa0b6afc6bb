import type { Language } from '../languages/language.ts';
import type { RequestOutcome } from '../requests/request.ts';
import type { SurveyCommand } from '../surveys/answer-survey.ts';
import type { SURVEY_QUESTIONS } from '../surveys/survey.ts';
import en from './words/request-page/en.json' with { type: 'json' };
import es from './words/request-page/es.json' with { type: 'json' };
import ht from './words/request-page/ht.json' with { type: 'json' };
import ne from './words/request-page/ne.json' with { type: 'json' };
import pt from './words/request-page/pt.json' with { type: 'json' };
import zhHant from './words/request-page/zh-Hant.json' with { type: 'json' };

type Question = (typeof SURVEY_QUESTIONS)[number];

/** Every word of the constituent's page in one language; `{name}` stands for a value. */
export type RequestWords = typeof en & {
  ended: Record<RequestOutcome, string>;
  survey: { questions: Record<Question, string> };
  done: Record<SurveyCommand['action'] | 'raise-concern', string>;
};

/** The constituent's page in each language. */
export const REQUEST_WORDS: Record<Language, RequestWords> = { en, es, pt, ht, ne, 'zh-Hant': zhHant };
