import type { Notice } from '../notices/notice.ts';
import type { LettersOf } from '../notices/letters.store.ts';
import { auditPage } from '../pages/audit-page.ts';
import { correctionPage } from '../pages/correction-page.ts';
import type { Draw } from '../pages/open-link.ts';
import type { Link } from '../pages/signed-link.ts';
import type { Office } from '../review/office.ts';
import { auditKeyOf } from './audit-line.ts';
import { type Audit, type Correction, type Part, isAuditor } from './audit.ts';
import type { AuditsStore } from './audits.store.ts';

/** What a link to an audit or a correction leads to, with how its page is drawn. */
export type OpenedAudit =
  | { kind: 'audit'; audit: Audit; correction: Correction | undefined; draw: Draw }
  | { kind: 'correction'; correction: Correction; draw: Draw };

/** Statuses of letters that never reached SES: nobody was told by them. */
const UNSENT: ReadonlySet<Notice['status']> = new Set(['left-out', 'withheld', 'failed']);

/** Loads what a link leads to; undefined where there is none, or it belongs to somebody else. */
export const openAudit = async (
  link: Link,
  {
    audits,
    lettersOf,
    office,
  }: { audits: Pick<AuditsStore, 'audit' | 'correction'>; lettersOf: LettersOf; office: Office },
): Promise<OpenedAudit | undefined> => {
  const key = auditKeyOf(link.id);
  if (!key) return undefined;
  const { month, requestId, part, holder } = key;
  const correctionOf = () => audits.correction(month, requestId, part);
  if (link.purpose === 'correction') {
    const correction = await correctionOf();
    return correction?.owner === holder
      ? { kind: 'correction', correction, draw: (opened, view) => correctionPage(opened, view, correction) }
      : undefined;
  }
  if (!isAuditor(holder, office)) return undefined;
  const audit = await audits.audit(month, requestId, part);
  if (audit?.auditor !== holder) return undefined;
  // Afterwards, because what is finished has its correction beside it.
  const correction = await correctionOf();
  const otherPart: Part = part === 1 ? 2 : 1;
  // Nobody sees the other's answers before their own are in, and both are (R162).
  const other = audit.done ? await audits.audit(month, requestId, otherPart) : undefined;
  const letters = (await lettersOf(requestId)).filter(
    ({ audience, status }) => audience === 'constituent' && !UNSENT.has(status),
  );
  return {
    kind: 'audit',
    audit,
    correction,
    draw: (opened, view) =>
      auditPage(opened, view, {
        audit,
        letters,
        ...(other?.done ? { other } : {}),
        ...(correction ? { correction } : {}),
      }),
  };
};
