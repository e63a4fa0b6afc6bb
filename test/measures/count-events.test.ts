import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { METRICS_NAMESPACE, MetricName } from '../../functions/measures/contract.ts';
import { type CountedEvent, countsOf } from '../../functions/measures/count-events.ts';
import { countEvents } from '../../functions/measures/count-events.reader.ts';
import { partsOf } from '../../functions/measures/roll-up.ts';
import { EVENT_TYPES } from '../../functions/requests/event.ts';
import type { MeasureRow } from '../../functions/measures/row.ts';
import { type StreamReader, readTogether } from '../../functions/shared/stream.ts';
import type { Kept } from '../support/builders.ts';
import { DAY, TUESDAY, aCompletion, aRequest, work } from '../support/builders.ts';
import { streamOf } from './stream.ts';

/** The measures of an event, those that are counted for its partner too with a star. */
const counted = (event: CountedEvent) =>
  countsOf(event).map(({ metric, byPartner }) => (byPartner ? `${metric}*` : metric));

describe('what an event adds to', () => {
  it.each<[CountedEvent, string[]]>([
    [{ type: 'request-received' }, ['RequestsReceived']],
    [{ type: 'review-needed' }, ['ReviewsNeeded']],
    [{ type: 'request-accepted' }, ['RequestsAccepted*']],
    [{ type: 'request-declined' }, ['RequestsClosed']],
    [{ type: 'request-closed' }, ['RequestsClosed']],
    [{ type: 'request-reopened' }, ['RequestsReopened']],
    [{ type: 'work-order-offered' }, ['WorkOrdersOffered']],
    [{ type: 'work-order-completed' }, ['WorkOrdersCompleted']],
    [{ type: 'milestone-reached', milestone: 'at-risk' }, ['ClocksAtRisk']],
    [{ type: 'milestone-reached', milestone: 'due' }, ['ClocksBreached*']],
    [{ type: 'milestone-reached', milestone: 'escalate' }, ['ClocksEscalated']],
    [{ type: 'milestone-reached', milestone: 'escalate', early: true }, []],
    [{ type: 'milestone-reached', milestone: 'pause-over', clock: 'complete' }, []],
    [{ type: 'milestone-reached' }, []],
  ])('%o is %j', (event, expected) => {
    expect(counted(event)).toEqual(expected);
  });

  it('R171 of a resolution is the verdict of its clock by name', () => {
    expect(counted({ type: 'request-resolved', verdict: 'met' })).toEqual(['RequestsResolved*', 'ClocksMet*']);
    expect(counted({ type: 'request-resolved', verdict: 'missed' })).toEqual(['RequestsResolved*', 'ClocksMissed*']);
  });

  it('R89 of a resolution without a promise is neither on time nor late', () => {
    expect(counted({ type: 'request-resolved', verdict: 'no-target' })).toEqual(['RequestsResolved*']);
    expect(counted({ type: 'request-resolved' })).toEqual(['RequestsResolved*']);
  });

  it('R43 of a duplicate is nothing but the link', () => {
    expect(counted({ type: 'request-linked' })).toEqual(['RequestsLinked']);
    for (const type of ['request-resolved', 'request-closed', 'request-reopened'] as const)
      expect(counted({ type, duplicate: true, verdict: 'met' })).toEqual([]);
  });

  it('R172 of work that a partner found itself is counted apart from what residents waited for', () => {
    expect(counted({ type: 'request-accepted', proactive: true })).toEqual(['WorkFound*']);
    for (const type of ['request-received', 'request-resolved', 'request-closed', 'request-reopened'] as const)
      expect(counted({ type, proactive: true, verdict: 'met' })).toEqual([]);
    for (const type of ['offered', 'completed', 'transferred', 'sent-back'] as const)
      expect(counted({ type: `work-order-${type}`, proactive: true })).toEqual([]);
    const missed = { type: 'milestone-reached', milestone: 'due', clock: 'complete' } as const;
    expect(counted({ ...missed, proactive: true })).toEqual([]);
  });

  it('of a question is no work: accepted and answered apart', () => {
    for (const typeClass of ['information', 'feedback'] as const) {
      expect(counted({ type: 'request-accepted', typeClass })).toEqual(['InquiriesAccepted']);
      expect(counted({ type: 'request-resolved', typeClass, verdict: 'missed' })).toEqual(['InquiriesAnswered']);
    }
  });

  it('R59 of a transfer is counted by the partner that gave it away, and once more when it went back and forth', () => {
    expect(counted({ type: 'work-order-transferred' })).toEqual(['WorkOrdersTransferred*']);
    expect(counted({ type: 'work-order-transferred', pingPong: true })).toEqual([
      'WorkOrdersTransferred*',
      'PingPongs',
    ]);
    expect(counted({ type: 'work-order-sent-back' })).toEqual(['WorkOrdersSentBack*']);
  });

  it('R60 of a partner’s own promise is not the city’s: only its due moment counts, by the partner', () => {
    expect(counted({ type: 'milestone-reached', milestone: 'due', clock: 'accept' })).toEqual(['PartnerClocksMissed*']);
    expect(counted({ type: 'milestone-reached', milestone: 'at-risk', clock: 'complete' })).toEqual([]);
    expect(counted({ type: 'milestone-reached', milestone: 'due', clock: 'resolve' })).toEqual(['ClocksBreached*']);
  });

  it('of the time for a review is nothing, as in the roll-ups: a promise that passed is one about work', () => {
    for (const milestone of ['at-risk', 'due', 'escalate'] as const) {
      expect(counted({ type: 'milestone-reached', milestone, clock: 'acknowledge' })).toEqual([]);
      const line = { type: 'milestone-reached', data: { kind: milestone, clock: 'acknowledge' } } as const;
      expect(partsOf({ day: '2026-06-02', id: 'R#1', line, by: {} })).toEqual([]);
    }
  });

  it('R158 of a concern is apart from the promises about requests: raised, resolved, and not contacted in time', () => {
    expect(counted({ type: 'concern-raised', concern: true })).toEqual(['ConcernsRaised']);
    expect(counted({ type: 'concern-resolved', concern: true, verdict: 'met' })).toEqual(['ConcernsResolved']);
    const due = { type: 'milestone-reached', clock: 'acknowledge', concern: true } as const;
    expect(counted({ ...due, milestone: 'due' })).toEqual(['ConcernsOverdue']);
    expect(counted({ ...due, milestone: 'at-risk' })).toEqual([]);
    expect(counted({ ...due, milestone: 'escalate' })).toEqual([]);
  });

  it('R131 of a milestone whose notice was left out is that the clock passed it all the same', () => {
    expect(counted({ type: 'milestone-skipped', milestone: 'due' })).toEqual(['ClocksBreached*']);
    expect(counted({ type: 'milestone-skipped', milestone: 'at-risk' })).toEqual(['ClocksAtRisk']);
  });

  it('R131 of an escalation that was left out is nothing: nobody was told', () => {
    expect(counted({ type: 'milestone-skipped', milestone: 'escalate' })).toEqual([]);
  });

  it('is nothing for every other line of the history', () => {
    const others = EVENT_TYPES.filter((type) => counted({ type, milestone: 'due', verdict: 'met' }).length === 0);
    expect(others).toEqual([
      'request-retyped',
      'request-unlinked',
      'follower-joined',
      'follower-left',
      'question-asked',
      'question-answered',
      'question-unanswered',
      'detail-added',
      'work-order-accepted',
      'work-order-scheduled',
      'work-order-started',
      'work-order-noted',
      'work-order-held',
      'work-order-resumed',
      'work-order-cancelled',
      'photo-added',
      'photo-refused',
      'partner-update-recorded',
      'contact-missing',
      'reporter-unreachable',
      'reporter-opted-out',
      'links-revoked',
      'private-opened',
      'concern-contacted',
      'concern-noted',
      'concern-handed-on',
      'clock-moved',
      'escalation-acknowledged',
      'survey-asked',
      'survey-reminded',
      'survey-not-asked',
      'survey-answered',
      'language-changed',
      'operator-needed',
      'workflow-repaired',
      'record-exported',
      'record-disposed',
    ]);
  });

  it('is a metric of the register', () => {
    const names = EVENT_TYPES.flatMap((type) =>
      (['at-risk', 'due', 'escalate'] as const).flatMap((milestone) => countsOf({ type, milestone, verdict: 'met' })),
    );
    for (const { metric } of names) expect(MetricName[metric]).toBe(metric);
    expect(METRICS_NAMESPACE).toBe('Resolve311/Measures');
  });
});

