import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answerPage, languageIn, notOpened } from '../pages/answer-page.ts';
import { tooLargePage } from '../pages/missing-page.ts';
import { MAX_FORM_BYTES, bodyBytes, formFields, seeOther } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { PageEnvironment } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { isOneClick } from './one-click.ts';
import { type PreferencesDependencies, openPreferences, preferencesDependencies } from './open-preferences.ts';
import { languageFor, preferencesPage } from './preferences-page.ts';
import { readPreferences, withoutOptional } from './preferences.ts';

const log = logOf(LogMessage);

/**
 * Takes what a resident chose, and the one click by which a mail program unsubscribes them (RFC 8058): that is answered with the page itself
 * (200), because such a program follows no redirect and keeps no cookie. The form sends the browser back to the page (303); what it
 * cannot mean is shown again (422). Either may come twice.
 */
export const changePreferences =
  (dependencies: PreferencesDependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { recipients, city } = dependencies;
    const opened = await openPreferences(event, dependencies);
    if (!opened) {
      log.warn('PREFERENCES_NOT_OPENED', {});
      return notOpened(city);
    }
    const { address, request } = opened;
    if (bodyBytes(event).length > MAX_FORM_BYTES) return answerPage(413, tooLargePage(city));
    const chosen = languageIn(event.queryStringParameters);
    if (await isOneClick(event)) {
      const preferences = await recipients.choose(address, withoutOptional);
      log.info('UNSUBSCRIBED', { requestId: request.id });
      const language = chosen ?? languageFor(request, preferences);
      return answerPage(200, preferencesPage(preferences, { city, language, fields: {}, done: 'stopped' }));
    }
    const fields = formFields(event);
    const reading = readPreferences(fields);
    if (reading.kind === 'refused') {
      log.info('PREFERENCES_REFUSED', { requestId: request.id, field: reading.field });
      const { preferences } = await recipients.find(address);
      const language = chosen ?? languageFor(request, preferences);
      return answerPage(422, preferencesPage(preferences, { city, language, fields, refusal: reading }));
    }
    await recipients.choose(address, () => reading.preferences);
    log.info('PREFERENCES_CHOSEN', { requestId: request.id });
    return seeOther(`?${new URLSearchParams({ done: 'saved', ...(chosen ? { lang: chosen } : {}) })}`);
  };

export const handler = lambda(PageEnvironment, preferencesDependencies, changePreferences);
