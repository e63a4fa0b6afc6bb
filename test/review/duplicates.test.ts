import { describe, expect, it } from 'vitest';
import type { Request, ResolvedRequest } from '../../functions/requests/request.ts';
import { MOST_CANDIDATES, type Near, judgeCandidates, judgeRecurrence } from '../../functions/review/duplicates.ts';
import { HOUR, TUESDAY, aRequest } from '../support/builders.ts';

const fresh = aRequest.received({ sourceId: 'fresh' }).request;
const RESOLVED_AT = TUESDAY + 4 * HOUR;

const near = (request: Request, meters = 0): Near => ({ request, meters });
const open = (id: string): Request => aRequest.inProgress({ sourceId: id }).request;
const resolved = (id: string): ResolvedRequest => aRequest.resolved({ sourceId: id }).request;
const judge = (found: Near[], now = RESOLVED_AT + HOUR) => judgeCandidates(fresh, found, now);

describe('a candidate', () => {
  it.each([
    ['under way', open('a')],
    ['on hold', aRequest.onHold({ sourceId: 'a' }).request],
    ['in review', aRequest.inReview({ sourceId: 'a' }).request],
  ])('is a request near by that is %s (R40)', (_, request) => {
    expect(judge([near(request, 12)])).toEqual([{ requestId: request.id, kind: 'open', meters: 12 }]);
  });

  it('is one that was resolved with something done, as long as it can be opened again (R46)', () => {
    const ended = resolved('a');
    const candidate = { requestId: ended.id, kind: 'reopen', meters: 3 };
    const { closesAt } = ended;
    expect(judge([near(ended, 3)], closesAt - 1)).toEqual([candidate]);
    expect(judge([near(ended, 3)], closesAt)).toEqual([]);
    expect(judge([near({ ...ended, outcome: 'unable' })])).toEqual([]);
  });

  it('is none that is closed, because merging could not open it again: the report is a new case (R153)', () => {
    const { closesAt: closedAt, ...ended } = resolved('a');
    expect(judge([near({ ...ended, status: 'closed', closedAt })], closedAt + HOUR)).toEqual([]);
  });

  it('is the leader where one is found that follows it: there is no duplicate of a duplicate (R45)', () => {
    const leader = open('leader');
    const follows = { requestId: leader.id, since: TUESDAY, before: { status: 'in-progress' as const, clocks: [] } };
    const duplicate: Request = { ...open('follower'), follows: { ...follows, kind: 'duplicate' } };
    const shared: Request = { ...open('shared'), follows: { ...follows, kind: 'work-order' } };
    expect(judge([near(duplicate, 5)])).toEqual([{ requestId: leader.id, kind: 'open', meters: 5 }]);
    expect(judge([near(duplicate, 5), near(leader, 9), near(shared, 11)])).toEqual([
      { requestId: leader.id, kind: 'open', meters: 5 },
    ]);
  });

  it('is never the request itself, nor one that follows it (R45)', () => {
    const follower: Request = {
      ...open('follower'),
      follows: {
        requestId: fresh.id,
        kind: 'duplicate',
        since: TUESDAY,
        before: { status: 'in-progress', clocks: [] },
      },
    };
    expect(judge([near(fresh), near(follower)])).toEqual([]);
  });

  it('is never work that a partner found itself, because nobody reported it (R172)', () => {
    expect(judge([near({ ...open('found'), origin: 'proactive' })])).toEqual([]);
  });

  it('is never a request of another city', () => {
    expect(judge([near({ ...open('a'), catalogue: 'boston' })])).toEqual([]);
  });
});

describe('candidates', () => {
  it('are told open ones first, then the nearest', () => {
    const [far, close, ended] = [open('far'), open('close'), resolved('ended')];
    expect(judge([near(ended, 1), near(far, 30), near(close, 10)]).map(({ requestId }) => requestId)).toEqual([
      close.id,
      far.id,
      ended.id,
    ]);
  });

  it('are at most five, the likeliest, of a storm of reports (R15)', () => {
    const storm = Array.from({ length: 20 }, (_, index) => near(open(`storm-${index}`), 20 - index));
    const told = judge(storm);
    expect(told).toHaveLength(MOST_CANDIDATES);
    expect(told.map(({ meters }) => meters)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are none where nothing lies near', () => {
    expect(judge([])).toEqual([]);
  });
});

describe('what a request comes again after (R153)', () => {
  const later = { ...fresh, receivedAt: RESOLVED_AT + 60 * 24 * HOUR };
  const judged = (...found: Request[]) =>
    judgeRecurrence(
      later,
      found.map((one) => near(one)),
    );

  it('is the latest that had ended with something done', () => {
    const [first, second] = [resolved('a'), { ...resolved('b'), resolvedAt: RESOLVED_AT + HOUR } as Request];
    expect(judged(open('c'), first, second)).toBe(second.id);
    expect(judged(open('c'))).toBeUndefined();
    expect(judged({ ...resolved('a'), outcome: 'unable' } as Request)).toBeUndefined();
  });

  it('is nothing that ended more than half a year before', () => {
    const ended = (days: number) => ({ ...resolved('a'), resolvedAt: later.receivedAt - days * 24 * HOUR }) as Request;
    expect([judged(ended(183)), judged(ended(184))]).toEqual([resolved('a').id, undefined]);
  });

  it('is nothing that ended after it came, no work that a partner found itself, and no request of another city', () => {
    expect(judged({ ...resolved('a'), resolvedAt: later.receivedAt + 1 } as Request)).toBeUndefined();
    expect(judged({ ...resolved('a'), origin: 'proactive' })).toBeUndefined();
    expect(judged({ ...resolved('a'), catalogue: 'boston' })).toBeUndefined();
  });
});
