import { isOpenConcern } from '../requests/concern.ts';
import type { WorkOrder } from '../requests/work-order.ts';
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

/** The work of each request that one of these partners has or had, by the request's number; reads all work orders, and none where no partner is named. */
export const workOf = async (
  partners: readonly string[],
  records: Pick<RecordsStore, 'workOrders'>,
): Promise<ReadonlyMap<string, WorkOrder[]>> => {
  const worked = new Map<string, WorkOrder[]>();
  if (partners.length === 0) return worked;
  for await (const work of records.workOrders())
    if ([work, ...work.owners].some(({ partner }) => partners.includes(partner)))
      worked.set(work.requestId, [...(worked.get(work.requestId) ?? []), work]);
  return worked;
};

/**
 * Says whether the record of a request may be disposed of, with what stands beside it. That is read for those only that may go by
 * themselves: no concern and no follower lets go what is kept. `worked` is what is known already of its work, so that a hold on a partner
 * counts for what may not go anyway, too.
 */
export const retentionWithAll = async (
  request: Request,
  holds: readonly Hold[],
  requests: Pick<RequestsStore, 'load'>,
  now: number,
  worked: readonly WorkOrder[] = [],
): Promise<Retention> => {
  const alone = retentionOf(request, { holds, hasOpenConcern: false, workOrders: worked }, now);
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
