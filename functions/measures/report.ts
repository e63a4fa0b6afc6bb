import { type CountName, type Figures, sumOf, countIn } from './figures.ts';
import { type Backlog, type Kpi, kpisOf } from './kpi.ts';
import type { RollUp } from './roll-up.ts';
import { type Window, WEEKS_COMPARED, isWithin, plusDays, weekAgainstYear, yearToDate } from './window.ts';

/** How one type did in a week, against its average week of up to a year before (R177). */
export interface Trend {
  type: string;
  week: number;
  /** Undefined where there is no week before. */
  average: number | undefined;
}

/** A count of the year so far, and of the same days of the year before (R176); undefined where nothing was counted in that year. */
export interface YearToDate {
  name: 'received' | 'resolved' | 'met' | 'missed';
  present: number;
  before: number | undefined;
}

/** Everything that is told of a window. */
export interface Report {
  window: Window;
  figures: Figures;
  kpis: Kpi[];
  /** Requests received by channel, the most first. */
  channels: [channel: string, received: number][];
  /** Accepted work and questions by type in the window's last seven days; the busiest first. */
  trends: Trend[];
  /** How many weeks the average is of. */
  weeksBefore: number;
  yearToDate: YearToDate[];
  /** The backlog at the end of the window by partner, the largest first. */
  backlogs: [partner: string, Backlog][];
}

/** What was open at the end of a window: everything that came into the backlog before it less everything that left it (R173). */
export const backlogAt = (rollUps: readonly RollUp[], to: string): Backlog => {
  const sum = sumOf(rollUps.filter(({ day }) => day < to));
  return { open: countIn(sum, 'open'), overdue: countIn(sum, 'overdue') };
};

/** Tells of a window from all roll-ups up to its end; of one partner those are its own. `first` is the first day that anything was counted on. */
export const reportOf = (rollUps: readonly RollUp[], window: Window, first: string): Report => {
  const within = (span: Window) => rollUps.filter(({ day }) => isWithin(day, span));
  const figures = sumOf(within(window));
  const byPartner = [...Map.groupBy(rollUps, ({ partner }) => partner)].map(([partner, some]): [string, Backlog] => [
    partner,
    backlogAt(some, window.to),
  ]);
  return {
    window,
    figures,
    kpis: kpisOf(figures, backlogAt(rollUps, window.to)),
    channels: [...Map.groupBy(within(window), ({ channel }) => channel)]
      .map(([channel, some]): [string, number] => [channel, countIn(sumOf(some), 'received')])
      .filter(([, received]) => received > 0)
      .sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1)),
    ...trendsOf(rollUps, window.to, first),
    yearToDate: yearOf(within, yearToDate(window), first),
    backlogs: byPartner
      .filter(([, { open, overdue }]) => open !== 0 || overdue !== 0)
      .sort(([one, some], [other, more]) => more.open - some.open || (one < other ? -1 : 1)),
  };
};

const ASKED = ['accepted', 'inquiriesAccepted'] as const;
const DAYS_OF_WEEK = 7;
const WEEK_MS = DAYS_OF_WEEK * 86_400_000;

/** A year that has begun in the middle has fewer weeks to compare with: whole ones since the first day counted. */
const trendsOf = (rollUps: readonly RollUp[], to: string, first: string): Pick<Report, 'trends' | 'weeksBefore'> => {
  const { week, before } = weekAgainstYear(to);
  const weeksBefore = Math.max(
    0,
    Math.min(WEEKS_COMPARED, Math.floor((Date.parse(week.from) - Date.parse(first)) / WEEK_MS)),
  );
  const compared = { from: plusDays(before.to, -weeksBefore * DAYS_OF_WEEK), to: before.to };
  const trends = [...Map.groupBy(rollUps, ({ type }) => type)].map(([type, some]): Trend => {
    const many = (span: Window) => countIn(sumOf(some.filter(({ day }) => isWithin(day, span))), ...ASKED);
    return { type, week: many(week), average: weeksBefore > 0 ? many(compared) / weeksBefore : undefined };
  });
  return {
    weeksBefore,
    trends: trends
      .filter(({ week: many, average }) => many > 0 || (average ?? 0) > 0)
      .sort((one, other) => other.week - one.week || (one.type < other.type ? -1 : 1)),
  };
};

const YEARLY = {
  received: ['received'],
  resolved: ['met', 'missed', 'noTarget'],
  met: ['met'],
  missed: ['missed'],
} as const satisfies Record<YearToDate['name'], readonly CountName[]>;

const yearOf = (
  within: (span: Window) => RollUp[],
  { present, before }: ReturnType<typeof yearToDate>,
  first: string,
): YearToDate[] => {
  const [now, then] = [sumOf(within(present)), sumOf(within(before))];
  return (Object.keys(YEARLY) as YearToDate['name'][]).map((name) => ({
    name,
    present: countIn(now, ...YEARLY[name]),
    // What began in the middle of that year cannot be compared with the same days of it; its first week may be a holiday.
    before: first < plusDays(before.from, DAYS_OF_WEEK) ? countIn(then, ...YEARLY[name]) : undefined,
  }));
};
