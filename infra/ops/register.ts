import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  type Catalogue,
  type CatalogueName,
  catalogueFrom,
  catalogueNames,
  catalogueOf,
  deployedSource,
} from '../../functions/catalogue/catalogue.ts';
import { type Publications, PUBLISHED_NAME, versionAt, withPublished } from '../../functions/catalogue/published.ts';
import { type PublishedStore, createPublishedStore } from '../../functions/catalogue/published.store.ts';
import type { CatalogueSource } from '../../functions/catalogue/source.ts';
import { nameOf } from '../constructs/house.ts';

/** What a person has to know or do; printed without a trace. */
export class OpsError extends Error {
  override readonly name = 'OpsError';
}

/** Where a command works: an environment on AWS, or else the stack that runs on this machine. */
export interface Where {
  environment?: 'staging' | 'production';
  console: string;
}

/** The tables of a running service, and its time. */
export interface RunningService {
  client: DynamoDBDocumentClient;
  table: string;
  /** The table of notices. */
  notices: string;
  /** The table of what was counted. */
  measures: string;
  /** When the command began, UTC instant, ms. */
  now: number;
  /** The time as it goes on, UTC instant, ms: what a long command writes late did not happen when it began. */
  clock: () => number;
}

const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What the console of the stack on this machine says of it. Throws an OpsError where no console answers. */
export const askConsole = async <Summary>(address: string): Promise<Summary> => {
  const response = await fetch(`${address}/api/summary`).catch(() => undefined);
  const summary: unknown = response?.ok ? await response.json().catch(() => undefined) : undefined;
  if (summary !== undefined) return summary as Summary;
  throw new OpsError(
    `No local stack answers at ${address}. Start it with \`npm start\`, in another terminal, or name an environment on AWS: --environment staging.`,
  );
};

/** Finds the running service: by the SDK's own configuration on AWS, by the console on this machine. Throws an OpsError where nothing answers. */
export const findService = async ({ environment, console: address }: Where): Promise<RunningService> => {
  const documents = (client: DynamoDBClient) =>
    DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  if (environment) {
    return {
      client: documents(new DynamoDBClient({})),
      table: nameOf(environment, 'Requests'),
      notices: nameOf(environment, 'Notices'),
      measures: nameOf(environment, 'Measures'),
      now: Date.now(),
      clock: Date.now,
    };
  }
  const { now, dynamodb } = await askConsole<{
    now: string;
    dynamodb: { endpoint: string; table: string; notices: string; measures: string };
  }>(address);
  const { endpoint, ...tables } = dynamodb;
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS });
  const at = Date.parse(now);
  // The stack's own time may stand still, and nothing is to be of a later one.
  return { client: documents(client), ...tables, now: at, clock: () => at };
};

/** The register as it stands: what was deployed, with the newest publication in front, whether it has begun or not. */
export interface Register {
  store: PublishedStore;
  deployed: CatalogueSource;
  known: Publications;
  newest: CatalogueSource;
  now: number;
}

/** Reads the register of a running service. */
export const readRegister = async ({
  client,
  table,
  now,
}: Pick<RunningService, 'client' | 'table' | 'now'>): Promise<Register> => {
  const store = createPublishedStore(client, table);
  const deployed = deployedSource(PUBLISHED_NAME);
  const known = await store.publications(PUBLISHED_NAME);
  const published = known.newest === 1 ? undefined : await store.version(PUBLISHED_NAME, known.newest);
  return { store, deployed, known, newest: withPublished(deployed, published), now };
};

/** The catalogue as the functions know it at this moment. */
export const catalogueInForce = async (
  { client, table, now }: Pick<RunningService, 'client' | 'table' | 'now'>,
  name: CatalogueName,
): Promise<Catalogue> => {
  if (name !== PUBLISHED_NAME) return catalogueOf(name);
  const store = createPublishedStore(client, table);
  const version = versionAt(await store.publications(name), now);
  return version === 1
    ? catalogueOf(name)
    : catalogueFrom(withPublished(deployedSource(name), await store.version(name, version)));
};

/** All of them. */
export const cataloguesInForce = async (
  service: Pick<RunningService, 'client' | 'table' | 'now'>,
): Promise<Record<CatalogueName, Catalogue>> => {
  const named = await Promise.all(
    catalogueNames.map(async (name) => [name, await catalogueInForce(service, name)] as const),
  );
  return Object.fromEntries(named) as Record<CatalogueName, Catalogue>;
};
