import { isOpenConcern } from '../requests/concern.ts';
import type { Request } from '../requests/request.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import type { RecordsStore } from './records.store.ts';
import { type RetentionClass, retentionOf } from './retention.ts';

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

/** Finds every record that is past its time and free, with its class; reads the whole table, and what stands beside those only that may go. */
export async function* eligibleRecords(
  records: Pick<RecordsStore, 'holds' | 'requests'>,
  requests: Pick<RequestsStore, 'load'>,
  now: number,
): AsyncGenerator<{ requestId: string; class: RetentionClass }> {
  const { holds } = await records.holds();
  for await (const request of records.requests()) {
    if (retentionOf(request, { holds, hasOpenConcern: false }, now).kind !== 'eligible') continue;
    const file = await requests.load(request.id);
    const hasOpenConcern = (file?.concerns ?? []).some(isOpenConcern);
    const followers = await followersOf(request, requests);
    const beside = { workOrders: file?.workOrders ?? [], followers };
    const retention = retentionOf(request, { holds, hasOpenConcern, ...beside }, now);
    if (retention.kind === 'eligible') yield { requestId: request.id, class: retention.class };
  }
}
