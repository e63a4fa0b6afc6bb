import { type Agreement, pauseReasons } from '../../../functions/clocks/agreement.ts';
import { describeTarget } from '../../../functions/clocks/target.ts';
import type { StoredAgreement } from '../../../functions/catalogue/stored.ts';
import {
  plainDate,
  plainYes,
  readEscalations,
  readLimit,
  readLines,
  readNumber,
  readTarget,
  readWord,
  readYes,
  writeEscalations,
  writeLimit,
  writeLines,
  writeYes,
} from './cells.ts';
import { type Column, setOrClear } from './columns.ts';

/** A version of an agreement with the partner whose file it stands in. */
export type Owned<A> = A & { partner: string };

const SOURCES = ['observed-boston-2015', 'published-somerville', 'house-default'] as const;

const targetOf = (part: 'acknowledge' | 'accept' | 'complete'): Column<Owned<Agreement>, Owned<StoredAgreement>> => ({
  title: part,
  write: ({ targets }) => describeTarget(targets[part]),
  read: (agreement, text) => setOrClear(agreement, part, text, readTarget),
});

/** The columns of the agreements' sheet: of each, its newest version. */
export const agreementColumns: readonly Column<Owned<Agreement>, Owned<StoredAgreement>>[] = [
  { title: 'code', write: ({ code }) => code },
  { title: 'partner', write: ({ partner }) => partner },
  { title: 'version', write: ({ version }) => String(version) },
  { title: 'effective from', write: ({ effectiveFrom }) => effectiveFrom, plain: plainDate },
  {
    title: 'resolve',
    write: ({ targets }) => describeTarget(targets.resolve),
    read: (agreement, text) => (agreement.resolve = readTarget(text)),
  },
  targetOf('acknowledge'),
  targetOf('accept'),
  targetOf('complete'),
  {
    title: 'at risk after share',
    write: ({ atRiskShare }) => String(atRiskShare),
    read: (agreement, text) => setOrClear(agreement, 'atRiskShare', text, readNumber),
  },
  {
    title: 'escalations',
    write: ({ escalations }) => writeEscalations(escalations),
    read: (agreement, text) => (agreement.escalations = readEscalations(text)),
  },
  {
    title: 'pauses for',
    write: (agreement) => writeLines(agreement.pauseReasons),
    read: (agreement, text) => (agreement.pauseReasons = readLines(text).map((line) => readWord(line, pauseReasons))),
  },
  {
    title: 'longest pause',
    write: ({ longestPause }) => writeLimit(longestPause),
    read: (agreement, text) => setOrClear(agreement, 'longestPause', text, readLimit),
  },
  {
    title: 'urgent',
    write: ({ urgent }) => writeYes(urgent),
    plain: plainYes,
    read: (agreement, text) => setOrClear(agreement, 'urgent', text, readYes),
  },
  {
    title: 'calendar',
    write: ({ calendar }) => calendar,
    read: (agreement, text) => setOrClear(agreement, 'calendar', text, String),
  },
  {
    title: 'source',
    write: ({ source }) => source,
    read: (agreement, text) => (agreement.source = readWord(text, SOURCES)),
  },
  {
    title: 'note',
    write: ({ note }) => note,
    read: (agreement, text) => setOrClear(agreement, 'note', text, String),
  },
];
