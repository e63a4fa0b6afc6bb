import type { SNSEvent } from 'aws-lambda';
import { tagOf } from '../../functions/notices/message-tag.ts';

type Kind = 'Send' | 'Delivery' | 'Bounce' | 'Complaint' | 'Reject';

/** Text of an SNS message, wrapped as Lambda gets it. */
export const anSnsMessage = (message: string): SNSEvent =>
  ({ Records: [{ EventSource: 'aws:sns', Sns: { MessageId: 'sns-1', Message: message } }] }) as SNSEvent;

/** An event about a notice, with the fields of the examples that SES publishes, addresses among them. */
export const sesEvent = (eventType: Kind, noticeId: string, more: Record<string, unknown> = {}) => ({
  eventType,
  mail: {
    timestamp: '2026-06-01T13:00:01.000Z',
    source: 'Somerville 311 <311@city.example>',
    sendingAccountId: '123456789012',
    messageId: 'ses-message',
    destination: ['ana@resident.example'],
    headersTruncated: false,
    commonHeaders: { to: ['ana@resident.example'], subject: 'We received your request' },
    tags: { 'ses:configuration-set': ['notices'], notice: [tagOf(noticeId)] },
  },
  ...(eventType === 'Bounce'
    ? {
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [{ emailAddress: 'ana@resident.example', status: '5.1.1' }],
          feedbackId: 'f',
        },
      }
    : {}),
  ...more,
});

/** The same as Lambda gets it. */
export const anSnsEvent = (eventType: Kind, noticeId: string, more: Record<string, unknown> = {}): SNSEvent =>
  anSnsMessage(JSON.stringify(sesEvent(eventType, noticeId, more)));
