import { createHash } from 'node:crypto';
import type { Queues } from './queues.ts';
import type { Template } from './template.ts';

/** An answer of the JSON protocol. */
export interface JsonAnswer {
  status: number;
  body: object;
}

/** Answers calls of SQS, by the operation's name; undefined for one that it does not know. */
export type SqsApi = (operation: string, input: Record<string, unknown>) => JsonAnswer | undefined;

/** SQS gives out ten messages at most in one answer, and one unless asked. */
const MOST_MESSAGES = 10;

/** Opens SQS as far as functions and the operator's tools use it. A receipt handle is the message's id. */
export const createSqsApi = (template: Template, queues: Queues, afterwards: () => void): SqsApi => {
  const operations: Record<string, (input: Record<string, unknown>) => object> = {
    SendMessage({ QueueUrl, MessageBody }) {
      const id = queues.send(String(QueueUrl), String(MessageBody));
      afterwards();
      return { MessageId: String(id), MD5OfMessageBody: md5(String(MessageBody)) };
    },
    ReceiveMessage({ QueueUrl, MaxNumberOfMessages = 1, VisibilityTimeout }) {
      const hidden = VisibilityTimeout === undefined ? undefined : Number(VisibilityTimeout);
      const found = queues.take(String(QueueUrl), Math.min(Number(MaxNumberOfMessages), MOST_MESSAGES), hidden);
      return {
        Messages: found.map(({ id, at, body, receives }) => ({
          MessageId: String(id),
          ReceiptHandle: String(id),
          Body: body,
          MD5OfBody: md5(body),
          Attributes: { SentTimestamp: String(at), ApproximateReceiveCount: String(receives) },
        })),
      };
    },
    ChangeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout }) {
      queues.hide(String(QueueUrl), Number(ReceiptHandle), Number(VisibilityTimeout));
      return {};
    },
    DeleteMessage({ QueueUrl, ReceiptHandle }) {
      queues.remove(String(QueueUrl), Number(ReceiptHandle));
      return {};
    },
    ListQueues: ({ QueueNamePrefix = '' }) => ({
      QueueUrls: template
        .ofType('AWS::SQS::Queue')
        .filter(({ name }) => name.startsWith(String(QueueNamePrefix)))
        .map(({ ref }) => ref),
    }),
  };
  return (operation, input) => {
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    return run && { status: 200, body: run(input) };
  };
};

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
