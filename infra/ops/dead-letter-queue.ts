import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Machinery } from './machinery.ts';

/** A queue of dead letters, and the function whose they are. */
export interface DeadLetterQueue {
  of: string;
  url: string;
}

/** A message as it was received; `at` is when it was sent, epoch ms. */
export interface Received {
  id: string;
  handle: string;
  at: number;
  body: string;
}

const SUFFIX = '-DeadLetters';

/** The queues of dead letters of an environment, by the names of their functions. */
export const deadLetterQueues = async ({ sqs, nameOf }: Machinery): Promise<DeadLetterQueue[]> => {
  const prefix = nameOf('');
  const urls: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 1000, NextToken }));
    urls.push(...(page.QueueUrls ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return urls
    .map((url) => ({ url, name: url.slice(url.lastIndexOf('/') + 1) }))
    .filter(({ name }) => name.startsWith(prefix) && name.endsWith(SUFFIX))
    .map(({ url, name }) => ({ url, of: name.slice(prefix.length, -SUFFIX.length) }))
    .sort((one, other) => (one.of < other.of ? -1 : 1));
};

/** As long as messages stay hidden from everybody else while they are handled, seconds; after a Ctrl-C they are back by then. */
const HIDDEN = 600;

/** So long an answer waits for messages, seconds. One that does not wait comes from some of SQS's hosts, and may be empty although the queue is not. */
const WAIT = 1;

/** Receives every message of a queue, each once. They are hidden until they are removed, put back, or ten minutes are over. */
export async function* receiveAll(sqs: SQSClient, { url }: DeadLetterQueue): AsyncIterable<Received> {
  const seen = new Set<string>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN,
        WaitTimeSeconds: WAIT,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    if (Messages.length === 0) return;
    const fresh = Messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
    for (const { MessageId: id = '', ReceiptHandle: handle = '', Body: body = '', Attributes } of fresh) {
      seen.add(id);
      yield { id, handle, body, at: Number(Attributes?.SentTimestamp ?? 0) };
    }
  }
}

/** What SQS calls a message that is hidden no more, or that was received anew. */
const SEEN_AGAIN: readonly string[] = ['MessageNotInflight', 'InvalidParameterValue'];

/** Puts a message back where others see it; one whose time of being hidden is over is there already. */
export const putBack = async (sqs: SQSClient, { url }: DeadLetterQueue, { handle }: Received): Promise<void> => {
  try {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: 0 }));
  } catch (error) {
    if (!(error instanceof Error) || !SEEN_AGAIN.some((name) => error.name.endsWith(name))) throw error;
  }
};

/** Removes a message for good. */
export const removeMessage = async (sqs: SQSClient, { url }: DeadLetterQueue, { handle }: Received): Promise<void> => {
  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handle }));
};

/** Looks at every message of a queue and puts each back. */
export const lookAtAll = async (sqs: SQSClient, queue: DeadLetterQueue): Promise<Received[]> => {
  const messages: Received[] = [];
  try {
    for await (const message of receiveAll(sqs, queue)) messages.push(message);
  } finally {
    for (const message of messages) await putBack(sqs, queue, message);
  }
  return messages;
};
