/** Who did something: a person or a system by role, never by personal data. */
export interface Actor {
  kind: 'constituent' | 'partner' | 'reviewer' | 'manager' | 'platform' | 'system';
  /** A role, a partner's code or a platform's name. */
  name: string;
}

/** Every kind of line that the history of a request can hold, in the past tense. */
export const EVENT_TYPES = [
  'request-received',
  'review-needed',
  'request-accepted',
  'request-retyped',
  'request-declined',
  'request-withdrawn',
  'request-linked',
  'request-unlinked',
  'follower-joined',
  'follower-left',
  'question-asked',
  'question-answered',
  'question-unanswered',
  'detail-added',
  'work-order-offered',
  'work-order-accepted',
  'work-order-scheduled',
  'work-order-started',
  'work-order-noted',
  'work-order-held',
  'work-order-resumed',
  'work-order-completed',
  'work-order-sent-back',
  'work-order-transferred',
  'work-order-cancelled',
  'work-order-reminded',
  'photo-added',
  'photo-refused',
  'partner-update-recorded',
  'contact-missing',
  'reporter-unreachable',
  'reporter-opted-out',
  'links-revoked',
  'private-opened',
  'concern-raised',
  'concern-contacted',
  'concern-noted',
  'concern-handed-on',
  'concern-resolved',
  'request-resolved',
  'request-closed',
  'request-reopened',
  'milestone-reached',
  'milestone-skipped',
  'clock-moved',
  'escalation-acknowledged',
  'survey-asked',
  'survey-reminded',
  'survey-not-asked',
  'survey-answered',
  'language-changed',
  'operator-needed',
  'workflow-repaired',
  'record-exported',
  'record-disposed',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What a decision says happened; the store adds the place in the history. */
export interface EventDraft {
  type: EventType;
  /** UTC instant, epoch milliseconds. */
  at: number;
  by: Actor;
  /** Words that a person wrote, or that explain the event; may be personal, so never logged. */
  text?: string;
  /** Address of a picture that the person who asked named, `https:` only; as personal as their words, and never fetched. */
  link?: string;
  /** Old and new values and codes; never personal data, because events are counted and exported. */
  data?: Record<string, string | number | boolean | null>;
}

/** One line of the append-only history (R195: a correction is a new line). */
export interface RequestEvent extends EventDraft {
  requestId: string;
  cycle: number;
  /** Position in the history: the version of the record that the same transaction wrote, then the order within it. */
  version: number;
  order: number;
}
