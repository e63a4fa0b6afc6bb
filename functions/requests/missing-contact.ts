import type { NoticeDraft } from '../notices/notice.ts';
import type { Actor, EventDraft } from './event.ts';

const LADDER: Actor = { kind: 'system', name: 'ladder' };

/**
 * The lines of history that follow from a change's notices: one for each that goes to the next level up, because nobody valid stands at
 * the level that was wanted (R137). Read from the notices themselves, so that none can leave without its line, nor the line without it.
 */
export const missingContacts = (notices: readonly NoticeDraft[], now: number): EventDraft[] =>
  notices.flatMap(({ message, missing }) =>
    missing ? [{ type: 'contact-missing' as const, at: now, by: LADDER, data: { message, ...missing } }] : [],
  );
