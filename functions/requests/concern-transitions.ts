import { CONCERN_STATUSES, type ConcernStatus } from './concern.ts';

/** What its owner can do with a concern. */
export const CONCERN_ACTIONS = ['contact', 'note', 'hand-on', 'resolve'] as const;
export type ConcernAction = (typeof CONCERN_ACTIONS)[number];

/** From which state an action leads where; what is not here is refused. A page offers what stands in its state's row. */
export const CONCERN_TRANSITIONS: Record<ConcernStatus, Partial<Record<ConcernAction, ConcernStatus>>> = {
  open: { contact: 'contacted', note: 'open', 'hand-on': 'open', resolve: 'resolved' },
  contacted: { note: 'contacted', 'hand-on': 'contacted', resolve: 'resolved' },
  resolved: {},
};

/** The state that an action leads to, or undefined when it is not allowed. */
export const nextConcernStatus = (from: ConcernStatus, action: ConcernAction): ConcernStatus | undefined =>
  CONCERN_TRANSITIONS[from][action];

/** The actions that are allowed in a state, in their order. */
export const allowedConcernActions = (status: ConcernStatus): ConcernAction[] =>
  CONCERN_ACTIONS.filter((action) => nextConcernStatus(status, action) !== undefined);

/** The states from which an action leads to a state: what the table's own record must say when the change is written. */
export const concernStatusesBefore = (to: ConcernStatus): ConcernStatus[] =>
  CONCERN_STATUSES.filter((from) => Object.values(CONCERN_TRANSITIONS[from]).includes(to));
