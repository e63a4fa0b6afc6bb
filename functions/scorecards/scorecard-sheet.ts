import type { Sheet } from '../shared/csv.ts';
import type { KeptScorecard } from './kept-scorecard.ts';
import { type Cell, SCORECARD_ROWS, type Scorecard } from './scorecard.ts';
import { ROW_WORDS } from './scorecard-words.ts';

const TITLES = [
  'holder',
  'month',
  'row',
  'figure',
  'formula',
  'unit',
  'value',
  'n',
  'low',
  'high',
  'before',
  'n before',
];

const plain = (value: number | undefined): string => value?.toString() ?? 'no data';
const bound = (value: number | undefined): string => value?.toString() ?? '';

const rowOf = (
  about: readonly [holder: string, month: string],
  [row, label, formula]: readonly [string, string, string],
  { present, before }: { present: Cell; before: Cell },
): string[] => [
  ...about,
  row,
  label,
  formula,
  present.unit,
  plain(present.value),
  String(present.n),
  bound(present.interval?.low),
  bound(present.interval?.high),
  plain(before.value),
  String(before.n),
];

/** Scorecards as a sheet: a row for each figure and for each reason of a pause; times in ms, shares from 0 to 1. Nothing of one request. */
export const scorecardSheet = (
  scorecards: readonly (Pick<KeptScorecard, 'holder'> & Pick<Scorecard, 'month' | 'rows' | 'pauses'>)[],
): Sheet => ({
  titles: TITLES,
  rows: scorecards.flatMap(({ holder, month, rows, pauses }) => [
    ...SCORECARD_ROWS.map((row) =>
      rowOf([holder, month], [row, ROW_WORDS[row].label, ROW_WORDS[row].formula], rows[row]),
    ),
    ...pauses.map(({ reason, ...pair }) =>
      rowOf([holder, month], [`paused:${reason}`, `Paused for ${reason}`, 'of the time to resolve'], pair),
    ),
  ]),
});
