import type { NoticeDraft } from '../notices/notice.ts';
import type { Concern } from './concern.ts';
import type { EventDraft } from './event.ts';
import type { Request } from './request.ts';
import type { WorkOrder } from './work-order.ts';

/** A request with its work orders and the concerns about it: what a decision looks at. */
export interface RequestFile {
  request: Request;
  workOrders: WorkOrder[];
  concerns?: Concern[];
}

/** What one command does, whole: everything that its one transaction writes. */
export interface Change {
  /** The request as it will be; its `version` is still that of the record it was decided on. */
  request: Request;
  /** The work orders that are new or changed. */
  workOrders: WorkOrder[];
  concerns?: Concern[];
  events: EventDraft[];
  notices: NoticeDraft[];
  /** Further items that stand or fall with it. */
  records?: ExtraPut[];
}

/** One more item of the requests table, or of another that is named. */
export interface ExtraPut {
  item: Record<string, unknown>;
  table?: string;
  /** True for an item that may be there already and is then replaced; otherwise its presence refuses the change. */
  replaces?: boolean;
  /** What an item must still say that may be there already and is then replaced; anything else refuses the change. */
  over?: Record<string, string | number>;
}

/** Why a command was not carried out; each has a sentence for the person who tried. */
export interface Refusal {
  kind: 'refused';
  code: 'not-found' | 'wrong-state' | 'invalid';
  /** The field at fault, when there is one. */
  field?: string;
  message: string;
}

/** What a decision comes to; `beside` is what it does to a second request that it was told of, in the same transaction. */
export type Outcome = { kind: 'changed'; change: Change; beside?: Change } | { kind: 'unchanged' } | Refusal;

/** Short for the commonest refusal: the request or work order is not in a state that allows it. */
export const wrongState = (message: string): Refusal => ({ kind: 'refused', code: 'wrong-state', message });

/** Short for a value that a person has to correct. */
export const invalid = (field: string, message: string): Refusal => ({
  kind: 'refused',
  code: 'invalid',
  field,
  message,
});
