import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Agreement } from '../clocks/agreement.ts';
import type { Contact, Partner } from '../catalogue/partner.ts';
import { dayNumber, toLocal } from '../clocks/business-calendar.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { targetInstant } from '../clocks/target.ts';
import { DAY } from '../clocks/time-zone.ts';
import { ENGLISH_NAMES, LANGUAGES, type Language } from '../languages/language.ts';
import type { UnreachableReason } from '../notices/recipient.ts';
import type { Undeliverable } from '../notices/recipients.store.ts';

/** So many days before something ends, somebody is told; the nearest of them that has come counts. */
export const WARNING_DAYS = [60, 30, 7] as const;

/** How near the end is: at most so many days, or past. */
export type Nearness = (typeof WARNING_DAYS)[number] | 'past';

/** One thing that the register of partners lacks, or soon will. Dates are local and included; `foundOn` is kept of what is missing. */
export type PartnerFinding =
  | { kind: 'agreement-ends'; partner: string; partnerName: string; title: string; until: string; near: Nearness }
  | { kind: 'agreement-missing'; partner: string; partnerName: string; foundOn?: string }
  | {
      kind: 'contact-ends';
      partner: string;
      partnerName: string;
      level: Contact['level'];
      until: string;
      near: Nearness;
    }
  | { kind: 'contact-missing'; partner: string; partnerName: string; level: Contact['level']; foundOn?: string }
  | UnreachableContact;

/** A contact whom e-mail does not reach: why, since which instant (epoch ms), and which request showed it. Never the address. */
export interface UnreachableContact {
  kind: 'contact-unreachable';
  partner: string;
  partnerName: string;
  level: Contact['level'];
  reason: UnreachableReason;
  since: number;
  shownBy: string;
}

/**
 * A calendar whose list of holidays ends before a promise would: one of today, or one that begins before anybody could have added
 * the next years (Boston made that mistake in 2013, 2018 and 2022).
 */
export interface CalendarFinding {
  kind: 'calendar-ends';
  calendar: string;
  /** The last local date for which it is complete. */
  until: string;
  /** The longest agreement that counts by it, and the local date that its promise would reach. */
  agreement: string;
  reaches: string;
  near: 'today' | 'ahead';
}

/** What the manager is told of. */
export type Finding = PartnerFinding | CalendarFinding;

/** Texts of a language that no person has signed off: a finding of every list, and of no letter, because it stays so until somebody reads them. */
export interface TranslationFinding {
  kind: 'translations-unreviewed';
  language: Language;
  open: number;
  texts: number;
}

/** Every finding that lists show. */
export type ListedFinding = Finding | TranslationFinding;

/** By language, how many of its texts nobody has signed off, and how many there are. */
export type TextsUnreviewed = Readonly<Record<string, readonly [open: number, texts: number]>>;

/** The languages in which somebody has still to read what residents or staff are written. */
export const translationFindings = (unreviewed: TextsUnreviewed): TranslationFinding[] =>
  LANGUAGES.flatMap((language): TranslationFinding[] => {
    const [open, texts] = unreviewed[language] ?? [0, 0];
    return open > 0 ? [{ kind: 'translations-unreviewed', language, open, texts }] : [];
  });

/** So long before, days: to get the next list of holidays, to check and to deploy it. */
export const CALENDAR_LEAD_DAYS = 180;

/** Whom a partner has to have; above an outside partner's supervisor stands the Service Operations Manager. */
const LEVELS_NEEDED: Readonly<Record<Partner['kind'], readonly Contact['level'][]>> = {
  department: ['desk', 'supervisor', 'director'],
  agency: ['desk', 'supervisor'],
  vendor: ['desk', 'supervisor'],
};

/** How near a local date is on another; undefined while it is further away than anybody wants to know. */
export const nearnessOf = (until: string, today: string): Nearness | undefined => {
  const left = (dayNumber(until) ?? 0) - (dayNumber(today) ?? 0);
  if (left < 0) return 'past';
  return WARNING_DAYS.findLast((days) => left <= days);
};

/** What the register lacks on the city's date at `now` (epoch ms), by partner: a lapsed contact is passed over to the next level (R137). */
export const findingsOf = (catalogue: Pick<Catalogue, 'partners' | 'timeZone'>, now: number): PartnerFinding[] => {
  const today = toLocal(now, catalogue.timeZone).slice(0, 10);
  return [...catalogue.partners.values()].flatMap((partner) => [
    ...agreementFindings(partner, today),
    ...contactFindings(partner, today),
  ]);
};

/**
 * Which contacts e-mail does not reach (R137, R140), of those that are valid on the city's date at `now` or will be; gone when the address is
 * lifted, or when another one takes its place.
 */
export const unreachableContacts = async (
  { partners, timeZone }: Pick<Catalogue, 'partners' | 'timeZone'>,
  look: (address: string) => Promise<Undeliverable | undefined>,
  now: number,
): Promise<UnreachableContact[]> => {
  const today = toLocal(now, timeZone).slice(0, 10);
  const found: UnreachableContact[] = [];
  for (const partner of partners.values()) {
    for (const { level, email, validUntil = '9999' } of partner.contacts) {
      const entry = validUntil < today ? undefined : await look(email);
      if (!entry) continue;
      const { status: reason, changedAt: since, requestId: shownBy } = entry;
      found.push({ kind: 'contact-unreachable', ...about(partner), level, reason, since, shownBy });
    }
  }
  return found;
};

