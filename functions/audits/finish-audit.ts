import type { Catalogue } from '../catalogue/catalogue.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { targetInstant } from '../clocks/target.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { type Refusal, type RequestFile, wrongState } from '../requests/change.ts';
import { MANAGER } from '../requests/concern.ts';
import type { Office } from '../review/office.ts';
import { type AuditCommand, type CorrectionCommand, correctionOwner } from './audit-command.ts';
import { correctionNotice, reopenNotices } from './audit-notices.ts';
import { type Audit, type Correction, auditorsOf } from './audit.ts';
import { type Answers, QUESTIONS } from './checklist.ts';
import { mayAudit } from './draw-sample.ts';

interface Context {
  catalogue: Catalogue;
  office: Office;
  /** From when on the links of the correction's owner open. */
  linksFrom: number | undefined;
  /** What the audit has opened, where it is finished. */
  opened?: Correction | undefined;
}

/** What a finished audit writes. */
export interface Finished {
  kind: 'finished';
  audit: Audit;
  correction?: Correction;
  notices: NoticeDraft[];
}

// She does it by `npm run ops -- audits give`.
const NOT_THEIRS = 'Whoever closed a request does not audit it. Ask the manager to have it looked at by somebody else.';

/** Whether a form says again what is on record, and asks for the same to be put right: a double click is no error. */
const isSame = (
  { answers, notes }: Answers,
  opened: Pick<Correction, 'owner' | 'task'> | undefined,
  command: AuditCommand,
  owner: string | undefined,
): boolean =>
  QUESTIONS.every(({ id }) => answers[id] === command.answers[id] && notes[id] === command.notes[id]) &&
  opened?.owner === owner &&
  opened?.task === command.correction?.task;

/**
 * Finishes an audit: its answers, and what they ask for. A correction has an owner and a due date in working days (R164); a case that was
 * closed with nothing done leads to a proposal to open it again (R165), once, by the first look. The request stays as it is. Refused for
 * whoever closed it (R162), and for an audit that is finished.
 */
export const finishAudit = (
  before: Audit,
  command: AuditCommand,
  { request }: Pick<RequestFile, 'request'>,
  { catalogue, office, linksFrom, opened }: Context,
  now: number,
): Finished | { kind: 'unchanged' } | Refusal => {
  if (before.done)
    return isSame(before.done, opened, command, ownerAsked(before, command, catalogue))
      ? { kind: 'unchanged' }
      : wrongState('This audit is finished.');
  const auditor = auditorsOf(office).find(({ code }) => code === before.auditor);
  // To who is no auditor any more no audit opens at all (`openAudit`).
  if (!auditor || !mayAudit(auditor, before.endedBy)) return wrongState(NOT_THEIRS);
  const { answers, notes } = command;
  const audit: Audit = { ...before, done: { answers, notes, at: now } };
  const correction = correctionOf(before, command, catalogue, now);
  const undone = before.part === 1 && answers['work-done'] === 'fail';
  return {
    kind: 'finished',
    audit,
    ...(correction ? { correction } : {}),
    notices: [
      ...(correction ? [correctionNotice('correction-opened', correction, { catalogue, office, linksFrom }, now)] : []),
      ...(undone ? reopenNotices(request, before, notes['work-done'] ?? '', { catalogue, office }, now) : []),
    ],
  };
};

/** Who answers for what an audit asks for; undefined where it asks for nothing. */
export const ownerAsked = (
  { partner }: Pick<Audit, 'partner'>,
  { correction }: AuditCommand,
  { partners }: Pick<Catalogue, 'partners'>,
): string | undefined => correction && correctionOwner(correction.by, partner, partners.has(partner));

const correctionOf = (
  audit: Audit,
  command: AuditCommand,
  catalogue: Catalogue,
  now: number,
): Correction | undefined => {
  const { month, requestId, part, partner, typeName } = audit;
  const { correction } = command;
  if (!correction) return undefined;
  const { calendar } = catalogue.agreementOn(REVIEW_AGREEMENT, now);
  const target = { kind: 'business-days', amount: correction.days } as const;
  return {
    month,
    requestId,
    part,
    partner,
    typeName,
    owner: ownerAsked(audit, command, catalogue) ?? MANAGER,
    task: correction.task,
    openedAt: now,
    dueAt: targetInstant(calendarOf(calendar), now, target) ?? now,
  };
};

/** Ends a correction with what its owner says was done. */
export const finishCorrection = (
  before: Correction,
  { text }: CorrectionCommand,
  now: number,
): { kind: 'finished'; correction: Correction } | { kind: 'unchanged' } | Refusal => {
  if (before.done)
    return before.done.text === text ? { kind: 'unchanged' } : wrongState('This has been put right already.');
  return { kind: 'finished', correction: { ...before, done: { text, at: now } } };
};
