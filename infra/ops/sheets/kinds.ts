import type { CatalogueSource } from '../../../functions/catalogue/source.ts';
import {
  type StoredAgreement,
  type StoredFile,
  expandAgreement,
  expandType,
} from '../../../functions/catalogue/stored.ts';
import { type Owned, agreementColumns } from './agreements.ts';
import { CellError } from './cells.ts';
import type { Column } from './columns.ts';
import { newPartner, partnerColumns } from './partners.ts';
import { STATE, stateOf } from './state.ts';
import { newType, typeColumns } from './types.ts';

/** What the register is made of; a sheet holds one of these. */
export const KINDS = ['partners', 'types', 'agreements'] as const;
export type Kind = (typeof KINDS)[number];

/** Files by partner code, as an edit changes them in place. */
export type Files = Record<string, StoredFile>;

/** What an edit of one row says: the cells that are there by column title, and the date from which a promise holds. */
export interface RowEdit {
  code: string;
  cells: ReadonlyMap<string, string>;
  effectiveFrom: string;
}

/** How one kind of entry becomes rows and comes back. */
export interface SheetKind {
  titles: readonly string[];
  /** Every entry's cells, by code, in order of code. */
  rows(source: CatalogueSource): Map<string, string[]>;
  /** Puts a row into the files; answers what is wrong, each with its column. */
  put(files: Files, source: CatalogueSource, edit: RowEdit): { column: string; problem: string }[];
  /** Takes an entry away, or says why it stays. */
  retire(files: Files, code: string): string | undefined;
}

interface Entry<Whole, Stored> {
  code: string;
  whole: Whole;
  stored: Stored;
}

interface Shape<Whole, Stored> {
  columns: readonly Column<Whole, Stored>[];
  entries(source: CatalogueSource): Entry<Whole, Stored>[];
  fresh(edit: RowEdit): Stored;
  /** Puts the stored entry into its file; throws a CellError where there is none. */
  place(files: Files, stored: Stored, edit: RowEdit, isNew: boolean): void;
  retire(files: Files, code: string): string | undefined;
  /** Whether there was an entry of this code, which is retired. */
  isRetired?(files: Files, code: string): boolean;
}

const inOrder = (a: { code: string; version?: number }, b: { code: string; version?: number }): number =>
  a.code < b.code ? -1 : a.code > b.code ? 1 : (a.version ?? 1) - (b.version ?? 1);

/** The files of a source; what stands in them was checked when it was built or published. */
export const filesOf = (source: CatalogueSource): Files => ({ ...source.files }) as Files;

const RETIRED_SINCE =
  'somebody has retired this entry since. Export the sheet again, or empty this cell to offer it anew.';

const sheetKind = <Whole, Stored>(shape: Shape<Whole, Stored>): SheetKind => {
  const write = (whole: Whole) => shape.columns.map((column) => column.write(whole).trim());
  const withState = (cells: string[]) => [...cells, stateOf(cells)];
  const columnOf = new Map(shape.columns.map((column) => [column.title, column]));
  const plain = (cells: RowEdit['cells']) =>
    new Map([...cells].map(([title, text]) => [title, columnOf.get(title)?.plain?.(text) ?? text]));
  /** Whether nobody has touched a row since it was exported, whatever was published meanwhile. */
  const isUntouched = ({ cells }: RowEdit) =>
    cells.get(STATE) === stateOf(shape.columns.map(({ title }) => cells.get(title) ?? ''));
  return {
    titles: [...shape.columns.map(({ title }) => title), STATE],
    rows: (source) =>
      new Map(
        shape
          .entries(source)
          .sort((a, b) => inOrder(a, b))
          .map(({ code, whole }) => [code, withState(write(whole))]),
      ),
    put: (files, source, written) => {
      const edit = { ...written, cells: plain(written.cells) };
      const known = shape.entries({ ...source, files }).find(({ code }) => code === edit.code);
      if (known && isUntouched(edit)) return [];
      // A row that was exported, of what somebody has retired since: an old file does not bring it back.
      if (!known && edit.cells.get(STATE) && shape.isRetired?.(files, edit.code))
        return isUntouched(edit) ? [] : [{ column: STATE, problem: RETIRED_SINCE }];
      const stored = known ? structuredClone(known.stored) : shape.fresh(edit);
      const problems: { column: string; problem: string }[] = [];
      let changed = known === undefined;
      for (const column of shape.columns) {
        const cell = edit.cells.get(column.title);
        if (cell === undefined || cell === (known ? column.write(known.whole).trim() : '')) continue;
        if (column.title === 'code') continue;
        changed = true;
        try {
          if (column.read) column.read(stored, cell);
          else if (known)
            throw new CellError(
              `is ${column.write(known.whole)} now, and changes by publishing only. Export the sheet again.`,
            );
        } catch (error) {
          if (!(error instanceof CellError)) throw error;
          problems.push({ column: column.title, problem: error.message });
        }
      }
      const state = edit.cells.get(STATE);
      if (changed && known && state && state !== stateOf(write(known.whole)))
        problems.push({ column: STATE, problem: 'somebody has changed this entry since. Export the sheet again.' });
      if (!changed || problems.length > 0) return problems;
      try {
        shape.place(files, stored, edit, known === undefined);
      } catch (error) {
        if (!(error instanceof CellError)) throw error;
        problems.push({ column: error.column ?? 'partner', problem: error.message });
      }
      return problems;
    },
    retire: (files, code) => shape.retire(files, code),
  };
};

