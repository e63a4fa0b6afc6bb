import * as z from 'zod/mini';
import { code, sentence } from './fields.ts';

/** The schema of a question that a type asks on top of place and description. */
export const Question = z.strictObject({
  code,
  text: sentence,
  kind: z.enum(['text', 'choice', 'number', 'date']),
  required: z.boolean(),
  choices: z.optional(z.array(sentence).check(z.minLength(2))),
});

/**
 * A question that a type asks on top of place and description. `choices` is there when and only when `kind` is `choice`.
 * An unanswered question never refuses a request: intake keeps it and review asks.
 */
export type Question = z.infer<typeof Question>;

/** The schema of a step of a type that several partners see to. */
export const Step = z.strictObject({ code, partner: code, task: sentence, after: z.optional(z.array(code)) });

/** The schema of how near and how recent another request is that may be the same thing. */
export const DuplicateSearch = z.strictObject({
  radiusMeters: z.number().check(z.gt(0), z.lte(250)),
  days: z.number().check(z.gt(0), z.lte(365)),
});

/** The schema of an entry of the catalogue. */
export const RequestType = z.strictObject({
  code,
  name: sentence,
  group: sentence,
  class: z.enum(['service', 'information', 'feedback']),
  partner: code,
  agreement: code,
  questions: z.array(Question),
  privacy: z.enum(['public', 'private']),
  location: z.enum(['required', 'optional', 'none']),
  emergency: z.boolean(),
  keywords: z.array(sentence),
  platformIds: z.optional(z.record(z.string(), sentence)),
  duplicates: z.optional(DuplicateSearch),
  photo: z.optional(z.enum(['required', 'none'])),
  steps: z.optional(z.array(Step).check(z.minLength(2), z.maxLength(8))),
  retired: z.optional(z.literal(true)),
});

/**
 * An entry of the catalogue: what a constituent can ask for, who owns it and which agreement promises it.
 *
 * - `code`: kebab-case, unique in its catalogue, never reused; `name` may change, the code may not (R13).
 * - `partner`, `agreement`: codes in the same catalogue. An agreement code names all versions of it.
 * - `privacy`: `private` keeps every request of the type off public pages, whatever the payload says (R17).
 * - `location`: `none` means that a place would be meaningless, not that it is missing.
 * - `emergency`: someone may be hurt if it waits; such notices ignore quiet hours (R133).
 * - `duplicates`: within how many metres and days another open request of the type may be the same thing (R40); absent, none is looked for.
 * - `photo`: whether work is closed with a photo of what was done.
 * - `steps`: the parts of the work where several partners do it; those without `after` begin at once, the others when those are done.
 * - `retired`: no longer offered; requests of the past still find what they were (R13).
 * - `platformIds`: the type's id on a 311 platform, by platform, for example `{ qalert: "300" }`.
 */
export type RequestType = z.infer<typeof RequestType>;
