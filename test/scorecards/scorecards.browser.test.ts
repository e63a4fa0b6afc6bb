import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bucketOf } from '../../functions/measures/durations.ts';
import { noFigures } from '../../functions/measures/figures.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { showList } from '../../infra/ops/lists.ts';
import { openPrinter } from '../../infra/ops/print-pdf.ts';
import { OpsError } from '../../infra/ops/register.ts';
import { writeReport } from '../../infra/ops/report.ts';
import { writeScorecards } from '../../infra/ops/scorecards.ts';
import { showSurveys } from '../../infra/ops/surveys.ts';
import { aFullReport } from '../reports/full-report.ts';
import { aConsole, printed } from '../support/console.ts';
import { expectReadable, startBrowser } from '../support/browser.ts';
import {
  DAY,
  HOUR,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  notices,
} from '../support/local-stack.ts';

const CREW = 'highway.desk@dpw.somerville.example';
const MANAGER = 'manager@city.example';
/** Wednesday 1 July 2026, an hour after the first opening of the month. */
const JULY_1 = Date.UTC(2026, 6, 1, 13, 30);
const VIEWS = [320, 1280].flatMap((width) => [{ width }, { width, colorScheme: 'dark' as const }]);

let stack: LocalStack;
let console: LocalConsole;
let browser: Browser;
let page: Page;
let copy: Page;
let requestId: string;
const folder = mkdtempSync(join(tmpdir(), 'scorecards-'));

const where = () => ({ console: console.url });
/** Pages of a PDF, by the objects that it has of them. */
const pagesIn = (file: string): number => readFileSync(file, 'latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

beforeAll(async () => {
  stack = await aLocalStack();
  console = await aConsole(stack);
  browser = await startBrowser();
  page = await (
    await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 740 } })
  ).newPage();
  copy = await (await browser.newContext()).newPage(); // axe needs scripts
  const measures = createMeasuresStore(stack.service.dynamodb, stack.service.tables.measures);
  for (const [day, met] of [
    ['2026-04-15', 6],
    ['2026-05-15', 7],
    ['2026-05-29', 8],
  ] as const) {
    const counts = { received: 10, offered: 10, met, missed: 10 - met, rated: 5, overall: 21, overall4: 4, asked: 9 };
    const figures = { ...noFigures(), counts, times: { toResolve: { [bucketOf(30 * HOUR)]: 10 } } };
    await measures.touch(day);
    await measures.replace(
      day,
      [{ day, partner: 'dpw-highway', type: 'pothole', channel: 'web', ward: '-', ...figures }],
      1,
    );
  }
  // One pothole of June that nobody fills: late on the first of July.
  requestId = String((await deliver(stack, aPothole())).body.id);
  await stack.settle();
  // Scorecards wait for the roll-ups of the month: those come first, those of what was counted beside them next, and the run after them writes.
  for (const before of [HOUR, HOUR / 2, 0]) {
    await stack.clock.advanceTo(JULY_1 - before);
    await stack.settle();
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await browser?.close();
  await console?.stop();
  await stack?.stop();
});

/** The link of a reader's letter to its own scorecard. */
const scorecardIn = async (to: string, holder: string): Promise<string> => {
  const letter = notices(stack).find(
    ({ to: addresses, subject }) => addresses.includes(to) && subject.includes('June 2026 went'),
  );
  const text = (await stack.mailbox.read(letter?.id ?? '')).text ?? '';
  return linkIn(text.slice(text.search(new RegExp(`\\S+/scorecards/\\S+~${holder}\\.`))));
};

test('a partner reads its month from the letter on: figures, lines, what is late, and the same as a file', async () => {
  const url = await scorecardIn(CREW, 'dpw-highway');
  await page.goto(url);
  const main = page.locator('main');
  expect(await main.locator('h1').textContent()).toBe('Scorecard of DPW Highway');
  const row = async (label: string) =>
    (await main.locator('tr', { hasText: label }).first().locator('td').allTextContents()).map((text) => text.trim());
  expect(await row('On time, closed with a target')).toEqual(['no data', '75.0\u00a0% (n\u00a0=\u00a020)']);
  expect(await row('Open at the end')).toEqual(['1', '0']);
  expect(await row('Audits passed')).toEqual(['no data', 'no data']);
  // R179: the months before the first that was counted are no months with nothing in them.
  expect(await main.locator('svg').first().getAttribute('aria-label')).toContain('from 10 in April 2026 to ');
  await expectReadable(copy, await page.content(), VIEWS);
  expect(await main.locator('ol a').first().textContent()).toContain(`${requestId}-1`);

  const file = await fetch(`${url}?format=csv`);
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(await file.text()).toContain('dpw-highway,2026-06,onTime,');

  await main.locator('ol a').first().click();
  expect(await page.locator('h1').textContent()).toContain('Pothole');
});

test('the manager reads the league, and each partner’s own scorecard from it', async () => {
  await page.goto(await scorecardIn(MANAGER, 'all'));
  expect(await page.locator('main h1').textContent()).toBe('Scorecard of all partners');
  await expectReadable(copy, await page.content(), VIEWS);
  await page.getByRole('link', { name: 'The report for the mayor’s office' }).click();
  expect(await page.locator('main h1').textContent()).toBe('311 in June 2026');
  await expectReadable(copy, await page.content(), VIEWS);
  await page.goBack();
  await page.getByRole('link', { name: 'DPW Highway', exact: true }).click();
  expect(await page.locator('main h1').textContent()).toBe('Scorecard of DPW Highway');
  expect((await page.goto(`${stack.url}/scorecards/s.2026-06~all.zzzzzz.aaaa`))?.status()).toBe(404);
});

