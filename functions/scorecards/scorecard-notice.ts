import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Partner } from '../catalogue/partner.ts';
import { insteadOf, recipientAt } from '../clocks/contact.ts';
import { type ScorecardValues, draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft, NoticeEntry } from '../notices/notice.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import { type WorkLine, partnerQueueId } from '../requests/queue-line.ts';
import type { Office } from '../review/office.ts';
import { ALL, type KeptScorecard, lateSince, scorecardLink } from './kept-scorecard.ts';
import { type Cell, SCORECARD_ROWS } from './scorecard.ts';

/** Late cases, or partners, that a scorecard names one by one. */
export const MOST_NAMED = 10;

/** Stands where other notices name their request, and begins the ids. */
const SCORECARD = 'scorecard';

/** The id of a scorecard: of a partner's, or without one of the manager's (R130). */
export const scorecardId = (month: string, queueId?: string): string =>
  [SCORECARD, ...(queueId ? [queueId] : []), month].join('#');

interface Told {
  catalogue: Catalogue;
  office: Office;
  now: number;
}

/** A partner's scorecard, to its desk, with the cases that are late now. */
export const partnerScorecard = (
  scorecard: Pick<KeptScorecard, 'month' | 'rows' | 'lacking'>,
  lateNow: readonly WorkLine[],
  partner: Partner,
  { catalogue, office, now }: Told,
): NoticeDraft => {
  const recipient = recipientAt('desk', partner.code, catalogue, office, now);
  const expiresAt = now + STAFF_LINK_LIFE_MS;
  const { month } = scorecard;
  const late = lateNow.toSorted((one, other) => lateSince(one) - lateSince(other));
  const others = late.length - MOST_NAMED;
  return {
    ...draftNotice(SCORECARD, {
      id: scorecardId(month, partnerQueueId(catalogue.name, partner.code)),
      requestId: SCORECARD,
      audience: recipient.level === 'service-operations-manager' ? 'manager' : 'partner',
      to: recipient.email,
      ...insteadOf(recipient),
      language: 'en',
      timeZone: catalogue.timeZone,
      link: scorecardLink({ month, holder: partner.code, catalogue: catalogue.name }, expiresAt),
      values: {
        ...valuesOf(scorecard, partner.name),
        ...(partner.agreement ? { agreementUntil: partner.agreement.until } : {}),
        ...(others > 0 ? { others } : {}),
      },
    }),
    entries: late.slice(0, MOST_NAMED).map((line): NoticeEntry => ({
      kind: 'late',
      values: {
        requestId: line.requestId,
        typeName: line.typeName,
        ...(line.address ? { place: line.address } : {}),
        late: { span: now - lateSince(line) },
      },
      link: { purpose: 'work-order', id: line.workOrderId, expiresAt },
    })),
  };
};

/** The manager's: all together, and each partner in a line, in the order of the league. */
export const managerScorecard = (
  scorecard: Pick<KeptScorecard, 'month' | 'rows' | 'league' | 'lacking'>,
  { catalogue, office, now }: Told,
): NoticeDraft => {
  const expiresAt = now + STAFF_LINK_LIFE_MS;
  const { month, league = [] } = scorecard;
  const link = (holder: string) => scorecardLink({ month, holder, catalogue: catalogue.name }, expiresAt);
  return {
    ...draftNotice(SCORECARD, {
      id: scorecardId(month),
      requestId: SCORECARD,
      audience: 'manager',
      to: office.serviceOperationsManager,
      language: 'en',
      timeZone: catalogue.timeZone,
      link: link(ALL),
      values: valuesOf(scorecard),
    }),
    entries: league.map(({ partner, name, onTime, onTimeBefore, resolved, open, overdue }): NoticeEntry => ({
      kind: 'partner',
      values: {
        partner: name,
        onTime: sayCell(onTime),
        onTimeBefore: sayCell(onTimeBefore),
        resolved: sayCell(resolved),
        open: sayCell(open),
        overdue: sayCell(overdue),
      },
      link: link(partner),
    })),
  };
};

/** No data (R179), in every language. */
const NONE = '–';

const PERCENT = 100;

/** A figure as a notice has it: what has words in a language as a value that is said in it. */
const sayCell = ({ unit, value, n, interval }: Cell): string | number | { span: number } => {
  if (value === undefined) return NONE;
  if (unit === 'ms') return { span: Math.round(value) };
  if (unit === 'rating') return `${value.toFixed(2)}/5, n = ${n}`;
  if (unit === 'count') return value;
  const between = interval ? ` [${percent(interval.low)} – ${percent(interval.high)} %]` : '';
  return `${percent(value)} %${between}, n = ${n}`;
};

const percent = (share: number): string => (share * PERCENT).toFixed(1);

const valuesOf = (
  { month, rows, lacking }: Pick<KeptScorecard, 'month' | 'rows' | 'lacking'>,
  partner?: string,
): ScorecardValues => ({
  month,
  ...(lacking === undefined ? {} : { lacking }),
  ...(partner ? { partner } : {}),
  ...(Object.fromEntries(
    SCORECARD_ROWS.flatMap((row) => [
      [row, sayCell(rows[row].present)],
      [`${row}Before`, sayCell(rows[row].before)],
    ]),
  ) as Omit<ScorecardValues, 'month'>),
});
