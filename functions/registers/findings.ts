import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Contact, Partner } from '../catalogue/partner.ts';
import { dayNumber, toLocal } from '../clocks/business-calendar.ts';

/** So many days before something ends, somebody is told; the nearest of them that has come counts. */
export const WARNING_DAYS = [60, 30, 7] as const;

/** How near the end is: at most so many days, or past. */
export type Nearness = (typeof WARNING_DAYS)[number] | 'past';

/** One thing that the register of partners lacks, or soon will. Dates are local and included. */
export type Finding =
  | { kind: 'agreement-ends'; partner: string; partnerName: string; title: string; until: string; near: Nearness }
  | { kind: 'agreement-missing'; partner: string; partnerName: string }
  | {
      kind: 'contact-ends';
      partner: string;
      partnerName: string;
      level: Contact['level'];
      until: string;
      near: Nearness;
    }
  | { kind: 'contact-missing'; partner: string; partnerName: string; level: Contact['level'] };

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
export const findingsOf = (catalogue: Pick<Catalogue, 'partners' | 'timeZone'>, now: number): Finding[] => {
  const today = toLocal(now, catalogue.timeZone).slice(0, 10);
  return [...catalogue.partners.values()].flatMap((partner) => [
    ...agreementFindings(partner, today),
    ...contactFindings(partner, today),
  ]);
};

const about = ({ code, name }: Partner) => ({ partner: code, partnerName: name });

const agreementFindings = (partner: Partner, today: string): Finding[] => {
  if (!partner.agreement)
    return partner.kind === 'department' ? [] : [{ kind: 'agreement-missing', ...about(partner) }];
  const { title, until } = partner.agreement;
  const near = nearnessOf(until, today);
  return near === undefined ? [] : [{ kind: 'agreement-ends', ...about(partner), title, until, near }];
};

const contactFindings = (partner: Partner, today: string): Finding[] => {
  const ends = partner.contacts.flatMap(({ level, validUntil }): Finding[] => {
    const near = validUntil === undefined ? undefined : nearnessOf(validUntil, today);
    if (validUntil === undefined || near === undefined) return [];
    return [{ kind: 'contact-ends', ...about(partner), level, until: validUntil, near }];
  });
  // Of a contact that has lapsed it is told that it has; what is left is a level at which nobody stands, or stands yet.
  const missing = LEVELS_NEEDED[partner.kind].filter(
    (level) => !partner.contacts.some((contact) => contact.level === level && (contact.validFrom ?? '') <= today),
  );
  return [...ends, ...missing.map((level): Finding => ({ kind: 'contact-missing', ...about(partner), level }))];
};

/** What a finding is, for ever: the same finding of the same nearness is told once. */
export const findingId = (finding: Finding): string => {
  switch (finding.kind) {
    case 'agreement-ends':
      return `${finding.partner}#agreement#${finding.until}#${finding.near}`;
    case 'contact-ends':
      return `${finding.partner}#${finding.level}#${finding.until}#${finding.near}`;
    case 'agreement-missing':
      return `${finding.partner}#no-agreement`;
    case 'contact-missing':
      return `${finding.partner}#no-${finding.level}`;
    default:
      return finding satisfies never;
  }
};

/** A finding in an English sentence. */
export const sayFinding = (finding: Finding): string => {
  const { partnerName } = finding;
  switch (finding.kind) {
    case 'agreement-ends':
      return `${partnerName}: ${finding.title} ${sayEnd(finding.near, 'expires', 'expired')} on ${finding.until}.`;
    case 'contact-ends':
      return `${partnerName}: the ${finding.level} ${sayEnd(finding.near, 'is', 'was')} valid until ${finding.until}.`;
    case 'agreement-missing':
      return `${partnerName}: there is no agreement with this outside partner.`;
    case 'contact-missing':
      return `${partnerName}: there is no ${finding.level}, so the next level up is written to.`;
    default:
      return finding satisfies never;
  }
};

const sayEnd = (near: Nearness, ahead: string, past: string): string => (near === 'past' ? past : ahead);
