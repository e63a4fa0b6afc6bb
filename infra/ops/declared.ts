import type { PublicationName, Publications } from '../../functions/catalogue/published.ts';
import { type PublishedStore, createPublishedStore } from '../../functions/catalogue/published.store.ts';
import { adoptAmendments } from '../../functions/clocks/calendars.ts';
import { type Amendment, type Amendments, CALENDARS } from '../../functions/clocks/declared-days.ts';
import { STORMS, type Storm, type Storms } from '../../functions/clocks/storm.ts';
import { adoptStorms, stormsWithin } from '../../functions/clocks/storms.ts';
import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import type { RunningService } from './register.ts';

/** What was published under a name, whether it is in force yet or not. */
export interface Newest<File> {
  store: PublishedStore<File>;
  known: Publications;
  newest: Readonly<Record<string, File>>;
}

/** Reads the newest publication under a name; nothing before the first. */
export const readNewest = async <File>(
  { client, table }: Pick<RunningService, 'client' | 'table'>,
  name: PublicationName,
): Promise<Newest<File>> => {
  const store = createPublishedStore<File>(client, table);
  const known = await store.publications(name);
  const newest = known.newest === 1 ? {} : (await store.version(name, known.newest)).files;
  return { store, known, newest };
};

/** What promises are counted by beyond the deployed files. */
export interface Declared {
  amendments: Amendments;
  storms: Storms;
}

/** Everything that has been declared while the service ran. */
export const readDeclared = async (service: Pick<RunningService, 'client' | 'table'>): Promise<Declared> => {
  const [calendars, storms] = await Promise.all([
    readNewest<Amendment>(service, CALENDARS),
    readNewest<Storm>(service, STORMS),
  ]);
  return { amendments: calendars.newest, storms: storms.newest };
};

/** Lets this process count by what was declared for as long as the work lasts. */
export const counting = async <T>({ amendments, storms }: Declared, work: () => T | Promise<T>): Promise<T> => {
  adoptAmendments(amendments);
  adoptStorms(storms);
  try {
    return await work();
  } finally {
    adoptAmendments({});
    adoptStorms({});
  }
};

/** The line of a report for the storms within its time, both UTC instants; none where there were none. */
export const sayStormsWithin = (storms: Storms, from: number, to: number): string[] => {
  const names = namesOfStorms(storms, from, to);
  return names.length === 0 ? [] : [`Storms in this time: ${names.join('; ')}.`];
};

/** The names of the storms within a time, both UTC instants. */
export const namesOfStorms = (storms: Storms, from: number, to: number): string[] =>
  stormsWithin(storms, PUBLISHED_NAME, from, to).map(({ name }) => name);
