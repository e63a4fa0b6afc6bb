import { createAuditsStore } from '../../functions/audits/audits.store.ts';
import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { CITY_TIME_ZONE } from '../../functions/catalogue/source.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { createImprovementsStore } from '../../functions/improvements/improvements.store.ts';
import { readBacklog } from '../../functions/measures/backlog.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { monthOf } from '../../functions/measures/window.ts';
import { gatherReport } from '../../functions/reports/gather-report.ts';
import { monthReportOf } from '../../functions/reports/month-report.ts';
import { reportPage } from '../../functions/reports/report-page.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { sayMonth } from '../../functions/requests/say-time.ts';
import { createTrendsStore } from '../../functions/trends/trends.store.ts';
import { CONFIG } from '../config.ts';
import { namesOfStorms, readDeclared } from './declared.ts';
import { writeText } from './give-csv.ts';
import { checkMonth, isRunning, monthIn } from './months.ts';
import { plural, say } from './options.ts';
import { type PrintOptions, openPrinter } from './print-pdf.ts';
import { OpsError, type RunningService, type Where, catalogueInForce, findService } from './register.ts';

/** What `report` is told. */
export interface ReportOptions extends Where, PrintOptions {
  month?: string;
  /** A file that ends in .html or .pdf. */
  to?: string;
}

const KINDS = ['html', 'pdf'] as const;

/**
 * Writes the monthly report for the mayor's office, as a page or as a PDF of two pages. Throws an OpsError for what is no month, for one
 * that has not begun or in which nothing was counted, and for another kind of file.
 */
export const writeReport = async (options: ReportOptions): Promise<void> => {
  checkMonth(options.month);
  const kind = KINDS.find((one) => (options.to ?? '.html').toLowerCase().endsWith(`.${one}`));
  if (!kind) throw new OpsError(`${options.to} will not do: name a file that ends in .html or .pdf.`);
  const service = await findService(options);
  const month = monthIn(options.month, service.now);
  const { to = `report-${month}.html` } = options;
  if (isRunning(month, service.now)) say(`${month} is not over: this is a report of its days so far.`);
  const html = await drawReport(service, month, CONFIG[options.environment ?? 'local'].city);
  if (kind === 'html') await writeText(to, html);
  else {
    const printer = await openPrinter(options);
    try {
      await writeText(
        to,
        await printer.pdf(html, `${CONFIG[options.environment ?? 'local'].city} 311, ${sayMonth(month, 'en')}`),
      );
    } finally {
      await printer.close();
    }
  }
  say(`${to}: the report of ${sayMonth(month, 'en')}.`);
};

const drawReport = async (service: RunningService, month: string, city: string): Promise<string> => {
  const { client, table, notices, measures, now } = service;
  const tables = { requests: table, notices };
  say('Reading what was counted …');
  const { rollUps, first, lacking } = await createMeasuresStore(client, measures).rollUpsBefore(monthOf(month).to);
  if (lacking > 0) say(`Of ${plural(lacking, 'day')} not everything has been counted yet: figures may be too low.`);
  say('Reading how the open work stands …');
  const backlog = await readBacklog(
    createRequestsStore(client, tables, () => now),
    now,
  );
  const report = monthReportOf(rollUps, month, { first, now: backlog });
  if (!report) throw new OpsError(`Nothing was counted in ${month}.`);
  const catalogue = await catalogueInForce(service, PUBLISHED_NAME);
  const { storms } = await readDeclared(service);
  const { from, to } = monthOf(month);
  const at = (day: string) => toInstant(`${day}T00:00:00`, CITY_TIME_ZONE);
  return reportPage(report, {
    city,
    catalogue,
    now,
    storms: namesOfStorms(storms, at(from), at(to)),
    ...(await gatherReport(month, catalogue, {
      audits: createAuditsStore(client, tables, () => now),
      improvements: createImprovementsStore(client, tables, () => now),
      trends: createTrendsStore(client, measures),
    })),
  }).toString();
};
