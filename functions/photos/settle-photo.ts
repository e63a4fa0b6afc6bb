import type { Catalogue } from '../catalogue/catalogue.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { type Outcome, type RequestFile, wrongState } from '../requests/change.ts';
import type { EventDraft, RequestEvent } from '../requests/event.ts';
import { isOpenWork } from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import { MOST_PHOTOS } from './contract.ts';

/** A picture that was sent for a work order, after it was looked at. */
export interface SentPhoto {
  workOrderId: string;
  /** When the page with its form was made, UTC instant. */
  formMadeAt: number;
  /** Since when links of its partner open; absent where they were never taken back. */
  linksFrom?: number | undefined;
  /** The key that it is kept under; absent for one that is no picture. */
  key?: string;
  /** What stands for the bytes as they came. */
  original: string;
}

/** A request with its history, which says what was refused before. */
export type FileWithHistory = RequestFile & { events: RequestEvent[] };

/** Adds a photo to its work order, or a line that says why not, once however often its event comes. Wakes nobody: no clock depends on it. */
export const settlePhoto = (file: FileWithHistory, photo: SentPhoto, catalogue: Catalogue, now: number): Outcome => {
  const { request } = file;
  const workOrder = file.workOrders.find(({ id }) => id === photo.workOrderId);
  if (!workOrder) return { kind: 'refused', code: 'not-found', message: 'There is no such work order.' };
  if (photo.key !== undefined && workOrder.photos.includes(photo.key)) return { kind: 'unchanged' };
  if (isFinished(workOrder) || !isOpenWork(request) || workOrder.cycle !== request.cycle)
    return wrongState('The work had ended when the photo came.');
  if (photo.formMadeAt < Math.max(workOrder.linksFrom ?? 0, photo.linksFrom ?? 0))
    return wrongState('The form belonged to a link that no longer opens.');
  const full = workOrder.photos.length >= MOST_PHOTOS;
  const outcome = photo.key === undefined ? 'unreadable' : full ? 'too-many' : 'added';
  if (outcome !== 'added' && isTold(file.events, photo)) return { kind: 'unchanged' };
  const photos = photo.key !== undefined && !full ? [...workOrder.photos, photo.key] : workOrder.photos;
  const change = {
    request: { ...request, wakes: false },
    workOrders: [{ ...workOrder, photos, version: workOrder.version + 1, heardAt: now }],
    events: [told(workOrder, photo, outcome, now)],
    notices: [],
  };
  return changed(file, change, catalogue);
};

/** Whether an outcome adds the photo, and does not only say why not. */
export const isAdded = (outcome: Outcome): boolean =>
  outcome.kind === 'changed' && outcome.change.events.some(({ type }) => type === 'photo-added');

const told = (
  workOrder: WorkOrder,
  { original }: SentPhoto,
  outcome: 'added' | 'unreadable' | 'too-many',
  now: number,
): EventDraft => {
  const by = { kind: 'partner', name: workOrder.partner } as const;
  const data = { workOrder: workOrder.id, original };
  return outcome === 'added'
    ? { type: 'photo-added', at: now, by, data }
    : { type: 'photo-refused', at: now, by, data: { ...data, outcome } };
};

/** Whether the history says already that this very file was refused. */
const isTold = (events: readonly RequestEvent[], { original, workOrderId }: SentPhoto): boolean =>
  events.some(
    ({ type, data }) => type === 'photo-refused' && data?.original === original && data.workOrder === workOrderId,
  );
