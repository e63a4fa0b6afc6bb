import { randomInt } from 'node:crypto';
import { partnerName } from '../../functions/catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { type MonthOfAudits, type Summary, summarise } from '../../functions/audits/summary.ts';
import { type Part, auditorsOf } from '../../functions/audits/audit.ts';
import { givenNotice } from '../../functions/audits/audit-notices.ts';
import { createAuditsStore } from '../../functions/audits/audits.store.ts';
import { FAMILIES } from '../../functions/audits/checklist.ts';
import { drawMonth, handOut } from '../../functions/audits/draw-audits.ts';
import { MOST_PER_PARTNER, PER_PARTNER } from '../../functions/audits/draw-sample.ts';
import { chooseGiven } from '../../functions/audits/give-audits.ts';
import { nameOfStratum } from '../../functions/audits/frame.ts';
import { type Estimate, shareOf } from '../../functions/audits/score.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { dayOf } from '../../functions/measures/row.ts';
import { monthOf } from '../../functions/measures/window.ts';
import { createNoticeQueue } from '../../functions/notices/notice-queue.store.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { CONFIG } from '../config.ts';
import { monthIn } from './months.ts';
import { plural, say } from './options.ts';
import { OpsError, type RunningService, type Where, catalogueInForce, findService } from './register.ts';
import { type CsvWish, giveCsv } from './give-csv.ts';

/** A whole number of an option, within bounds. Throws an OpsError for anything else. */
const wholeNumber = (
  text: string | undefined,
  otherwise: number,
  { from, to }: { from: number; to: number },
): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new OpsError(`${text} will not do: write a whole number from ${from} to ${to}.`);
};

const openAudits = ({ client, table, notices, now }: RunningService) =>
  createAuditsStore(client, { requests: table, notices }, () => now);

const MAX_SEED = 999_999;

/**
 * Draws the sample of a month that is over, and hands it out; a month that was drawn stays as it is, and is shown again. With `dryRun`
 * nothing is kept. Throws an OpsError for a month that is not over, and for one in which nothing ended.
 */
export const drawAudits = async (
  options: Where & { month?: string; seed?: string; perPartner?: string; dryRun?: boolean },
): Promise<void> => {
  const service = await findService(options);
  const { client, table, notices, measures, now: at } = service;
  const month = monthIn(options.month, at);
  if (dayOf(at) < monthOf(month).to) throw new OpsError(`${month} is not over yet.`);
  const seed = wholeNumber(options.seed, randomInt(MAX_SEED + 1), { from: 0, to: MAX_SEED });
  const perPartner = wholeNumber(options.perPartner, PER_PARTNER, { from: 1, to: MOST_PER_PARTNER });
  const now = () => at;
  const audits = openAudits(service);
  const { office } = CONFIG[options.environment ?? 'local'];
  const known = options.dryRun ? undefined : await audits.sample(month);
  const drawn =
    known ??
    (await drawMonth(
      { month, seed, perPartner },
      {
        measures: createMeasuresStore(client, measures),
        requests: createRequestsStore(client, { requests: table, notices }, now),
        office,
        now,
      },
    ));
  if (drawn.cases.length === 0) throw new OpsError(`Nothing that can be audited ended in ${month}.`);
  if (options.dryRun) {
    say(`Would draw ${drawn.cases.length} cases of ${month} with the seed ${seed}:`);
  } else {
    const catalogue = await catalogueInForce(service, PUBLISHED_NAME);
    const kept = await handOut(drawn, {
      audits,
      queue: createNoticeQueue(client, notices, now),
      catalogue,
      office,
      now,
    });
    say(
      known
        ? `${month} was drawn before, with the seed ${kept.seed}, and stays as it is:`
        : `${kept.cases.length} cases of ${month} were drawn with the seed ${kept.seed}, and lie with their auditors:`,
    );
  }
  for (const { partner, frame, sampled } of (known ?? drawn).strata)
    say(`${String(sampled).padStart(5)} of ${String(frame).padStart(6)}  ${nameOfStratum(partner, partnerName)}`);
};

/** Reads everything of a month. Throws an OpsError where it was not drawn. */
const readMonth = async (service: RunningService, month: string): Promise<MonthOfAudits> => {
  const found = await openAudits(service).month(month);
  if (found) return found;
  throw new OpsError(`${month} was not drawn yet; \`audits draw --month ${month}\` does it.`);
};

/**
 * Gives what an auditor has left of a month to another one, who is written to; what they may not look at stays. With `dryRun` it only says
 * so. Throws an OpsError for whoever is no auditor of the office, where nothing is left to give, and where somebody finished one meanwhile.
 */