test('R170 R179 the report of a month prints on two pages of either paper, and every scorecard prints with its links', async () => {
  const said = await printed(async () => {
    await writeReport({ ...where(), month: '2026-05', to: join(folder, 'may-a4.pdf'), paper: 'A4' });
    await writeReport({ ...where(), month: '2026-05', to: join(folder, 'may.pdf'), paper: 'Letter' });
    await writeReport({ ...where(), month: '2026-05', to: join(folder, 'may.html') });
    await writeScorecards({ ...where(), month: '2026-06', partner: 'dpw-highway', to: folder, pdf: true });
  });
  expect([pagesIn(join(folder, 'may-a4.pdf')), pagesIn(join(folder, 'may.pdf'))]).toEqual([2, 2]);
  expect(said).toContain('the report of May 2026');
  const [own] = readdirSync(folder).filter((name) => name.startsWith('scorecard'));
  expect(own).toBe('scorecard-2026-06-dpw-highway.pdf');
  expect(pagesIn(join(folder, own!))).toBeGreaterThan(0);
  expect(readFileSync(join(folder, own!), 'latin1')).toContain('/work-orders/');
  await expectReadable(copy, readFileSync(join(folder, 'may.html'), 'utf8'), VIEWS);
  await copy.setContent(readFileSync(join(folder, 'may.html'), 'utf8'));
  const text = (await copy.locator('main').textContent()) ?? '';
  for (const part of [
    '75.0\u00a0%',
    'no data',
    '1 request was late',
    'No sample of May 2026 was drawn',
    'No improvement',
  ])
    expect(text).toContain(part);
  expect(text).not.toContain('Elm');
});

test('two pages are enough for the longest names of the register and the fullest lists', async () => {
  const html = aFullReport(stack.clock.now());
  for (const paper of ['A4', 'Letter'] as const) {
    const printer = await openPrinter({ paper });
    const file = join(folder, `full-${paper}.pdf`);
    writeFileSync(file, await printer.pdf(html, 'City of Somerville 311, May 2026'));
    await printer.close();
    expect(pagesIn(file), paper).toBe(2);
  }
});

test('everybody reads the figures of months, small ones left out, as JSON and as CSV', async () => {
  const feed = `${stack.url}/open311/figures`;
  const { months, license } = (await (await fetch(`${feed}.json?from=2026-05&to=2026-06`)).json()) as {
    license: string;
    months: { month: string; all: Record<string, unknown>; partners: Record<string, unknown>[] }[];
  };
  expect(license).toContain('https://');
  expect(months.map(({ month }) => month)).toEqual(['2026-06', '2026-05']);
  expect(months[0]?.all.received).toBe('suppressed');
  expect(months[1]?.partners).toMatchObject([
    { code: 'dpw-highway', received: 20, on_time_closed_with_a_target: 0.75 },
  ]);
  const csv = await fetch(`${feed}.csv`);
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(await csv.text()).toContain('2026-05,dpw-highway,DPW Highway,20,20,0.75,20,');
  expect((await fetch(`${feed}.json?from=May`)).status).toBe(400);
});

test('lists come out as CSV, and what cannot be is said', async () => {
  const thisMonth = new Date(stack.clock.now()).toISOString().slice(0, 7);
  const league = await printed(() => writeScorecards({ ...where(), month: thisMonth, csv: true }));
  expect(league, 'a sheet of a month that is not over begins with its titles').toMatch(/^\uFEFF?holder,month,/);
  const late = await printed(() => showList('late', { ...where(), csv: true }));
  expect(late.split('\r\n')[0]).toContain('request,type,partner,status');
  expect(late).toContain(`${requestId},Pothole,DPW Highway`);
  const work = join(folder, 'work.csv');
  expect(await printed(() => showList('work', { ...where(), partner: 'dpw-highway', csv: work }))).toContain('1 row');
  expect(readFileSync(work, 'utf8')).toContain(`${requestId}-1`);
  const surveys = await printed(() => showSurveys({ ...where(), month: '2026-05', by: 'partner' }));
  expect(surveys).toContain('DPW Highway: satisfied 80.0 % (49.0 % to 94.3 %), overall 4.20 of 5; n = 10');
  const refused = [
    () => writeReport({ ...where(), month: 'May' }),
    () => writeReport({ ...where(), month: '2027-01' }),
    () => writeReport({ ...where(), month: '2020-01' }),
    () => writeReport({ ...where(), month: '2026-05', to: join(folder, 'may.docx') }),
    () => writeReport({ ...where(), month: '2026-05', to: join(folder, 'nowhere', 'may.html') }),
    () => writeReport({ ...where(), month: '2026-05', to: join(folder, 'x.pdf'), browser: '/no/such/browser' }),
    () => writeScorecards({ ...where(), partner: 'nobody' }),
    () => writeScorecards({ ...where(), month: '2026-05', to: work }),
    () => showSurveys({ ...where(), month: '2020-01', by: 'type' }),
    () => showList('work', where()),
  ];
  for (const command of refused) await expect(printed(command)).rejects.toThrow(OpsError);
  await expect(printed(refused[5]!)).rejects.toThrow('A PDF needs a browser');
});

test('the queue pages give their lists as files too', async () => {
  await page.goto(linkIn(await letterTo(stack, CREW)));
  await page.goto(await scorecardIn(CREW, 'dpw-highway'));
  await page.getByRole('link', { name: 'Open the list of what is open now' }).click();
  const csv = await (await fetch(`${page.url()}?format=csv`)).text();
  expect(csv).toContain(`${requestId}-1`);
  expect(csv).not.toContain('ana@resident.example');
  expect(stack.clock.now()).toBeLessThan(JULY_1 + DAY);
});
