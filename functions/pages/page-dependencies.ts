import type * as z from 'zod/mini';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { createPhotoLinks } from '../photos/photo-links.store.ts';
import { createRequestsStore } from '../requests/requests.store.ts';
import { readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { createKeyReader } from '../shared/secrets.ts';
import type { FormEnvironment, PageEnvironment } from './contract.ts';
import { createLinkCutsStore } from './link-cuts.store.ts';
import type { FormDependencies, PageDependencies } from './open-link.ts';

/** Makes what every page stands on from its environment, with the time as it is given. */
export const pageDependencies = (
  environment: z.output<typeof PageEnvironment>,
  now: () => number,
): PageDependencies => {
  const client = dynamoDb();
  const tables = { requests: environment.REQUESTS_TABLE, notices: environment.NOTICES_TABLE };
  return {
    requests: createRequestsStore(client, tables, now),
    cuts: createLinkCutsStore(client, environment.REQUESTS_TABLE),
    ...openCatalogue(environment, client, now),
    readKeys: createKeyReader(now),
    linkKeysSecret: environment.LINK_KEYS_SECRET,
    publicUrl: environment.PUBLIC_URL,
    photos: createPhotoLinks(environment.PHOTOS_BUCKET),
    city: environment.CITY,
    now,
  };
};

/** Makes what every form on a page stands on. */
export const formDependencies = (
  environment: z.output<typeof FormEnvironment>,
  now: () => number,
): FormDependencies => ({ ...pageDependencies(environment, now), office: readOffice(environment.OFFICE) });
