import { describe, expect, test } from 'vitest';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { handleConcern } from '../../functions/concerns/handle-concern.ts';
import { RAISE_CONCERN, raiseConcern } from '../../functions/concerns/raise-concern.ts';
import type { NoticeDraft } from '../../functions/notices/notice.ts';
import { isOver } from '../../functions/requests/request.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';
import { reopenCase } from '../../functions/work-orders/reopen-request.ts';
import { DAY, HOUR, TUESDAY, aContext, aRequest, changeOf, keep, work } from '../support/builders.ts';

const DESK = { kind: 'reviewer', name: 'review desk' } as const;
const RESIDENT = { kind: 'constituent', name: 'constituent' } as const;
const AGAIN = 'He still waits at my door.';
const LATE = TUESDAY + 40 * DAY;
const context = aContext();

/** Every letter that those who work on a request are written in its life, by the request's privacy. */
const LETTERS: Record<string, (isPrivate: boolean) => NoticeDraft[]> = {
  'to the review desk': (isPrivate) =>
    changeOf(reviewRequest(aRequest.received({ reportedType: 'dragon', private: isPrivate }), context, TUESDAY))
      .notices,
  'that offers work': (isPrivate) =>
    changeOf(reviewRequest(aRequest.received({ private: isPrivate }), context, TUESDAY)).notices,
  'about what is due': (isPrivate) =>
    changeOf(actOnDue(aRequest.inProgress({ private: isPrivate }), context, LATE)).notices,
  'about a pause': (isPrivate) => changeOf(actOnDue(aRequest.onHold({ private: isPrivate }), context, LATE)).notices,
  'that offers work again': (isPrivate) => {
    const file = aRequest.resolved({ private: isPrivate });
    const { request } = file;
    if (!isOver(request) || request.status !== 'resolved') throw new Error('It is not resolved.');
    const reopening = { text: AGAIN, by: RESIDENT };
    return changeOf(reopenCase({ ...file, request }, reopening, context, TUESDAY + 5 * HOUR)).notices;
  },
  'about a concern': (isPrivate) =>
    changeOf(
      raiseConcern(
        aRequest.inProgress({ private: isPrivate }),
        { action: RAISE_CONCERN, reason: 'safety', text: AGAIN },
        RESIDENT,
        context,
        TUESDAY + HOUR,
      ),
    ).notices,
  'about a concern that is handed on': (isPrivate) => {
    const command = { action: RAISE_CONCERN, reason: 'safety', text: AGAIN } as const;
    const file = aRequest.inProgress({ private: isPrivate });
    const raised = keep(file, changeOf(raiseConcern(file, command, RESIDENT, context, TUESDAY + HOUR)));
    const handOn = { action: 'hand-on', to: 'water-sewer', text: AGAIN } as const;
    const concernId = raised.concerns![0]!.id;
    return changeOf(handleConcern(raised, concernId, handOn, DESK, context, TUESDAY + 2 * HOUR)).notices;
  },
  'about work that is passed on': (isPrivate) => {
    const file = aRequest.inProgress({ private: isPrivate });
    const passOn = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text: AGAIN } as const;
    return changeOf(progressWorkOrder(file, file.workOrders[0]!.id, passOn, context, TUESDAY + HOUR)).notices;
  },
  'about what was tried': (isPrivate) => {
    const file = aRequest.inProgress({ private: isPrivate });
    const part = { action: 'add-work', partner: 'water-sewer', task: 'Look at the cover.' } as const;
    const parted = keep(file, changeOf(decideReview(file, part, context, TUESDAY + HOUR)));
    const tried = work(parted, { action: 'complete', outcome: 'unable', resolution: AGAIN }, TUESDAY + 2 * HOUR);
    return changeOf(actOnDue(tried, context, LATE)).notices;
  },
};

describe.each(Object.entries(LETTERS))('a letter %s', (_, lettersOf) => {
  const toWorkers = (isPrivate: boolean): string =>
    JSON.stringify(lettersOf(isPrivate).filter(({ audience }) => audience !== 'constituent'));

  test('has the resident’s words, but those about a private request: its page tells them to whoever says so first', () => {
    expect(toWorkers(false)).toMatch(/deep hole|at my door/);
    expect(toWorkers(true)).not.toMatch(/deep hole|at my door/);
  });
});

test('the resident’s own letter has what they wrote, also of a private request', () => {
  const { notices } = changeOf(reviewRequest(aRequest.received({ private: true }), context, TUESDAY));
  expect(notices.find(({ audience }) => audience === 'constituent')?.values.description).toContain('deep hole');
});
