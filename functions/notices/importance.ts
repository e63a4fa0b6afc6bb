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

/** What reminds of something that is only coming. */
const COMING: ReadonlySet<MessageName> = new Set(['work-reminder', 'clock-at-risk']);

/** What residents wait for, and partners' new work: after what is late, before what is only coming. Each leaves by itself. */
const ALONE: readonly MessageName[] = [
  'question-asked',
  'request-received',
  'request-resolved',
  'request-declined',
  'request-reopened',
  'request-in-progress',
  'request-delayed',
  'request-scheduled',
  'request-on-hold',
  'work-offered',
  'work-transferred',
  'work-changed',
  'question-offered',
];

/** The whole order: what only comes stands at the end of what can be listed. */
const ORDER: readonly MessageName[] = [
  ...LISTABLE.filter((message) => !COMING.has(message)),
  ...ALONE,
  ...LISTABLE.filter((message) => COMING.has(message)),
];

/** Whether a notice can stand in a list with others. */
export const isListable = (message: MessageName): boolean => LISTABLE.includes(message);

/** The place of a message in that order; whatever has none comes last. */
export const placeOf = (message: MessageName): number => {
  const place = ORDER.indexOf(message);
  return place < 0 ? ORDER.length : place;
};

/** What does not wait for its turn behind others: a promise that is broken or a concern that is late, a review, and urgent work. */
const URGENT: ReadonlySet<MessageName> = new Set(['clock-escalated', 'concern-due', 'clock-due', 'review-needed']);

/** Whether a notice goes before others when mail is slower than what there is to send. */
export const isUrgent = ({ message, values }: { message: MessageName; values: Record<string, unknown> }): boolean =>
  URGENT.has(message) || 'urgent' in values;

/** Orders notices by their importance; of equal ones whichever has waited longer goes first, and then by name, so that the order is one. */
export const byImportance = (
  one: { id: string; message: MessageName; changedAt: number },
  other: { id: string; message: MessageName; changedAt: number },
): number =>
  placeOf(one.message) - placeOf(other.message) ||
  one.changedAt - other.changedAt ||
  (one.id < other.id ? -1 : Number(one.id > other.id));
