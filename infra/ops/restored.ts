import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { placeOnTheWay } from '../../functions/notices/notice-progress.ts';
import { type OnTheWay, createNoticeStore } from '../../functions/notices/notice.store.ts';
import { NOTHING_DONE, plural, say } from './options.ts';
import { OpsError, type RunningService, type Where, findService } from './register.ts';

/** What `restored` is told. */
export interface RestoredOptions extends Where {
  apply?: boolean;
  /** When the table of notices is of, if it was restored too: an instant of ISO 8601. */
  noticesOf?: string;
}

/**
 * Looks at the notices after a restore, before anything sends them. What was claimed may have been sent, and SES's event may have come while
 * there was no table: it is left to a person. Where the table of notices was restored too, what was queued then may have been
 * sent since, and is left to a person as well. Everything else goes on by itself. Safe to repeat. Throws an OpsError for what is no instant.
 */
export const settleRestored = async (options: RestoredOptions): Promise<void> => {
  const service = await findService(options);
  const of = options.noticesOf === undefined ? undefined : Date.parse(options.noticesOf);
  if (of !== undefined && (Number.isNaN(of) || of > service.now))
    throw new OpsError(`${options.noticesOf} is no instant of the past; write 2026-11-28T08:30:00Z.`);
  const notices = createNoticeStore(service.client, service.notices, service.clock);
  const doubtful: OnTheWay[] = [];
  for await (const notice of notices.listOnTheWay('claimed', service.now + 1)) doubtful.push(notice);
  if (of !== undefined) {
    for await (const notice of notices.listOnTheWay('queued', of + 1)) doubtful.push(notice);
    for await (const notice of notices.listWaiting(service.now)) doubtful.push(notice);
  }
  for (const { id, status, message, requestId } of doubtful) say(`${status}  ${id}  ${message} of ${requestId}`);
  if (doubtful.length === 0) return say('No notice is in doubt: nothing was on its way to SES.');
  say(`${plural(doubtful.length, 'notice')} may have been sent.`);
  if (!options.apply) return say(NOTHING_DONE);
  let left = 0;
  for (const notice of doubtful) if (await leaveToPerson(service, notice)) left += 1;
  say(`${plural(left, 'notice')} left to a person: \`notices list\` shows them, \`notices settle\` decides each.`);
};

/** Answers false when it has moved on meanwhile. */
const leaveToPerson = async ({ client, notices, clock }: RunningService, { id, status, changedAt }: OnTheWay) => {
  try {
    await client.send(
      new UpdateCommand({
        TableName: notices,
        Key: { id },
        UpdateExpression: 'SET #status = :uncertain, progress = :place, changedAt = :now',
        ConditionExpression: '#status = :seen AND changedAt = :at',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':uncertain': 'uncertain',
          ':place': placeOnTheWay(id, 'uncertain'),
          ':now': clock(),
          ':seen': status,
          ':at': changedAt,
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
