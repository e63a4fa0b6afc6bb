import type * as z from 'zod/mini';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { createRecipientStore } from '../notices/recipients.store.ts';
import { createLinkCutsStore } from '../pages/link-cuts.store.ts';
import type { TextsUnreviewed } from '../registers/findings.ts';
import { dynamoDb } from '../shared/clients.ts';
import { createKeyReader, readerOf } from '../shared/secrets.ts';
import { createTrendsStore } from '../trends/trends.store.ts';
import type { ShowImprovementEnvironment } from './contract.ts';
import { createImprovementsStore } from './improvements.store.ts';
import { openFindings } from './open-findings.ts';
import type { ImprovementPageDependencies } from './open-improvement.ts';

/** Makes what the pages of findings and improvements stand on from their environment, with the time as it is given. */
export const improvementPageDependencies = (
  environment: z.output<typeof ShowImprovementEnvironment>,
  now: () => number,
): ImprovementPageDependencies => {
  const client = dynamoDb();
  const { REQUESTS_TABLE, NOTICES_TABLE, MEASURES_TABLE, LINK_KEYS_SECRET, ADDRESS_KEY_SECRET, UNREVIEWED } =
    environment;
  const readKeys = createKeyReader(now);
  const sources = {
    trends: createTrendsStore(client, MEASURES_TABLE),
    look: createRecipientStore(client, NOTICES_TABLE, readerOf(readKeys, ADDRESS_KEY_SECRET), now).look,
    unreviewed: JSON.parse(UNREVIEWED) as TextsUnreviewed,
  };
  return {
    improvements: createImprovementsStore(client, { requests: REQUESTS_TABLE, notices: NOTICES_TABLE }, now),
    findings: () => openFindings(sources, catalogueOf(PUBLISHED_NAME), now()),
    cuts: createLinkCutsStore(client, REQUESTS_TABLE),
    ...openCatalogue(environment, client, now),
    readKeys,
    linkKeysSecret: LINK_KEYS_SECRET,
    publicUrl: environment.PUBLIC_URL,
    city: environment.CITY,
    now,
  };
};
