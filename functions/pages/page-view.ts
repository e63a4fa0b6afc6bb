import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Refusal } from '../requests/change.ts';
import type { Concern } from '../requests/concern.ts';
import type { RequestEvent } from '../requests/event.ts';
import type { Language } from '../languages/language.ts';
import type { Request } from '../requests/request.ts';
import type { Names } from '../requests/story.ts';
import type { UploadForm } from '../photos/photo-links.store.ts';
import type { WorkOrder } from '../requests/work-order.ts';
import type { Link } from './signed-link.ts';

/** What an opened link leads to: everything that its page may tell. */
export interface Opened {
  link: Link;
  request: Request;
  workOrders: WorkOrder[];
  concerns: Concern[];
  events: RequestEvent[];
  /** The link's own work order, for that purpose only. */
  workOrder?: WorkOrder;
}

/** What a page needs to show photos, and to take one. */
export interface PagePhotos {
  /** Where each photo is seen, by its key, for a few minutes. */
  addresses: ReadonlyMap<string, string>;
  /** By which one more is sent; absent where none is taken. */
  form?: UploadForm;
}

/** How a page is to be shown this time. */
export interface PageView {
  /** The city's name. */
  city: string;
  catalogue: Catalogue;
  language: Language;
  /** Epoch ms. */
  now: number;
  /** The action that was carried out just before, as the address says it; anything else is ignored. */
  done?: string;
  /** Why the form that was posted was not carried out. */
  refusal?: Refusal;
  /** What was typed into that form, so that nobody types it twice. */
  fields: Record<string, string>;
  /** Absent where there is neither a photo nor a form for one. */
  photos?: PagePhotos;
  /** Where the resident chooses how to be written to; absent where nobody can be. */
  preferencesUrl?: string;
}

/** What the last posted form left behind: what a form needs of its page. */
export type Posted = Pick<PageView, 'fields' | 'refusal'>;

/** Names of a catalogue for sentences; a code that the catalogue no longer holds stands for itself. */
export const namesOf = (catalogue: Catalogue): Names => ({
  partner: (code) => catalogue.partners.get(code)?.name ?? code,
});

/** What a request is about: its type's name, before acceptance that of the reported type, or else the platform's own word for it. */
export const subjectOf = (request: Request, catalogue: Catalogue): string => {
  if ('typeName' in request && request.typeName) return request.typeName;
  const { reportedType } = request;
  return (catalogue.find(reportedType) ?? catalogue.findByName(reportedType))?.name ?? reportedType;
};

/** The message of an action that was just carried out; an own property only, because the word comes from the address. */
export const doneMessage = (messages: Record<string, string>, done: string | undefined): string | undefined =>
  done !== undefined && Object.hasOwn(messages, done) ? messages[done] : undefined;