export const giveAudits = async (
  options: Where & { month?: string; from: string; to: string; request?: string; dryRun?: boolean },
): Promise<void> => {
  const service = await findService(options);
  const month = monthIn(options.month, service.now);
  const auditors = auditorsOf(CONFIG[options.environment ?? 'local'].office);
  const to = auditors.find(({ code }) => code === options.to);
  if (!to || options.from === options.to)
    throw new OpsError(`--to is another auditor of the office: ${auditors.map(({ code }) => code).join(', ')}.`);
  const { sample, audits } = await readMonth(service, month);
  const { given, kept } = chooseGiven(audits, { from: options.from, to, requestId: options.request });
  const about = options.request ? ` of ${options.request}` : '';
  if (given.length + kept.length === 0)
    throw new OpsError(`${options.from} has no audit left${about} in ${month}; \`audits show\` says who has.`);
  say(
    `${options.dryRun ? 'Would go' : 'Going'} from ${options.from} to ${to.code}: ${plural(given.length, 'audit')} of ${month}.`,
  );
  for (const { requestId } of given) say(`  ${requestId}`);
  for (const { audit, because } of kept) say(`  ${audit.requestId} stays, because ${because}`);
  if (options.dryRun || given.length === 0) return;
  const catalogue = await catalogueInForce(service, PUBLISHED_NAME);
  const notice = givenNotice(sample, to, given.length, catalogue, service.now);
  if (!(await openAudits(service).give(given, options.from, notice)))
    throw new OpsError('Somebody finished or gave one of them meanwhile. Run this again for what is left.');
  say(`${to.email} is written to.`);
};

/** Prints the cases of a month, with who looks at each and whether they have, as lines or as CSV. */
export const showAudits = async (options: Where & { month?: string; csv?: CsvWish }): Promise<void> => {
  const service = await findService(options);
  const month = monthIn(options.month, service.now);
  const { sample, audits } = await readMonth(service, month);
  // An audit may have been given to another auditor than it was drawn for.
  const look = (requestId: string, part: Part, drawn: string | undefined) => {
    const audit = audits.find((one) => one.requestId === requestId && one.part === part);
    return drawn && [audit?.auditor ?? drawn, audit?.done ? 'done' : 'left'];
  };
  const rows = sample.cases.map(({ requestId, partner, typeName, first, second }) => [
    requestId,
    nameOfStratum(partner, partnerName),
    typeName,
    ...(look(requestId, 1, first) ?? ['', 'nobody may audit it']),
    ...(look(requestId, 2, second) ?? ['', '']),
  ]);
  const titles = ['request', 'partner', 'type', 'auditor', 'first look', 'second auditor', 'second look'];
  if (await giveCsv({ titles, rows }, options.csv)) return;
  say(
    `${month}: ${sample.cases.length} cases, ${sample.perPartner} a partner at most, seed ${sample.seed}, drawn ${new Date(sample.drawnAt).toISOString()}`,
  );
  for (const [requestId, partner, , first, done, second, again] of rows)
    say(`${requestId}  ${partner}: ${first ? `${first} ` : ''}${done}${second ? `; ${second} ${again}, blind` : ''}`);
};

const NO_DATA = 'no data';
const percent = (share: number | undefined): string =>
  share === undefined ? NO_DATA : `${(share * 100).toFixed(1)} %`;

/** A share that a sample tells of, with its interval and its cases (R166). */
const sayEstimate = ({ share, n, interval }: Estimate): string =>
  interval ? `${percent(share)} (${percent(interval.low)} to ${percent(interval.high)}, n = ${n})` : NO_DATA;

const shareDifferent = ({ different, n }: Summary['disagreement']): number | undefined =>
  n > 0 ? different / n : undefined;

const lineOf = (name: string, summary: Summary): string[] => [
  `${name}: ${summary.sampled} of ${summary.frame} sampled, ${summary.done} done`,
  `    passed ${sayEstimate(summary.passed)}; ${summary.critical} failed by a critical fail`,
  `    ${FAMILIES.map((family) => `${family} ${percent(shareOf(summary.families[family]))} of ${summary.families[family].n}`).join(', ')}`,
  `    two auditors disagreed on ${percent(shareDifferent(summary.disagreement))} of ${summary.disagreement.n} answers; ${summary.openCorrections} still to be put right`,
];

const TITLES = [
  'partner',
  'frame',
  'sampled',
  'done',
  'passed',
  'low',
  'high',
  'n',
  'critical fails',
  ...FAMILIES,
  'disagreement',
  'answers compared',
  'open corrections',
];

const rowOf = (name: string, summary: Summary): string[] => {
  const { frame, sampled, done, passed, critical, families, disagreement, openCorrections } = summary;
  const plain = (value: number | undefined) => value?.toString() ?? NO_DATA;
  return [
    name,
    ...[frame, sampled, done, passed.share, passed.interval?.low, passed.interval?.high, passed.n, critical].map(plain),
    ...FAMILIES.map((family) => plain(shareOf(families[family]))),
    ...[shareDifferent(disagreement), disagreement.n, openCorrections].map(plain),
  ];
};

/**
 * Prints what the audits of a month came to, of each partner and of the city, in which each partner weighs what its part of the frame
 * does; shares with Wilson's interval of 95 % and their cases (R166), as lines or as CSV.
 */
export const reportAudits = async (options: Where & { month?: string; csv?: CsvWish }): Promise<void> => {
  const service = await findService(options);
  const month = monthIn(options.month, service.now);
  const { partners, city } = summarise(await readMonth(service, month));
  const all = [
    ...partners.map(([code, summary]) => [nameOfStratum(code, partnerName), summary] as const),
    ['The city', city] as const,
  ];
  if (await giveCsv({ titles: TITLES, rows: all.map(([name, summary]) => rowOf(name, summary)) }, options.csv)) return;
  say(`Audits of ${month}; shares with Wilson’s interval of 95 %, the city’s weighed by what each partner ended:`);
  for (const [name, summary] of all) lineOf(name, summary).forEach(say);
};
