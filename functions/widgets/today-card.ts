import { countIn } from '../measures/figures.ts';
import type { Backlog } from '../measures/backlog.ts';
import type { RollUp } from '../measures/roll-up.ts';
import { FEWEST_RATINGS } from '../measures/kpi.ts';
import type { Window } from '../measures/window.ts';
import type { ConcernLine, ReviewLine } from '../requests/queue-line.ts';
import { type Html, html } from '../shared/html.ts';
import { GOALS } from '../measures/contract.ts';
import { sayCount, sayShare } from '../measures/say-figure.ts';
import { sayWhose } from './late-list.ts';
import type { Promised } from './open-lines.ts';
import { figuresWithin, onTimeOf, shareOf } from './weeks.ts';

/** Days that the figures beside a goal are of. */
export const DAYS_SHOWN = 30;

/** What the morning is drawn from. */
export interface TodaySources {
  backlog: Backlog;
  late: readonly Promised[];
  dueToday: readonly Promised[];
  reviews: { lines: readonly ReviewLine[]; more: boolean };
  concerns: { lines: readonly ConcernLine[]; more: boolean };
  findings: number;
  rollUps: readonly RollUp[];
  window: Window;
}

interface Tile {
  name: string;
  value: string;
  /** What it is to be, or what it is of. */
  beside: string;
  kept?: boolean;
}

const PERCENT = 100;
const goal = (share: number): string => `${share * PERCENT} %`;

/** A queue as far as it was counted. */
type Counted = Pick<TodaySources['reviews'] | TodaySources['concerns'], 'lines' | 'more'>;

/** How many of a queue something is true of: where it is true of all that were counted, it may be of those behind them too. */
const sayCounted = (count: number, { lines, more }: Counted): string =>
  more && count === lines.length ? `${sayCount(count)} and more` : sayCount(count);

/** The headline numbers, each beside what it is to be; a count that is to be none is kept at zero. */
const tilesOf = (
  { backlog, late, dueToday, reviews, concerns, rollUps, window }: TodaySources,
  now: number,
): Tile[] => {
  const figures = figuresWithin(rollUps, window);
  const resolved = countIn(figures, 'met', 'missed', 'noTarget', 'inquiriesAnswered');
  const rated = countIn(figures, 'rated');
  const none = (name: string, count: number, beside = 'goal 0', value = sayCount(count)): Tile => ({
    name,
    value,
    beside,
    kept: count === 0,
  });
  const ofQueue = (name: string, count: number, queue: Counted, what: string): Tile =>
    none(name, count, `goal 0, of ${sayCounted(queue.lines.length, queue)} ${what}`, sayCounted(count, queue));
  const share = (
    name: string,
    value: number | undefined,
    n: number,
    wanted: string,
    kept: (share: number) => boolean,
  ): Tile => ({
    name,
    value: sayShare(value),
    beside: `goal ${wanted}, of ${sayCount(n)} in ${DAYS_SHOWN} days`,
    ...(value === undefined ? {} : { kept: kept(value) }),
  });
  const rating = rated < FEWEST_RATINGS ? undefined : countIn(figures, 'overall') / rated;
  return [
    none('Late', late.length),
    { name: 'Due today', value: sayCount(dueToday.length), beside: 'by midnight' },
    { name: 'At risk', value: sayCount(backlog.atRisk), beside: 'their promise is nearly over' },
    ofQueue('Reviews over time', lateReviews(reviews.lines, now), reviews, 'in review'),
    ofQueue('Not contacted in time', lateConcerns(concerns.lines, now), concerns, 'open'),
    { name: 'Open', value: sayCount(backlog.open), beside: `oldest ${sayDays(backlog.oldestOpenDays)}` },
    share(
      'On time, closed with a target',
      onTimeOf(figures),
      countIn(figures, 'met', 'missed'),
      goal(GOALS.onTime),
      (value) => value >= GOALS.onTime,
    ),
    share(
      'Opened again',
      shareOf(countIn(figures, 'reopened'), resolved),
      resolved,
      `below ${goal(GOALS.reopened)}`,
      (value) => value < GOALS.reopened,
    ),
    {
      name: 'Residents, overall',
      value: rating === undefined ? (rated === 0 ? '–' : 'too few') : rating.toFixed(2),
      beside: `goal ${GOALS.rating} of 5, ${rated} answers in ${DAYS_SHOWN} days`,
      ...(rating === undefined ? {} : { kept: rating >= GOALS.rating }),
    },
  ];
};

