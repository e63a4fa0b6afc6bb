import * as z from 'zod/mini';
import { code, sentence } from './fields.ts';

/** The schema of a partner's contact. */
export const Contact = z.strictObject({
  level: z.enum(['desk', 'supervisor', 'director']),
  name: sentence,
  email: z.string().check(z.regex(/^[a-z0-9.-]+@([a-z0-9-]+\.)+example$/)),
});

/**
 * Who is written to at one level of a partner. `name` is a role, never a person. The e-mail address lies in the top-level
 * domain `example`, which RFC 2606 reserves, so a catalogue deployed as it is can never write to a stranger.
 */
export type Contact = z.infer<typeof Contact>;

/** The schema of a partner. */
export const Partner = z.strictObject({
  code,
  name: sentence,
  kind: z.enum(['department', 'agency', 'vendor']),
  covers: sentence,
  contacts: z.array(Contact).check(z.minLength(1)),
  calendar: code,
});

/**
 * A department, agency or vendor that does work. `covers` says in a sentence what is theirs; `contacts` holds the desk and,
 * where there is one, the supervisor and the director; `calendar` is the id of the calendar by which it works.
 */
export type Partner = z.infer<typeof Partner>;
