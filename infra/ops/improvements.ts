import { catalogueFrom } from '../../functions/catalogue/catalogue.ts';
import { beginImprovement, readBeginning } from '../../functions/improvements/begin-improvement.ts';
import { type ImprovementContext, changeImprovement } from '../../functions/improvements/change-improvement.ts';
import { readImprovementCommand } from '../../functions/improvements/improvement-command.ts';
import { queueOfHolder } from '../../functions/improvements/improvement-link.ts';
import {
  IMPROVEMENT_LINE_WORDS,
  SOURCE_WORDS,
  VERDICT_WORDS,
  sayEffect,
  sayOutcome,
} from '../../functions/improvements/improvement-words.ts';
import {
  type Improvement,
  type ImprovementAction,
  type ImprovementFile,
} from '../../functions/improvements/improvement.ts';
import { createImprovementsStore } from '../../functions/improvements/improvements.store.ts';
import { measureEffect } from '../../functions/improvements/measure-effect.ts';
import { sayMeasure } from '../../functions/improvements/measure.ts';
import { openFindings } from '../../functions/improvements/open-findings.ts';
import { ownerName } from '../../functions/improvements/owner.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { dayOf } from '../../functions/measures/row.ts';
import { createLinkCutsStore } from '../../functions/pages/link-cuts.store.ts';
import type { Refusal } from '../../functions/requests/change.ts';
import { MANAGER } from '../../functions/requests/concern.ts';
import { createTrendsStore } from '../../functions/trends/trends.store.ts';
import { CONFIG } from '../config.ts';
import { countUnreviewed } from '../translations.ts';
import { type CsvWish, giveCsv } from './give-csv.ts';
import { say } from './options.ts';
import { OpsError, type Where, findService, readRegister } from './register.ts';

/** What every command works with. */
const open = async (options: Where) => {
  const service = await findService(options);
  const { client, table, notices, measures, now } = service;
  const { newest } = await readRegister(service);
  return {
    now,
    catalogue: catalogueFrom(newest),
    office: CONFIG[options.environment ?? 'local'].office,
    improvements: createImprovementsStore(client, { requests: table, notices }, () => now),
    measures: createMeasuresStore(client, measures),
    trends: createTrendsStore(client, measures),
    cuts: createLinkCutsStore(client, table),
  };
};
type Opened = Awaited<ReturnType<typeof open>>;

/** The manager's commands are hers: whoever else they write to gets links that open. */
const contextOf = async ({ catalogue, office, cuts, now }: Opened, reader?: string): Promise<ImprovementContext> => {
  const from = reader === undefined ? undefined : await cuts.linksFrom(queueOfHolder(reader));
  const linksFrom = new Map(reader !== undefined && from !== undefined ? [[reader, from]] : []);
  return { by: MANAGER, today: dayOf(now), catalogue, office, linksFrom };
};

/** A refusal as a person at a terminal reads it: the option at fault first. */
const errorOf = ({ field, message }: Refusal): OpsError =>
  new OpsError(field && field !== 'action' ? `--${field}: ${message}` : message);

const load = async ({ improvements }: Opened, id: string): Promise<ImprovementFile> => {
  const file = await improvements.load(id);
  if (file) return file;
  throw new OpsError(`There is no improvement ${id}; \`improvements list\` shows which there are.`);
};

const TITLES = [
  'improvement',
  'state',
  'title',
  'comes from',
  'finding',
  'owner',
  'measured by',
  'changed on',
  'review on',
  'before',
  'n before',
  'after',
  'n after',
  'low',
  'high',
  'verdict',
  'measured',
  'reason',
];

const NO_DATA = 'no data';

const rowOf = (improvement: Improvement, { catalogue }: Opened): string[] => {
  const { id, state, title, source, owner, measure, change, reviewOn, review, closed } = improvement;
  const effect = review?.effect;
  const number = (value: number | undefined) => (effect ? (value?.toString() ?? NO_DATA) : '');
  return [
    id,
    state,
    title,
    SOURCE_WORDS[source.kind],
    source.findingId ?? '',
    ownerName(owner, catalogue),
    measure ? sayMeasure(measure, catalogue) : '',
    change?.on ?? '',
    reviewOn ?? '',
    ...[effect?.before.value, effect?.before.n, effect?.after.value, effect?.after.n].map(number),
    ...[effect?.interval?.[0], effect?.interval?.[1]].map(number),
    effect ? VERDICT_WORDS[effect.verdict] : '',
    closed ? (closed.measured ? 'yes' : 'closed without a measurement') : '',
    closed?.reason ?? '',
  ];
};

/** Prints the improvements, as lines or as CSV; those that were closed without a measurement say so. */
export const listImprovements = async (options: Where & { csv?: CsvWish }): Promise<void> => {
  const opened = await open(options);
  const all = await opened.improvements.list();
  if (await giveCsv({ titles: TITLES, rows: all.map((one) => rowOf(one, opened)) }, options.csv)) return;
  if (all.length === 0) say('There is no improvement yet; `improvements start` begins one.');
  for (const improvement of all) {
    const { id, title, owner, reviewOn, state } = improvement;
    const review = state === 'changed' && reviewOn ? `, review on ${reviewOn}` : '';
    say(`${id.padEnd(6)} ${title}`);
    say(`       ${sayOutcome(improvement)}; ${ownerName(owner, opened.catalogue)}${review}`);
  }
};

