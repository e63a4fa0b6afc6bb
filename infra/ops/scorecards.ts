import { join, resolve } from 'node:path';
import { createAuditsStore } from '../../functions/audits/audits.store.ts';
import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { sayCell, sayFigure } from '../../functions/measures/say-figure.ts';
import { staffLinkEnd } from '../../functions/pages/link-life.ts';
import { scorecardPage } from '../../functions/pages/scorecard-page.ts';
import { CONCERN_QUEUE, type WorkLine, partnerQueue, partnerQueueId } from '../../functions/requests/queue-line.ts';
import { queueLines } from '../../functions/requests/queues.store.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { sayMonth } from '../../functions/requests/say-time.ts';
import {
  ALL,
  type KeptScorecard,
  keptOf,
  lateCaseOf,
  leagueOf,
  readLate,
  scorecardLink,
} from '../../functions/scorecards/kept-scorecard.ts';
import { type MonthOfScorecards, auditsFor, makeScorecards } from '../../functions/scorecards/make-scorecards.ts';
import { scorecardSheet } from '../../functions/scorecards/scorecard-sheet.ts';
import { withAudits } from '../../functions/scorecards/scorecard.ts';
import { createScorecardsStore } from '../../functions/scorecards/scorecards.store.ts';
import { CONFIG } from '../config.ts';
import { type CsvWish, giveCsv, makeFolder, writeText } from './give-csv.ts';
import { checkMonth, isRunning, monthIn } from './months.ts';
import { say } from './options.ts';
import { type PrintOptions, openPrinter } from './print-pdf.ts';
import { OpsError, type RunningService, type Where, catalogueInForce, findService } from './register.ts';
import { type Sign, openSigner } from './signed-links.ts';

/** What `scorecards` is told. */
export interface ScorecardOptions extends Where, PrintOptions {
  month?: string;
  partner?: string;
  /** A folder: a page for each partner, and one of all. */
  to?: string;
  pdf?: boolean;
  csv?: CsvWish;
}

/**
 * Prints the league of a month, or writes its scorecards as pages or PDF into a folder, or as CSV. What was kept when the month was told
 * is told again; a month that was never told is counted now. Throws an OpsError for what is no month, no partner, or of nothing.
 */
export const writeScorecards = async (options: ScorecardOptions): Promise<void> => {
  checkMonth(options.month);
  if (options.pdf && !options.to) throw new OpsError('Name a folder for the PDF: --to scorecards.');
  const service = await findService(options);
  const catalogue = await catalogueInForce(service, PUBLISHED_NAME);
  const month = monthIn(options.month, service.now);
  const { partner } = options;
  if (partner !== undefined && !catalogue.partners.has(partner))
    throw new OpsError(
      `There is no partner ${partner}. There are: ${[...catalogue.partners.keys()].sort().join(', ')}.`,
    );
  const holders = partner ? [partner] : [ALL, ...catalogue.partners.keys()];
  const found = await readScorecards(service, catalogue, month, holders);
  if (found.length === 0) throw new OpsError(`Nothing was counted in ${month}${partner ? ` of ${partner}` : ''}.`);
  // Beside the sheet, which may go to the same place.
  if (isRunning(month, service.now)) process.stderr.write(`${month} is not over: these are its days so far.\n`);
  const { to } = options;
  if (to) await writePages(to, found, catalogue, service, options);
  if ((await giveCsv(scorecardSheet(found), options.csv)) || to) return;
  for (const { holder, rows } of found)
    say(
      `${(catalogue.partners.get(holder)?.name ?? 'All partners').padEnd(34)} on time ${sayCell(rows.onTime.present)}, strict ${sayCell(rows.onTimeStrict.present)}; resolved ${sayFigure(rows.resolved.present)}, open ${sayFigure(rows.open.present)}`,
    );
};

/** The scorecards of these holders: as they were kept, or else counted now; with the audits as they are. */
const readScorecards = async (
  service: RunningService,
  catalogue: Catalogue,
  month: string,
  holders: readonly string[],
): Promise<KeptScorecard[]> => {
  const { client, table, notices, measures, now } = service;
  const clock = () => now;
  const tables = { requests: table, notices };
  const store = createScorecardsStore(client, measures);
  const audits = createAuditsStore(client, tables, clock);
  const auditsOf = await auditsFor(audits, month);
  let made: Promise<MonthOfScorecards> | undefined;
  const count = async (holder: string): Promise<KeptScorecard | undefined> => {
    made ??= makeScorecards(
      month,
      {
        measures: createMeasuresStore(client, measures),
        audits,
        requests: createRequestsStore(client, tables, clock),
      },
      now,
    );
    const { scorecards, late, lacking } = await made;
    const about = { holder, keptAt: now, ...(lacking > 0 ? { lacking } : {}) };
    const scorecard = scorecards.get(holder);
    if (!scorecard) return undefined;
    if (holder === ALL)
      return keptOf(scorecard, {
        ...about,
        late,
        league: leagueOf(catalogue.partners.values(), scorecards),
      });
    const lines = await readLate(queueLines<WorkLine>(client, table, partnerQueue(catalogue.name, holder)), now);
    return keptOf(scorecard, { ...about, late: lines.map(lateCaseOf) });
  };
  const found: KeptScorecard[] = [];
  for (const holder of holders) {
    const kept = (await store.find(month, holder)) ?? (await count(holder));
    if (kept) found.push({ ...kept, ...withAudits(kept, auditsOf(holder)) });
  }
  return found;
};

const writePages = async (
  folder: string,
  scorecards: readonly KeptScorecard[],
  catalogue: Catalogue,
  { now }: RunningService,
  options: ScorecardOptions,
): Promise<void> => {
  makeFolder(resolve(folder));
  const printer = options.pdf ? await openPrinter(options) : undefined;
  try {
    const sign = await openSigner(options);
    const { city } = CONFIG[options.environment ?? 'local'];
    for (const [index, kept] of scorecards.entries()) {
      const html = drawn(kept, { sign, city, catalogue, now });
      const file = join(folder, `scorecard-${kept.month}-${kept.holder}.${printer ? 'pdf' : 'html'}`);
      const foot = `${city} 311, scorecard of ${sayMonth(kept.month, 'en')}`;
      await writeText(file, printer ? await printer.pdf(html, foot) : html);
      say(`${index + 1} of ${scorecards.length}  ${file}`);
    }
  } finally {
    await printer?.close();
  }
};

const drawn = (
  kept: KeptScorecard,
  { sign, city, catalogue, now }: { sign: Sign | undefined; city: string; catalogue: Catalogue; now: number },
): string => {
  const expiresAt = staffLinkEnd(now);
  const queue = kept.holder === ALL ? CONCERN_QUEUE : partnerQueueId(catalogue.name, kept.holder);
  return scorecardPage(kept, {
    city,
    catalogue,
    now,
    ...(sign
      ? {
          hrefOf: ({ workOrderId, requestId }) =>
            sign(
              workOrderId
                ? { purpose: 'work-order', id: workOrderId, expiresAt }
                : { purpose: 'review', id: requestId, expiresAt },
            ),
          hrefOfPartner: (holder) =>
            sign(scorecardLink({ month: kept.month, holder, catalogue: catalogue.name }, expiresAt)),
          listHref: sign({ purpose: 'queue', id: queue, expiresAt }),
        }
      : {}),
  }).toString();
};
