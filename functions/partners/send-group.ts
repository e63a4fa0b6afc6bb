import { logOf } from '../shared/logger.ts';
import type { Counter } from '../shared/metrics.ts';
import { MetricName } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { type GroupClaim, type OutboxMessage, type WebhookOutbox, targetOf } from './webhook-outbox.ts';
import type { PostWebhook } from './webhook-post.store.ts';
import { type Answer, afterFailure, judgeAnswer } from './webhook-retry.ts';
import type { Targets } from './webhook-target.ts';

const log = logOf(LogMessage);

/** What sending needs. */
export interface Sending {
  outbox: WebhookOutbox;
  targets: Targets;
  post: PostWebhook;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
  newId: () => string;
}

/** Bounds of one run. */
export interface Bounds {
  /** False when there is no time for another attempt. */
  hasTime: () => boolean;
  /** After so many attempts without an answer a target is left to the next run, so that one that hangs does not eat the time of the others. */
  mostSilent: number;
}

/**
 * Sends the messages of groups. Each target has a lane of its own (R11): one that fails or hangs holds up nobody else. What is
 * left lies in the outbox and is looked at again by the schedule.
 */
export const sendGroups = async (groups: readonly string[], sending: Sending, bounds: Bounds): Promise<void> => {
  const lanes = Map.groupBy(new Set(groups), targetOf);
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      let silent = 0;
      for (const group of lane) {
        if (silent >= bounds.mostSilent || !bounds.hasTime()) return;
        if ((await sendSafely(group, sending, bounds)) === 'silent') silent += 1;
      }
    }),
  );
};

/** A group in trouble of ours is left to the schedule; the others go on. */
const sendSafely = async (group: string, sending: Sending, bounds: Bounds): Promise<End> => {
  try {
    return await sendGroup(group, sending, bounds);
  } catch (error) {
    log.error('WEBHOOK_GROUP_LEFT', { target: targetOf(group), error });
    return 'waits';
  }
};

/** How a group was left: empty, waiting for a later attempt or for us, or with a target that said nothing. */
type End = 'empty' | 'waits' | 'silent';

/** Sends what is unsent of a group, oldest first, one at a time (R7), while no other invocation does. */
const sendGroup = async (group: string, sending: Sending, bounds: Bounds): Promise<End> => {
  for (;;) {
    const claim = await sending.outbox.claim(group, sending.newId());
    if (!claim) return 'waits';
    const end = await sendClaimed(claim, sending, bounds);
    await sending.outbox.release(claim);
    if (end !== 'empty') return end;
    // Whoever put a message out while the claim was ours found it taken and went on: look once more now that it is not.
    if ((await sending.outbox.unsent(group)).length === 0) return 'empty';
  }
};

const sendClaimed = async (claim: GroupClaim, sending: Sending, { hasTime }: Bounds): Promise<End> => {
  const { outbox, now } = sending;
  for (;;) {
    const [head, ...behind] = await outbox.unsent(claim.group);
    if (!head) return 'empty';
    if (head.nextAttemptAt > now()) {
      // Those behind it are looked at when it is, and not before: it goes first.
      for (const message of behind)
        if (message.wakeAt < head.nextAttemptAt) await outbox.postpone(message, head.nextAttemptAt);
      return 'waits';
    }
    if (!hasTime() || !(await outbox.renew(claim))) return 'waits';
    if ((await sendOnce(head, sending)) === 'silent') return 'silent';
  }
};

const sendOnce = async (message: OutboxMessage, sending: Sending): Promise<'answered' | 'silent'> => {
  const { outbox, targets, post, metrics } = sending;
  const { id, requestId } = message;
  const target = targets[message.target];
  if (!target) {
    await bury(message, 'no-such-target', sending);
    return 'answered';
  }
  const answer = await post(target, message);
  const judgement = judgeAnswer(answer);
  switch (judgement.kind) {
    case 'taken':
      await outbox.markSent(message);
      metrics.count(MetricName.WebhooksSent);
      log.info('WEBHOOK_SENT', { target: message.target, requestId, id });
      break;
    case 'refused':
      await bury(message, judgement.reason, sending);
      break;
    case 'again':
      await tryLater(message, answer, judgement.reason, sending);
      break;
    default:
      judgement satisfies never;
  }
  return answer.kind === 'unanswered' && answer.reason === 'timeout' ? 'silent' : 'answered';
};

const tryLater = async (message: OutboxMessage, answer: Answer, reason: string, sending: Sending): Promise<void> => {
  const { outbox, metrics, now } = sending;
  const next = afterFailure(message, answer, now());
  if (next.kind === 'dead') return bury(message, reason, sending);
  await outbox.postpone(message, next.nextAttemptAt, reason);
  metrics.count(MetricName.WebhooksFailed);
  const { target, requestId, id } = message;
  log.warn('WEBHOOK_POSTPONED', { target, requestId, id, reason }, { nextAttemptAt: next.nextAttemptAt });
};

/** The schedule counts it for the alarm, by what the table says. */
const bury = async (message: OutboxMessage, reason: string, { outbox }: Sending): Promise<void> => {
  await outbox.bury(message, reason);
  const { target, requestId, id } = message;
  log.error('WEBHOOK_DEAD', { target, requestId, id, reason });
};
