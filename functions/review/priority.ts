import type { Agreement } from '../clocks/agreement.ts';
import type { Target } from '../clocks/target.ts';
import type { Priority } from '../requests/request.ts';

/**
 * What is promised at a priority: an urgent request has one business day, or one calendar day, 8 business hours or 24 hours where the
 * agreement counts in those; what is promised sooner stays, and where nothing is promised nothing is (R89).
 */
export const promisedAt = (priority: Priority, { targets: { resolve } }: Agreement): Target => {
  if (priority === 'normal') return resolve;
  switch (resolve.kind) {
    case 'none':
      return resolve;
    case 'business-days':
    case 'calendar-days':
      return { ...resolve, amount: Math.min(resolve.amount, 1) };
    case 'business-hours':
      return { ...resolve, amount: Math.min(resolve.amount, 8) };
    case 'hours':
      return { ...resolve, amount: Math.min(resolve.amount, 24) };
    default:
      return resolve satisfies never;
  }
};
