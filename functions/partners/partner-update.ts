import * as z from 'zod/mini';
import { wellFormed } from '../intake/report.ts';
import { MAX_SENTENCE } from '../requests/sentence.ts';
import type { FieldProblem } from '../shared/http.ts';

/** Longest number, status or code that is read, characters. */
export const MAX_CODE = 60;

/** What an update comes to: `applied` changed the work or the request, `recorded` stands in the history only, `ignored` was known already. */
export const UPDATE_RESULTS = ['applied', 'recorded', 'ignored'] as const;
export type UpdateResult = (typeof UPDATE_RESULTS)[number];

const trimmed = (max: number) =>
  z
    .pipe(
      z.string(),
      z.transform((value: string) => wellFormed(value).trim()),
    )
    .check(z.maxLength(max));
const filled = (max: number) => trimmed(max).check(z.minLength(1));
const instant = z.iso.datetime({ offset: true });

/** The documented body of `POST /partners/{partner}/updates`. Unknown fields are let be; null is the same as absent. */
export const Payload = z.object({
  workOrder: z.nullish(filled(MAX_CODE)),
  reference: z.nullish(filled(MAX_CODE)),
  status: filled(MAX_CODE),
  at: z.nullish(instant),
  text: z.nullish(trimmed(MAX_SENTENCE)),
  outcome: z.nullish(trimmed(MAX_CODE)),
  resolution: z.nullish(trimmed(MAX_SENTENCE)),
  reason: z.nullish(trimmed(MAX_CODE)),
  scheduledFor: z.nullish(instant),
});

/** What a partner's system says of a work order. Instants are epoch milliseconds. */
export interface PartnerUpdate {
  /** Our id of the work order; without it the partner's own number tells which one is meant. */
  workOrder?: string;
  /** The partner's own number; with `workOrder` it is noted for it. */
  reference?: string;
  /** The partner's word for the state, in lower case and with hyphens: `In Progress` is `in-progress`. */
  status: string;
  /** When it happened, by the partner's clock. */
  at?: number;
  text?: string;
  outcome?: string;
  resolution?: string;
  reason?: string;
  scheduledFor?: number;
}

/** Reads the body of an update, or names the fields that the partner has to mend (R10). */
export const readPartnerUpdate = (
  payload: unknown,
): { kind: 'update'; update: PartnerUpdate } | { kind: 'faulty'; errors: FieldProblem[] } => {
  const parsed = z.safeParse(Payload, payload);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({
      field: path.join('.') || '(body)',
      detail: message,
    }));
    return { kind: 'faulty', errors };
  }
  const { status, at, scheduledFor, ...words } = parsed.data;
  if (!words.workOrder && !words.reference) {
    const detail = 'Send our id of the work order, or your own number for it as reference.';
    return { kind: 'faulty', errors: [{ field: 'workOrder', detail }] };
  }
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value));
  return {
    kind: 'update',
    update: {
      ...said,
      status: status.toLowerCase().replace(/[\s_]+/g, '-'),
      ...(at ? { at: Date.parse(at) } : {}),
      ...(scheduledFor ? { scheduledFor: Date.parse(scheduledFor) } : {}),
    },
  };
};
