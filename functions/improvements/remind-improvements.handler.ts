import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { type LinkCuts, createLinkCutsStore } from '../pages/link-cuts.store.ts';
import { MANAGER } from '../requests/concern.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { RemindImprovementsEnvironment } from './contract.ts';
import { queueOfHolder } from './improvement-link.ts';
import { type ImprovementsStore, createImprovementsStore } from './improvements.store.ts';
import { LogMessage } from './log-messages.ts';
import { remindOf } from './remind.ts';

const log = logOf(LogMessage);

interface Dependencies {
  improvements: Pick<ImprovementsStore, 'list' | 'write'>;
  cuts: LinkCuts;
  office: Office;
  now: () => number;
}

/** Reminds the owners of changes whose review has come, and tells the manager of those that were not reviewed, each once (R130). */
export const remindImprovements =
  ({ improvements, cuts, office, now }: Dependencies) =>
  async (): Promise<{ reminded: number }> => {
    const catalogue = catalogueOf(PUBLISHED_NAME);
    const { calendar } = catalogue.agreementOn(REVIEW_AGREEMENT, now());
    let reminded = 0;
    for (const improvement of await improvements.list()) {
      if (improvement.state !== 'changed') continue;
      const linksFrom = new Map<string, number>();
      for (const holder of [improvement.owner, MANAGER]) {
        const from = await cuts.linksFrom(queueOfHolder(holder));
        if (from !== undefined) linksFrom.set(holder, from);
      }
      const change = remindOf(improvement, calendar, { catalogue, office, linksFrom }, now());
      if (change && (await improvements.write(change))) reminded += 1;
    }
    if (reminded > 0) log.info('IMPROVEMENTS_REMINDED', {}, { reminded });
    return { reminded };
  };

export const handler = lambda(
  RemindImprovementsEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const now = () => Date.now();
    const { REQUESTS_TABLE: requests, NOTICES_TABLE: notices } = environment;
    return {
      improvements: createImprovementsStore(client, { requests, notices }, now),
      cuts: createLinkCutsStore(client, requests),
      office: readOffice(environment.OFFICE),
      ...openCatalogue(environment, client, now),
      now,
    };
  },
  remindImprovements,
);
