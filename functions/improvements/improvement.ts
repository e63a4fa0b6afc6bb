import type { Actor } from '../requests/event.ts';
import type { Effect } from './effect.ts';
import type { Measure } from './measure.ts';

/** The states of an improvement; `from → to` stands in `IMPROVEMENT_TRANSITIONS`. */
export const IMPROVEMENT_STATES = ['open', 'changed', 'reviewed', 'closed'] as const;
export type ImprovementState = (typeof IMPROVEMENT_STATES)[number];

/** What can be done with an improvement once it is there. */
export const IMPROVEMENT_ACTIONS = ['assign', 'change', 'move', 'review', 'close'] as const;
export type ImprovementAction = (typeof IMPROVEMENT_ACTIONS)[number];

/** From which state an action leads where; what is not here is refused. A review that comes too early to tell is moved, and a change that did not help changed again. */
export const IMPROVEMENT_TRANSITIONS: Record<ImprovementState, Partial<Record<ImprovementAction, ImprovementState>>> = {
  open: { assign: 'open', change: 'changed', close: 'closed' },
  changed: { assign: 'changed', change: 'changed', move: 'changed', review: 'reviewed', close: 'closed' },
  reviewed: { assign: 'reviewed', change: 'changed', move: 'changed', close: 'closed' },
  closed: {},
};

/** What an improvement that nobody found by a test can begin with. */
export const HAND_SOURCES = ['audit', 'survey', 'concern', 'other'] as const;

/** What it begins with: a finding of the trends or of the register, or what a person saw. */
export type SourceKind = 'trend' | 'register' | (typeof HAND_SOURCES)[number];

/** What an improvement began with, as it was then. */
export interface Source {
  kind: SourceKind;
  /** The finding's own id. */
  findingId?: string;
  /** What was found, in an English sentence with its figures. */
  said?: string;
  /** Some requests that it is of. */
  cases?: string[];
}

/** The desk that answers for reviews, as an owner. */
export const REVIEW_DESK = 'review-desk';

/** Something that is to be better: what was found, who answers for it, what was changed, and whether it helped. */
export interface Improvement {
  /** Its number, as people read it: `I-12`. */
  id: string;
  version: number;
  state: ImprovementState;
  /** What is to be better. */
  title: string;
  source: Source;
  /** The figure by which it is known whether it helped; absent where no figure says so. */
  measure?: Measure;
  /** Who answers for it: `service-operations-manager`, `review-desk`, or a partner's code. */
  owner: string;
  /** UTC instant. */
  startedAt: number;
  /** The latest change: what, and on what local date. Earlier ones stand in the history. */
  change?: { text: string; on: string };
  /** The local date on which it is looked at whether the change helped. */
  reviewOn?: string;
  /** The review dates that the owner, and after them the manager, were last written to about. */
  remindedOf?: string;
  escalatedOf?: string;
  /** The latest review: what it says, and what was measured; without an effect nothing was. */
  review?: { text: string; at: number; effect?: Effect };
  /** How it ended. `measured` is false where no effect was measured, and then there is a reason. */
  closed?: { at: number; measured: boolean; reason?: string };
}

/** Every kind of line that the history of an improvement can hold. */
export const IMPROVEMENT_LINES = [
  'started',
  'assigned',
  'changed',
  'review-moved',
  'reminded',
  'escalated',
  'reviewed',
  'closed',
] as const;
export type ImprovementLineType = (typeof IMPROVEMENT_LINES)[number];

/** One line of the history of an improvement, which is only ever added to. */
export interface ImprovementLine {
  /** The version of the improvement that it made. */
  version: number;
  type: ImprovementLineType;
  /** UTC instant. */
  at: number;
  by: Actor;
  /** What the person wrote. */
  text?: string;
  /** The owner that it was given to. */
  owner?: string;
  /** The local date of the change, and that of the review. */
  on?: string;
  reviewOn?: string;
  effect?: Effect;
}

/** An improvement with its whole history, oldest line first. */
export interface ImprovementFile {
  improvement: Improvement;
  lines: ImprovementLine[];
}

/** The state that an action leads to, or undefined when it is not allowed. */
export const nextImprovementState = (from: ImprovementState, action: ImprovementAction): ImprovementState | undefined =>
  IMPROVEMENT_TRANSITIONS[from][action];

/** Whether an improvement has an effect that was measured: figures before and after, whatever they say. */
export const isMeasured = ({ review }: Pick<Improvement, 'review'>): boolean =>
  review?.effect !== undefined && review.effect.verdict !== 'no-data';

const NUMBER = /^I-([1-9]\d{0,5})$/;

/** The number that follows all of these. */
export const nextImprovementId = (known: readonly Pick<Improvement, 'id'>[]): string =>
  `I-${1 + Math.max(0, ...known.map(({ id }) => Number(NUMBER.exec(id)?.[1] ?? 0)))}`;
