import * as z from 'zod/mini';

/** The people of the 311 office, by role. */
export const Office = z.object({
  /** Where requests that wait for a person are announced. */
  reviewDesk: z.string(),
  /** The last step of every ladder. */
  serviceOperationsManager: z.string(),
  /** Who audits requests that have ended: a name of their own, and whom they work for besides; the manager alone where nobody is named. */
  auditors: z.optional(
    z.array(
      z.object({
        code: z.string().check(z.regex(/^[a-z][a-z0-9-]*$/)),
        email: z.string(),
        of: z.optional(z.string()),
      }),
    ),
  ),
});
export type Office = z.output<typeof Office>;

/** Reads the `OFFICE` variable. */
export const readOffice = (json: string): Office => z.parse(Office, JSON.parse(json));
