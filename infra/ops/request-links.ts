import { catalogueNames } from '../../functions/catalogue/source.ts';
import type { Actor } from '../../functions/requests/event.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import type { LinkHolder } from '../../functions/review/review-command.ts';
import { revokeLinks } from '../../functions/review/revoke-links.ts';
import { CONFIG } from '../config.ts';
import { say } from './options.ts';
import { OpsError, type RunningService, catalogueInForce } from './register.ts';

const OPERATIONS: Actor = { kind: 'manager', name: 'operations' };

/** Whose links to which request are meant. */
export interface RequestLinks {
  request: string;
  of: LinkHolder;
  reason: string;
  environment: 'staging' | 'production' | undefined;
}

/**
 * Takes back links to one request as its review page does, for when nobody has a link to that page. Throws an OpsError for a request that
 * there is not, and for what the request's state refuses.
 */
export const revokeOfRequest = async (
  service: RunningService,
  { request, of, reason, environment = undefined }: RequestLinks,
): Promise<void> => {
  const { client, table, notices, now } = service;
  const { office } = CONFIG[environment ?? 'local'];
  const catalogues = new Map(
    await Promise.all(catalogueNames.map(async (name) => [name, await catalogueInForce(service, name)] as const)),
  );
  const done = await createRequestsStore(client, { requests: table, notices }, () => now).change(request, (file) => {
    const catalogue = catalogues.get(file.request.catalogue);
    if (!catalogue) throw new RangeError(`No catalogue ${file.request.catalogue}.`);
    return revokeLinks(file, { whose: of, text: reason }, OPERATIONS, { catalogue, office }, now);
  });
  if (!done) throw new OpsError(`There is no request ${request}; its number looks like R-XXXX-XXXX-XXXX.`);
  const { outcome } = done;
  if (outcome.kind === 'refused') throw new OpsError(outcome.message);
  const written = outcome.kind === 'changed' ? outcome.change.notices.map(({ to }) => to) : [];
  say(`The links of ${request} that its ${of} had no longer open.`);
  say(written.length > 0 ? `A new link goes to ${written.join(', ')}.` : 'Nobody has an address for a new one.');
};
