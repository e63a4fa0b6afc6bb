import type { NoticeDraft } from '../notices/notice.ts';
import { type Refusal, invalid, wrongState } from '../requests/change.ts';
import { MANAGER } from '../requests/concern.ts';
import type { Effect } from './effect.ts';
import type { ImprovementCommand } from './improvement-command.ts';
import { type NoticeContext, ownedNotice } from './improvement-notices.ts';
import {
  type Improvement,
  type ImprovementLine,
  type Source,
  isMeasured,
  nextImprovementState,
} from './improvement.ts';
import type { Measure } from './measure.ts';
import { actorOf } from './owner.ts';
import { earliestReview } from './windows.ts';

/** What a decision writes, all of it in one transaction. */
export interface ImprovementChange {
  kind: 'changed';
  improvement: Improvement;
  line: ImprovementLine;
  notices: NoticeDraft[];
}

export type ImprovementOutcome = ImprovementChange | { kind: 'unchanged' } | Refusal;

/** What decisions stand on: who decides, the city's date, and for a review what was measured. */
export interface ImprovementContext extends NoticeContext {
  /** A code as owners have it. */
  by: string;
  /** Local date. */
  today: string;
  effect?: Effect;
}

/** Longest time from a change to its review, years. */
const MOST_YEARS = 2;

const STATE_WORDS = {
  open: 'Nothing was changed yet, so that there is nothing to review.',
  changed: 'This is not possible while a change waits for its review.',
  reviewed: 'This was reviewed already.',
  closed: 'This improvement is closed.',
} as const;

/** Begins an improvement; its owner is written to, unless it is whoever begins it. */
export const startImprovement = (
  id: string,
  { title, source, measure, owner }: { title: string; source: Source; measure?: Measure; owner: string },
  context: ImprovementContext,
  now: number,
): ImprovementChange => {
  const improvement: Improvement = {
    id,
    version: 1,
    state: 'open',
    title,
    source,
    ...(measure ? { measure } : {}),
    owner,
    startedAt: now,
  };
  const line = { version: 1, type: 'started', at: now, by: actorOf(context.by), owner } as const;
  return { kind: 'changed', improvement, line, notices: noticesToOwner(improvement, context, now) };
};

/** The owner is told; whoever gives it to themselves knows. */
const noticesToOwner = (improvement: Improvement, context: ImprovementContext, now: number): NoticeDraft[] =>
  improvement.owner === context.by ? [] : [ownedNotice(improvement, context, now)];

/**
 * Carries an action out, or refuses it with a sentence. Only the manager gives an improvement to somebody and closes it; its owner says what was changed and
 * reviews it. What is so already is no change, because a double click is no error.
 */
export const changeImprovement = (
  before: Improvement,
  command: ImprovementCommand,
  context: ImprovementContext,
  now: number,
): ImprovementOutcome => {
  if (isSame(before, command)) return { kind: 'unchanged' };
  const state = nextImprovementState(before.state, command.action);
  if (!state) return wrongState(STATE_WORDS[before.state]);
  const by = actorOf(context.by);
  const next = (
    more: Partial<Improvement>,
    line: Pick<ImprovementLine, 'type'> & Partial<ImprovementLine>,
  ): ImprovementChange => {
    const version = before.version + 1;
    const { review, ...rest } = before;
    // What a review said of an earlier change stays in the history, and says nothing of the one that waits now.
    const kept = review && state !== 'changed' ? { review } : {};
    return {
      kind: 'changed',
      improvement: { ...rest, ...kept, ...more, state, version },
      line: { version, at: now, by, ...line },
      notices: [],
    };
  };
  switch (command.action) {
    case 'assign': {
      if (context.by !== MANAGER) return wrongState(MANAGERS_ONLY);
      const { owner } = command;
      const change = next({ owner }, { type: 'assigned', owner });
      return { ...change, notices: noticesToOwner(change.improvement, context, now) };
    }
    case 'change':
      return changed(command, context, next);
    case 'move':
      return moved(before, command.reviewOn, context, next);
    case 'review':
      return reviewed(before, command.text, context, now, next);
    case 'close':
      return closed(before, command.reason, context, now, next);
    default:
      return command satisfies never;
  }
};

type Next = (
  more: Partial<Improvement>,
  line: Pick<ImprovementLine, 'type'> & Partial<ImprovementLine>,
) => ImprovementChange;

const MANAGERS_ONLY = 'Only the Service Operations Manager does this.';

const isSame = ({ state, owner, change, reviewOn, review, closed: end }: Improvement, command: ImprovementCommand) => {
  switch (command.action) {
    case 'assign':
      return state !== 'closed' && owner === command.owner;
    case 'change':
      return (
        state === 'changed' &&
        change?.text === command.text &&
        change.on === command.on &&
        reviewOn === command.reviewOn
      );
    case 'move':
      return state === 'changed' && reviewOn === command.reviewOn;
    case 'review':
      return state === 'reviewed' && review?.text === command.text;
    case 'close':
      return state === 'closed' && end?.reason === command.reason;
    default:
      return command satisfies never;
  }
};

const yearsLater = (date: string, years: number): string => `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;

/** Why a review cannot be on a day; undefined where it can. */
const wrongReviewDay = (changedOn: string, reviewOn: string, today: string): Refusal | undefined => {
  const earliest = earliestReview(changedOn);
  if (reviewOn < earliest)
    return invalid('review-on', `Two whole weeks have to pass after the change: review on ${earliest} or later.`);
  if (reviewOn <= today) return invalid('review-on', 'Choose a day to come.');
  const latest = yearsLater(today, MOST_YEARS);
  return reviewOn > latest
    ? invalid('review-on', `Choose a day within two years: ${latest} at the latest.`)
    : undefined;
};

const changed = (
  { text, on, reviewOn }: Extract<ImprovementCommand, { action: 'change' }>,
  { today }: ImprovementContext,
  next: Next,
): ImprovementOutcome => {
  if (on > today) return invalid('on', 'Write a change down once it was made: today or earlier.');
  const earliest = yearsLater(today, -MOST_YEARS);
  if (on < earliest) return invalid('on', `Write down what was changed on ${earliest} or later.`);
  return (
    wrongReviewDay(on, reviewOn, today) ??
    next({ change: { text, on }, reviewOn }, { type: 'changed', text, on, reviewOn })
  );
};

const moved = (
  { change }: Improvement,
  reviewOn: string,
  { today }: ImprovementContext,
  next: Next,
): ImprovementOutcome =>
  (change && wrongReviewDay(change.on, reviewOn, today)) ?? next({ reviewOn }, { type: 'review-moved', reviewOn });

const reviewed = (
  { reviewOn = '' }: Improvement,
  text: string,
  { today, effect }: ImprovementContext,
  now: number,
  next: Next,
): ImprovementOutcome => {
  if (today < reviewOn) return wrongState(`It is to be reviewed on ${reviewOn}; a nearer day can be chosen before.`);
  const measured = effect ? { effect } : {};
  return next({ review: { text, at: now, ...measured } }, { type: 'reviewed', text, ...measured });
};

const closed = (
  before: Improvement,
  reason: string | undefined,
  { by }: ImprovementContext,
  now: number,
  next: Next,
): ImprovementOutcome => {
  if (by !== MANAGER) return wrongState(MANAGERS_ONLY);
  const measured = isMeasured(before);
  if (!measured && reason === undefined)
    return invalid('reason', 'Nothing was measured: say why it is closed without it.');
  return next(
    { closed: { at: now, measured, ...(reason === undefined ? {} : { reason }) } },
    { type: 'closed', ...(reason === undefined ? {} : { text: reason }) },
  );
};
