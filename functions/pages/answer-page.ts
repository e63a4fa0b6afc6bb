import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { LANGUAGES, type Language } from '../languages/language.ts';
import type { Html } from '../shared/html.ts';
import { type Elsewhere, page } from '../shared/http.ts';
import { STYLE_HASH } from './layout.ts';
import { missingPage } from './missing-page.ts';

/** The language that the reader chose, if it is one of ours. */
export const languageIn = (query: APIGatewayProxyEvent['queryStringParameters']): Language | undefined =>
  LANGUAGES.find((language) => language === query?.lang);

/** Answers with a page of ours. */
export const answerPage = (status: number, drawn: Html, elsewhere?: Elsewhere): APIGatewayProxyResult =>
  page(status, drawn.toString(), STYLE_HASH, elsewhere);

/** The answer to every link that does not open, whatever the reason: the same to the last byte. */
export const notOpened = (city: string): APIGatewayProxyResult => answerPage(404, missingPage(city));
