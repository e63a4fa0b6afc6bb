import { catalogueFrom } from '../../functions/catalogue/catalogue.ts';
import { createImprovementsStore } from '../../functions/improvements/improvements.store.ts';
import { openFindings } from '../../functions/improvements/open-findings.ts';
import { createTrendsStore } from '../../functions/trends/trends.store.ts';
import { countUnreviewed } from '../translations.ts';
import { type CsvWish, giveCsv } from './give-csv.ts';
import { say } from './options.ts';
import { type Where, findService, readRegister } from './register.ts';

const TITLES = ['finding', 'found by', 'kind', 'what', 'how much and how sure', 'n', 'p', 'cases', 'improvement'];

/**
 * Prints every finding that is still so: what the nightly look for trends keeps, and what the register's newest version, its calendars and the translations lack today; each
 * with how sure it is, of how many, some of its cases, and the improvement that began with it. Whom e-mail does not reach is told by `undeliverable`.
 */
export const findings = async (options: Where & { csv?: CsvWish }): Promise<void> => {
  const service = await findService(options);
  const { client, table, notices, measures, now } = service;
  const { newest } = await readRegister(service);
  const sources = { trends: createTrendsStore(client, measures), unreviewed: countUnreviewed() };
  const found = await openFindings(sources, catalogueFrom(newest), now);
  const improvements = await createImprovementsStore(client, { requests: table, notices }, () => now).list();
  const begun = new Map(
    improvements.filter(({ state }) => state !== 'closed').map(({ id, source }) => [source.findingId, id]),
  );
  const rows = found.map(({ id, from, kind, what, said, n = '', p = '', cases }) =>
    [id, from, kind, what, said, n, p, cases.join(' '), begun.get(id) ?? ''].map(String),
  );
  if (await giveCsv({ titles: TITLES, rows }, options.csv)) return;
  if (found.length === 0) return say('Nothing is found, and the register lacks nothing.');
  for (const { id, what, said, cases } of found) {
    const improvement = begun.get(id);
    say(`${what}${improvement ? ` (${improvement})` : ''}`);
    if (said) say(`  ${said}`);
    if (cases.length > 0) say(`  Cases: ${cases.join(' ')}`);
    say(`  ${id}`);
  }
};
