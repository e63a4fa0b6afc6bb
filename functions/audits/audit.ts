import { MANAGER } from '../requests/concern.ts';
import type { Office } from '../review/office.ts';
import type { Answers } from './checklist.ts';
import type { Stratum } from './draw-sample.ts';

/** An auditor of the office. */
export interface Auditor {
  /** Their own name in links, lists and reports: small letters, digits and hyphens. */
  code: string;
  email: string;
  /** Whom they work for besides, as histories name it: `review-desk`, or a partner's code. */
  of?: string;
}

/** Those who audit: whom the office names, or else the Service Operations Manager alone. */
export const auditorsOf = ({ auditors = [], serviceOperationsManager }: Office): readonly Auditor[] =>
  auditors.length > 0 ? auditors : [{ code: 'manager', email: serviceOperationsManager, of: MANAGER }];

/** Whether somebody audits now: whoever does not any more has no list and no case. */
export const isAuditor = (code: string, office: Office): boolean => auditorsOf(office).some((one) => one.code === code);

/** A case of a sample, as it was when it was drawn. */
export interface Case {
  requestId: string;
  /** The cycle that ended. */
  cycle: number;
  partner: string;
  typeName: string;
  /** Who ended it: partners' codes and roles. */
  endedBy: string[];
  /** Who looks at it, and who looks too without knowing of the first; absent where nobody may or nobody has to. */
  first?: string;
  second?: string;
}

/** What was drawn of a month, once and for all (R160). */
export interface Sample {
  month: string;
  /** With the month and the frame it gives the same draw again. */
  seed: number;
  perPartner: number;
  drawnAt: number;
  /** By when the audits are to be done, UTC instant. */
  dueAt: number;
  strata: Stratum[];
  cases: Case[];
  /** Set once each case lies with its auditor and everybody was written to. */
  handedOutAt?: number;
}

/** Which of the two looks at a case. */
export type Part = 1 | 2;

/** One auditor's look at one case. */
export interface Audit {
  month: string;
  requestId: string;
  cycle: number;
  part: Part;
  auditor: string;
  partner: string;
  typeName: string;
  endedBy: string[];
  dueAt: number;
  /** Absent until it is done. */
  done?: Answers & { at: number };
}

/** What has to be put right after an audit (R164); the request itself stays as it is. */
export interface Correction {
  month: string;
  requestId: string;
  part: Part;
  partner: string;
  typeName: string;
  /** Who answers for it: a partner's code, or `service-operations-manager`. */
  owner: string;
  /** What is to be done. */
  task: string;
  openedAt: number;
  /** UTC instant, by the working days of the office's calendar. */
  dueAt: number;
  /** When its owner was told that it is due. */
  remindedAt?: number;
  /** What was done. */
  done?: { text: string; at: number };
}

/** The number of a correction, as people read it. */
export const correctionId = ({ requestId, part }: Pick<Correction, 'requestId' | 'part'>): string =>
  `${requestId}-A${part}`;

/** The first look at each case of a sample, and the second where there is one. */
export const auditsOf = ({ month, dueAt, cases }: Sample): Audit[] =>
  cases.flatMap(({ first, second, ...about }) => [
    ...(first ? [{ ...about, month, dueAt, part: 1 as const, auditor: first }] : []),
    ...(second ? [{ ...about, month, dueAt, part: 2 as const, auditor: second }] : []),
  ]);
