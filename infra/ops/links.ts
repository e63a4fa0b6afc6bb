import { AUDIT_QUEUE, auditorQueueId } from '../../functions/audits/audit-line.ts';
import { auditorsOf } from '../../functions/audits/audit.ts';
import type { CatalogueName } from '../../functions/catalogue/catalogue.ts';
import { type Recipient, recipientAt } from '../../functions/clocks/contact.ts';
import { type QueueReader, cutLinks, renewedQueueLink } from '../../functions/pages/link-cut.ts';
import { createLinkCutsStore } from '../../functions/pages/link-cuts.store.ts';
import { MANAGER } from '../../functions/requests/concern.ts';
import { CONCERN_QUEUE, REVIEW_QUEUE, partnerQueueId } from '../../functions/requests/queue-line.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../../functions/requests/sentence.ts';
import { LINK_HOLDERS, type LinkHolder } from '../../functions/review/review-command.ts';
import { CONFIG } from '../config.ts';
import { say } from './options.ts';
import { OpsError, type RunningService, type Where, catalogueInForce, findService } from './register.ts';
import { revokeOfRequest } from './request-links.ts';

/** Whose links are meant: one partner's, the review desk's, an auditor's, or the Service Operations Manager's. */
export interface LinkOptions extends Where {
  partner?: string;
  review?: boolean;
  concerns?: boolean;
  /** An auditor's code: to the list of their audits, and to each. */
  auditor?: string;
  /** The manager's list of all audits. */
  audits?: boolean;
  catalogue: CatalogueName;
}

/** What `links revoke` is told besides. */
export interface RevokeOptions extends LinkOptions {
  /** One request's, in place of a queue's. */
  request?: string;
  of?: LinkHolder;
  reason: string;
  by: string;
}

/** Prints who would be written to if the links were taken back now, and when and why they were; changes nothing. */
export const showLinks = async (options: LinkOptions): Promise<void> => {
  askForOne(options);
  const service = await findService(options);
  const { queue, reader, stoodInFor } = await targetOf(service, options);
  const cut = await createLinkCutsStore(service.client, service.table).find(queue);
  say(`A new link would go to ${addressOf(reader, stoodInFor)}.`);
  if (!cut) return say(`The links of ${reader.name} were never taken back.`);
  for (const { at, by, reason } of cut.revocations) say(`${new Date(at).toISOString()}  ${by}  ${reason}`);
};

/**
 * Takes back every link to a queue, and to all work orders of a partner, or those to one request, and writes a fresh link to whoever
 * needs one. Throws an OpsError for a partner or request that there is not, for no reason, or where somebody was faster.
 */
export const revokeLinks = async (options: RevokeOptions): Promise<void> => {
  const reason = options.reason.trim();
  if (reason.length < MIN_SENTENCE || reason.length > MAX_SENTENCE)
    throw new OpsError(`Say why in ${MIN_SENTENCE} to ${MAX_SENTENCE} characters: --reason "Forwarded by mistake".`);
  const { request, of, environment } = options;
  if (request && namedIn(options) > 0) throw new OpsError(ONE);
  if (request && !of) throw new OpsError(`Say whose: --of ${LINK_HOLDERS.join(', --of ')}.`);
  if (!request) askForOne(options);
  const service = await findService(options);
  if (request && of) return revokeOfRequest(service, { request, of, reason, environment });
  const { queue, reader, stoodInFor, timeZone } = await targetOf(service, options);
  const { client, table, notices, now } = service;
  const store = createLinkCutsStore(client, table);
  const cut = cutLinks(await store.find(queue), { queue, by: options.by, reason }, now);
  const notice = renewedQueueLink(cut, reader, timeZone, now);
  if (!(await store.write(cut, notice, notices, now)))
    throw new OpsError('Somebody else has just taken them back. Nothing of yours was done; `links show` says why.');
  const what = reader.partner
    ? 'to its queue and to its work orders'
    : options.auditor === undefined
      ? 'to its queue'
      : 'to the list of audits and to each of them';
  say(`The links of ${reader.name} ${what}, made before ${new Date(cut.linksFrom).toISOString()}, no longer open.`);
  say(`A new link to the queue goes to ${addressOf(reader, stoodInFor)}.`);
};

const ONE =
  'Name one: --partner CODE, --review, --concerns, --auditor CODE, --audits, or to revoke also --request NUMBER with --of.';

/** How many queues are named. */
const namedIn = ({ partner, review, concerns, auditor, audits }: LinkOptions): number =>
  [partner !== undefined, review, concerns, auditor !== undefined, audits].filter(Boolean).length;

/** Throws an OpsError unless just one queue is named. */
const askForOne = (options: LinkOptions): void => {
  if (namedIn(options) !== 1) throw new OpsError(ONE);
};

interface Target {
  queue: string;
  reader: QueueReader;
  /** The level at which nobody valid stands, where another one is written to (R137). */
  stoodInFor?: string;
  timeZone: string;
}

const targetOf = async (service: RunningService, options: LinkOptions): Promise<Target> => {
  const { partner: code, concerns, auditor, audits, environment = 'local' } = options;
  const { office } = CONFIG[environment];
  const catalogue = await catalogueInForce(service, options.catalogue);
  const { timeZone } = catalogue;
  if (concerns || audits) {
    const recipient: Recipient = { level: MANAGER, email: office.serviceOperationsManager };
    const reader = { name: 'the Service Operations Manager', recipient, partner: false };
    return { queue: audits ? AUDIT_QUEUE : CONCERN_QUEUE, reader, timeZone };
  }
  if (auditor !== undefined) {
    const known = auditorsOf(office);
    const found = known.find((one) => one.code === auditor);
    if (!found)
      throw new OpsError(`There is no auditor ${auditor}. There are: ${known.map((one) => one.code).join(', ')}.`);
    const recipient: Recipient = { level: 'desk', email: found.email };
    return {
      queue: auditorQueueId(auditor),
      reader: { name: `the auditor ${auditor}`, recipient, partner: false },
      timeZone,
    };
  }
  if (code === undefined) {
    const recipient: Recipient = { level: 'desk', email: office.reviewDesk };
    return { queue: REVIEW_QUEUE, reader: { name: 'the 311 review desk', recipient, partner: false }, timeZone };
  }
  const partner = catalogue.partners.get(code);
  if (!partner)
    throw new OpsError(
      `There is no partner ${code} in ${catalogue.name}. Its partners: ${[...catalogue.partners.keys()].sort().join(', ')}.`,
    );
  const recipient = recipientAt('desk', code, catalogue, office, service.now);
  return {
    queue: partnerQueueId(catalogue.name, code),
    reader: { name: partner.name, recipient, partner: true },
    ...(recipient.missing ? { stoodInFor: recipient.missing.wanted } : {}),
    timeZone,
  };
};

const addressOf = ({ recipient }: QueueReader, stoodInFor: string | undefined): string =>
  stoodInFor
    ? `${recipient.email} (the ${recipient.level}, because nobody valid stands at the ${stoodInFor})`
    : recipient.email;