const sayDays = (days: number): string => {
  const whole = Math.floor(days);
  return `${whole} ${whole === 1 ? 'day' : 'days'}`;
};

const lateReviews = (lines: readonly ReviewLine[], now: number): number =>
  lines.filter(({ dueAt }) => dueAt !== undefined && dueAt < now).length;

const lateConcerns = (lines: readonly ConcernLine[], now: number): number =>
  lines.filter(({ contactBy }) => contactBy !== undefined && contactBy < now).length;

/** That a queue goes on behind what was counted of it. */
const behind = ({ more }: Counted): string => (more ? ', and those behind them' : '');

/**
 * What to do, in its order: people who wait for a word, then decisions that hold up work, then what is late, then what can still be kept.
 * What is not there has no line.
 */
export const tasksOf = (sources: TodaySources, now: number): string[] => {
  const { backlog, late, dueToday, reviews, concerns, findings } = sources;
  const overdue = lateReviews(reviews.lines, now);
  const calls = lateConcerns(concerns.lines, now);
  const waiting = concerns.lines.filter(({ contactBy }) => contactBy !== undefined).length - calls;
  return [
    calls > 0
      ? `Call ${sayCounted(calls, concerns)} who raised a concern and ${calls === 1 ? 'was' : 'were'} promised a word by now.`
      : '',
    overdue > 0
      ? `Decide on ${sayCounted(overdue, reviews)} ${overdue === 1 ? 'request that waits' : 'requests that wait'} longer in review than was promised.`
      : '',
    late.length > 0 ? `Ask for ${late.length} that ${late.length === 1 ? 'is' : 'are'} late: ${sayWhose(late)}.` : '',
    dueToday.length > 0
      ? `See that ${dueToday.length} due today ${dueToday.length === 1 ? 'is' : 'are'} done: ${sayWhose(dueToday)}.`
      : '',
    backlog.atRisk > 0 ? `Look at ${backlog.atRisk} at risk: nothing has been missed yet.` : '',
    reviews.lines.length > overdue
      ? `Decide on ${reviews.lines.length - overdue} ${overdue > 0 ? 'more ' : ''}in review${behind(reviews)}.`
      : '',
    waiting > 0
      ? `Contact ${waiting} ${calls > 0 ? 'more ' : ''}who raised a concern, each by the day that they were told${behind(concerns)}.`
      : '',
    findings > 0 ? `Read ${findings} ${findings === 1 ? 'finding' : 'findings'}: what changed beyond chance.` : '',
  ].filter(Boolean);
};

/** The manager's morning: what to do, in its order, and the headline numbers beside what they are to be. */
export const todayCard = (sources: TodaySources, now: number): Html => {
  const tasks = tasksOf(sources, now);
  return html`<dl class="w-tiles">
      ${tilesOf(sources, now).map(
        ({ name, value, beside, kept }) =>
          html`<div class="${kept === undefined ? '' : kept ? 'w-kept' : 'w-missed'}">
            <dt>${name}</dt>
            <dd>${value}<small>${kept === false ? 'not kept: ' : ''}${beside}</small></dd>
          </div>`,
      )}
    </dl>
    <h3>To do today, in this order</h3>
    ${
      tasks.length === 0
        ? html`<p><b class="w-good">Nothing needs you today.</b> Nothing is late, due or waiting.</p>`
        : html`<ol>
            ${tasks.map((task) => html`<li>${task}</li>`)}
          </ol>`
    }`;
};
