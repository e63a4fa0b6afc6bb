import type { MessageName } from './notice.ts';

/**
 * What goes first when many notices wait for the same opening: what has escalated, what is due, then what is only coming. Whatever waits is
 * here, and has its wording in a list.
 */
export const LISTABLE: readonly MessageName[] = [
  'clock-escalated',
  'concern-due',
  'clock-due',
  'hold-too-long',
  'review-needed',
  'work-reminder',
  'clock-at-risk',
];

/** Whether a notice can stand in a list with others. */
export const isListable = (message: MessageName): boolean => LISTABLE.includes(message);

/** The place of a message in that order; whatever has none comes last. */
export const placeOf = (message: MessageName): number => {
  const place = LISTABLE.indexOf(message);
  return place < 0 ? LISTABLE.length : place;
};

/** Orders notices by their importance; of equal ones whichever has waited longer goes first, and then by name, so that the order is one. */
export const byImportance = (
  one: { id: string; message: MessageName; changedAt: number },
  other: { id: string; message: MessageName; changedAt: number },
): number =>
  placeOf(one.message) - placeOf(other.message) ||
  one.changedAt - other.changedAt ||
  (one.id < other.id ? -1 : Number(one.id > other.id));
