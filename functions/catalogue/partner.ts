import * as z from 'zod/mini';
import { TargetSchema } from '../clocks/agreement.ts';
import { code, localDate, mailbox, sentence } from './fields.ts';

/** The schema of a partner's contact. */
export const Contact = z.strictObject({
  level: z.enum(['desk', 'supervisor', 'director']),
  name: sentence,
  email: mailbox,
  validFrom: z.optional(localDate),
  validUntil: z.optional(localDate),
});

/**
 * Who is written to at one level of a partner. `name` is a role, never a person. In the deployed files every address lies in the
 * domain `example`, so a catalogue that is deployed as it is can never write to a stranger; real ones are published. `validFrom` and `validUntil` are local dates,
 * both included; absent means always.
 */
export type Contact = z.infer<typeof Contact>;

/** Some time between two reminders: with none, all of them would leave in one minute. */
const Interval = TargetSchema.check(
  z.refine((every) => every.kind !== 'none' && every.amount > 0, 'says how long after the last one the next follows'),
);

/** The schema of a partner. */
export const Partner = z.strictObject({
  code,
  name: sentence,
  kind: z.enum(['department', 'agency', 'vendor']),
  covers: sentence,
  contacts: z.array(Contact).check(z.minLength(1)),
  calendar: code,
  agreement: z.optional(z.strictObject({ title: sentence, from: localDate, until: localDate })),
  channel: z.optional(z.enum(['mail', 'webhook'])),
  reminders: z.optional(z.strictObject({ every: Interval, most: z.int().check(z.gte(1), z.lte(9)) })),
});

/**
 * A department, agency or vendor that does work. `covers` says in a sentence what is theirs; `contacts` holds the desk and,
 * where there is one, the supervisor and the director; `calendar` is the id of the calendar by which it works. `agreement` is what the city has signed with it,
 * by local dates, both included. `channel` is how work reaches it: by mail with a signed page (the default), or its system's webhook as
 * well. `reminders` is how often and how many times a partner outside city hall is reminded of work.
 */
export type Partner = z.infer<typeof Partner>;
