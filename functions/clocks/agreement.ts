import * as z from 'zod/mini';
import { dayNumber } from './business-calendar.ts';
import type { Target } from './target.ts';

/** The four promises: the first two to the constituent (SLA), the others a partner's (OLA). */
export type ClockKind = 'acknowledge' | 'resolve' | 'accept' | 'complete';

/** Every reason for which a clock may pause (R107: a closed list). */
export const pauseReasons = [
  'waiting-for-constituent',
  'waiting-for-outside-agency',
  'weather',
  'seasonal',
  'waiting-for-parts',
] as const;

/** A reason from the closed list. */
export type PauseReason = (typeof pauseReasons)[number];

/** Whom a milestone can tell, from the partner's own desk up to the manager. */
export const contactLevels = ['desk', 'supervisor', 'director', 'service-operations-manager'] as const;

/** A rung of the ladder of people. */
export type ContactLevel = (typeof contactLevels)[number];

/**
 * One step of an agreement's ladder, so long `before` the due moment or `after` it. A step that would lie before the clock's start is
 * taken at the start (R132).
 */
export type Escalation = { level: number; to: ContactLevel } & (
  { after: Target; before?: never } | { before: Target; after?: never }
);

/**
 * A versioned promise: what a request type's constituent is promised (`acknowledge`, `resolve`), and what the partner
 * owes for it (`accept`, `complete`).
 *
 * `effectiveFrom` is a local date; a request keeps the version it began with (R111). `atRiskShare` is the share (0 to 1)
 * of the promise's working time, or of its elapsed time for elapsed targets, after which it is at risk. `longestPause` is how long one
 * hold may last before somebody looks at it again (R107); `none` is for ever. `urgent` has its milestones
 * told at any hour (R133).
 */
export interface Agreement {
  code: string;
  version: number;
  effectiveFrom: string;
  calendar: string;
  source: 'observed-boston-2015' | 'published-somerville' | 'house-default';
  note: string;
  targets: Record<ClockKind, Target>;
  atRiskShare: number;
  escalations: Escalation[];
  pauseReasons: PauseReason[];
  longestPause: Target;
  urgent: boolean;
}

/**
 * The longest target of each kind: about four years, where the longest real promise is of two. One that leads beyond every calendar could not
 * be counted, and nothing that has it accepted.
 */
export const MOST_OF_TARGET = {
  'business-days': 1_000,
  'calendar-days': 1_500,
  'business-hours': 8_000,
  hours: 36_000,
} as const satisfies Partial<Record<Target['kind'], number>>;

const part = (kind: keyof typeof MOST_OF_TARGET) => z.number().check(z.gte(0), z.lte(MOST_OF_TARGET[kind]));
const whole = (kind: keyof typeof MOST_OF_TARGET) => z.int().check(z.gte(0), z.lte(MOST_OF_TARGET[kind]));

/** The schema of a target: days are whole, nothing is negative, and none is longer than calendars reach (R89). */
export const TargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('business-days'), amount: whole('business-days') }),
  z.strictObject({ kind: z.literal('calendar-days'), amount: whole('calendar-days') }),
  z.strictObject({ kind: z.literal('business-hours'), amount: part('business-hours') }),
  z.strictObject({ kind: z.literal('hours'), amount: part('hours') }),
  z.strictObject({ kind: z.literal('none') }),
]);

const level = z.int().check(z.gte(1));
const to = z.enum(contactLevels);
const EscalationSchema = z.union([
  z.strictObject({ level, after: TargetSchema, to }),
  z.strictObject({ level, before: TargetSchema, to }),
]);

const isShorter = (one: Target, other: Target): boolean =>
  one.kind !== 'none' && other.kind === one.kind && one.amount < other.amount;

const isAsLong = (one: Target, other: Target): boolean =>
  one.kind !== 'none' && other.kind === one.kind && one.amount === other.amount;

/** Whether a ladder goes on in time: nearer and nearer before the due moment, then further and further after it; units are compared with their own only. */
const ascendsInTime = (escalations: readonly Escalation[]): boolean =>
  escalations.every((later, index) =>
    escalations.slice(0, index).every((earlier) => {
      if (earlier.before && later.before)
        return !isShorter(earlier.before, later.before) && !isAsLong(earlier.before, later.before);
      if (earlier.after && later.after)
        return !isShorter(later.after, earlier.after) && !isAsLong(later.after, earlier.after);
      return earlier.before !== undefined;
    }),
  );

/** The schema of an agreement: levels ascend, in number and in time, and nothing is acknowledged or accepted later than it is done (R116). */
export const AgreementSchema = z
  .strictObject({
    code: z.string().check(z.minLength(1)),
    version: z.int().check(z.gte(1)),
    effectiveFrom: z.string().check(z.refine((date) => dayNumber(date) !== undefined, 'is a date YYYY-MM-DD')),
    calendar: z.string().check(z.minLength(1)),
    source: z.enum(['observed-boston-2015', 'published-somerville', 'house-default']),
    note: z.string(),
    targets: z.strictObject({
      acknowledge: TargetSchema,
      resolve: TargetSchema,
      accept: TargetSchema,
      complete: TargetSchema,
    }),
    atRiskShare: z.number().check(z.gte(0), z.lte(1)),
    escalations: z.array(EscalationSchema),
    pauseReasons: z.array(z.enum(pauseReasons)),
    longestPause: TargetSchema,
    urgent: z.boolean(),
  })
  .check(
    z.refine(
      ({ escalations }) => escalations.every(({ level }, i) => i === 0 || level > escalations[i - 1]!.level),
      'has escalations whose levels ascend',
    ),
    z.refine(({ escalations }) => ascendsInTime(escalations), 'has escalations that follow each other in time'),
    z.refine(
      ({ targets }) => !isShorter(targets.resolve, targets.acknowledge) && !isShorter(targets.complete, targets.accept),
      'promises the first answer no later than the end',
    ),
  );

/** Whether an agreement lets its clocks pause for a reason (R107); an agreement without reasons never pauses. */
export function allowsPause(agreement: Agreement, reason: string): reason is PauseReason {
  return (agreement.pauseReasons as readonly string[]).includes(reason);
}
