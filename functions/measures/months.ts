import { type Figures, addFigures, noFigures } from './figures.ts';
import type { Backlog } from './kpi.ts';
import type { RollUp } from './roll-up.ts';

/** Roll-ups folded by month, so that many months are told of after one look at each roll-up. */
export interface Months {
  /** The figures of a month; of nothing where nothing was counted. */
  figures(month: string): Figures;
  /** What was open at the end of a month: everything that had come into the backlog less what had left it (R173). */
  backlog(month: string): Backlog;
}

/** Folds roll-ups by their month; the order says nothing. */
export const monthsOf = (rollUps: Iterable<RollUp>): Months => {
  const byMonth = new Map<string, Figures>();
  for (const rollUp of rollUps) {
    const month = rollUp.day.slice(0, 7);
    const sum = byMonth.get(month) ?? noFigures();
    byMonth.set(month, sum);
    addFigures(sum, rollUp);
  }
  return {
    figures: (month) => byMonth.get(month) ?? noFigures(),
    backlog: (month) => {
      const until = [...byMonth].filter(([one]) => one <= month).map(([, figures]) => figures.counts);
      const of = (name: 'open' | 'overdue') => until.reduce((sum, counts) => sum + (counts[name] ?? 0), 0);
      return { open: of('open'), overdue: of('overdue') };
    },
  };
};
