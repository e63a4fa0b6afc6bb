import { mayAudit } from './draw-sample.ts';
import type { Audit, Auditor } from './audit.ts';

/** The audits of one auditor that are left: which another may take over, and which not, with why as it completes "because". */
export interface Giving {
  given: Audit[];
  kept: { audit: Audit; because: string }[];
}

/**
 * Chooses what goes from one auditor to another: what is left of the first, or of one request. Nobody takes over what they closed
 * themselves, or the second look at what they look at anyway (R162).
 */
export const chooseGiven = (
  audits: readonly Audit[],
  { from, to, requestId }: { from: string; to: Auditor; requestId?: string | undefined },
): Giving => {
  const left = audits.filter(
    (audit) => audit.auditor === from && !audit.done && (requestId === undefined || audit.requestId === requestId),
  );
  const looksAtIt = ({ requestId: id, part }: Audit) =>
    audits.some((other) => other.requestId === id && other.part !== part && other.auditor === to.code);
  const giving: Giving = { given: [], kept: [] };
  for (const audit of left) {
    if (!mayAudit(to, audit.endedBy)) giving.kept.push({ audit, because: `${to.code} closed it` });
    else if (looksAtIt(audit)) giving.kept.push({ audit, because: `${to.code} takes the other look at it` });
    else giving.given.push({ ...audit, auditor: to.code });
  }
  return giving;
};
