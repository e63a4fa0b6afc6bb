import { CITY_TIME_ZONE } from '../../functions/catalogue/source.ts';
import { catalogueFrom } from '../../functions/catalogue/catalogue.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { casesOf } from '../../functions/trends/cases.ts';
import { FALSE_RATE } from '../../functions/trends/find-in-week.ts';
import { findTrends } from '../../functions/trends/find-trends.ts';
import { figuresOf, nameOf } from '../../functions/trends/trends-notice.ts';
import { isCalendarDate, say } from './options.ts';
import { OpsError, type Where, findService, readRegister } from './register.ts';
import { type CsvWish, giveCsv } from './give-csv.ts';

const TITLES = ['what', 'of', 'direction', 'n', 'value', 'usual', '95 % interval', 'p', 'cases'];

/** Prints what the last whole week before a day shows: what, how sure, how many and some of the cases. Throws an OpsError for what is no day. */
export const showTrends = async (options: Where & { at?: string; csv?: CsvWish }): Promise<void> => {
  const service = await findService(options);
  const { at, csv } = options;
  if (at !== undefined && !isCalendarDate(at)) throw new OpsError(`${at} is no day; write 2026-06-01.`);
  const { newest } = await readRegister(service);
  const catalogue = catalogueFrom(newest);
  const measures = createMeasuresStore(service.client, service.measures);
  const now = at === undefined ? service.now : toInstant(`${at}T00:00:00`, CITY_TIME_ZONE);
  const { week, found } = await findTrends(measures, catalogue, now);
  const cases = await casesOf(found, measures);
  const rows = found.map((finding) => {
    const { value, usual = '', interval, p = '' } = figuresOf(finding);
    const named = (cases.get(finding) ?? []).join(' ');
    const { kind, direction = '', n } = finding;
    const name = [nameOf(finding, catalogue), finding.place].filter(Boolean).join(' at ');
    return [kind, name, direction, String(n), value, usual, interval, p, named];
  });
  if (await giveCsv({ titles: TITLES, rows }, csv)) return;
  say(
    `The week from Monday, ${week}: ${found.length} findings. Of those with a p about one in ${1 / FALSE_RATE} is chance.`,
  );
  for (const [what, of, direction, n, value, usual, interval, p, named] of rows) {
    const sure = `${p ? `, p ${p}` : ''} (95 %: ${interval})`;
    say(
      `${of}: ${[what, direction].filter(Boolean).join(', ')}: ${value}${usual ? ` against ${usual}` : ''}, n = ${n}${sure}`,
    );
    if (named) say(`  ${named}`);
  }
};
