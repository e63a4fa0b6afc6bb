import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PageEnvironment } from '../../functions/preferences/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowRecipientsChange,
  allowRecipientsRead,
  queueEnvironment,
  recipientEnvironment,
} from './feature-props.ts';

/** The page on which residents choose how they are written to, and what a mail program posts to unsubscribe them. */
export class Preferences extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const showPreferences = new ServiceFunction(this, 'ShowPreferences', {
      house,
      handler: 'preferences/show-preferences.handler.ts',
      environmentSchema: PageEnvironment,
      environment: { ...queueEnvironment({ house, data, api }), ...recipientEnvironment(data) },
      timeout: Duration.seconds(15),
      failing: {
        what: 'The page on which residents choose how they are written to could not be shown.',
        impact: 'They cannot stop e-mails, or ask for large print or another language.',
      },
    });
    const changePreferences = new ServiceFunction(this, 'ChangePreferences', {
      house,
      handler: 'preferences/change-preferences.handler.ts',
      environmentSchema: PageEnvironment,
      environment: { ...queueEnvironment({ house, data, api }), ...recipientEnvironment(data) },
      timeout: Duration.seconds(15),
      failing: {
        what: 'What a resident chose, or the unsubscribing of a mail program, could not be recorded.',
        impact: 'They go on to get what they do not want; mail programs count that against the sender.',
      },
    });
    for (const each of [showPreferences, changePreferences]) {
      data.requests.allow(each, ['Query'], ['REQUEST#*']);
      allowRecipientsRead(data, each);
      data.linkKeys.allowRead(each);
    }
    allowRecipientsChange(data, changePreferences);
    api.route('GET', '/preferences/{token}', showPreferences);
    api.route('POST', '/preferences/{token}', changePreferences);
  }
}