describe('the reader of the stream', () => {
  /** What a reader writes, in memory: metrics as lines, and the table's puts and touches. */
  const aReader = (failing = false, beside: StreamReader[] = []) => {
    const lines: string[] = [];
    const rows = new Map<string, MeasureRow>();
    const touched: string[] = [];
    const metrics = {
      count: (name: string, value = 1, dimensions?: Record<string, string>) =>
        void lines.push([name, value, ...Object.values(dimensions ?? {})].join(' ')),
      gauge: () => undefined,
      publish: () => undefined,
    };
    const measures = {
      put: (all: readonly MeasureRow[]) => {
        if (failing) return Promise.reject(new Error('The table is away.'));
        for (const row of all) rows.set(`${row.day} ${row.id}`, row);
        return Promise.resolve();
      },
      touch: async (day: string) => Promise.resolve(void touched.push(day)),
    };
    const read = readTogether([countEvents({ metrics, measures }), ...beside]);
    return { read: (event: ReturnType<typeof streamOf>) => read(event, {} as Context), lines, rows, touched };
  };
  const eventOf = (kept: Kept) => streamOf(kept.events.map((event) => ({ ...event, partner: partnerOf(kept) })));
  const partnerOf = ({ request }: Kept) => ('partner' in request ? request.partner : undefined);

  it('counts each event of a life once for the city and once for the partner', async () => {
    const { read, lines, rows, touched } = aReader();
    const kept = work(aRequest.inProgress(), aCompletion, TUESDAY + DAY);
    expect(await read(eventOf(kept))).toEqual({ batchItemFailures: [] });
    expect(lines.sort()).toEqual(
      [
        'RequestsReceived 1',
        'RequestsAccepted 1',
        'RequestsAccepted 1 dpw-highway',
        'WorkOrdersOffered 1',
        'WorkOrdersCompleted 1',
        'RequestsResolved 1',
        'RequestsResolved 1 dpw-highway',
        'ClocksMet 1',
        'ClocksMet 1 dpw-highway',
      ].sort(),
    );
    expect([...rows.keys()]).toEqual(
      ['2026-06-02 1#00', '2026-06-02 2#00', '2026-06-02 2#01', '2026-06-03 3#00', '2026-06-03 3#01'].map((place) =>
        place.replace(' ', ` ${kept.request.id}#00000`),
      ),
    );
    expect(touched.sort()).toEqual(['2026-06-02', '2026-06-03']);
  });

  it('R172 counts nothing as opened again of what a partner found itself, as the roll-ups do', async () => {
    const { read, lines } = aReader();
    const line = {
      requestId: 'R-1',
      type: 'request-reopened',
      at: TUESDAY,
      version: 4,
      order: 0,
      data: { dueAt: null },
    };
    await read(streamOf([{ ...line, counted: { proactive: true } }]));
    expect(lines).toEqual([]);
    await read(streamOf([{ ...line, counted: {} }]));
    expect(lines).toEqual(['RequestsReopened 1']);
  });

  it('keeps one row of an event that is told twice', async () => {
    const { read, rows } = aReader();
    const kept = work(aRequest.inProgress(), aCompletion, TUESDAY + DAY);
    await read(eventOf(kept));
    const once = [...rows];
    await read(eventOf(kept));
    expect([...rows]).toEqual(once);
  });

  it('has the whole batch told again when the table is away, and has counted nothing of it', async () => {
    const kept = work(aRequest.inProgress(), aCompletion, TUESDAY + DAY);
    const { read, lines, touched } = aReader(true);
    expect(await read(eventOf(kept))).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect([...lines, ...touched]).toEqual([]);
  });

  it('counts what another reader of the batch is in trouble with when that is over, and not twice', async () => {
    const kept = work(aRequest.inProgress(), aCompletion, TUESDAY + DAY);
    let inTrouble = true;
    const beside: StreamReader = {
      name: 'beside',
      wants: () => true,
      read: async (records) => Promise.resolve({ through: inTrouble ? 1 : records.length }),
    };
    const { read, lines } = aReader(false, [beside]);
    const { Records } = eventOf(kept);
    expect(await read({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(lines).toEqual(['RequestsReceived 1']);
    inTrouble = false;
    expect(await read({ Records: Records.slice(1) })).toEqual({ batchItemFailures: [] });
    const { read: alone, lines: once } = aReader();
    await alone({ Records });
    expect(lines.sort()).toEqual(once.sort());
  });
});
