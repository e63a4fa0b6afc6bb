import * as z from 'zod/mini';

/** A code: lower-case words joined by single hyphens, at most 80 characters, so that it fits keys, paths and metric names. */
export const code = z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.maxLength(80));

/** A text for people: neither empty nor padded with spaces, at most 400 characters. */
export const sentence = z.string().check(z.regex(/^\S(.*\S)?$/), z.maxLength(400));

/** An address in the domain `example`, which RFC 2606 reserves: what is written there reaches nobody. */
export const reservedMailbox = z
  .string()
  .check(z.regex(/^[a-z0-9.-]+@([a-z0-9-]+\.)+example$/, 'is not at a reserved domain'));

/** The address of one mailbox, without a name or a list around it. */
export const mailbox = z
  .string()
  .check(z.regex(/^[\w.+-]+@([a-z0-9-]+\.)+[a-z]{2,}$/i, 'is not the address of one mailbox'), z.maxLength(254));

/** A day of the city's calendar, YYYY-MM-DD. */
export const localDate = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}$/),
  z.refine((day) => !Number.isNaN(Date.parse(day)), 'is a date'),
);
