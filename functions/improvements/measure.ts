import type { Catalogue } from '../catalogue/catalogue.ts';
import type { TrendFinding, TrendKind } from '../trends/finding.ts';

/** The figures by which an improvement can be measured: those that findings are made of. */
export const FIGURES = ['volume', 'late', 'reopened', 'transferred', 'recurring', 'done-late', 'rating'] as const;
export type FigureName = (typeof FIGURES)[number];

/** A figure of a type, a partner, a place or, where none is named, the city. */
export interface Measure {
  figure: FigureName;
  type?: string;
  partner?: string;
  /** The square of about 100 m (`squareOf`); of volume only. */
  place?: string;
  /** Whether more of it is better, or less. */
  wanted: 'more' | 'less';
}

/** How each figure is reckoned, so that none stands without its formula. */
export const FIGURE_WORDS: Record<FigureName, string> = {
  volume: 'requests a week',
  late: 'late ÷ (on time + late)',
  reopened: 'reopened ÷ resolved',
  transferred: 'to the wrong partner first ÷ offered',
  recurring: 'again at the same place ÷ accepted',
  'done-late': 'done late by the partner ÷ done',
  rating: 'mean overall rating from 1 to 5',
};

/** Which way is better by nature: content residents, and less of all else. */
export const wantedOf = (figure: FigureName): Measure['wanted'] => (figure === 'rating' ? 'more' : 'less');

const FIGURE_OF: Record<TrendKind, FigureName> = {
  volume: 'volume',
  late: 'late',
  reopened: 'reopened',
  transferred: 'transferred',
  recurring: 'recurring',
  rating: 'rating',
  'comes-again': 'volume',
  'target-not-met': 'late',
  'target-padded': 'late',
  'accept-hides-delay': 'done-late',
};

/** The figure that a finding was made of. Where fewer requests than usual came, more are better: people may not get through. */
export const measureOf = ({ kind, subject, place, direction }: TrendFinding): Measure => {
  const figure = FIGURE_OF[kind];
  return {
    figure,
    ...(kind === 'accept-hides-delay' ? { partner: subject } : { type: subject }),
    ...(place === undefined ? {} : { place }),
    wanted: kind === 'volume' && direction === 'less' ? 'more' : wantedOf(figure),
  };
};

/** Says a measure in English: its formula, and whose it is. */
export const sayMeasure = (
  { figure, type, partner, place, wanted }: Measure,
  { find, partners }: Pick<Catalogue, 'find' | 'partners'>,
): string => {
  const of = [
    ...(type === undefined ? [] : [find(type)?.name ?? type]),
    ...(partner === undefined ? [] : [partners.get(partner)?.name ?? partner]),
    ...(place === undefined ? [] : [`at ${place}`]),
  ];
  return `${FIGURE_WORDS[figure]}, ${of.length > 0 ? of.join(', ') : 'the city'} (${wanted} is better)`;
};
