/** One column of a sheet: how a cell is written, and what it does to an entry when somebody has changed it. */
export interface Column<Whole, Stored> {
  title: string;
  write(entry: Whole): string;
  /** A cell as `write` would have it, where spreadsheets write the same in their own way; what it cannot read it leaves. */
  plain?(text: string): string;
  /** Puts what a cell says into the stored entry, in place; throws a CellError. A column without it only tells. */
  read?(entry: Stored, text: string): void;
}

/** Sets an optional field, or takes it away for an empty cell. */
export const setOrClear = <K extends string, V>(
  entry: Partial<Record<K, V>>,
  key: K,
  text: string,
  read: (text: string) => V,
): void => {
  if (text === '') delete entry[key];
  else entry[key] = read(text);
};
