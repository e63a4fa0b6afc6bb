import type { Catalogue } from '../catalogue/catalogue.ts';
import { improvementsLink } from '../improvements/improvement-link.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import { partnerQueueId } from '../requests/queue-line.ts';
import type { Office } from '../review/office.ts';
import { CALENDAR_LEAD_DAYS, type CalendarFinding, type Finding, type PartnerFinding, findingId } from './findings.ts';

/** Stands where other notices name their request. */
const REGISTER = 'register';

/** Tells the Service Operations Manager of one finding (R137); by its id, the same finding is told once. */
export const registerNotice = (
  finding: Finding,
  { name, timeZone }: Pick<Catalogue, 'name' | 'timeZone'>,
  office: Office,
  now: number,
): NoticeDraft => {
  const link = (id: string) => ({ purpose: 'queue' as const, id, expiresAt: now + STAFF_LINK_LIFE_MS });
  const toManager = {
    id: `${REGISTER}#${findingId(finding)}`,
    requestId: REGISTER,
    audience: 'manager' as const,
    to: office.serviceOperationsManager,
    language: 'en' as const,
    timeZone,
  };
  if (finding.kind === 'calendar-ends')
    return draftNotice('calendar-attention', {
      ...toManager,
      // A calendar has no page; the list of findings is where she goes on.
      link: improvementsLink(now + STAFF_LINK_LIFE_MS),
      values: calendarFacts(finding),
    });
  return draftNotice('register-attention', {
    ...toManager,
    link: link(partnerQueueId(name, finding.partner)),
    values: { partner: finding.partnerName, ...factsOf(finding) },
  });
};

const calendarFacts = ({ calendar, until, agreement, reaches, near }: CalendarFinding) => ({
  calendar,
  until,
  agreement,
  reaches,
  ...(near === 'ahead' ? { inDays: CALENDAR_LEAD_DAYS } : {}),
});

const factsOf = (finding: PartnerFinding) => {
  switch (finding.kind) {
    case 'agreement-ends':
      return {
        finding: finding.near === 'past' ? ('agreement-over' as const) : finding.kind,
        title: finding.title,
        until: finding.until,
      };
    case 'contact-ends':
      return {
        finding: finding.near === 'past' ? ('contact-over' as const) : finding.kind,
        levelName: finding.level,
        until: finding.until,
      };
    case 'contact-missing':
      return { finding: finding.kind, levelName: finding.level };
    case 'contact-unreachable':
      return {
        finding: finding.reason === 'complained' ? ('contact-complained' as const) : ('contact-bounced' as const),
        levelName: finding.level,
        since: { day: finding.since },
        shownBy: finding.shownBy,
      };
    case 'agreement-missing':
      return { finding: finding.kind };
    default:
      return finding satisfies never;
  }
};
