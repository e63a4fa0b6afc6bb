import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { eachMessage } from '../shared/queue.ts';
import { ConfirmNoticeEnvironment } from './contract.ts';
import { type NoticeStore, createNoticeStore } from './notice.store.ts';
import { readSesEvent } from './ses-event.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

interface Dependencies {
  notices: NoticeStore;
}

/** Moves notices forward by what SES says became of them; anything that is not about a notice of ours is passed over. */
export const confirmNotice =
  ({ notices }: Dependencies) =>
  (event: SQSEvent): Promise<SQSBatchResponse> =>
    eachMessage(event, async ({ messageId, body }) => {
      const said = readSesEvent(body);
      if (said.kind === 'ignored') {
        log.warn('SES_EVENT_IGNORED', { reason: said.reason, messageId });
        return;
      }
      const { noticeId, confirmation } = said;
      const result = await notices.confirm(noticeId, confirmation);
      if (result === 'unknown') {
        log.warn('SES_EVENT_IGNORED', { reason: 'unknown-notice', messageId });
        return;
      }
      const code = result === 'moved' ? 'SES_EVENT_APPLIED' : 'SES_EVENT_KNOWN';
      log.debug(code, { noticeId, status: confirmation.status });
    });

export const handler = lambda(
  ConfirmNoticeEnvironment,
  (environment): Dependencies => ({
    notices: createNoticeStore(dynamoDb(), environment.NOTICES_TABLE, () => Date.now()),
  }),
  confirmNotice,
);
