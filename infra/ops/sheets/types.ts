import type { RequestType } from '../../../functions/catalogue/request-type.ts';
import { DEFAULT_DUPLICATES, type StoredType } from '../../../functions/catalogue/stored.ts';
import {
  plainYes,
  readIds,
  readLines,
  readNumber,
  readQuestions,
  readSteps,
  readWord,
  readYes,
  writeIds,
  writeLines,
  writeQuestions,
  writeSteps,
  writeYes,
} from './cells.ts';
import { type Column, setOrClear } from './columns.ts';

/** A type with the partner whose file it stands in. */
export type OwnedType = StoredType & { partner: string };

const duplicatesPart = (title: string, part: 'radiusMeters' | 'days'): Column<RequestType, OwnedType> => ({
  title,
  write: ({ duplicates }) => (duplicates ? String(duplicates[part]) : ''),
  read: (type, text) => {
    const known = type.duplicates === 'none' ? {} : type.duplicates;
    type.duplicates = text === '' ? 'none' : { ...DEFAULT_DUPLICATES, ...known, [part]: readNumber(text) };
  },
});

/** The columns of the types' sheet. */
export const typeColumns: readonly Column<RequestType, OwnedType>[] = [
  { title: 'code', write: ({ code }) => code },
  { title: 'name', write: ({ name }) => name, read: (type, text) => (type.name = text) },
  { title: 'group', write: ({ group }) => group, read: (type, text) => (type.group = text) },
  {
    title: 'class',
    write: (type) => type.class,
    read: (type, text) => (type.class = readWord(text, ['service', 'information', 'feedback'])),
  },
  { title: 'partner', write: ({ partner }) => partner, read: (type, text) => (type.partner = text) },
  { title: 'agreement', write: ({ agreement }) => agreement, read: (type, text) => (type.agreement = text) },
  {
    title: 'privacy',
    write: ({ privacy }) => privacy,
    read: (type, text) => setOrClear(type, 'privacy', text, (word) => readWord(word, ['public', 'private'])),
  },
  {
    title: 'location',
    write: ({ location }) => location,
    read: (type, text) =>
      setOrClear(type, 'location', text, (word) => readWord(word, ['required', 'optional', 'none'])),
  },
  {
    title: 'emergency',
    write: ({ emergency }) => writeYes(emergency),
    plain: plainYes,
    read: (type, text) => setOrClear(type, 'emergency', text, readYes),
  },
  {
    title: 'photo',
    write: ({ photo }) => photo ?? '',
    read: (type, text) => setOrClear(type, 'photo', text, (word) => readWord(word, ['required', 'none'])),
  },
  duplicatesPart('duplicates within metres', 'radiusMeters'),
  duplicatesPart('duplicates within days', 'days'),
  {
    title: 'keywords',
    write: ({ keywords }) => writeLines(keywords),
    read: (type, text) => setOrClear(type, 'keywords', text, readLines),
  },
  {
    title: 'questions',
    write: ({ questions }) => writeQuestions(questions),
    read: (type, text) => setOrClear(type, 'questions', text, readQuestions),
  },
  {
    title: 'steps',
    write: ({ steps }) => writeSteps(steps),
    read: (type, text) => setOrClear(type, 'steps', text, readSteps),
  },
  {
    title: 'ids on platforms',
    write: ({ platformIds }) => writeIds(platformIds),
    read: (type, text) => setOrClear(type, 'platformIds', text, readIds),
  },
];

/** A type of which only the code is known yet. */
export const newType = (code: string): OwnedType => ({ code, name: '', group: '', class: 'service', partner: '' });
