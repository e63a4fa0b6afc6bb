import { isOpenConcern } from '../requests/concern.ts';
import type { Request } from '../requests/request.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import type { Hold } from './hold.ts';
import type { RecordsStore } from './records.store.ts';
import { type Retention, type RetentionClass, retentionOf } from './retention.ts';

/** Loads the requests that followed another one. */
export const followersOf = async (
  { followers = [] }: Pick<Request, 'followers'>,
  requests: Pick<RequestsStore, 'load'>,
): Promise<Request[]> => {
  const found: Request[] = [];
  for (const id of followers) {
    const file = await requests.load(id);
    if (file) found.push(file.request);
  }
  return found;
};

/**
 * Says whether the record of a request may be disposed of, with what stands beside it. That is read for those only that may go by
 * themselves: no concern and no follower lets go what is kept.
 */
export const retentionWithAll = async (
  request: Request,
  holds: readonly Hold[],
  requests: Pick<RequestsStore, 'load'>,
  now: number,
): Promise<Retention> => {
  const alone = retentionOf(request, { holds, hasOpenConcern: false }, now);
  if (alone.kind !== 'eligible') return alone;
  const file = await requests.load(request.id);
  const hasOpenConcern = (file?.concerns ?? []).some(isOpenConcern);
  const followers = await followersOf(request, requests);
  return retentionOf(request, { holds, hasOpenConcern, workOrders: file?.workOrders ?? [], followers }, now);
};

/** Finds every record that is past its time and free, with its class; reads the whole table. */
export async function* eligibleRecords(
  records: Pick<RecordsStore, 'holds' | 'requests'>,
  requests: Pick<RequestsStore, 'load'>,
  now: number,
): AsyncGenerator<{ requestId: string; class: RetentionClass }> {
  const { holds } = await records.holds();
  for await (const request of records.requests()) {
    const retention = await retentionWithAll(request, holds, requests, now);
    if (retention.kind === 'eligible') yield { requestId: request.id, class: retention.class };
  }
}
