import { type Figures, countIn, noFigures } from '../../functions/measures/figures.ts';
import type { Weeks } from '../../functions/trends/weeks.ts';

type Random = () => number;

/** Shuffled in place (Fisher and Yates). */
const shuffle = <T>(all: T[], random: Random): T[] => {
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  return all;
};

const rebuilt = (weeks: Weeks, figuresOf: (type: string, weeks: Figures[]) => Figures[]): Weeks => ({
  ...weeks,
  byType: new Map([...weeks.byType].map(([type, figures]) => [type, figuresOf(type, figures)])),
});

/**
 * The same cases with their weeks shuffled: each week keeps how many requests the city had, and each type its own number; of the closings of a type each
 * week keeps how many, and the type how many were late. So no type has a week that is unlike its others but by chance.
 */
export const shuffledCases = (weeks: Weeks, random: Random): Weeks => {
  const opened = shuffle(
    [...weeks.byType.values()].flatMap((figures) =>
      figures.flatMap((one, week) => Array<number>(countIn(one, 'accepted')).fill(week)),
    ),
    random,
  );
  let next = 0;
  return rebuilt(weeks, (_, figures) => {
    const accepted = figures.map(() => 0);
    for (const one of figures)
      for (let left = countIn(one, 'accepted'); left > 0; left -= 1) accepted[opened[next++]!]! += 1;
    const late = shuffle(
      figures.flatMap((one) => [
        ...Array<boolean>(countIn(one, 'missed')).fill(true),
        ...Array<boolean>(countIn(one, 'met')).fill(false),
      ]),
      random,
    );
    return figures.map((one, week) => {
      const closed = late.splice(0, countIn(one, 'met', 'missed'));
      const missed = closed.filter(Boolean).length;
      return { ...noFigures(), counts: { accepted: accepted[week]!, missed, met: closed.length - missed } };
    });
  });
};

/** The same weeks in another order, each type its own: their scatter stays, and so do their storms, which come in another week. */
export const shuffledWeeks = (weeks: Weeks, random: Random): Weeks =>
  rebuilt(weeks, (_, figures) => shuffle([...figures], random));
