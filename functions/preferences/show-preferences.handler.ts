import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answerPage, languageIn, notOpened } from '../pages/answer-page.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { PageEnvironment } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { type PreferencesDependencies, openPreferences, preferencesDependencies } from './open-preferences.ts';
import { languageFor, preferencesPage } from './preferences-page.ts';

const log = logOf(LogMessage);

/** Shows how the holder of a signed link is written to. Reads only, however often and by whatever scanner of mail it is fetched (R151). */
export const showPreferences =
  (dependencies: PreferencesDependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { recipients, city } = dependencies;
    const opened = await openPreferences(event, dependencies);
    if (!opened) {
      log.warn('PREFERENCES_NOT_OPENED', {});
      return notOpened(city);
    }
    const { preferences } = await recipients.find(opened.address);
    const query = event.queryStringParameters;
    const language = languageIn(query) ?? languageFor(opened.request, preferences);
    log.info('PREFERENCES_SHOWN', { requestId: opened.request.id });
    const done = query?.done === 'saved' ? { done: 'saved' as const } : {};
    return answerPage(200, preferencesPage(preferences, { city, language, fields: {}, ...done }));
  };

export const handler = lambda(PageEnvironment, preferencesDependencies, showPreferences);
