import { type Catalogue, catalogueOfPartner, partnerName } from '../catalogue/catalogue.ts';
import { DAY } from '../clocks/time-zone.ts';
import type { Backlog, PartnerBacklog } from '../measures/backlog.ts';
import { oldestDays } from '../measures/backlog.ts';
import { type LateEntry, type PartnerEntry, draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft, NoticeEntry } from '../notices/notice.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import { CONCERN_QUEUE, type ConcernLine, partnerQueueId } from '../requests/queue-line.ts';
import type { Watched } from '../requests/requests.store.ts';
import type { Office } from '../review/office.ts';
import { MOST_NAMED } from './partner-week.ts';
import type { Week } from './week.ts';

/** Stands where other notices name their request, and begins the ids. */
const MANAGER_WEEK = 'manager-week';

/** The id of the manager's list of a week (R130). */
export const managerWeekId = ({ monday }: Week): string => `${MANAGER_WEEK}#${monday}`;

/** A request whose promise has passed. */
export type LateRequest = Pick<Watched, 'requestId' | 'typeName' | 'partner'> & { dueAt: number };

/** Late requests that the list names one by one: as many as are talked about in a week's meeting. */
const MOST_LATE = 10;

/**
 * The Service Operations Manager's weekly list: how each partner stands, what is late longest and whose it is, and the open concerns (R138);
 * undefined where nothing was when its week began.
 */
export const managerWeek = (
  backlog: Backlog,
  late: readonly LateRequest[],
  concerns: readonly ConcernLine[],
  { catalogue, office, week, now }: { catalogue: Catalogue; office: Office; week: Week; now: number },
): NoticeDraft | undefined => {
  // As with the partners: what has come since the week began does not make a list of an empty one.
  const opened = [
    ...(backlog.open > 0 ? [now - backlog.oldestOpenDays * DAY] : []),
    ...concerns.map(({ raisedAt }) => raisedAt),
  ];
  if (!opened.some((since) => since < week.opensAt)) return undefined;
  const expiresAt = now + STAFF_LINK_LIFE_MS;
  const partners = [...backlog.partners].sort(
    ([code, one], [otherCode, other]) =>
      other.breached - one.breached || other.open - one.open || (code < otherCode ? -1 : 1),
  );
  const others = partners.length - MOST_NAMED;
  return {
    ...draftNotice(MANAGER_WEEK, {
      id: managerWeekId(week),
      requestId: MANAGER_WEEK,
      audience: 'manager',
      to: office.serviceOperationsManager,
      language: 'en',
      timeZone: catalogue.timeZone,
      link: { purpose: 'queue', id: CONCERN_QUEUE, expiresAt },
      values: {
        open: backlog.open,
        ...some('late', backlog.breached),
        ...some('atRisk', backlog.atRisk),
        ...some('onHold', backlog.onHold),
        ...some('inReview', backlog.inReview),
        ...(backlog.open > 0 ? { oldest: { span: backlog.oldestOpenDays * DAY } } : {}),
        ...some('concerns', concerns.length),
        ...(concerns.length > 0 ? { oldestConcern: { span: oldestDays(concerns, now) * DAY } } : {}),
        ...some('others', Math.max(others, 0)),
      },
    }),
    entries: [
      ...partners.slice(0, MOST_NAMED).map(([code, standing]): NoticeEntry => ({
        kind: 'partner',
        values: entryOf(partnerName(code), standing),
        link: { purpose: 'queue', id: partnerQueueId((catalogueOfPartner(code) ?? catalogue).name, code), expiresAt },
      })),
      ...late
        .toSorted((one, other) => one.dueAt - other.dueAt || (one.requestId < other.requestId ? -1 : 1))
        .slice(0, MOST_LATE)
        .map((one): NoticeEntry => ({
          kind: 'late',
          values: lateEntryOf(one, now),
          link: { purpose: 'review', id: one.requestId, expiresAt },
        })),
    ],
  };
};

const lateEntryOf = ({ requestId, typeName, partner, dueAt }: LateRequest, now: number): LateEntry => ({
  requestId,
  ...(typeName ? { typeName } : {}),
  ...(partner ? { partner: partnerName(partner) } : {}),
  late: { span: now - dueAt },
});

const entryOf = (
  partner: string,
  { open, breached, atRisk, onHold, oldestDays: days }: PartnerBacklog,
): PartnerEntry => ({
  partner,
  open,
  ...some('late', breached),
  ...some('atRisk', atRisk),
  ...some('onHold', onHold),
  oldest: { span: days * DAY },
});

/** A number under its name, where it is not zero. */
const some = <Name extends string>(name: Name, count: number): Partial<Record<Name, number>> =>
  count > 0 ? ({ [name]: count } as Record<Name, number>) : {};
