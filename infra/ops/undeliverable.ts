import { liftUndeliverable, listUndeliverable } from '../../functions/notices/recipients.store.ts';
import { type CsvWish, giveCsv } from './give-csv.ts';
import { say } from './options.ts';
import { OpsError, type Where, findService } from './register.ts';

const WHY = { bounced: 'the mailbox does not take mail', complained: 'its owner complained' } as const;

/**
 * Prints the requests whose notices showed that an address cannot be reached, and why; or takes the address of one of them off the list.
 * Addresses are neither known nor printed. Throws an OpsError for a request that is not on the list, and where it does not say which of several.
 */
export const undeliverable = async (
  options: Where & { lift?: string; since?: string; csv?: CsvWish },
): Promise<void> => {
  const { client, notices } = await findService(options);
  const listed = await listUndeliverable(client, notices);
  const { lift, since } = options;
  if (lift === undefined) {
    const rows = listed.map(({ changedAt, requestId, status, message }) => [
      requestId,
      status,
      message,
      new Date(changedAt).toISOString(),
    ]);
    if (await giveCsv({ titles: ['request', 'why', 'message', 'since (UTC)'], rows }, options.csv)) return;
    if (listed.length === 0) return say('Every address can be reached, as far as is known.');
    for (const { changedAt, requestId, status, message } of listed)
      say(`${new Date(changedAt).toISOString()}  ${requestId}  ${WHY[status]} (${message})`);
    return;
  }
  const sinceOf = ({ changedAt }: { changedAt: number }) => new Date(changedAt).toISOString();
  const wanted = listed.filter((one) => one.requestId === lift && (since === undefined || sinceOf(one) === since));
  if (wanted.length === 0)
    throw new OpsError(`No address is on the list for ${lift}; \`undeliverable\` shows which are.`);
  // A person and a partner may be there for one request, and every partner for its list: who complained did so on purpose.
  if (wanted.length > 1 && since === undefined)
    throw new OpsError(
      `${wanted.length} addresses are on the list for ${lift}. Say which: ${wanted.map((one) => `--since ${sinceOf(one)}`).join(', ')}.`,
    );
  for (const entry of wanted) await liftUndeliverable(client, notices, entry);
  say(
    `The next notice to the address of ${lift} is sent again. SES keeps a list of its own: the runbook says how to lift it there.`,
  );
};
