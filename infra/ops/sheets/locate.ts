import type { Files, Kind } from './kinds.ts';

/** What is wrong with a sheet, and where: the row as a spreadsheet counts it, and the column's title. */
export interface Problem {
  row?: number;
  column?: string;
  problem: string;
}

/** Columns whose title is not the field's own name. */
const TITLES: Record<string, string> = {
  effectiveFrom: 'effective from',
  atRiskShare: 'at risk after share',
  pauseReasons: 'pauses for',
  longestPause: 'longest pause',
  platformIds: 'ids on platforms',
  radiusMeters: 'duplicates within metres',
  days: 'duplicates within days',
  every: 'reminded every',
  most: 'reminded at most',
  title: 'agreement',
  from: 'agreement from',
  until: 'agreement until',
};
const CONTACT_TITLES: Record<string, string> = {
  name: 'name',
  email: 'e-mail',
  validFrom: 'from',
  validUntil: 'until',
};

/** Says of a sentence of the catalogue's check which row and column of a sheet it is about, as far as it is about one. */
export const locate = (line: string, kind: Kind, files: Files, rowOf: ReadonlyMap<string, number>): Problem => {
  const [, name = '', entry = '', rest = line] = /^\w+(?:\/([\w-]+)\.json)?: ([^:]+): (.*)$/u.exec(line) ?? [];
  const file = files[name];
  const [, list, index, path = ''] = /^(agreements|types)\[(\d+)\]\.?(.*)$/u.exec(entry) ?? [];
  const indexed = list === 'types' ? file?.types : list === 'agreements' ? file?.agreements : undefined;
  const [, word, named] = /^(type|agreement) ([\w-]+)/u.exec(entry) ?? [];
  const [subject, code] = entry.startsWith('partner')
    ? ['partners', name]
    : [list ?? `${word}s`, named ?? indexed?.[Number(index)]?.code];
  const row = subject === kind && code !== undefined ? rowOf.get(code) : undefined;
  if (row === undefined) return { problem: line };

  const fields = (path || entry.replace(/^partner\.?/u, '')).split('.');
  const [, at] = /^contacts\[(\d+)\]/u.exec(fields[0] ?? '') ?? [];
  if (at !== undefined) {
    const level = file?.partner.contacts[Number(at)]?.level ?? 'desk';
    return { row, column: `${level} ${CONTACT_TITLES[fields[1] ?? 'name'] ?? fields[1]}`, problem: rest };
  }
  const [, saidField, said] = /^([a-zA-Z]+): (.*)$/u.exec(rest) ?? [];
  const field = (path || entry.startsWith('partner.') ? fields.at(-1) : saidField)?.replace(/\[\d+\]/u, '');
  const column = field ? (TITLES[field] ?? field) : undefined;
  return { row, ...(column ? { column } : {}), problem: said ?? rest };
};
