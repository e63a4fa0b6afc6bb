import { afterEach, describe, expect, it } from 'vitest';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { adoptStorms } from '../../functions/clocks/storms.ts';
import { addToBacklog, emptyBacklog, endOfDay } from '../../functions/measures/backlog.ts';
import { measureBacklog } from '../../functions/measures/measure-backlog.handler.ts';
import type { Watched } from '../../functions/requests/requests.store.ts';
import { DAY, HOUR, TUESDAY, aRequest, aStorm, somerville } from '../support/builders.ts';

const ZONE = 'America/New_York';
const NIGHT = TUESDAY + 15 * HOUR; // midnight in Somerville

const aWatched = (watched: Partial<Watched> = {}): Watched => ({
  requestId: 'R-TEST-0000-0000',
  wakeAt: TUESDAY,
  status: 'in-progress',
  partner: 'dpw-highway',
  receivedAt: TUESDAY,
  cycle: 1,
  version: 1,
  ...watched,
});
const backlogOf = (...requests: Partial<Watched>[]) => {
  const backlog = emptyBacklog();
  for (const request of requests) addToBacklog(backlog, aWatched(request), TUESDAY, NIGHT);
  return backlog;
};

describe('the backlog', () => {
  it('R178 is what is received, in review, in progress or on hold; not what is resolved', () => {
    const statuses = ['received', 'in-review', 'in-progress', 'on-hold', 'resolved'] as const;
    expect(backlogOf(...statuses.map((status) => ({ status })))).toMatchObject({ open: 4, inReview: 1 });
    expect(backlogOf({ status: 'resolved', dueAt: TUESDAY - 1, receivedAt: 0 })).toEqual(emptyBacklog());
  });

  it('R179 of nothing is nothing', () => {
    expect(backlogOf()).toEqual({
      open: 0,
      inReview: 0,
      onHold: 0,
      dueToday: 0,
      atRisk: 0,
      breached: 0,
      oldestOpenDays: 0,
      partners: new Map(),
    });
  });

  it('R120 is not breached at the due moment, and is one ms later', () => {
    expect(backlogOf({ dueAt: TUESDAY })).toMatchObject({ breached: 0, dueToday: 1 });
    expect(backlogOf({ dueAt: TUESDAY - 1 })).toMatchObject({ breached: 1, dueToday: 0 });
  });

  it('R170 is due today up to the end of the day, which belongs to tomorrow', () => {
    expect(backlogOf({ dueAt: NIGHT - 1 }, { dueAt: NIGHT })).toMatchObject({ dueToday: 1 });
  });

  it('is at risk from the moment of the warning, until it is breached', () => {
    const due = TUESDAY + HOUR;
    expect(backlogOf({ atRiskAt: TUESDAY, dueAt: due })).toMatchObject({ atRisk: 1, breached: 0 });
    expect(backlogOf({ atRiskAt: TUESDAY + 1, dueAt: due })).toMatchObject({ atRisk: 0, breached: 0 });
    expect(backlogOf({ atRiskAt: TUESDAY - HOUR, dueAt: TUESDAY - 1 })).toMatchObject({ atRisk: 0, breached: 1 });
  });

  it('R89 without a promise is open, and never late', () => {
    expect(backlogOf({ receivedAt: 0 })).toMatchObject({ open: 1, breached: 0, atRisk: 0, dueToday: 0 });
  });

  it('R173 tells the age of the oldest', () => {
    const ages = [1, 12.5, 3].map((days) => ({ receivedAt: TUESDAY - days * DAY }));
    expect(backlogOf(...ages).oldestOpenDays).toBe(12.5);
    expect(backlogOf({ receivedAt: TUESDAY + DAY }).oldestOpenDays).toBe(0);
  });

  it('is told for each partner, and only for the city where nobody has been asked yet', () => {
    const { partner: _, ...nobodys } = aWatched({ status: 'received' });
    const backlog = emptyBacklog();
    for (const request of [nobodys, aWatched(), aWatched({ dueAt: 0 }), aWatched({ partner: 'eversource' })])
      addToBacklog(backlog, request, TUESDAY, NIGHT);
    expect(backlog).toMatchObject({ open: 4, breached: 1 });
    const nothing = { open: 0, onHold: 0, atRisk: 0, breached: 0, oldestDays: 0 };
    expect(backlog.partners).toEqual(
      new Map([
        ['dpw-highway', { ...nothing, open: 2, breached: 1 }],
        ['eversource', { ...nothing, open: 1 }],
      ]),
    );
  });
});

