import type { Durations } from './durations.ts';

/** Everything that is counted, by its name; each adds up over days, partners, types, channels and wards. */
export const COUNTS = [
  /** Asked by constituents, questions included; work that partners found themselves is `found`. */
  'received',
  'accepted',
  'inquiriesAccepted',
  'found',
  /** Work accepted at a place where a request of its type had ended within half a year (R153). */
  'recurring',
  'reviews',
  'duplicates',
  /** Work resolved by the verdict of its promise; without a promise it is neither on time nor late (R89). */
  'met',
  'missed',
  'noTarget',
  /** Of those, under a storm. */
  'metInStorm',
  'missedInStorm',
  'inquiriesAnswered',
  /** Of work and questions, those resolved without anybody being sent. */
  'atOnce',
  'foundDone',
  /** Of work and questions that ended: texts for the resident that were looked at, and those in plain words; records, and those that are complete. */
  'worded',
  'plainlyWorded',
  'recorded',
  'completelyRecorded',
  'declined',
  'referred',
  'withdrawn',
  'reopened',
  /** Work that partners were given, and what they gave away; of what they found themselves nothing (R172). */
  'offered',
  'transferredOut',
  'transferredIn',
  'pingPongs',
  'sentBack',
  /** A partner's own promises (OLA) by their verdict. */
  'acceptKept',
  'acceptMissed',
  'completeKept',
  'completeMissed',
  'breached',
  'escalated',
  'concernsRaised',
  'concernsOverdue',
  'concernsResolved',
  /** Questions how it went that were sent, and those of them that were answered, whenever. */
  'asked',
  'askedAndRated',
  /** Surveys answered, asked or not, and the sums of their four ratings. */
  'rated',
  'accuracy',
  'courtesy',
  'ease',
  'overall',
  /** Of those answered, how many gave which step overall: their ranks can be told from it, which no sum can. */
  'overall1',
  'overall2',
  'overall3',
  'overall4',
  'overall5',
  /** Sums over resolved work, ms: from the beginning of its promise to its end, and of that paused (R175). */
  'openMs',
  'pausedMs',
  /** What came into the backlog less what left it; of work, what became overdue less what no longer is (R173). */
  'open',
  'overdue',
] as const;
export type CountName = (typeof COUNTS)[number];

/** The durations that medians and P90 are told of; ms. */
export const TIMES = ['toDecide', 'toAccept', 'toResolve', 'toResolveWorking'] as const;
export type TimeName = (typeof TIMES)[number];

/** What is counted of some day, partner or type; a count that is missing is zero. */
export interface Figures {
  counts: Partial<Record<CountName, number>>;
  times: Partial<Record<TimeName, Durations>>;
  /** Paused time of resolved work by its reason, ms (R175). */
  paused: Record<string, number>;
  /** Of what was accepted, how much lies in which square of about 100 m (`squareOf`); absent where nothing has a place. */
  places?: Record<string, number>;
}

/** The sum of some counts. */
export const countIn = ({ counts }: Pick<Figures, 'counts'>, ...names: readonly CountName[]): number =>
  names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);

/** Figures of nothing: added to others they change nothing. */
export const noFigures = (): Figures => ({ counts: {}, times: {}, paused: {} });

/** Adds each of `more` to `sum`, which is changed; what comes to zero is left out, so that equal figures look the same. */
const addInto = (sum: Record<string, number>, more: Readonly<Record<string, number>>): void => {
  for (const [name, value] of Object.entries(more)) {
    const total = (sum[name] ?? 0) + value;
    if (total === 0) delete sum[name];
    else sum[name] = total;
  }
};

/** Adds figures to a sum, which is changed. In whatever order and grouping figures are added, they come to the same. */
export const addFigures = (sum: Figures, more: Figures): void => {
  addInto(sum.counts as Record<string, number>, more.counts as Record<string, number>);
  addInto(sum.paused, more.paused);
  if (more.places) addInto((sum.places ??= {}), more.places);
  for (const name of TIMES) {
    const durations = more.times[name];
    if (durations) addInto((sum.times[name] ??= {}), durations);
  }
};

/** The sum of several. */
export const sumOf = (all: Iterable<Figures>): Figures => {
  const sum = noFigures();
  for (const figures of all) addFigures(sum, figures);
  return sum;
};
