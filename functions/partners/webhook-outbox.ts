import type { WebhookMessage } from './webhook-messages.ts';
import type { WebhookPayload, WebhookType } from './webhook-payload.ts';

/** A message as it lies in the outbox. Instants are epoch ms. */
export interface OutboxMessage {
  /** The partition: all messages about one request to one target. */
  group: string;
  /** Its place in the group. */
  place: string;
  id: string;
  target: string;
  requestId: string;
  type: WebhookType;
  /** The very text that is signed and sent, the same at each attempt. */
  body: string;
  status: 'unsent' | 'sent' | 'dead';
  attempts: number;
  /** When it was put out, or redriven; its life counts from here. */
  since: number;
  nextAttemptAt: number;
  /** When the schedule looks at it, while it waits. */
  wakeAt: number;
  /** Why it was not taken last, a code. */
  failure?: string;
}

/** The right to send the messages of a group, for a short while. */
export interface GroupClaim {
  group: string;
  owner: string;
}

/** A group that has messages which were not taken. */
export interface WaitingGroup {
  group: string;
  /** When to look at it again. */
  wakeAt: number;
}

/** The way to the messages that leave, in the requests table. */
export interface WebhookOutbox {
  /** Puts a message out, once: one that is there already stays as it is. */
  put(message: WebhookMessage): Promise<void>;
  /** What the message before another one of its group said, unless it was given up and nobody heard it. */
  before(message: WebhookMessage): Promise<WebhookPayload | undefined>;
  /** Claims a group; undefined while somebody else has it. */
  claim(group: string, owner: string): Promise<GroupClaim | undefined>;
  /** Claims it for longer; false when it was lost meanwhile, because we were too slow. */
  renew(claim: GroupClaim): Promise<boolean>;
  release(claim: GroupClaim): Promise<void>;
  /** The messages of a group that were not taken, oldest first. */
  unsent(group: string): Promise<OutboxMessage[]>;
  markSent(message: OutboxMessage): Promise<void>;
  /** Lets a message wait; `failure` only where it was tried. */
  postpone(message: OutboxMessage, nextAttemptAt: number, failure?: string): Promise<void>;
  /** Gives a message up, so that it holds up none after it. */
  bury(message: OutboxMessage, failure: string): Promise<void>;
  /** Every group with messages that were not taken, that which wants to be looked at first first, and how many messages those are. */
  waiting(): Promise<{ groups: WaitingGroup[]; messages: number }>;
  /** How many messages were given up since an instant; for the alarm, which a crash between the writing and the counting must not keep silent. */
  givenUpSince(since: number): Promise<number>;
  /** Messages that were given up, or that wait, group by group, the oldest first. */
  list(status: 'dead' | 'unsent'): Promise<OutboxMessage[]>;
  /** Puts a message out again, with its id and a whole new life; false when its status is another now. */
  redrive(message: OutboxMessage): Promise<boolean>;
}

/** The target in a group's name; a target may hold colons, and no number sign. */
export const targetOf = (group: string): string => group.split('#')[1] ?? '';

/** The group that a message belongs to. */
export const groupOf = ({ target, requestId }: Pick<WebhookMessage, 'target' | 'requestId'>): string =>
  `WEBHOOK#${target}#${requestId}`;
