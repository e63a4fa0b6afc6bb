import type { Catalogue } from '../catalogue/catalogue.ts';
import { type DeliveriesStore, type Delivery, deliveryItem } from '../intake/deliveries.store.ts';
import { compareDelivery } from '../intake/known-delivery.ts';
import { receiveReport } from '../intake/receive-report.ts';
import type { ExtraPut } from '../requests/change.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import { publicItems } from './public-items.ts';
import { publicPicture } from './public-request.ts';
import type { ReportReading } from './read-report.ts';
import type { Repeat } from './repeat.ts';

/** The name under which Open311 stands among the platforms. */
const PLATFORM = 'open311';

/** What became of a report: a new request, one that was known, an id that was used for another report, or a lost race. */
export type Filed = { kind: 'filed' | 'repeated'; requestId: string } | { kind: 'other-body' } | { kind: 'busy' };

/** A transaction can lose against one that is itself given up; three losses in a row mean a busy key, and the client tries again. */
const RACES_BORNE = 3;

/**
 * Makes what files a report: the request, what is remembered of its delivery, and what is public of it, in one transaction, so
 * that a client that asks for it at once finds it.
 */
export const createFiling =
  (requests: RequestsStore, deliveries: DeliveriesStore, publicTable: string) =>
  async (
    { report, mediaUrl }: ReportReading,
    { deliveryIds }: Repeat,
    bodyHash: string,
    catalogue: Catalogue,
    now: number,
  ): Promise<Filed> => {
    const source = { platform: PLATFORM, catalogue: catalogue.name };
    const change = receiveReport({ ...report, sourceId: deliveryIds[0] }, source, now);
    const request = { ...change.request, ...(mediaUrl ? { mediaUrl } : {}) };
    const { id, receivedAt } = request;
    const delivered = deliveryIds.map((deliveryId): Delivery => {
      return { platform: PLATFORM, deliveryId, bodyHash, requestId: id, receivedAt, warnings: [] };
    });
    const events = change.events.map((event, order) => ({ ...event, requestId: id, cycle: 1, version: 1, order }));
    const picture = publicPicture({ request, events }, catalogue);
    const also: ExtraPut[] = [
      ...delivered.map((delivery) => ({ item: deliveryItem(delivery, now) })),
      ...publicItems(id, 1, picture).map((item) => ({ table: publicTable, item })),
    ];

    const known = async (): Promise<Delivery | undefined> => {
      for (const { platform, deliveryId } of delivered) {
        const found = await deliveries.find(platform, deliveryId);
        if (found) return found;
      }
      const [first] = delivered; // remembered no more, but its request is there
      return first && (await requests.load(id)) ? deliveries.remember(first, now) : undefined;
    };

    for (let attempt = 0; attempt < RACES_BORNE; attempt += 1) {
      if (await requests.commit(undefined, { ...change, request }, also)) return { kind: 'filed', requestId: id };
      const comparison = compareDelivery(await known(), bodyHash);
      if (comparison.kind === 'same') return { kind: 'repeated', requestId: comparison.delivery.requestId };
      if (comparison.kind === 'other-body') return { kind: 'other-body' };
    }
    return { kind: 'busy' };
  };
