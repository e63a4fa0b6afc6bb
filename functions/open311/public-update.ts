import type { Catalogue } from '../catalogue/catalogue.ts';
import type { EventType, RequestEvent } from '../requests/event.ts';
import type { Request } from '../requests/request.ts';
import { tellEvent } from '../requests/story.ts';
import { publicText } from './personal-data.ts';

/** What an update says of its request, in the words of FixMyStreet's extension of the standard. */
export type UpdateStatus =
  | 'open'
  | 'for_triage'
  | 'investigating'
  | 'action_scheduled'
  | 'in_progress'
  | 'fixed'
  | 'no_further_action'
  | 'not_councils_responsibility'
  | 'duplicate'
  | 'closed';

/** One line of the history that everybody may read. */
export interface PublicUpdate {
  /** Steady for ever: the request's id and the event's place in its history. */
  id: string;
  requestId: string;
  /** Its place in the history. */
  version: number;
  order: number;
  status: UpdateStatus;
  description: string;
  /** UTC instant. */
  at: number;
}

/** Every event that is told to everybody, with the status that it brings; those of an end bring that of the outcome. */
const TOLD: Partial<Record<EventType, UpdateStatus | 'by-outcome'>> = {
  'request-received': 'open',
  'review-needed': 'for_triage',
  'request-accepted': 'investigating',
  'request-retyped': 'investigating',
  'request-unlinked': 'investigating',
  'work-order-offered': 'investigating',
  'work-order-transferred': 'investigating',
  'work-order-sent-back': 'investigating',
  'work-order-accepted': 'in_progress',
  'work-order-scheduled': 'action_scheduled',
  'work-order-started': 'in_progress',
  'work-order-held': 'in_progress',
  'work-order-resumed': 'in_progress',
  'work-order-completed': 'in_progress',
  'request-linked': 'duplicate',
  'request-declined': 'by-outcome',
  'request-withdrawn': 'by-outcome',
  'request-resolved': 'by-outcome',
  'request-closed': 'by-outcome',
  'request-reopened': 'open',
};

const BY_OUTCOME: Record<string, UpdateStatus> = {
  done: 'fixed',
  unable: 'no_further_action',
  declined: 'no_further_action',
  referred: 'not_councils_responsibility',
  duplicate: 'duplicate',
  withdrawn: 'closed',
};

/** A note that its partner marked for the resident. */
const isPublicNote = ({ type, data }: RequestEvent): boolean => type === 'work-order-noted' && data?.public === true;

const statusOf = (event: RequestEvent): UpdateStatus | undefined => {
  if (isPublicNote(event)) return 'in_progress';
  const status = TOLD[event.type];
  // Two requests that share their work are no duplicates of each other.
  if (event.type === 'request-linked' && event.data?.kind === 'work-order') return 'in_progress';
  if (status !== 'by-outcome') return status;
  const outcome = String(event.data?.outcome ?? '');
  return (Object.hasOwn(BY_OUTCOME, outcome) && BY_OUTCOME[outcome]) || 'closed';
};

/** The words of a withdrawal are its author's, not the public's. */
const toldOf = (event: RequestEvent): RequestEvent => {
  if (event.type !== 'request-withdrawn') return event;
  const { text: _, ...rest } = event;
  return rest;
};

/** The history as everybody may read it, oldest first: what happened to the request, in sentences without personal data. */
export const publicUpdates = (
  { id: requestId, reporter }: Request,
  events: readonly RequestEvent[],
  { partners }: Catalogue,
): PublicUpdate[] => {
  const names = { partner: (code: string) => partners.get(code)?.name ?? code };
  return events.flatMap((event) => {
    const status = statusOf(event);
    const sentence = status && tellEvent(toldOf(event), 'en', names, 'constituent');
    if (!status || !sentence) return [];
    const { version, order, at } = event;
    const id = `${requestId}-${version}-${order}`;
    return [{ id, requestId, version, order, status, description: publicText(sentence, reporter), at }];
  });
};
