import * as z from 'zod/mini';

/** The people of the 311 office, by role. */
export const Office = z.object({
  /** Where requests that wait for a person are announced. */
  reviewDesk: z.string(),
  /** The last step of every ladder. */
  serviceOperationsManager: z.string(),
});
export type Office = z.output<typeof Office>;

/** Reads the `OFFICE` variable. */
export const readOffice = (json: string): Office => z.parse(Office, JSON.parse(json));
