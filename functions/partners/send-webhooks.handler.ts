import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { eachRecord, itemOf } from '../shared/stream.ts';
import { SendWebhooksEnvironment } from './contract.ts';
import { openSending, timeIn } from './open-sending.store.ts';
import { type Sending, sendGroups } from './send-group.ts';
import { mayConcern, messagesOf, saysTheSame } from './webhook-messages.ts';
import { groupOf } from './webhook-outbox.ts';
import type { ToldEvent } from './webhook-payload.ts';

interface Dependencies extends Sending {
  requests: RequestsStore;
}

/**
 * Reads the history from the stream, puts out what somebody outside has to be told, and sends it. Once a message is put out, its sending
 * can fail no record: the schedule goes on with it.
 */
export const sendWebhooks =
  (dependencies: Dependencies) =>
  async (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
    const groups: string[] = [];
    const response = await eachRecord(event, async (record) => {
      groups.push(...(await putOut(itemOf(record) as unknown as ToldEvent, dependencies)));
    });
    await sendGroups(groups, dependencies, { hasTime: timeIn(context), mostSilent: 1 });
    return response;
  };

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

export const handler = lambda(
  SendWebhooksEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    return {
      ...openSending(environment, client),
      ...openRequests(environment, client),
      ...openCatalogue(environment, client),
    };
  },
  sendWebhooks,
);
