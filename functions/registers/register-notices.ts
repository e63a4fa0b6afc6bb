import type { Catalogue } from '../catalogue/catalogue.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import { partnerQueueId } from '../requests/queue-line.ts';
import type { Office } from '../review/office.ts';
import { type Finding, findingId } from './findings.ts';

/** Stands where other notices name their request. */
const REGISTER = 'register';

/** Tells the Service Operations Manager of one finding (R137); by its id, the same finding is told once. */
export const registerNotice = (
  finding: Finding,
  { name, timeZone }: Pick<Catalogue, 'name' | 'timeZone'>,
  office: Office,
  now: number,
): NoticeDraft =>
  draftNotice('register-attention', {
    id: `${REGISTER}#${findingId(finding)}`,
    requestId: REGISTER,
    audience: 'manager',
    to: office.serviceOperationsManager,
    language: 'en',
    timeZone,
    link: { purpose: 'queue', id: partnerQueueId(name, finding.partner), expiresAt: now + STAFF_LINK_LIFE_MS },
    values: { partner: finding.partnerName, ...factsOf(finding) },
  });

const factsOf = (finding: Finding) => {
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
    case 'agreement-missing':
      return { finding: finding.kind };
    default:
      return finding satisfies never;
  }
};
