import type { NoticeDraft } from '../notices/notice.ts';
import type { EventDraft } from './event.ts';
import type { Request } from './request.ts';
import type { WorkOrder } from './work-order.ts';

/** A request with its work orders: what a decision looks at. */
export interface RequestFile {
  request: Request;
  workOrders: WorkOrder[];
}

/** What one command does, whole: everything that its one transaction writes. */
export interface Change {
  /** The request as it will be; its `version` is still that of the record it was decided on. */
  request: Request;
  /** The work orders that are new or changed. */
  workOrders: WorkOrder[];
  events: EventDraft[];
  notices: NoticeDraft[];
}

/** Why a command was not carried out; each has a sentence for the person who tried. */
export interface Refusal {
  kind: 'refused';
  code: 'not-found' | 'wrong-state' | 'invalid';
  /** The field at fault, when there is one. */
  field?: string;
  message: string;
}

/** What a decision comes to. */
export type Outcome = { kind: 'changed'; change: Change } | { kind: 'unchanged' } | Refusal;

/** Short for the commonest refusal: the request or work order is not in a state that allows it. */
export const wrongState = (message: string): Refusal => ({ kind: 'refused', code: 'wrong-state', message });

/** Short for a value that a person has to correct. */
export const invalid = (field: string, message: string): Refusal => ({
  kind: 'refused',
  code: 'invalid',
  field,
  message,
});
