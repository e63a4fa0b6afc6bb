import type { Agreement } from '../clocks/agreement.ts';
import type { Target } from '../clocks/target.ts';

/**
 * An agreement as the catalogue's files keep it: what is particular to it, and nothing that a default already says.
 * `resolve` is always written; every other target, the warning share, the ladder and the pauses only where they differ.
 */
export interface StoredAgreement extends Pick<
  Agreement,
  'code' | 'version' | 'effectiveFrom' | 'calendar' | 'source' | 'note'
> {
  resolve: Target;
  acknowledge?: Target;
  accept?: Target;
  complete?: Target;
  atRiskShare?: number;
  escalations?: Agreement['escalations'];
  pauseReasons?: string[];
}

/**
 * What a catalogue promises when an agreement does not say. `first-day`: a request is acknowledged and a work order accepted
 * within one day, or within the resolve target where that is shorter. `resolve-only`: the city published one target, so
 * acknowledging and accepting carry no promise.
 */
export type DefaultLadder = 'first-day' | 'resolve-only';

/** The reasons for which a clock may pause unless an agreement lists its own (R107: a closed list). An emergency's lists none. */
export const defaultPauseReasons: readonly string[] = [
  'waiting-for-constituent',
  'waiting-for-utility',
  'waiting-for-access',
  'waiting-for-material',
  'weather',
  'season',
];

const isAlwaysOpen = (calendar: string): boolean => calendar.endsWith('-always');

/** Whether a promise ends within about a day, so that a ladder of days would come too late. */
const isShort = (target: Target): boolean => {
  switch (target.kind) {
    case 'business-days':
    case 'calendar-days':
      return target.amount <= 1;
    case 'business-hours':
      return target.amount <= 8;
    case 'hours':
      return target.amount <= 24;
    case 'none':
      return false;
    default:
      return target satisfies never;
  }
};

/** `amount` days as a calendar counts them: business days where there are office hours, days on the wall clock where there are none. */
const days = (calendar: string, amount: number): Target => ({
  kind: isAlwaysOpen(calendar) ? 'calendar-days' : 'business-days',
  amount,
});

/**
 * The default ladder, counted from the due moment: the supervisor, the director, then the Service Operations Manager after
 * 1, 3 and 5 days; after 1, 2 and 3 days for a promise of at most a day; after 2, 8 and 24 hours for a promise in hours of
 * at most a day. A promise of none has nothing to escalate.
 */
const defaultEscalations = (resolve: Target, calendar: string): Agreement['escalations'] => {
  if (resolve.kind === 'none') return [];
  const inHours = resolve.kind === 'hours' && isShort(resolve);
  const steps = inHours ? [2, 8, 24] : isShort(resolve) ? [1, 2, 3] : [1, 3, 5];
  const to = ['supervisor', 'director', 'service-operations-manager'] as const;
  return to.map((role, index) => {
    const amount = steps[index]!;
    return { level: index + 1, after: inHours ? { kind: 'hours', amount } : days(calendar, amount), to: role };
  });
};

/**
 * The whole agreement of a stored one. Defaults: the partner completes by the constituent's own deadline, a warning goes out
 * at three quarters of the time, and the first day and the ladder are as described above.
 */
export const expandAgreement = (stored: StoredAgreement, ladder: DefaultLadder): Agreement => {
  const { resolve, acknowledge, accept, complete, atRiskShare, escalations, pauseReasons, ...named } = stored;
  const firstDay: Target =
    ladder === 'resolve-only' ? { kind: 'none' } : isShort(resolve) ? resolve : days(stored.calendar, 1);
  return {
    ...named,
    targets: {
      acknowledge: acknowledge ?? firstDay,
      resolve,
      accept: accept ?? firstDay,
      complete: complete ?? resolve,
    },
    atRiskShare: atRiskShare ?? 0.75,
    escalations: escalations ?? defaultEscalations(resolve, stored.calendar),
    pauseReasons: pauseReasons ?? [...defaultPauseReasons],
  };
};
