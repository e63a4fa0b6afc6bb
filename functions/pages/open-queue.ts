import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Catalogue, catalogueNames, catalogueOf } from '../catalogue/catalogue.ts';
import { isAuditor } from '../audits/audit.ts';
import { AUDIT_QUEUE, type AuditLine, auditLink, auditsOfLink } from '../audits/audit-line.ts';
import { concernLink } from '../concerns/concern-link.ts';
import {
  CONCERN_QUEUE,
  type ConcernLine,
  REVIEW_QUEUE,
  type ReviewLine,
  type WorkLine,
  partnerQueue,
} from '../requests/queue-line.ts';
import type { QueuesStore } from '../requests/queues.store.ts';
import type { Office } from '../review/office.ts';
import type { Sheet } from '../shared/csv.ts';
import type { Html } from '../shared/html.ts';
import type { KeyPair } from '../shared/secrets.ts';
import { auditQueuePage } from './audit-queue-page.ts';
import { concernQueuePage } from './concern-queue-page.ts';
import type { LinkCuts } from './link-cuts.store.ts';
import { isBeforeCut, staffLinkEnd } from './link-life.ts';
import { type QueueFilter, type QueueView, partnerQueuePage, reviewQueuePage } from './queue-page.ts';
import { auditSheet, concernSheet, reviewSheet, workSheet } from './queue-sheets.ts';
import { type Link, linkUrl, readLink } from './signed-link.ts';

/** Whose queue a link opens. */
export type QueueOwner =
  | { kind: 'review' }
  | { kind: 'concerns' }
  | { kind: 'audits'; auditor?: string }
  | { kind: 'partner'; catalogue: Catalogue; partner: string };

/** Reads the id of a queue's link; undefined for a partner that there is not. */
const ownerOf = ({ id }: Pick<Link, 'id'>): QueueOwner | undefined => {
  if (id === REVIEW_QUEUE) return { kind: 'review' };
  if (id === CONCERN_QUEUE) return { kind: 'concerns' };
  const audits = auditsOfLink(id);
  if (audits) return { kind: 'audits', ...audits };
  const [name, partner = ''] = id.split('~');
  const known = catalogueNames.find((candidate) => candidate === name);
  if (!known) return undefined;
  const catalogue = catalogueOf(known);
  return catalogue.partners.has(partner) ? { kind: 'partner', catalogue, partner } : undefined;
};

/** Whether a queue is there for whoever holds its link: an auditor's is while they are one. */
const isHeld = (owner: QueueOwner, office: Office): boolean =>
  owner.kind !== 'audits' || owner.auditor === undefined || isAuditor(owner.auditor, office);

/** Opens a queue's link: whose it is, and since when its links open; undefined for one that does not open here, or was taken back. */
export const openQueue = async (
  event: Pick<APIGatewayProxyEvent, 'pathParameters'>,
  { keys, cuts, office, now }: { keys: KeyPair; cuts: LinkCuts; office: Office; now: number },
): Promise<{ owner: QueueOwner; linksFrom: number | undefined } | undefined> => {
  const link = readLink(event.pathParameters?.token ?? '', 'queue', keys, now);
  const owner = link && ownerOf(link);
  if (!owner || !isHeld(owner, office)) return undefined;
  const linksFrom = await cuts.linksFrom(link.id);
  return isBeforeCut(link.expiresAt, linksFrom) ? undefined : { owner, linksFrom };
};

/** Lines of a queue that are read, for its page and for its sheet: they are counted and picked from, and are no more than a read of a second. */
const MOST_ROWS = 2000;

/** Reads a queue and draws its page. Reads only. */
export const drawQueue = async (
  owner: QueueOwner,
  said: Pick<QueueView, 'done' | 'failed' | 'refusal' | 'fields'> & { filter: QueueFilter },
  {
    queues,
    keys,
    publicUrl,
    city,
    now,
    linksFrom,
  }: {
    queues: QueuesStore;
    keys: KeyPair;
    publicUrl: string;
    city: string;
    now: number;
    /** Since when links of this queue's owner open; those that are made here outlive it. */
    linksFrom: number | undefined;
  },
): Promise<Html> => {
  const expiresAt = staffLinkEnd(now, linksFrom);
  const shared = {
    ...said,
    city,
    catalogue: owner.kind === 'partner' ? owner.catalogue : catalogueOf(catalogueNames[0]),
    now,
  };
  if (owner.kind === 'concerns') {
    const { lines, more } = await queues.list<ConcernLine>(CONCERN_QUEUE, MOST_ROWS);
    const hrefOf = ({ concernId }: ConcernLine) =>
      linkUrl(publicUrl, { ...concernLink({ id: concernId }, 'manager', now), expiresAt }, keys);
    return concernQueuePage(lines, { ...shared, more, hrefOf });
  }
  if (owner.kind === 'audits') {
    const { auditor } = owner;
    const { lines, more } = await queues.list<AuditLine>(AUDIT_QUEUE, MOST_ROWS);
    const hrefOf = (line: AuditLine) =>
      line.auditor === auditor ? linkUrl(publicUrl, auditLink(line, expiresAt), keys) : undefined;
    return auditQueuePage(lines, { ...shared, more, hrefOf, ...(auditor ? { auditor } : {}) });
  }
  const view = (more: boolean): QueueView => ({
    ...shared,
    more,
    hrefOf: (line) =>
      'workOrderId' in line
        ? linkUrl(publicUrl, { purpose: 'work-order', id: line.workOrderId, expiresAt }, keys)
        : linkUrl(publicUrl, { purpose: 'review', id: line.requestId, expiresAt }, keys),
  });
  if (owner.kind === 'review') {
    const { lines, more } = await queues.list<ReviewLine>(REVIEW_QUEUE, MOST_ROWS);
    return reviewQueuePage(lines, view(more));
  }
  const { lines, more } = await queues.list<WorkLine>(partnerQueue(owner.catalogue.name, owner.partner), MOST_ROWS);
  return partnerQueuePage(lines, owner.partner, view(more));
};

/** A queue as a sheet under its name; what a page shows of a queue, and of more lines. Reads only. */
export const queueSheet = async (
  owner: QueueOwner,
  { queues, now }: { queues: QueuesStore; now: number },
): Promise<{ name: string; sheet: Sheet }> => {
  const list = async <Line>(queue: string) => (await queues.list<Line>(queue, MOST_ROWS)).lines;
  const catalogue = owner.kind === 'partner' ? owner.catalogue : catalogueOf(catalogueNames[0]);
  switch (owner.kind) {
    case 'concerns':
      return { name: 'concerns', sheet: concernSheet(await list<ConcernLine>(CONCERN_QUEUE), catalogue) };
    case 'review':
      return { name: 'review', sheet: reviewSheet(await list<ReviewLine>(REVIEW_QUEUE), catalogue) };
    case 'audits': {
      const { auditor } = owner;
      const lines = (await list<AuditLine>(AUDIT_QUEUE)).filter((line) => !auditor || line.auditor === auditor);
      return { name: 'audits', sheet: auditSheet(lines, catalogue) };
    }
    case 'partner': {
      const lines = await list<WorkLine>(partnerQueue(catalogue.name, owner.partner));
      return { name: `work-${owner.partner}`, sheet: workSheet(lines, catalogue, now) };
    }
    default:
      return owner satisfies never;
  }
};

/** The filter that an address asks for. */
export const filterIn = (query: Record<string, string | undefined> | null): QueueFilter => ({
  ...(query?.status ? { status: query.status } : {}),
  ...(query?.type ? { type: query.type } : {}),
  ...(query?.late === '1' ? { late: true } : {}),
});
