import { CLAIM_GRACE_MS } from '../../functions/notices/settle-claim.ts';
import { type NoticeStore, type OnTheWay, createNoticeStore } from '../../functions/notices/notice.store.ts';
import { QUEUE_GRACE_MS } from '../../functions/notices/reconcile-notices.ts';
import { plural, say } from './options.ts';
import { OpsError, type RunningService, type Where, findService } from './register.ts';
import { sayAge } from './say-age.ts';

/** What `notices settle` is told: just one of `send` and `sent`. */
export interface SettleOptions extends Where {
  send?: boolean;
  sent?: boolean;
  dryRun?: boolean;
}

/** Notices that are on their way for longer than they should be; those that wait for a person are `uncertain`. */
export interface StuckNotices {
  queued: OnTheWay[];
  claimed: OnTheWay[];
  uncertain: OnTheWay[];
  /** Those whose time to be let go came longer ago than two runs of the release. */
  waiting: OnTheWay[];
}

/** Ms: the release runs every five minutes, and a run lets go what fits into it. */
const RELEASED_WITHIN_MS = 15 * 60_000;

const openNotices = ({ client, notices, now }: RunningService): NoticeStore =>
  createNoticeStore(client, notices, () => now);

const all = async (found: AsyncIterable<OnTheWay>): Promise<OnTheWay[]> => {
  const notices: OnTheWay[] = [];
  for await (const notice of found) notices.push(notice);
  return notices;
};

/** Finds what the reconciler and the release should have moved on by now, twice their time. */
export const findStuck = async (service: RunningService): Promise<StuckNotices> => {
  const notices = openNotices(service);
  const { now } = service;
  return {
    queued: await all(notices.listOnTheWay('queued', now - 2 * QUEUE_GRACE_MS)),
    claimed: await all(notices.listOnTheWay('claimed', now - 2 * CLAIM_GRACE_MS)),
    uncertain: await all(notices.listOnTheWay('uncertain', now + 1)),
    waiting: await all(notices.listWaiting(now - RELEASED_WITHIN_MS)),
  };
};

/** Prints the notices that are stuck, and those that wait for a person: ids and messages, no address. */
export const listStuck = async (options: Where): Promise<void> => {
  const service = await findService(options);
  const stuck = await findStuck(service);
  const lines = Object.entries(stuck).flatMap(([status, found]: [string, OnTheWay[]]) =>
    found.map(
      ({ id, message, requestId, changedAt, attempts }) =>
        `${status.padEnd(9)}  ${id}  ${message} of ${requestId}, since ${sayAge(service.now - changedAt)}, ${plural(attempts, 'attempt')}`,
    ),
  );
  if (lines.length === 0) return say('No notice is stuck, and none waits for a person.');
  lines.forEach((line) => say(line));
};

/**
 * Settles a notice that nobody knows of whether it was sent: sends it, or takes it as sent. Throws an OpsError for one that there is not, that
 * is not uncertain, or that somebody else has just settled.
 */
export const settleNotice = async (id: string, options: SettleOptions): Promise<void> => {
  if (Boolean(options.send) === Boolean(options.sent))
    throw new OpsError('Say what becomes of it: --send sends it now, --sent takes it as sent.');
  const service = await findService(options);
  const notices = openNotices(service);
  const notice = await notices.find(id);
  if (!notice) throw new OpsError(`There is no notice ${id}; \`notices list\` shows those that wait.`);
  if (notice.status !== 'uncertain') throw new OpsError(`${id} is ${notice.status}; nothing has to be settled.`);
  const what = options.send ? 'sent' : 'taken as sent';
  if (options.dryRun) return say(`${id} would be ${what}. Nothing was done.`);
  const seen = { id, changedAt: notice.changedAt ?? notice.createdAt };
  const done = options.send ? await notices.release(seen) : await notices.takeAsSent(seen);
  if (!done) throw new OpsError('Somebody else was faster; `notices list` says how it stands.');
  say(options.send ? `${id} is queued and leaves at once.` : `${id} counts as sent.`);
};
