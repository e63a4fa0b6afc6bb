import type { CatalogueSource } from '../../../functions/catalogue/source.ts';
import { KINDS, type Kind, SHEETS } from './kinds.ts';
import { STATE } from './state.ts';

/** One entry that is not the same in two versions of a catalogue. */
export interface Difference {
  kind: Kind;
  code: string;
  change: 'added' | 'changed' | 'retired';
  /** Columns whose cells differ: what stood there, and what will. */
  cells: { column: string; was: string; willBe: string }[];
}

/** Everything that differs between two versions of a catalogue, the consequences of defaults included. */
export const differences = (before: CatalogueSource, after: CatalogueSource): Difference[] =>
  KINDS.flatMap((kind) => {
    const { titles, rows } = SHEETS[kind];
    const [old, next] = [rows(before), rows(after)];
    return [...new Set([...old.keys(), ...next.keys()])].sort().flatMap((code): Difference[] => {
      const [was, willBe] = [old.get(code), next.get(code)];
      const cells = titles.flatMap((column, at) => {
        const cell = { column, was: was?.[at] ?? '', willBe: willBe?.[at] ?? '' };
        return column === STATE || cell.was === cell.willBe ? [] : [cell];
      });
      if (cells.length === 0) return [];
      return [{ kind, code, change: !was ? 'added' : !willBe ? 'retired' : 'changed', cells }];
    });
  });

const shown = (text: string): string => (text === '' ? 'nothing' : text.replaceAll('\n', '; '));

/** A difference in words, one line for the entry and one for each column; of what retires, only that it does. */
export const sayDifference = ({ kind, code, change, cells }: Difference): string =>
  [
    `${kind.slice(0, -1)} ${code}: ${change}`,
    ...(change === 'retired'
      ? []
      : cells
          .filter(({ column }) => column !== 'code')
          .map(({ column, was, willBe }) =>
            change === 'added'
              ? `  ${column}: ${shown(willBe)}`
              : `  ${column}: was ${shown(was)}, will be ${shown(willBe)}`,
          )),
  ].join('\n');