describe('the end of the day', () => {
  it.each([
    ['an ordinary morning', '2026-06-02T09:00:00', '2026-06-03T00:00:00'],
    ['midnight itself', '2026-06-02T00:00:00', '2026-06-03T00:00:00'],
    ['the last second', '2026-06-02T23:59:59', '2026-06-03T00:00:00'],
    ['the first hour of a day of 25 hours', '2026-11-01T00:30:00', '2026-11-02T00:00:00'],
    ['the last hour before a day of 23 hours', '2026-03-07T23:30:00', '2026-03-08T00:00:00'],
    ['a day of 23 hours', '2026-03-08T00:30:00', '2026-03-09T00:00:00'],
    ['the last day of a year', '2026-12-31T12:00:00', '2027-01-01T00:00:00'],
  ])("is the city's next midnight: %s", (_, local, end) => {
    expect(endOfDay(toInstant(local, ZONE), ZONE)).toBe(toInstant(end, ZONE));
  });
});

describe('while a storm is on', () => {
  afterEach(() => adoptStorms({}));

  it('it counts what is open under it, and neither a duplicate nor what is resolved', async () => {
    adoptStorms({ 'snow-1': aStorm({ from: TUESDAY, types: ['pothole'] }) });
    const gauges = new Map<string, number>();
    const pothole = aRequest.inProgress();
    const beacon = aRequest.inProgress({ reportedType: 'flashing-beacon-out' });
    const watched = [
      aWatched({ requestId: 'pothole' }),
      aWatched({ requestId: 'beacon' }),
      aWatched({ requestId: 'pothole', status: 'resolved' }),
      aWatched({ requestId: 'pothole', origin: 'proactive' }),
    ];
    await measureBacklog({
      requests: {
        async *watched(shard) {
          if (shard === 0) yield* watched;
        },
        load: async (id) => (id === 'pothole' ? pothole : beacon),
      },
      queues: { list: async () => ({ lines: [], more: false }) },
      metrics: {
        count: () => undefined,
        gauge: (name, value) => void gauges.set(name, value),
        publish: () => undefined,
      },
      now: () => TUESDAY + HOUR,
    })();
    expect([gauges.get('StormInForce'), gauges.get('OpenUnderStorm')]).toEqual([1, 1]);
  });
});

describe('the measuring', () => {
  it('reads every shard once and tells the city and each partner', async () => {
    const gauges = new Map<string, number>();
    const shards: number[] = [];
    await measureBacklog({
      requests: {
        async *watched(shard) {
          shards.push(shard);
          if (shard < 2) yield aWatched({ dueAt: TUESDAY - shard });
        },
        load: async () => undefined,
      },
      queues: {
        list: async () => ({ lines: [{ raisedAt: TUESDAY - 2 * DAY }, { raisedAt: TUESDAY }] as never[], more: false }),
      },
      metrics: {
        count: () => undefined,
        gauge: (name, value, dimensions) =>
          void gauges.set([name, ...Object.values(dimensions ?? {})].join(' '), value),
        publish: () => undefined,
      },
      now: () => TUESDAY,
    })();
    expect(shards).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // A partner that has nothing open has none of it: where its last figure stood, no zero would follow.
    const idle = Object.fromEntries(
      [...somerville.partners.keys()].flatMap((partner) => [
        [`OpenRequests ${partner}`, 0],
        [`Breached ${partner}`, 0],
      ]),
    );
    expect(Object.fromEntries(gauges)).toEqual({
      OpenRequests: 2,
      InReview: 0,
      DueToday: 1,
      AtRisk: 0,
      Breached: 1,
      OldestOpenDays: 0,
      OpenConcerns: 2,
      OldestConcernDays: 2,
      StormInForce: 0,
      OpenUnderStorm: 0,
      ...idle,
      'OpenRequests dpw-highway': 2,
      'Breached dpw-highway': 1,
    });
  });
});
