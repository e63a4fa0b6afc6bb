import { describe, expect, it } from 'vitest';
import { aboutRequest, noticeForConstituent, promiseOf } from '../../functions/notices/constituent-notice.ts';
import { STATUS_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { TUESDAY, aRequest, changeOf, aContext } from '../support/builders.ts';
import { reviewRequest } from '../../functions/review/review.ts';

const { request } = aRequest.inProgress();
const declined = (of = request, repeat?: number) =>
  noticeForConstituent(
    of,
    'request-declined',
    { ...aboutRequest(of, 'Pothole'), resolution: 'The street belongs to the state.', outcome: 'referred' },
    repeat,
  );
const withReporter = (reporter: typeof request.reporter) => {
  const { reporter: _, ...rest } = request;
  return reporter ? { ...rest, reporter } : rest;
};

describe('a notice for the constituent', () => {
  it('is written to them in their language, with the page of their request', () => {
    expect(declined()).toEqual([
      {
        id: `${request.id}#1#request-declined`,
        requestId: request.id,
        message: 'request-declined',
        audience: 'constituent',
        to: 'ana@resident.example',
        language: 'en',
        timeZone: 'America/New_York',
        link: { purpose: 'request', id: request.id, expiresAt: TUESDAY + STATUS_LINK_LIFE_MS },
        values: {
          requestId: request.id,
          typeName: 'Pothole',
          place: '12 Elm St',
          resolution: 'The street belongs to the state.',
          outcome: 'referred',
        },
      },
    ]);
    expect(declined(withReporter({ email: 'ana@resident.example', language: 'es' }))[0]!.language).toBe('es');
  });

  it.each<[string, typeof request.reporter]>([
    ['anonymous', undefined],
    ['without an address', { name: 'Ana', phone: '617-555-0100', language: 'en' }],
    ['with an empty address', { email: '', language: 'en' }],
  ])('R147 is none where nobody can be written to: %s', (_, reporter) => {
    expect(declined(withReporter(reporter))).toEqual([]);
  });

  it('R147 is none, and the request goes its way and is counted all the same', () => {
    const received = aRequest.received();
    const { reporter: _, ...anonymous } = received.request;
    const change = changeOf(reviewRequest({ ...received, request: anonymous }, aContext(), TUESDAY));
    expect(change.request.status).toBe('in-progress');
    expect(change.events.map(({ type }) => type)).toEqual(['request-accepted', 'work-order-offered']);
    expect(change.notices.map(({ audience }) => audience)).toEqual(['partner']);
  });

  it('R130 has the same id for the same occasion, and another for each cycle and each repetition', () => {
    const ids = [declined(), declined(request, 3), declined(request, 4), declined({ ...request, cycle: 2 })].map(
      ([notice]) => notice!.id,
    );
    expect(new Set(ids).size).toBe(4);
    expect(declined()[0]!.id).toBe(ids[0]);
  });

  it('says no place where none is known', () => {
    expect(aboutRequest({ ...request, place: {} }, 'Pothole')).toEqual({ requestId: request.id, typeName: 'Pothole' });
  });
});

describe('a promise in a notice', () => {
  it('is the target and the moment that it ends', () => {
    const [clock] = request.clocks;
    expect(promiseOf(clock)).toEqual({
      promise: { target: { kind: 'business-days', amount: 2 } },
      dueAt: { instant: clock!.dueAt },
    });
  });

  it('R89 is left out where nothing is promised', () => {
    const { dueAt: _, ...clock } = request.clocks[0]!;
    expect(promiseOf({ ...clock, target: { kind: 'none' } })).toEqual({});
    expect(promiseOf(undefined)).toEqual({});
  });
});
