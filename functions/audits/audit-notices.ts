import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Recipient, insteadOf, recipientAt } from '../clocks/contact.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { STAFF_LINK_LIFE_MS, staffLinkEnd } from '../pages/link-life.ts';
import { MANAGER } from '../requests/concern.ts';
import type { Request } from '../requests/request.ts';
import type { Office } from '../review/office.ts';
import { reviewLink } from '../work-orders/work-notices.ts';
import { AUDIT_QUEUE, auditorQueueId, correctionLink } from './audit-line.ts';
import { type Audit, type Auditor, type Correction, type Sample, auditorsOf, auditsOf, correctionId } from './audit.ts';

/** Stands where other notices name their request, and begins the ids. */
const AUDITS = 'audits';

const aboutAudits = ({ timeZone }: Pick<Catalogue, 'timeZone'>) => ({
  requestId: AUDITS,
  audience: 'manager' as const,
  language: 'en' as const,
  timeZone,
});

const aboutSample = ({ month, cases, strata, dueAt }: Sample) => ({
  month,
  cases: cases.length,
  partners: strata.length,
  // The midnight that ends the day belongs to the next one.
  doneBy: { day: dueAt - 1 },
});

/** Tells each auditor what they are to look at, and the manager that the month was drawn, each once (R130). */
export const drawnNotices = (
  sample: Sample,
  { timeZone }: Pick<Catalogue, 'timeZone'>,
  office: Office,
  now: number,
): NoticeDraft[] => {
  const audits = auditsOf(sample);
  const about = aboutAudits({ timeZone });
  const values = aboutSample(sample);
  const expiresAt = now + STAFF_LINK_LIFE_MS;
  const auditors = auditorsOf(office);
  const toAuditors = auditors.flatMap(({ code, email }) => {
    const own = audits.filter(({ auditor }) => auditor === code).length;
    if (own === 0) return [];
    return [
      draftNotice('audit-drawn', {
        ...about,
        id: `${AUDITS}#${sample.month}#${code}`,
        to: email,
        link: { purpose: 'queue', id: auditorQueueId(code), expiresAt },
        values: { ...values, own },
      }),
    ];
  });
  if (auditors.some(({ email }) => email === office.serviceOperationsManager)) return toAuditors;
  return [
    ...toAuditors,
    draftNotice('audit-drawn', {
      ...about,
      id: `${AUDITS}#${sample.month}#${MANAGER}`,
      to: office.serviceOperationsManager,
      link: { purpose: 'queue', id: AUDIT_QUEUE, expiresAt },
      values,
    }),
  ];
};

/** Tells an auditor how many audits that were somebody else's are theirs now. */
export const givenNotice = (
  sample: Sample,
  { code, email }: Auditor,
  given: number,
  catalogue: Pick<Catalogue, 'timeZone'>,
  now: number,
): NoticeDraft =>
  draftNotice('audit-drawn', {
    ...aboutAudits(catalogue),
    id: `${AUDITS}#${sample.month}#${code}#given#${now}`,
    to: email,
    link: { purpose: 'queue', id: auditorQueueId(code), expiresAt: now + STAFF_LINK_LIFE_MS },
    values: { ...aboutSample(sample), given },
  });

/** Who answers for a correction: the manager, or the partner's supervisor, or whoever stands in for them (R137). */
const ownerOf = ({ owner }: Correction, catalogue: Catalogue, office: Office, now: number): Recipient =>
  owner === MANAGER
    ? { level: MANAGER, email: office.serviceOperationsManager }
    : recipientAt('supervisor', owner, catalogue, office, now);

/** Tells its owner of a correction: when it is opened, and once more when it is due (R164). */
export const correctionNotice = (
  message: 'correction-opened' | 'correction-due',
  correction: Correction,
  { catalogue, office, linksFrom }: { catalogue: Catalogue; office: Office; linksFrom: number | undefined },
  now: number,
): NoticeDraft => {
  const recipient = ownerOf(correction, catalogue, office, now);
  return draftNotice(message, {
    // Two months may have drawn one request: it ended in both.
    id: `${correction.month}#${correctionId(correction)}#${message}`,
    requestId: correction.requestId,
    audience: recipient.level === MANAGER ? 'manager' : 'partner',
    to: recipient.email,
    ...insteadOf(recipient),
    language: 'en',
    timeZone: catalogue.timeZone,
    link: correctionLink(correction, staffLinkEnd(now, linksFrom)),
    values: {
      requestId: correction.requestId,
      typeName: correction.typeName,
      task: correction.task,
      doneBy: { instant: correction.dueAt },
    },
  });
};

/**
 * Proposes to the review desk and to the manager that a request be opened again, because it was closed before it was done (R165). Nothing
 * is opened by itself: the letter leads to the desk's page of it, on which a person can until its time is over. Nothing is proposed of one
 * that was opened again since it was drawn.
 */
export const reopenNotices = (
  request: Request,
  { cycle, typeName }: Pick<Audit, 'cycle' | 'typeName'>,
  finding: string,
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): NoticeDraft[] => {
  if (request.cycle !== cycle) return [];
  const open = request.status === 'resolved' && now < request.closesAt ? { until: { instant: request.closesAt } } : {};
  const to = [
    ['reviewer', office.reviewDesk],
    ['manager', office.serviceOperationsManager],
  ] as const;
  return to.map(([audience, email]) =>
    draftNotice('reopen-proposed', {
      id: `${request.id}#${request.cycle}#reopen-proposed#${audience}`,
      requestId: request.id,
      audience,
      to: email,
      language: 'en',
      timeZone: catalogue.timeZone,
      link: reviewLink(request, now),
      values: {
        requestId: request.id,
        typeName,
        ...(request.place.address ? { place: request.place.address } : {}),
        finding,
        ...open,
      },
    }),
  );
};
