import * as z from 'zod/mini';
import { type Language, LANGUAGE_LIST, languageOfTag } from '../languages/language.ts';
import {
  type Reading,
  type Report,
  type Warning,
  MAX_DESCRIPTION,
  knownAddress,
  readEmail,
  readPosition,
  wellFormed,
} from './report.ts';

const text = (max: number) => z.pipe(z.string(), z.transform(wellFormed)).check(z.maxLength(max));
const filled = (max: number) =>
  z
    .pipe(
      z.string(),
      z.transform((value: string) => wellFormed(value).trim()),
    )
    .check(z.minLength(1), z.maxLength(max));

/**
 * The documented payload of `POST /webhooks/standard`. Unknown fields are let be, because platforms add them.
 * Attributes are strings, and null is the same as absent (R16).
 */
export const StandardPayload = z.object({
  /** The platform's own id of the request; one request is kept for each (R4). */
  id: filled(200),
  /** Code of the request type, its name, or the platform's id for it; an unknown one is accepted and reviewed by a person. */
  type: filled(200),
  description: z.nullish(text(MAX_DESCRIPTION)),
  /** RFC 3339 with a zone; the promise counts from here. */
  requestedAt: z.nullish(z.iso.datetime({ offset: true })),
  location: z.nullish(
    z.object({
      address: z.nullish(text(500)),
      lat: z.nullish(z.number()),
      lon: z.nullish(z.number()),
      ward: z.nullish(text(40)),
    }),
  ),
  reporter: z.nullish(
    z.object({
      name: z.nullish(text(200)),
      email: z.nullish(text(1000)),
      phone: z.nullish(text(50)),
      language: z.nullish(text(35)),
    }),
  ),
  /** Answers to the type's questions, by the question's code. */
  answers: z.nullish(z.record(text(100).check(z.minLength(1)), text(2000))),
  channel: z.nullish(text(50)),
  private: z.nullish(z.boolean()),
});

/** Reads the standard payload into a report; says by its path which field is at fault. */
export const readStandardPayload = (payload: unknown): Reading => {
  const parsed = z.safeParse(StandardPayload, payload);
  const issues = parsed.success ? [] : parsed.error.issues;
  const errors = [
    ...issues.map(({ path, message }) => ({ field: path.join('.') || '(body)', detail: message })),
    ...unusableCodes(payload),
  ];
  if (!parsed.success || errors.length > 0) return { kind: 'faulty', errors };
  const { data } = parsed;
  const warnings: Warning[] = [];
  const position = readPosition(data.location?.lat ?? undefined, data.location?.lon ?? undefined, 'location', warnings);
  const address = knownAddress(data.location?.address ?? undefined);
  const ward = knownAddress(data.location?.ward ?? undefined);
  const report: Report = {
    sourceId: data.id,
    reportedType: data.type,
    description: data.description ?? '',
    place: { ...(address ? { address } : {}), ...position, ...(ward ? { ward } : {}) },
    answers: data.answers ?? {},
    private: data.private ?? false,
    ...(data.channel ? { channel: data.channel } : {}),
    ...(data.requestedAt ? { requestedAt: Date.parse(data.requestedAt) } : {}),
  };
  if (data.reporter) {
    const email = readEmail(data.reporter.email ?? undefined, 'reporter.email', warnings);
    report.reporter = {
      ...(data.reporter.name?.trim() ? { name: data.reporter.name.trim() } : {}),
      ...(email ? { email } : {}),
      ...(data.reporter.phone?.trim() ? { phone: data.reporter.phone.trim() } : {}),
      language: languageOf(data.reporter.language ?? undefined, warnings),
    };
  }
  return { kind: 'report', report, warnings };
};

/** Names that mean something else to the objects that answers are kept in: the first would be lost unseen, the second refused by the table's client. */
const UNUSABLE_CODES = ['__proto__', 'constructor'];

const unusableCodes = (payload: unknown): { field: string; detail: string }[] => {
  const answers = typeof payload === 'object' && payload !== null && 'answers' in payload ? payload.answers : undefined;
  if (typeof answers !== 'object' || answers === null) return [];
  return UNUSABLE_CODES.filter((code) => Object.hasOwn(answers, code)).map((code) => ({
    field: `answers.${code}`,
    detail: 'A question cannot have this code.',
  }));
};

const languageOf = (tag: string | undefined, warnings: Warning[]): Language => {
  if (tag === undefined || !/\p{L}/u.test(tag)) return 'en';
  const language = languageOfTag(tag);
  if (!language) {
    const detail = `Notices are written in ${LANGUAGE_LIST}; English will be used.`;
    warnings.push({ field: 'reporter.language', detail });
  }
  return language ?? 'en';
};
