import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Partner } from '../catalogue/partner.ts';
import { insteadOf, recipientAt } from '../clocks/contact.ts';
import { type WorkEntry, draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft, NoticeEntry } from '../notices/notice.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import { isLateLine } from '../pages/queue-page.ts';
import { type WorkLine, partnerQueueId } from '../requests/queue-line.ts';
import type { Office } from '../review/office.ts';
import type { Week } from './week.ts';

/** Orders that a list names one by one; the queue's page has the others. */
export const MOST_NAMED = 25;

/** How an order stands, the first that fits; in the order of a list. */
const STANDINGS = ['late', 'due-this-week', 'on-hold', 'to-accept', 'later'] as const;
type Standing = (typeof STANDINGS)[number];

const standingOf = (line: WorkLine, { endsAt }: Week, now: number): Standing => {
  if (isLateLine(line, now)) return 'late';
  if (line.status === 'on-hold') return 'on-hold';
  if (line.status === 'offered') return 'to-accept';
  return line.dueAt !== undefined && line.dueAt < endsAt ? 'due-this-week' : 'later';
};

/** Stands where other notices name their request, and begins the ids. */
const PARTNER_WEEK = 'partner-week';

/** The id of a partner's list of a week (R130). */
export const partnerWeekId = (catalogue: string, partner: string, { monday }: Week): string =>
  `${PARTNER_WEEK}#${partnerQueueId(catalogue, partner)}#${monday}`;

/**
 * The weekly list of a partner's open work, to its desk (R138); undefined where nothing was open when its week began. `lines` are its
 * whole queue; each order counts under the first standing that fits.
 */
export const partnerWeek = (
  lines: readonly WorkLine[],
  partner: Partner,
  { catalogue, office, week, now }: { catalogue: Catalogue; office: Office; week: Week; now: number },
): NoticeDraft | undefined => {
  // What was offered since has had its own letter, and does not make a list for those who had nothing to do.
  if (!lines.some(({ offeredAt }) => offeredAt < week.opensAt)) return undefined;
  const ordered = lines
    .map((line) => ({ line, standing: standingOf(line, week, now) }))
    .sort(
      (one, other) =>
        STANDINGS.indexOf(one.standing) - STANDINGS.indexOf(other.standing) ||
        one.line.offeredAt - other.line.offeredAt ||
        (one.line.workOrderId < other.line.workOrderId ? -1 : 1),
    );
  const count = (name: string, standing: Standing) => {
    const many = ordered.filter((one) => one.standing === standing).length;
    return many > 0 ? { [name]: many } : {};
  };
  const recipient = recipientAt('desk', partner.code, catalogue, office, now);
  const expiresAt = now + STAFF_LINK_LIFE_MS;
  const others = lines.length - MOST_NAMED;
  return {
    ...draftNotice(PARTNER_WEEK, {
      id: partnerWeekId(catalogue.name, partner.code, week),
      requestId: PARTNER_WEEK,
      audience: recipient.level === 'service-operations-manager' ? 'manager' : 'partner',
      to: recipient.email,
      ...insteadOf(recipient),
      language: 'en',
      timeZone: catalogue.timeZone,
      link: { purpose: 'queue', id: partnerQueueId(catalogue.name, partner.code), expiresAt },
      values: {
        partner: partner.name,
        open: lines.length,
        ...count('late', 'late'),
        ...count('dueThisWeek', 'due-this-week'),
        ...count('onHold', 'on-hold'),
        ...count('toAccept', 'to-accept'),
        ...count('later', 'later'),
        ...(others > 0 ? { others } : {}),
      },
    }),
    entries: ordered.slice(0, MOST_NAMED).map(({ line, standing }): NoticeEntry => ({
      kind: standing,
      values: entryOf(line, standing, now),
      link: { purpose: 'work-order', id: line.workOrderId, expiresAt },
    })),
  };
};

const entryOf = (
  { requestId, typeName, address, task, dueAt, acceptBy }: WorkLine,
  standing: Standing,
  now: number,
): WorkEntry => ({
  requestId,
  typeName,
  ...(address ? { place: address } : {}),
  ...(task ? { task } : {}),
  ...(dueAt === undefined ? {} : { dueAt: { instant: dueAt } }),
  // What is late says since when an answer is missing; one that is not due yet is not.
  ...(acceptBy === undefined || (standing === 'late' && acceptBy >= now) ? {} : { acceptBy: { instant: acceptBy } }),
  ...(standing === 'late' ? { late: { span: now - Math.min(dueAt ?? now, acceptBy ?? now) } } : {}),
});