const fileOf = (files: Files, partner: string): StoredFile => {
  const file = Object.hasOwn(files, partner) ? files[partner] : undefined;
  if (!file) throw new CellError(partner ? `there is no partner ${partner}.` : 'say whose it is.');
  return file;
};

const partners = sheetKind({
  columns: partnerColumns,
  entries: (source) =>
    Object.values(filesOf(source)).map(({ partner }) => ({ code: partner.code, whole: partner, stored: partner })),
  fresh: ({ code }) => newPartner(code),
  place: (files, partner) => {
    files[partner.code] = { ...(files[partner.code] ?? { agreements: [], types: [] }), partner };
  },
  retire: () => 'a partner is never removed, because work of the past names it; give its types to another one.',
});

const isOffered = ({ retired }: { retired?: true }): boolean => !retired;

const types = sheetKind({
  columns: typeColumns,
  entries: (source) =>
    Object.values(filesOf(source)).flatMap((file) =>
      file.types.filter(isOffered).map((stored) => ({
        code: stored.code,
        whole: expandType(stored, file.partner.code, source),
        stored: { ...stored, partner: file.partner.code },
      })),
    ),
  fresh: ({ code }) => newType(code),
  place: (files, { partner, ...stored }) => {
    fileOf(files, partner);
    takeType(files, stored.code);
    const file = fileOf(files, partner);
    files[partner] = { ...file, types: [...file.types, stored].sort(inOrder) };
  },
  retire: (files, code) => {
    for (const [name, file] of Object.entries(files))
      files[name] = {
        ...file,
        types: file.types.map((type) => (type.code === code ? { ...type, retired: true } : type)),
      };
    return undefined;
  },
  isRetired: (files, code) =>
    Object.values(files).some((file) => file.types.some((type) => type.code === code && type.retired === true)),
});

const takeType = (files: Files, code: string): void => {
  for (const [name, file] of Object.entries(files)) {
    if (file.types.some((type) => type.code === code))
      files[name] = { ...file, types: file.types.filter((type) => type.code !== code) };
  }
};

/** The newest version of each agreement. */
const newest = (agreements: readonly StoredAgreement[]): StoredAgreement[] =>
  agreements.filter(
    ({ code, version = 1 }) => !agreements.some((other) => other.code === code && (other.version ?? 1) > version),
  );

const agreements = sheetKind({
  columns: agreementColumns,
  entries: (source) =>
    Object.values(filesOf(source)).flatMap(({ partner: { code: partner }, agreements: all }) =>
      newest(all).map((stored) => ({
        code: stored.code,
        whole: { ...expandAgreement(stored, source), partner },
        stored: { ...stored, partner },
      })),
    ),
  fresh: ({ code, cells }): Owned<StoredAgreement> => ({
    code,
    partner: cells.get('partner') ?? '',
    source: 'house-default',
    resolve: { kind: 'none' },
  }),
  place: (files, { partner, ...stored }, { effectiveFrom, cells }, isNew) => {
    const file = fileOf(files, partner);
    if (!isNew) mustSayWhere(file, stored, cells);
    const version = isNew ? {} : { version: (stored.version ?? 1) + 1 };
    files[partner] = {
      ...file,
      agreements: [...file.agreements, { ...stored, ...version, effectiveFrom }].sort(inOrder),
    };
  },
  retire: () => 'an agreement is never removed, because open requests keep it (R111); write no promise instead.',
});

/** A figure that somebody else published does not become another one under their name. */
const mustSayWhere = (file: StoredFile, next: StoredAgreement, cells: ReadonlyMap<string, string>): void => {
  const before = newest(file.agreements).find(({ code }) => code === next.code);
  const sameFigure = JSON.stringify(before?.resolve) === JSON.stringify(next.resolve);
  if (sameFigure || next.source === 'house-default' || before?.note !== next.note) return;
  throw new CellError(
    `${cells.get('resolve')} is not what ${next.source} says; change source or note to where it comes from.`,
    'resolve',
  );
};

/** How each kind of entry becomes rows and comes back. */
export const SHEETS: Record<Kind, SheetKind> = { partners, types, agreements };
