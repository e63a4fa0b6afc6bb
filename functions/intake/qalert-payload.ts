import * as z from 'zod/mini';
import { dayNumber, toInstant } from '../clocks/business-calendar.ts';
import {
  type Reading,
  type Warning,
  MAX_DESCRIPTION,
  cut,
  knownAddress,
  readEmail,
  readPosition,
  wellFormed,
} from './report.ts';

/** Longest name of a type, characters: as of the standard payload. */
const MAX_TYPE = 200;

/** The last second that a date can hold, as ECMAScript counts them. */
const LAST_SECOND = 8_640_000_000_000;

const optionalText = z.nullish(z.pipe(z.string(), z.transform(wellFormed)));

const trimmed = z.pipe(
  z.string(),
  z.transform((value: string) => wellFormed(value).trim()),
);

/** A request as QScend's QAlert API returns it (CityOfHaverhill/qalert); Somerville runs the same platform. */
const QalertPayload = z.object({
  id: z.union([z.int(), trimmed.check(z.minLength(1), z.maxLength(200))]),
  typeId: z.union([z.int(), trimmed.check(z.maxLength(200))]),
  typeName: optionalText,
  comments: optionalText,
  createDate: z.nullish(z.string()),
  createDateUnix: z.nullish(z.int().check(z.gte(-LAST_SECOND), z.lte(LAST_SECOND))),
  streetNum: optionalText,
  streetName: optionalText,
  crossName: optionalText,
  cityName: optionalText,
  latitude: z.nullish(z.number()),
  longitude: z.nullish(z.number()),
  name: optionalText,
  email: optionalText,
  phone: optionalText,
});

/**
 * Reads QAlert's payload into a report. `createDateUnix` is exact and wins; a bare `createDate` ("10/9/2020 10:58 AM") is local
 * time of the platform's zone, and in the hour that November repeats it means the first, the summer one (R12).
 */
export const readQalertPayload = (payload: unknown, timeZone: string): Reading => {
  const parsed = z.safeParse(QalertPayload, payload);
  if (!parsed.success) {
    return {
      kind: 'faulty',
      errors: parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || '(body)', detail: message })),
    };
  }
  const { data } = parsed;
  const warnings: Warning[] = [];
  const requestedAt =
    data.createDateUnix != null ? data.createDateUnix * 1000 : readLocal(data.createDate ?? undefined, timeZone);
  if (requestedAt === 'unreadable') {
    return {
      kind: 'faulty',
      errors: [{ field: 'createDate', detail: 'Write it as "10/9/2020 10:58 AM", or send createDateUnix.' }],
    };
  }
  const typeId = String(data.typeId);
  const typeName = cut((data.typeName ?? '').trim(), MAX_TYPE);
  const reportedType = typeId || typeName;
  if (!reportedType) return { kind: 'faulty', errors: [{ field: 'typeId', detail: 'Send typeId or typeName.' }] };
  const description = cut(data.comments ?? '', MAX_DESCRIPTION);
  if (description.length < (data.comments ?? '').length) {
    warnings.push({ field: 'comments', detail: `Only the first ${MAX_DESCRIPTION} characters were kept.` });
  }
  const street = knownAddress([data.streetNum, data.streetName].filter(Boolean).join(' '));
  const corner = knownAddress(data.crossName ?? undefined);
  const address = street && corner ? `${street} at ${corner}` : street;
  const email = readEmail(data.email ?? undefined, 'email', warnings);
  const name = data.name?.trim();
  const phone = data.phone?.trim();
  const reporter = name || email || phone;
  return {
    kind: 'report',
    warnings,
    report: {
      sourceId: String(data.id),
      reportedType,
      ...(typeId && typeName ? { reportedName: typeName } : {}),
      description,
      place: {
        ...(address ? { address: cut(address, 500) } : {}),
        ...readPosition(data.latitude ?? undefined, data.longitude ?? undefined, 'latitude', warnings),
      },
      ...(reporter
        ? {
            reporter: {
              ...(name ? { name: cut(name, 200) } : {}),
              ...(email ? { email } : {}),
              ...(phone ? { phone: cut(phone, 50) } : {}),
              language: 'en' as const,
            },
          }
        : {}),
      answers: {},
      private: false,
      ...(requestedAt === undefined ? {} : { requestedAt }),
    },
  };
};

const LOCAL_TIME = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))? ?([AP]M)$/i;

const readLocal = (text: string | undefined, timeZone: string): number | 'unreadable' | undefined => {
  if (!text?.trim()) return undefined;
  const match = LOCAL_TIME.exec(text.trim());
  if (!match) return 'unreadable';
  const [, month, day, year, hour, minute, second = '0', half] = match;
  const hours = (Number(hour) % 12) + (half?.toUpperCase() === 'PM' ? 12 : 0);
  const two = (value: string | number | undefined) => String(value).padStart(2, '0');
  const date = `${year}-${two(month)}-${two(day)}`;
  const exists =
    dayNumber(date) !== undefined &&
    Number(hour) >= 1 &&
    Number(hour) <= 12 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  return exists ? toInstant(`${date}T${two(hours)}:${two(minute)}:${two(second)}`, timeZone) : 'unreadable';
};
