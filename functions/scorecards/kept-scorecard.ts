import { isLateLine } from '../pages/queue-page.ts';
import type { MonthReport } from '../reports/month-report.ts';
import { CONCERN_QUEUE, type WorkLine, partnerQueueId } from '../requests/queue-line.ts';
import type { Cell, Scorecard } from './scorecard.ts';

/** Stands for all partners together where a partner's code could stand. */
export const ALL = 'all';

/** A case that was late when its scorecard was written; nothing personal, and no place. */
export interface LateCase {
  requestId: string;
  /** Of a partner's own scorecard. */
  workOrderId?: string;
  typeName: string;
  /** Code of the partner that has it; absent where none does. */
  partner?: string;
  /** Since when it is late, UTC instant. */
  since: number;
}

/** How a partner did beside the others. */
export interface LeagueLine {
  partner: string;
  name: string;
  onTime: Cell;
  onTimeBefore: Cell;
  onTimeStrict: Cell;
  resolved: Cell;
  rating: Cell;
  open: Cell;
  overdue: Cell;
}

/** A scorecard as it was written, once: letter and page tell the same for ever, but for audits, which come later. */
export interface KeptScorecard extends Scorecard {
  /** Code of the partner, or `all`. */
  holder: string;
  /** UTC instant up to which it was counted. */
  keptAt: number;
  /** Of how many days not everything had been counted by then; absent where everything had. */
  lacking?: number;
  /** The longest late first. */
  late: LateCase[];
  /** How many more were late than are named. */
  lateOthers: number;
  /** Of all together: each partner, whoever was least on time first. */
  league?: LeagueLine[];
  /** Of all together: the figures of the report for the mayor's office. */
  report?: MonthReport;
}

/** Late cases, or partners, that a scorecard names one by one. */
const MOST_LATE = 20;

/** The scorecard as it is kept. */
export const keptOf = (
  scorecard: Scorecard,
  {
    late,
    league,
    report,
    ...about
  }: Pick<KeptScorecard, 'holder' | 'keptAt' | 'lacking' | 'late' | 'league' | 'report'>,
): KeptScorecard => {
  const ordered = late.toSorted((one, other) => one.since - other.since || (one.requestId < other.requestId ? -1 : 1));
  return {
    ...scorecard,
    ...about,
    late: ordered.slice(0, MOST_LATE),
    lateOthers: Math.max(0, late.length - MOST_LATE),
    ...(league ? { league } : {}),
    ...(report ? { report } : {}),
  };
};

/** Since when a partner's work is late: the first of its own moments, to accept or to end. */
export const lateSince = ({ dueAt, acceptBy }: WorkLine): number => Math.min(dueAt ?? Infinity, acceptBy ?? Infinity);

/** Every late line of a partner's queue, which is in the order of these moments: those whose own has passed stand first. */
export const readLate = async (queue: AsyncIterable<WorkLine>, now: number): Promise<WorkLine[]> => {
  const late: WorkLine[] = [];
  for await (const line of queue) {
    if (!isLateLine(line, now)) break;
    late.push(line);
  }
  return late;
};

/** A late line as a scorecard keeps it. */
export const lateCaseOf = (line: WorkLine): LateCase => {
  const { requestId, workOrderId, typeName } = line;
  return { requestId, workOrderId, typeName, since: lateSince(line) };
};

/** Each partner in a line; whoever was least on time stands first, those without a case last. */
export const leagueOf = (
  partners: Iterable<{ code: string; name: string }>,
  scorecards: ReadonlyMap<string, Scorecard>,
): LeagueLine[] =>
  [...partners]
    .flatMap(({ code, name }): LeagueLine[] => {
      const own = scorecards.get(code);
      if (!own) return [];
      const { onTime, onTimeStrict, resolved, rating, open, overdue } = own.rows;
      return [
        {
          partner: code,
          name,
          onTime: onTime.present,
          onTimeBefore: onTime.before,
          onTimeStrict: onTimeStrict.present,
          resolved: resolved.present,
          rating: rating.present,
          open: open.present,
          overdue: overdue.present,
        },
      ];
    })
    .sort(
      (one, other) =>
        (one.onTime.value ?? Infinity) - (other.onTime.value ?? Infinity) || (one.partner < other.partner ? -1 : 1),
    );

/** The link to a scorecard: of a month and a holder. */
export const scorecardLink = (
  { month, holder, catalogue }: { month: string; holder: string; catalogue: string },
  expiresAt: number,
) => ({
  purpose: 'scorecard' as const,
  id: [month, ...(holder === ALL ? [ALL] : [catalogue, holder])].join('~'),
  expiresAt,
});

/** Reads the id of such a link; undefined for what is none. */
export const scorecardOfLink = (id: string): { month: string; holder: string; queue: string } | undefined => {
  const [month, first, second] = id.split('~');
  if (!month || !first) return undefined;
  // Taken back with the links to the holder's queue: a partner's, or the manager's own.
  if (first === ALL) return { month, holder: ALL, queue: CONCERN_QUEUE };
  return second ? { month, holder: second, queue: partnerQueueId(first, second) } : undefined;
};
