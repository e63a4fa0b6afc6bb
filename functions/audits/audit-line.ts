import type { Audit, Correction, Part } from './audit.ts';

/** The queue of audits that are left, and that of open corrections, those due first first. */
export const AUDIT_QUEUE = 'audits';
export const CORRECTION_QUEUE = 'corrections';

/** An audit that is left, as lists show it. Nothing personal. */
export interface AuditLine {
  month: string;
  requestId: string;
  part: Part;
  auditor: string;
  partner: string;
  typeName: string;
  dueAt: number;
}

/** An open correction, as the schedule that reminds of it finds it. */
export interface CorrectionLine {
  month: string;
  requestId: string;
  part: Part;
  dueAt: number;
  reminded?: true;
}

/** The id by which a link names what is left for one auditor; `audits` alone is the manager's list of all. */
export const auditorQueueId = (auditor: string): string => `${AUDIT_QUEUE}~${auditor}`;

/** Whose audits a queue's link opens: an auditor's, or all where `auditor` is absent; undefined for another queue. */
export const auditsOfLink = (id: string): { auditor?: string } | undefined => {
  const [queue, auditor] = id.split('~');
  if (queue !== AUDIT_QUEUE) return undefined;
  return auditor ? { auditor } : {};
};

/** The place of an audit in the queue; none once it is done. */
export const auditPlace = ({ done, dueAt, month, requestId, part, auditor, partner, typeName }: Audit) =>
  done
    ? {}
    : {
        queue: AUDIT_QUEUE,
        queuedFor: dueAt,
        line: { month, requestId, part, auditor, partner, typeName, dueAt } satisfies AuditLine,
      };

/** The place of a correction in the queue; none once it is done. */
export const correctionPlace = ({ done, dueAt, month, requestId, part, remindedAt }: Correction) =>
  done
    ? {}
    : {
        queue: CORRECTION_QUEUE,
        queuedFor: dueAt,
        line: {
          month,
          requestId,
          part,
          dueAt,
          ...(remindedAt === undefined ? {} : { reminded: true as const }),
        } satisfies CorrectionLine,
      };

/** The link to the page of an audit, which opens for its auditor only. */
export const auditLink = (
  { month, requestId, part, auditor }: Pick<Audit, 'month' | 'requestId' | 'part' | 'auditor'>,
  expiresAt: number,
) => ({ purpose: 'audit' as const, id: `${month}~${requestId}~${part}~${auditor}`, expiresAt });

/** The link to the page of a correction, which opens for its owner only. */
export const correctionLink = (
  { month, requestId, part, owner }: Pick<Correction, 'month' | 'requestId' | 'part' | 'owner'>,
  expiresAt: number,
) => ({ purpose: 'correction' as const, id: `${month}~${requestId}~${part}~${owner}`, expiresAt });

/** What the link of an audit or a correction names. */
export interface AuditKey {
  month: string;
  requestId: string;
  part: Part;
  /** The auditor, or the owner of the correction. */
  holder: string;
}

/** Reads the id of such a link; undefined for what is none. */
export const auditKeyOf = (id: string): AuditKey | undefined => {
  const [month, requestId, part, holder] = id.split('~');
  if (!month || !requestId || !holder || (part !== '1' && part !== '2')) return undefined;
  return { month, requestId, part: part === '1' ? 1 : 2, holder };
};
