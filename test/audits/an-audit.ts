import type { Audit } from '../../functions/audits/audit.ts';
import { type Answers, QUESTIONS } from '../../functions/audits/checklist.ts';
import { DAY_MS, MORNING, aReviewed, completion, worked } from '../pages/page-samples.ts';

/** A request whose work is done, as an audit finds it. */
export const audited = worked(aReviewed(), { action: 'accept' }, completion);

/** Everything is as it should be, but for these. */
export const answered = (but: Partial<Answers['answers']> = {}): Answers => ({
  answers: { ...(Object.fromEntries(QUESTIONS.map(({ id }) => [id, 'pass'])) as Answers['answers']), ...but },
  notes: {},
});

/** The first look at it, which the manager has before her. */
export const anAudit = (audit: Partial<Audit> = {}): Audit => ({
  month: '2026-06',
  requestId: audited.request.id,
  cycle: 1,
  part: 1,
  auditor: 'manager',
  partner: 'dpw-highway',
  typeName: 'Pothole',
  endedBy: ['dpw-highway'],
  dueAt: MORNING + DAY_MS,
  ...audit,
});
