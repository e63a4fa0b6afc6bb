import type { EventType } from '../requests/event.ts';
import { bucketOf } from './durations.ts';
import { type CountName, type Figures, type TimeName, addFigures, noFigures } from './figures.ts';
import type { MeasureRow } from './row.ts';

/** By what figures are told apart; `-` where it was not known. */
export interface Slice {
  partner: string;
  type: string;
  channel: string;
  ward: string;
}

/** The figures of one slice on one day. */
export interface RollUp extends Slice, Figures {
  day: string;
}

const UNKNOWN = '-';

/** The slice as a key: codes hold no `#`. */
export const sliceKey = ({ partner, type, channel, ward }: Slice): string => [partner, type, channel, ward].join('#');

type Counts = Figures['counts'];
type Line = NonNullable<MeasureRow['line']>;

interface Part {
  slice: Slice;
  figures: Figures;
}

const INQUIRIES = new Set(['information', 'feedback']);

/** What a row adds, and to which slices: two where something went from one partner to another. */
export const partsOf = ({ line, moved, answers, by }: MeasureRow): Part[] => {
  const slice = {
    partner: by.partner ?? UNKNOWN,
    type: by.typeCode ?? UNKNOWN,
    channel: by.channel ?? UNKNOWN,
    ward: by.ward ?? UNKNOWN,
  };
  const part = (counts: Counts, at: Partial<Slice> = {}, more: Partial<Figures> = {}): Part => ({
    slice: { ...slice, ...at },
    figures: { ...noFigures(), counts, ...more },
  });
  if (moved) {
    return (
      [
        ['from', -1],
        ['to', 1],
      ] as const
    ).flatMap(([side, sign]) => {
      const standing = moved[side];
      if (!standing) return [];
      const at = { partner: standing.partner ?? UNKNOWN, type: standing.typeCode ?? UNKNOWN };
      return [part({ open: sign, ...(standing.overdue ? { overdue: sign } : {}) }, at)];
    });
  }
  if (answers) return [part({ askedAndRated: 1 })];
  if (!line) return [];
  const parts = [
    part(countsOf(line, by), {}, { times: timesOf(line, by), paused: pausedOf(line, by), ...placesOf(line, by) }),
  ];
  if (line.type === 'work-order-transferred' && !by.proactive)
    parts.push(part({ transferredIn: 1 }, { partner: text(line, 'to') }));
  return parts.filter(({ figures }) => hasFigures(figures));
};

const hasFigures = ({ counts, times }: Figures): boolean =>
  Object.keys(counts).length > 0 || Object.keys(times).length > 0;

/** Whether a row is worth keeping: most lines of the history count nothing. */
export const isCounted = (row: MeasureRow): boolean => partsOf(row).length > 0;

const text = ({ data }: Line, name: string): string => {
  const value = data?.[name];
  return typeof value === 'string' ? value : '';
};
const number = ({ data }: Line, name: string): number => {
  const value = data?.[name];
  return typeof value === 'number' ? value : 0;
};

const one = (...names: (CountName | false | undefined)[]): Counts =>
  Object.fromEntries(names.filter((name) => name !== false && name !== undefined).map((name) => [name, 1]));

/** A partner's own promises (OLA), which its lines tell of whatever their type. */
const ownPromises = (line: Line): Counts =>
  one(
    text(line, 'accepted') === 'met' && 'acceptKept',
    text(line, 'accepted') === 'missed' && 'acceptMissed',
    text(line, 'completed') === 'met' && 'completeKept',
    text(line, 'completed') === 'missed' && 'completeMissed',
  );

const VERDICTS: Record<string, CountName> = { met: 'met', missed: 'missed' };

const RATINGS = ['accuracy', 'courtesy', 'ease', 'overall'] as const;

/** The counts of the five steps, from very poor to excellent. */
export const STEPS = [
  'overall1',
  'overall2',
  'overall3',
  'overall4',
  'overall5',
] as const satisfies readonly CountName[];

const stepOf = (line: Line): CountName | undefined => STEPS[number(line, 'overall') - 1];

const SIMPLE: Partial<Record<EventType, CountName>> = {
  'review-needed': 'reviews',
  'request-withdrawn': 'withdrawn',
  'work-order-offered': 'offered',
  'work-order-sent-back': 'sentBack',
  'survey-asked': 'asked',
  'concern-raised': 'concernsRaised',
  'concern-resolved': 'concernsResolved',
};

const countsOf = (line: Line, by: MeasureRow['by']): Counts => {
  // What a partner found itself nobody gave to it: as work received, and accepted in time, it would hide how the rest goes (R172).
  if (by.proactive && line.type.startsWith('work-order-')) return {};
  const simple = SIMPLE[line.type];
  return { ...(simple ? one(simple) : special(line, by)), ...ownPromises(line) };
};

const special = (line: Line, { duplicate, proactive, typeClass }: MeasureRow['by']): Counts => {
  const inquiry = typeClass !== undefined && INQUIRIES.has(typeClass);
  switch (line.type) {
    case 'request-received':
      return proactive ? {} : one('received');
    case 'request-accepted':
      if (line.data?.again) return {};
      if (proactive) return one('found');
      return inquiry ? one('inquiriesAccepted') : one('accepted', line.data?.recurrence === true && 'recurring');
    case 'request-linked':
      return one(text(line, 'kind') === 'duplicate' && 'duplicates');
    case 'request-declined':
      return one(text(line, 'outcome') === 'referred' ? 'referred' : 'declined');
    case 'request-reopened':
      return one(!duplicate && !proactive && 'reopened');
    case 'request-resolved':
      return resolutionOf(line, { duplicate, proactive, inquiry });
    case 'work-order-transferred':
      return one('transferredOut', line.data?.pingPong === true && 'pingPongs');
    case 'milestone-reached':
    case 'milestone-skipped':
      return milestoneOf(line);
    case 'survey-answered':
      return {
        ...one('rated', stepOf(line)),
        ...Object.fromEntries(RATINGS.map((name) => [name, number(line, name)])),
      };
    default:
      return {};
  }
};

