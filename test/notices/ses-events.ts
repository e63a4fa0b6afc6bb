import type { SQSEvent } from 'aws-lambda';
import { tagOf } from '../../functions/notices/message-tag.ts';

type Kind = 'Send' | 'Delivery' | 'Bounce' | 'Complaint' | 'Reject';

/** Messages of the queue that SES's events come by, as Lambda gets them. */
export const messagesOf = (...bodies: string[]): SQSEvent =>
  ({ Records: bodies.map((body, index) => ({ messageId: String(index + 1), body })) }) as SQSEvent;

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
export const anSesEvent = (eventType: Kind, noticeId: string, more: Record<string, unknown> = {}): SQSEvent =>
  messagesOf(JSON.stringify(sesEvent(eventType, noticeId, more)));
