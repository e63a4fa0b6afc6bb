import { type DeliveriesStore, type Delivery, deliveryItem } from '../intake/deliveries.store.ts';
import { compareDelivery } from '../intake/known-delivery.ts';
import type { GenuineDelivery } from '../intake/read-delivery.ts';
import type { Change } from '../requests/change.ts';
import type { WorkOrder } from '../requests/work-order.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import type { FieldProblem } from '../shared/http.ts';
import type { WorkContext } from '../work-orders/follow-work.ts';
import { type Numbering, referenceRecord } from '../work-orders/reference.ts';
import { type UpdateAnswer, applyUpdate } from './apply-update.ts';
import { type PartnerUpdate, UPDATE_RESULTS } from './partner-update.ts';
import type { ReferencesStore } from './references.store.ts';

/** An update with its sender and the delivery that brought it. */
export interface ReceivedUpdate {
  partner: Numbering;
  delivery: GenuineDelivery;
  update: PartnerUpdate;
}

/** What became of an update: the answer that its sender gets, now and for every repetition. */
export type Settled =
  | { kind: 'taken'; requestId: string; answer: UpdateAnswer; repeated: boolean; flagged: boolean }
  | {
      kind: 'refused';
      /** HTTP status: 400 a field is at fault, 404 no work order of theirs, 409 the id was used for another body, 503 try again. */
      status: 400 | 404 | 409 | 503;
      reason: string;
      title: string;
      detail: string;
      errors: FieldProblem[];
    };

interface Stores {
  requests: RequestsStore;
  deliveries: DeliveriesStore;
  references: ReferencesStore;
  now: () => number;
}

/** A transaction can lose against one that is itself given up; five losses in a row mean a busy request, and the sender tries again. */
const RACES_BORNE = 5;

/** Carries an update out once: known deliveries get their first answer (R1), others are decided and committed with their delivery. */
export const settleUpdate = async (
  received: ReceivedUpdate,
  context: WorkContext,
  stores: Stores,
): Promise<Settled> => {
  const { partner, delivery, update } = received;
  const { requests, deliveries, references, now } = stores;
  const sender = `partner:${partner.partner}`;
  const id = update.workOrder ?? (await references.find(partner, update.reference ?? ''));
  const requestId = id?.slice(0, Math.max(0, id.lastIndexOf('-')));
  for (let attempt = 0; attempt < RACES_BORNE; attempt += 1) {
    const known = compareDelivery(await deliveries.find(sender, delivery.deliveryId), delivery.bodyHash);
    if (known.kind === 'same') return repeated(known.delivery);
    if (known.kind === 'other-body') return USED_FOR_ANOTHER_BODY;
    const file = requestId ? await requests.loadWithHistory(requestId) : undefined;
    const workOrder = file?.workOrders.find((each) => each.id === id);
    if (!file || !requestId || workOrder?.partner !== partner.partner || file.request.catalogue !== partner.catalogue)
      return noSuchWorkOrder(update);
    const decision = applyUpdate({ file, workOrder }, update, context, now());
    if (decision.kind === 'refused') return atFault(decision.field, decision.message);
    const { answer, change } = decision;
    const remembered: Delivery = {
      platform: sender,
      deliveryId: delivery.deliveryId,
      bodyHash: delivery.bodyHash,
      requestId,
      receivedAt: now(),
      warnings: [],
      answer,
    };
    if (!change) return settledAs(await deliveries.remember(remembered, now()), delivery.bodyHash);
    const beside = [{ item: deliveryItem(remembered, now()) }];
    if (await requests.commit(file, numbered(change, received, workOrder), beside))
      return { kind: 'taken', requestId, answer, repeated: false, flagged: decision.flagged ?? false };
  }
  return TOO_BUSY;
};

/** What changes nothing is only remembered; somebody faster may have used the id for another body. */
const settledAs = (kept: Delivery, bodyHash: string): Settled =>
  kept.bodyHash === bodyHash ? { ...repeated(kept), repeated: false } : USED_FOR_ANOTHER_BODY;

/** Keeps the partner's own number where the command itself has not, so that later updates may say it instead of ours; it goes on to the work that a reopening offers them anew. */
const numbered = (change: Change, { partner, update }: ReceivedUpdate, workOrder: WorkOrder): Change => {
  const again = change.workOrders.find((one) => one.cycle > workOrder.cycle && one.partner === workOrder.partner);
  const reference = again ? again.reference : update.workOrder && update.reference;
  if (!reference) return change;
  const record = referenceRecord(partner, reference, (again ?? workOrder).id);
  const others = (change.records ?? []).filter(({ item }) => item.pk !== record.item.pk);
  return { ...change, records: [...others, record] };
};

const repeated = ({ requestId, answer }: Delivery): Extract<Settled, { kind: 'taken' }> => ({
  kind: 'taken',
  requestId,
  answer: { result: resultOf(answer?.result), why: answer?.why ?? '' },
  repeated: true,
  flagged: false,
});

const resultOf = (result: string | undefined): UpdateAnswer['result'] =>
  UPDATE_RESULTS.find((known) => known === result) ?? 'recorded';

const refusal = (
  status: 400 | 404 | 409 | 503,
  reason: string,
  title: string,
  detail: string,
  errors: FieldProblem[] = [],
): Settled => ({ kind: 'refused', status, reason, title, detail, errors });

const atFault = (field: string | undefined, detail: string): Settled =>
  refusal(400, 'faulty', 'The update cannot be taken in', 'Mend the fields named in errors and send it again.', [
    { field: field ?? 'status', detail },
  ]);

/** One of another partner is none at all: nobody learns which ids there are. */
const noSuchWorkOrder = ({ workOrder }: PartnerUpdate): Settled =>
  refusal(404, 'no-such-work-order', 'No such work order', 'There is no work order of yours by this id or number.', [
    { field: workOrder ? 'workOrder' : 'reference', detail: 'It names no work order of yours.' },
  ]);

const USED_FOR_ANOTHER_BODY = refusal(
  409,
  'other-body',
  'This webhook-id was used for another body',
  'Use a new webhook-id for each message; keep it when you retry.',
);

const TOO_BUSY = refusal(503, 'busy', 'Too busy at this moment', 'Send the same delivery again.');
