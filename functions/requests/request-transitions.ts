import type { RequestStatus } from './request.ts';

/** From which status a request may come to which, and by what; what is not here is refused, by the rules and by the table's own condition. */
export const REQUEST_TRANSITIONS: Record<RequestStatus, Partial<Record<RequestStatus, string>>> = {
  received: { 'in-review': 'held for a person', 'in-progress': 'accepted by rule' },
  'in-review': {
    'in-progress': 'accepted or merged',
    resolved: 'answered at once',
    closed: 'declined, referred or withdrawn',
  },
  'in-progress': {
    'on-hold': 'all open work on hold',
    resolved: 'all work ended',
    'in-review': 'nobody left who does it',
    closed: 'withdrawn',
  },
  'on-hold': {
    'in-progress': 'work goes on',
    resolved: 'all work ended',
    'in-review': 'nobody left who does it',
    closed: 'withdrawn',
  },
  resolved: { closed: 'survey window over', 'in-progress': 'reopened' },
  closed: { 'in-progress': 'its leader was reopened' },
};

const STATUSES = Object.keys(REQUEST_TRANSITIONS) as RequestStatus[];

/** Whether a request may come from one status to another; staying where it is, while something else of it changes, is always allowed. */
export const mayBecome = (from: RequestStatus, to: RequestStatus): boolean =>
  from === to || REQUEST_TRANSITIONS[from][to] !== undefined;

/** The statuses from which one may be reached: what the record in the table must say when the change is written. */
export const requestStatusesBefore = (to: RequestStatus): RequestStatus[] =>
  STATUSES.filter((from) => mayBecome(from, to));
