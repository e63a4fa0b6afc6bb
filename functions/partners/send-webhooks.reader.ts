import { catalogueOf } from '../catalogue/catalogue.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import { type StreamReader, inOrder, itemOf } from '../shared/stream.ts';
import { TOLD_EVENTS } from './contract.ts';
import { timeIn } from './open-sending.store.ts';
import { type Sending, sendGroups } from './send-group.ts';
import { mayConcern, messagesOf, saysTheSame } from './webhook-messages.ts';
import { groupOf } from './webhook-outbox.ts';
import type { ToldEvent } from './webhook-payload.ts';

interface Dependencies extends Sending {
  requests: RequestsStore;
}

/** How long a batch is held up by systems that take their time, ms; what they have not been sent by then the schedule sends. */
const LONGEST_SENDING_MS = 10_000;

/**
 * Puts out what somebody outside has to be told of the history, and sends it when the records are done with. Once a message is put out, its
 * sending can fail no record: the schedule goes on with it.
 */
export const sendWebhooks = (dependencies: Dependencies): StreamReader => ({
  name: 'webhooks',
  wants: ({ dynamodb }) => TOLD_EVENTS.some((type) => type === dynamodb?.NewImage?.type?.S),
  read: async (records) => {
    const groups: string[] = [];
    const through = await inOrder(records, async (record) => {
      groups.push(...(await putOut(itemOf(record) as unknown as ToldEvent, dependencies)));
    });
    return {
      through,
      afterwards(_done, context) {
        const until = dependencies.now() + LONGEST_SENDING_MS;
        const hasTime = () => timeIn(context)() && dependencies.now() < until;
        return sendGroups(groups, dependencies, { hasTime, mostSilent: 1 });
      },
    };
  },
});

/** Puts the messages of an event out; answers with their groups. */
const putOut = async (event: ToldEvent, { requests, outbox, targets }: Dependencies): Promise<string[]> => {
  if (!mayConcern(event, targets)) return [];
  const file = await requests.load(event.requestId);
  if (!file) return [];
  const groups: string[] = [];
  for (const message of messagesOf(event, file, targets, catalogueOf(file.request.catalogue))) {
    if (saysTheSame(message.payload, await outbox.before(message))) continue;
    await outbox.put(message);
    groups.push(groupOf(message));
  }
  return groups;
};
