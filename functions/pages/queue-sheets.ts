import type { AuditLine, CorrectionLine } from '../audits/audit-line.ts';
import { nameOfStratum } from '../audits/frame.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { toLocal } from '../clocks/business-calendar.ts';
import type { ConcernLine, ReviewLine, WorkLine } from '../requests/queue-line.ts';
import type { Sheet } from '../shared/csv.ts';

/** What a sheet is told besides its lines: the city's clock, and the names of partners. */
export type SheetView = Pick<Catalogue, 'timeZone' | 'partners'>;

/** A moment by the city's clock, as spreadsheets read it: `2026-06-01 08:30`; empty where there is none. */
export const cellTime = (at: number | undefined, { timeZone }: Pick<SheetView, 'timeZone'>): string =>
  at === undefined ? '' : toLocal(at, timeZone).slice(0, 16).replace('T', ' ');

const partnerOf = (code: string, { partners }: SheetView): string => partners.get(code)?.name ?? code;

/** A partner's open work. Places are where the work is; nobody who asked is named. */
export const workSheet = (lines: readonly WorkLine[], view: SheetView, now: number): Sheet => ({
  titles: [
    'work order',
    'request',
    'type',
    'task',
    'place',
    'status',
    'priority',
    'offered',
    'accept by',
    'due',
    'late',
    'reference',
  ],
  rows: lines.map((line) => [
    line.workOrderId,
    line.requestId,
    line.typeName,
    line.task ?? '',
    line.address ?? '',
    line.status,
    line.priority,
    cellTime(line.offeredAt, view),
    cellTime(line.acceptBy, view),
    cellTime(line.dueAt, view),
    Math.min(line.dueAt ?? Infinity, line.acceptBy ?? Infinity) < now ? 'yes' : 'no',
    line.reference ?? '',
  ]),
});

/** What waits for the review desk. */
export const reviewSheet = (lines: readonly ReviewLine[], view: SheetView): Sheet => ({
  titles: ['request', 'type', 'place', 'reasons', 'received', 'decide by', 'resident asked'],
  rows: lines.map((line) => [
    line.requestId,
    line.typeName,
    line.address ?? '',
    line.reasons.join(' '),
    cellTime(line.receivedAt, view),
    cellTime(line.dueAt, view),
    line.asked ? 'yes' : 'no',
  ]),
});

/** Open concerns, by role and never by name. */
export const concernSheet = (lines: readonly ConcernLine[], view: SheetView): Sheet => ({
  titles: ['concern', 'request', 'type', 'place', 'reason', 'raised by', 'owner', 'status', 'raised', 'contact by'],
  rows: lines.map((line) => [
    line.concernId,
    line.requestId,
    line.typeName,
    line.address ?? '',
    line.reason,
    line.by,
    partnerOf(line.owner, view),
    line.status,
    cellTime(line.raisedAt, view),
    cellTime(line.contactBy, view),
  ]),
});

/** Audits that are left. Which of two looks a line is does not show, so that the second is as blind as the first (R162). */
export const auditSheet = (lines: readonly AuditLine[], view: SheetView): Sheet => ({
  titles: ['request', 'month', 'type', 'partner', 'auditor', 'due'],
  rows: lines.map((line) => [
    line.requestId,
    line.month,
    line.typeName,
    nameOfStratum(line.partner, (code) => partnerOf(code, view)),
    line.auditor,
    cellTime(line.dueAt, view),
  ]),
});

/** What audits asked for and nobody has put right yet. */
export const correctionSheet = (lines: readonly CorrectionLine[], view: SheetView): Sheet => ({
  titles: ['request', 'month', 'due', 'reminded'],
  rows: lines.map((line) => [line.requestId, line.month, cellTime(line.dueAt, view), line.reminded ? 'yes' : 'no']),
});
