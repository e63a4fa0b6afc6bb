import { CalendarRangeError, addBusinessDays, nextOpening, toInstant } from '../clocks/business-calendar.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { MANAGER } from '../requests/concern.ts';
import type { ImprovementChange } from './change-improvement.ts';
import { type NoticeContext, OVERDUE_DAYS, dueNotice, overdueNotice } from './improvement-notices.ts';
import type { Improvement } from './improvement.ts';

const SYSTEM = { kind: 'system', name: 'improvements' } as const;

/** When the owner of a review is written to, and when the manager: from the opening of its day, by a calendar; undefined where that ends before. */
const momentsOf = (reviewOn: string, calendar: string): { due: number; overdue: number } | undefined => {
  const compiled = calendarOf(calendar);
  try {
    const due = nextOpening(compiled, toInstant(`${reviewOn}T00:00:00`, compiled.zone.id));
    return { due, overdue: addBusinessDays(compiled, due, OVERDUE_DAYS) };
  } catch (error) {
    if (error instanceof CalendarRangeError) return undefined;
    throw error;
  }
};

/**
 * What is to be written about a review whose day has passed: first its owner is reminded, and five business days later the manager is told, each once for a day. A
 * manager who owns it is not told again. Undefined where nothing is due.
 */
export const remindOf = (
  improvement: Improvement,
  calendar: string,
  context: NoticeContext,
  now: number,
): ImprovementChange | undefined => {
  const { state, reviewOn, remindedOf, escalatedOf, owner } = improvement;
  if (state !== 'changed' || reviewOn === undefined) return undefined;
  const moments = momentsOf(reviewOn, calendar);
  if (!moments || now < moments.due) return undefined;
  const version = improvement.version + 1;
  const line = { version, at: now, by: SYSTEM, reviewOn };
  if (remindedOf !== reviewOn) {
    const reminded = { ...improvement, version, remindedOf: reviewOn };
    const notices = [dueNotice(reminded, context, now)];
    return { kind: 'changed', improvement: reminded, line: { ...line, type: 'reminded', owner }, notices };
  }
  if (owner === MANAGER || escalatedOf === reviewOn || now < moments.overdue) return undefined;
  const escalated = { ...improvement, version, escalatedOf: reviewOn };
  return {
    kind: 'changed',
    improvement: escalated,
    line: { ...line, type: 'escalated', owner: MANAGER },
    notices: [overdueNotice(escalated, context, now)],
  };
};