/** Prints an improvement with its history. Throws an OpsError for one that there is not. */
export const showImprovement = async (id: string, options: Where): Promise<void> => {
  const opened = await open(options);
  const { improvement, lines } = await load(opened, id);
  const { title, source, measure, owner, review, closed } = improvement;
  const { catalogue } = opened;
  say(`${id}: ${title}`);
  say(`${sayOutcome(improvement)}; owned by ${ownerName(owner, catalogue)}`);
  say(`Comes from: ${SOURCE_WORDS[source.kind]}${source.said ? `: ${source.said}` : ''}`);
  if (source.cases?.length) say(`Cases: ${source.cases.join(' ')}`);
  say(`Measured by: ${measure ? sayMeasure(measure, catalogue) : 'no figure'}`);
  if (review?.effect) say(sayEffect(review.effect));
  if (closed?.reason) say(`Closed because: ${closed.reason}`);
  for (const { at, by, type, text, owner: to, on, reviewOn } of lines) {
    const facts = [to && `owner ${to}`, on && `changed on ${on}`, reviewOn && `review on ${reviewOn}`, text];
    say(
      `${new Date(at).toISOString()}  ${[`${IMPROVEMENT_LINE_WORDS[type]} (${by.name})`, ...facts.filter(Boolean)].join('; ')}`,
    );
  }
};

/** What begins an improvement on the command line. */
export interface StartOptions extends Where {
  finding?: string;
  title?: string;
  source?: string;
  said?: string;
  figure?: string;
  type?: string;
  partner?: string;
  owner: string;
  dryRun?: boolean;
}

/** Begins an improvement with a finding, or by hand. Throws an OpsError that names the option at fault. */
export const beginByCommand = async (options: StartOptions): Promise<void> => {
  const opened = await open(options);
  const { catalogue, trends, improvements, now } = opened;
  const { finding, type, partner, title, source, said, figure, owner, dryRun } = options;
  if (type !== undefined && partner !== undefined) throw new OpsError('Name --type or --partner, not both.');
  const of = type !== undefined ? `type:${type}` : partner !== undefined ? `partner:${partner}` : undefined;
  const context = await contextOf(opened, owner);
  const reading = readBeginning(
    finding === undefined
      ? { action: 'start-by-hand', title, source, said, figure, of, owner }
      : { action: 'start', finding, owner },
    finding === undefined ? [] : await openFindings({ trends, unreviewed: countUnreviewed() }, catalogue, now),
    context,
  );
  if (reading.kind === 'refused') {
    const { field, message } = reading;
    // The figure's owner is named by one of two options here.
    throw errorOf({
      ...reading,
      ...(field === 'of' ? { field: type === undefined ? 'partner' : 'type' } : {}),
      message,
    });
  }
  const { command } = reading;
  if (dryRun)
    return say(
      `Would begin: ${command.title}; measured by ${command.measure ? sayMeasure(command.measure, catalogue) : 'no figure'}; owned by ${ownerName(command.owner, catalogue)}.`,
    );
  const begun = await beginImprovement(command, improvements, context, now);
  if (begun.kind === 'refused') throw errorOf(begun);
  say(`${begun.improvement.id}: ${begun.improvement.title}`);
};

/** What the commands of one improvement take; each as its page's field of the same name. */
export interface ChangeOptions extends Where {
  owner?: string;
  text?: string;
  on?: string;
  reviewOn?: string;
  reason?: string;
  dryRun?: boolean;
}

/**
 * Does one thing with an improvement: gives it to somebody, writes down what was changed, moves its review, measures and reviews it, or closes it. With `dryRun` it is
 * said what would be, figures included, and nothing is kept. Throws an OpsError that names the option at fault.
 */
export const changeByCommand =
  (action: ImprovementAction) =>
  async (id: string, options: ChangeOptions): Promise<void> => {
    const opened = await open(options);
    const { catalogue, improvements, measures, now } = opened;
    const { improvement } = await load(opened, id);
    const { owner, text, on, reviewOn, reason, dryRun } = options;
    const reading = readImprovementCommand({ action, owner, text, on, 'review-on': reviewOn, reason }, catalogue);
    if (reading.kind === 'refused') throw errorOf(reading);
    const context = await contextOf(opened, owner);
    const effect = action === 'review' ? await measureEffect(improvement, measures, context.today) : undefined;
    const outcome = changeImprovement(improvement, reading.command, { ...context, ...(effect ? { effect } : {}) }, now);
    if (outcome.kind === 'refused') throw errorOf(outcome);
    if (outcome.kind === 'unchanged') return say(`${id} is so already.`);
    if (!dryRun && !(await improvements.write(outcome)))
      throw new OpsError(`Somebody else changed ${id} at this moment; look at it again.`);
    say(`${id}: ${dryRun ? 'would be: ' : ''}${sayOutcome(outcome.improvement)}`);
    if (effect) say(sayEffect(effect));
    if (action === 'review' && !effect) say('Nothing was measured: it has no figure.');
  };
