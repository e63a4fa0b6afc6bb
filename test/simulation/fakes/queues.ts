import type { QueueMessage, Queues } from '../../../infra/local/queues.ts';
import type { Template } from '../../../infra/local/template.ts';

interface Kept extends QueueMessage {
  receives: number;
  visibleAt: number;
}

const FOUR_DAYS = 345_600;
const HALF_A_MINUTE = 30;

/** The template's queues in memory, as the local stack's in their file: what is taken is hidden for a while, and gone once removed. */
export function createMemoryQueues(template: Template, now: () => number): Queues {
  const queues = new Map(
    template.ofType('AWS::SQS::Queue').map(({ name, properties }) => [
      name,
      {
        messages: new Map<number, Kept>(),
        /** Those of them that were taken and not removed. */
        hidden: new Map<number, Kept>(),
        keptFor: Number(properties.MessageRetentionPeriod ?? FOUR_DAYS) * 1000,
        hiddenFor: Number(properties.VisibilityTimeout ?? HALF_A_MINUTE) * 1000,
      },
    ]),
  );
  const find = (queue: string) => queues.get(template.find(queue, 'AWS::SQS::Queue').name)!;
  let last = 0;

  const list = (queue: string): Kept[] => {
    const { messages, keptFor } = find(queue);
    return [...messages.values()].filter(({ at }) => at >= now() - keptFor);
  };

  return {
    names: () => [...queues.keys()],
    send(queue, body) {
      last += 1;
      find(queue).messages.set(last, { id: last, at: now(), body, receives: 0, visibleAt: 0 });
      return last;
    },
    list,
    count: (queue) => list(queue).length,
    take(queue, most, hiddenSeconds) {
      const { messages, hidden, keptFor, hiddenFor } = find(queue);
      const taken: Kept[] = [];
      for (const message of messages.values()) {
        if (taken.length === most) break;
        if (message.at < now() - keptFor || message.visibleAt > now()) continue;
        message.receives += 1;
        message.visibleAt = now() + (hiddenSeconds === undefined ? hiddenFor : hiddenSeconds * 1000);
        hidden.set(message.id, message);
        taken.push(message);
      }
      return taken.map((message) => ({ ...message }));
    },
    hide(queue, id, seconds) {
      const message = find(queue).messages.get(id);
      if (message) message.visibleAt = now() + seconds * 1000;
    },
    nextVisible(queue) {
      let next: number | undefined;
      for (const { visibleAt } of find(queue).hidden.values())
        if (visibleAt > now() && (next === undefined || visibleAt < next)) next = visibleAt;
      return next;
    },
    remove(queue, id) {
      const { messages, hidden } = find(queue);
      for (const kept of [messages, hidden]) {
        if (id === undefined) kept.clear();
        else kept.delete(id);
      }
    },
  };
}
