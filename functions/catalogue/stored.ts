import type { Agreement, PauseReason } from '../clocks/agreement.ts';
import type { Target } from '../clocks/target.ts';
import type { Partner } from './partner.ts';
import type { RequestType } from './request-type.ts';
import type { CatalogueSource } from './source.ts';

/**
 * A request type as a file keeps it: without what its file and its class already say. The owner is the file's partner; the
 * agreement has the type's own code unless named; no questions, no keywords, public, no emergency, and a place by class.
 */
export type StoredType = Pick<RequestType, 'code' | 'name' | 'group' | 'class'> &
  Partial<Omit<RequestType, 'code' | 'name' | 'group' | 'class' | 'partner' | 'duplicates'>> & {
    /** `none` where its class would have it look for duplicates and it shall not. */
    duplicates?: NonNullable<RequestType['duplicates']> | 'none';
  };

/**
 * One version of an agreement as a file keeps it: what is particular to it. `source` and `resolve` are always written,
 * `note` except for a house default; the rest only where it differs from {@link expandAgreement}'s defaults.
 */
export interface StoredAgreement extends Pick<Agreement, 'code' | 'source'> {
  resolve: Target;
  version?: number;
  effectiveFrom?: string;
  calendar?: string;
  note?: string;
  acknowledge?: Target;
  accept?: Target;
  complete?: Target;
  atRiskShare?: number;
  escalations?: Agreement['escalations'];
  pauseReasons?: PauseReason[];
  longestPause?: Target;
  urgent?: boolean;
}

/** The code of the agreement that no type has: its acknowledge clock runs while a request waits for a person's review. */
export const REVIEW_AGREEMENT = 'review';

/** One file of a catalogue: a partner with everything it owns. */
export interface StoredFile {
  partner: Partner;
  agreements: StoredAgreement[];
  types: StoredType[];
}

/** The code of the agreement under which a concern's clock runs; no type has it either. */
export const CONCERN_AGREEMENT = 'concern';

/** Every reason there is: an agreement pauses for all of them unless it lists its own (R107). An emergency's lists none. */
export const defaultPauseReasons: readonly PauseReason[] = [
  'waiting-for-constituent',
  'waiting-for-outside-agency',
  'weather',
  'seasonal',
  'waiting-for-parts',
];

/** The whole request type of a stored one, owned by `partner` (its code). */
export const expandType = (
  { duplicates, ...stored }: StoredType,
  partner: string,
  source: CatalogueSource,
): RequestType => ({
  questions: [],
  privacy: 'public',
  location: source.location[stored.class],
  emergency: false,
  keywords: [],
  agreement: stored.code,
  ...duplicatesOf(duplicates, stored, source),
  ...stored,
  partner,
});

const duplicatesOf = (
  duplicates: StoredType['duplicates'],
  stored: StoredType,
  source: CatalogueSource,
): Pick<RequestType, 'duplicates'> => {
  if (duplicates === 'none') return {};
  if (duplicates) return { duplicates };
  return looksForDuplicates(stored, source) ? { duplicates: DEFAULT_DUPLICATES } : {};
};

/**
 * Where nothing else is said: the house next door, and the days in which neighbours notice the same thing. Of what a reach holds for a
 * person, a city closed by one visit 47 % at 25 m and 3 days, and 40 % at 60 m and 14 days, where nearly twice as much is held (test/bench).
 */
export const DEFAULT_DUPLICATES = { radiusMeters: 25, days: 3 };

/** Work at a place, whose like can have been reported by a neighbour; an emergency is never kept waiting for that question. */
const looksForDuplicates = (stored: StoredType, source: CatalogueSource): boolean =>
  stored.class === 'service' &&
  !stored.emergency &&
  (stored.location ?? source.location.service) === 'required' &&
  (stored.privacy ?? 'public') === 'public';

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

/** Whether a target runs day and night, so that its agreement has no office hours. */
const runsAlways = (target: Target): boolean => target.kind === 'calendar-days' || target.kind === 'hours';

/** `amount` days as a calendar counts them: business days where there are office hours, days on the wall clock where there are none. */
const days = (calendar: string, amount: number): Target => ({
  kind: calendar.endsWith('-always') ? 'calendar-days' : 'business-days',
  amount,
});

/** Four weeks: a hold that lasts longer is looked at again, in business days where there are office hours to count them in (R107). */
const defaultLongestPause = (calendar: string): Target =>
  calendar.endsWith('-always') ? { kind: 'calendar-days', amount: 28 } : { kind: 'business-days', amount: 20 };

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
 * The whole agreement of a stored one. Defaults: version 1, from the first day of the catalogue; the city's office hours for a
 * promise in business time and day and night for any other; the partner completes by the constituent's own deadline; a
 * warning at three quarters of the time; the first day by the catalogue's `firstDay`; the ladder of above;
 * a second look at a hold after four weeks;
 * urgent what is promised in hours, and everything in a city without quiet hours.
 */
export const expandAgreement = (stored: StoredAgreement, source: CatalogueSource): Agreement => {
  const { resolve } = stored;
  const calendar = stored.calendar ?? `${source.name}-${runsAlways(resolve) ? 'always' : 'business'}`;
  const firstDay: Target = !source.firstDay ? { kind: 'none' } : isShort(resolve) ? resolve : days(calendar, 1);
  return {
    code: stored.code,
    version: stored.version ?? 1,
    effectiveFrom: stored.effectiveFrom ?? source.effectiveFrom,
    calendar,
    source: stored.source,
    note: stored.note ?? 'House default: neither published by the city nor observed elsewhere.',
    targets: {
      acknowledge: stored.acknowledge ?? firstDay,
      resolve,
      accept: stored.accept ?? firstDay,
      complete: stored.complete ?? resolve,
    },
    atRiskShare: stored.atRiskShare ?? 0.75,
    escalations: stored.escalations ?? defaultEscalations(resolve, calendar),
    pauseReasons: stored.pauseReasons ?? [...defaultPauseReasons],
    longestPause: stored.longestPause ?? defaultLongestPause(calendar),
    urgent: stored.urgent ?? (resolve.kind === 'hours' || !source.quietHours),
  };
};