/** Which calendars end before the longest promise under them would, begun now or within the lead time; by calendar. */
export const calendarFindings = (
  catalogue: Pick<Catalogue, 'agreements' | 'timeZone'>,
  now: number,
): CalendarFinding[] => {
  const today = toLocal(now, catalogue.timeZone).slice(0, 10);
  const inForce = catalogue.agreements.filter((agreement) => isStillMade(agreement, catalogue.agreements, today));
  return [...new Set(inForce.map(({ calendar }) => calendar))].toSorted().flatMap((calendar): CalendarFinding[] => {
    const agreements = inForce.filter((agreement) => agreement.calendar === calendar);
    const { through } = calendarOf(calendar).calendar;
    const [begun, ahead] = [now, now + CALENDAR_LEAD_DAYS * DAY].map((from) => longest(calendar, agreements, from));
    if (begun && begun.reaches > through)
      return [{ kind: 'calendar-ends', calendar, until: through, ...begun, near: 'today' }];
    return ahead && ahead.reaches > through
      ? [{ kind: 'calendar-ends', calendar, until: through, ...ahead, near: 'ahead' }]
      : [];
  });
};

/** Whether a promise of this version is made today or from a day to come. */
const isStillMade = ({ code, version }: Agreement, all: readonly Agreement[], today: string): boolean =>
  !all.some((other) => other.code === code && other.version > version && other.effectiveFrom <= today);

/** The promise under a calendar that ends last, with its whole ladder, if it began at an instant. */
const longest = (calendar: string, agreements: readonly Agreement[], from: number) => {
  const compiled = calendarOf(calendar);
  const ends = agreements.map(({ code, targets, escalations }) => {
    const due = Math.max(...Object.values(targets).map((target) => targetInstant(compiled, from, target) ?? from));
    const last = Math.max(
      due,
      ...escalations.map(({ after }) => (after && targetInstant(compiled, due, after)) ?? due),
    );
    return { agreement: code, reaches: toLocal(last, compiled.zone.id).slice(0, 10) };
  });
  return ends.toSorted((a, b) => (a.reaches > b.reaches ? -1 : a.reaches < b.reaches ? 1 : 0))[0];
};

const about = ({ code, name }: Partner) => ({ partner: code, partnerName: name });

const agreementFindings = (partner: Partner, today: string): PartnerFinding[] => {
  if (!partner.agreement)
    return partner.kind === 'department' ? [] : [{ kind: 'agreement-missing', ...about(partner) }];
  const { title, until } = partner.agreement;
  const near = nearnessOf(until, today);
  return near === undefined ? [] : [{ kind: 'agreement-ends', ...about(partner), title, until, near }];
};

const contactFindings = (partner: Partner, today: string): PartnerFinding[] => {
  const ends = partner.contacts.flatMap(({ level, validUntil }): PartnerFinding[] => {
    const near = validUntil === undefined ? undefined : nearnessOf(validUntil, today);
    if (validUntil === undefined || near === undefined) return [];
    return [{ kind: 'contact-ends', ...about(partner), level, until: validUntil, near }];
  });
  // Of a contact that has lapsed it is told that it has; what is left is a level at which nobody stands, or stands yet.
  const missing = LEVELS_NEEDED[partner.kind].filter(
    (level) => !partner.contacts.some((contact) => contact.level === level && (contact.validFrom ?? '') <= today),
  );
  return [...ends, ...missing.map((level): PartnerFinding => ({ kind: 'contact-missing', ...about(partner), level }))];
};

/** What a finding is, for ever: the same finding of the same nearness is told once. */
export const findingId = (finding: ListedFinding): string => {
  switch (finding.kind) {
    case 'agreement-ends':
      return `${finding.partner}#agreement#${finding.until}#${finding.near}`;
    case 'contact-ends':
      return `${finding.partner}#${finding.level}#${finding.until}#${finding.near}`;
    case 'agreement-missing':
      return `${finding.partner}#no-agreement${foundOnIn(finding)}`;
    case 'contact-missing':
      return `${finding.partner}#no-${finding.level}${foundOnIn(finding)}`;
    case 'contact-unreachable':
      return `${finding.partner}#${finding.level}#unreachable#${finding.since}`;
    case 'calendar-ends':
      return `calendar#${finding.calendar}#${finding.until}#${finding.near}`;
    case 'translations-unreviewed':
      return `translations#${finding.language}`;
    default:
      return finding satisfies never;
  }
};

const foundOnIn = ({ foundOn }: { foundOn?: string }): string => (foundOn ? `#${foundOn}` : '');

/** A finding in an English sentence. */
export const sayFinding = (finding: ListedFinding): string => {
  switch (finding.kind) {
    case 'agreement-ends':
      return `${finding.partnerName}: ${finding.title} ${sayEnd(finding.near, 'expires', 'expired')} on ${finding.until}.`;
    case 'contact-ends':
      return `${finding.partnerName}: the ${finding.level} ${sayEnd(finding.near, 'is', 'was')} valid until ${finding.until}.`;
    case 'agreement-missing':
      return `${finding.partnerName}: there is no agreement with this outside partner.`;
    case 'contact-missing':
      return `${finding.partnerName}: there is no ${finding.level}, so the next level up is written to.`;
    case 'contact-unreachable':
      return `${finding.partnerName}: e-mail does not reach the ${finding.level}, so the next level up is written to.`;
    case 'calendar-ends':
      return `Calendar ${finding.calendar} ends on ${finding.until}, but ${finding.agreement} ${finding.near === 'today' ? 'begun today' : `begun in ${CALENDAR_LEAD_DAYS} days`} reaches ${finding.reaches}: add the holidays of the next years to its file, move its last date, and deploy.`;
    case 'translations-unreviewed':
      return `${ENGLISH_NAMES[finding.language]}: ${finding.open} of ${finding.texts} texts were signed off by nobody who speaks it.`;
    default:
      return finding satisfies never;
  }
};

const sayEnd = (near: Nearness, ahead: string, past: string): string => (near === 'past' ? past : ahead);