const resolutionOf = (
  line: Line,
  { duplicate, proactive, inquiry }: { duplicate?: true | undefined; proactive?: true | undefined; inquiry: boolean },
): Counts => {
  if (duplicate) return {};
  if (proactive) return one('foundDone');
  const atOnce = line.data?.atOnce === true && 'atOnce';
  const [wording, record] = [text(line, 'wording'), text(line, 'record')];
  const checks = one(
    wording !== '' && 'worded',
    wording === 'plain' && 'plainlyWorded',
    record !== '' && 'recorded',
    record === 'complete' && 'completelyRecorded',
  );
  if (inquiry) return { ...one('inquiriesAnswered', atOnce), ...checks };
  const verdict = VERDICTS[text(line, 'verdict')];
  const storm = text(line, 'storm') !== '' && verdict && (verdict === 'met' ? 'metInStorm' : 'missedInStorm');
  const sums = { openMs: number(line, 'openMs'), pausedMs: number(line, 'pausedMs') };
  return {
    ...one(verdict ?? 'noTarget', storm, atOnce),
    ...checks,
    ...Object.fromEntries(Object.entries(sums).filter(([, ms]) => ms > 0)),
  };
};

/** As on the dashboard: only the notice of a moment that was passed over was left out, and what a storm held back counted when it came. */
const milestoneOf = (line: Line): Counts => {
  const { early, after, concern } = line.data ?? {};
  const kind = text(line, 'kind');
  if (early) return {};
  if (concern) return one(kind === 'due' && !after && 'concernsOverdue');
  if (text(line, 'clock') !== 'resolve') return {};
  if (kind === 'due') return one(!after && 'breached');
  return one(kind === 'escalate' && line.type === 'milestone-reached' && 'escalated');
};

/** Where something was accepted that residents asked for; of what a partner found itself it is the partner that says where it looks. */
const placesOf = ({ type, data }: Line, { place, proactive }: MeasureRow['by']): Pick<Figures, 'places'> =>
  type === 'request-accepted' && place !== undefined && !data?.again && !proactive ? { places: { [place]: 1 } } : {};

const isResolvedWork = ({ type }: Line, { duplicate, proactive, typeClass }: MeasureRow['by']): boolean =>
  type === 'request-resolved' && !duplicate && !proactive && !(typeClass !== undefined && INQUIRIES.has(typeClass));

const timesOf = (line: Line, by: MeasureRow['by']): Figures['times'] => {
  const told = (name: TimeName, field: string, counts: boolean) =>
    counts && typeof line.data?.[field] === 'number' ? { [name]: { [bucketOf(number(line, field))]: 1 } } : {};
  const decided = line.type === 'request-accepted' || line.type === 'request-declined';
  const resolved = isResolvedWork(line, by);
  return {
    ...told('toDecide', 'waitedMs', decided && !by.proactive),
    ...told('toAccept', 'acceptedMs', !by.proactive),
    ...told('toResolve', 'openMs', resolved),
    ...told('toResolveWorking', 'workingMs', resolved),
  };
};

const pausedOf = (line: Line, by: MeasureRow['by']): Figures['paused'] =>
  isResolvedWork(line, by)
    ? Object.fromEntries(
        text(line, 'paused')
          .split(' ')
          .filter(Boolean)
          .map((part) => part.split('=') as [string, string])
          .map(([reason, ms]) => [reason, Number(ms)]),
      )
    : {};

/** Folds the rows of one day into its roll-ups, one for each slice. The order of the rows says nothing, and a row told twice counts once. */
export const createRollUp = (day: string) => {
  const seen = new Set<string>();
  const slices = new Map<string, RollUp>();
  return {
    add: (row: MeasureRow): void => {
      if (row.day !== day || seen.has(row.id)) return;
      seen.add(row.id);
      for (const { slice, figures } of partsOf(row)) {
        const key = sliceKey(slice);
        const present = slices.get(key) ?? { day, ...slice, ...noFigures() };
        slices.set(key, present);
        addFigures(present, figures);
      }
    },
    /** The roll-ups in the order of their keys. */
    result: (): RollUp[] => [...slices].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, rollUp]) => rollUp),
  };
};

/** The roll-ups of one day's rows. */
export const rollUp = (day: string, rows: Iterable<MeasureRow>): RollUp[] => {
  const folding = createRollUp(day);
  for (const row of rows) folding.add(row);
  return folding.result();
};

/** Folds roll-ups into one for each partner, of a day, that tells what is open and nothing else. The order says nothing. */
export const createOpenOnly = (day: string) => {
  const byPartner = new Map<string, RollUp>();
  return {
    add: ({ partner, counts }: RollUp): void => {
      const { open = 0, overdue = 0 } = counts;
      const nothing = { day, partner, type: UNKNOWN, channel: UNKNOWN, ward: UNKNOWN, ...noFigures() };
      const sum = byPartner.get(partner) ?? nothing;
      byPartner.set(partner, sum);
      addFigures(sum, { ...noFigures(), counts: { open, overdue } });
    },
    /** The roll-ups in the order of their partners. */
    result: (): RollUp[] => [...byPartner].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, rollUp]) => rollUp),
  };
};
