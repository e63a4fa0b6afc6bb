import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumOf } from '../../functions/measures/figures.ts';
import { rollUp, sliceKey } from '../../functions/measures/roll-up.ts';
import { type HistoryLine, type MeasureRow, rowsOf } from '../../functions/measures/row.ts';
import { EVENT_TYPES } from '../../functions/requests/event.ts';
import { eventItems } from '../../functions/requests/requests.store.ts';
import { logFoundWork } from '../../functions/review/found-work.ts';
import { DAY, HOUR, TUESDAY, aContext, changeOf } from '../support/builders.ts';

/** Midnight in Somerville at the beginning of 1 June 2026. */
const MIDNIGHT = Date.UTC(2026, 5, 1, 4);

const line: fc.Arbitrary<HistoryLine> = fc
  .record({
    type: fc.constantFrom(...EVENT_TYPES),
    at: fc.integer({ min: MIDNIGHT, max: MIDNIGHT + 3 * DAY }),
    requestId: fc.constantFrom('R-1', 'R-2', 'R-3', 'R-4'),
    version: fc.integer({ min: 1, max: 400 }),
    order: fc.integer({ min: 0, max: 3 }),
    verdict: fc.constantFrom('met', 'missed', 'no-target'),
    typeClass: fc.constantFrom('service', 'information', 'feedback', undefined),
    partner: fc.constantFrom('dpw-highway', 'dcr', undefined),
    ward: fc.constantFrom('1', '7', undefined),
    duplicate: fc.constantFrom(true, undefined),
    proactive: fc.constantFrom(true, undefined),
    openMs: fc.integer({ min: 0, max: 90 * DAY }),
    overdue: fc.constantFrom(true, undefined),
  })
  .map(({ type, at, requestId, version, order, verdict, openMs, overdue, partner, ...by }) => ({
    type,
    at,
    requestId,
    version,
    order,
    cycle: 1,
    by: { kind: 'system', name: 'test' },
    data: { verdict, openMs, to: 'dcr', kind: 'due', clock: 'resolve', waitedMs: openMs },
    counted: {
      ...(partner ? { partner } : {}),
      ...Object.fromEntries(Object.entries(by).filter(([, value]) => value !== undefined)),
      moved: { at, to: { ...(partner ? { partner } : {}), ...(overdue ? { overdue } : {}) } },
    },
  }));
const history = fc.uniqueArray(line, {
  maxLength: 60,
  selector: ({ requestId, version, order }) => `${requestId} ${version} ${order}`,
});

const rolledUp = (rows: readonly MeasureRow[]) =>
  [...new Set(rows.map(({ day }) => day))].sort().map((day) => rollUp(day, rows));

describe('the roll-ups of days', () => {
  it('are the same in whatever order rows come, and however often each does', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat({ max: 1_000 })), (lines, picks) => {
        const rows = lines.flatMap((one) => rowsOf(one));
        const shuffled = [...rows, ...rows.filter((_, index) => index % 3 === 0)]
          .map((row) => ({ row, place: picks.next().value }))
          .sort((one, other) => Number(one.place) - Number(other.place))
          .map(({ row }) => row);
        expect(rolledUp(shuffled)).toEqual(rolledUp(rows));
      }),
    );
  });

  it('R157 count an answer with the question that it belongs to, so that no more answer in a month than were asked', () => {
    const told = (type: 'survey-asked' | 'survey-answered', at: number, data = {}): HistoryLine => ({
      type,
      at,
      requestId: 'R-1',
      cycle: 1,
      version: type === 'survey-asked' ? 5 : 6,
      order: 0,
      by: { kind: 'system', name: 'survey' },
      data,
    });
    const ratings = { accuracy: 2, courtesy: 4, ease: 3, overall: 1 };
    const rows = [
      told('survey-asked', MIDNIGHT - HOUR),
      told('survey-answered', MIDNIGHT + HOUR, { ...ratings, askedAt: MIDNIGHT - HOUR }),
    ].flatMap((one) => rowsOf(one));
    const [may, june] = ['2026-05-31', '2026-06-01'].map((day) => sumOf(rollUp(day, rows)).counts);
    expect(may).toEqual({ asked: 1, askedAndRated: 1 });
    expect(june).toEqual({ rated: 1, overall1: 1, ...ratings });
    const unasked = rowsOf(told('survey-answered', MIDNIGHT, ratings));
    expect(sumOf(rollUp('2026-06-01', unasked)).counts).toEqual({ rated: 1, overall1: 1, ...ratings });
  });

  it('R43 R89 R172 count what a plain look at the lines counts', () => {
    fc.assert(
      fc.property(history, (lines) => {
        const { counts, times } = sumOf(rolledUp(lines.flatMap((one) => rowsOf(one))).flat());
        const resolved = lines.filter(
          ({ type, counted }) =>
            type === 'request-resolved' &&
            !counted?.duplicate &&
            !counted?.proactive &&
            (counted?.typeClass ?? 'service') === 'service',
        );
        const verdicts = (verdict: string) => resolved.filter(({ data }) => data?.verdict === verdict).length;
        expect([counts.met ?? 0, counts.missed ?? 0, counts.noTarget ?? 0]).toEqual([
          verdicts('met'),
          verdicts('missed'),
          verdicts('no-target'),
        ]);
        expect(counts.received ?? 0).toBe(
          lines.filter(({ type, counted }) => type === 'request-received' && !counted?.proactive).length,
        );
        expect(Object.values(times.toResolve ?? {}).reduce((sum, count) => sum + count, 0)).toBe(resolved.length);
        expect(counts.transferredOut ?? 0).toBe(counts.transferredIn ?? 0);
        expect(counts.open ?? 0).toBe(lines.length);
        expect(counts.overdue ?? 0).toBe(lines.filter(({ counted }) => counted?.moved?.to?.overdue).length);
      }),
    );
  });

  it('R170 are of days from midnight to before midnight in the city, none twice and none lost', () => {
    const at = (instant: number): string[] => rowsOf({ ...anEvent, at: instant }).map(({ day }) => day);
    expect(at(MIDNIGHT - 1)).toEqual(['2026-05-31']);
    expect(at(MIDNIGHT)).toEqual(['2026-06-01']);
    expect(at(MIDNIGHT + DAY - 1)).toEqual(['2026-06-01']);
    expect(at(MIDNIGHT + DAY)).toEqual(['2026-06-02']);
    // The night in which clocks go back: a day of 25 hours.
    const november = Date.UTC(2026, 10, 1, 4);
    expect([at(november), at(november + 25 * HOUR - 1), at(november + 25 * HOUR)].flat()).toEqual([
      '2026-11-01',
      '2026-11-01',
      '2026-11-02',
    ]);
  });

  it('R172 count of what a partner found itself that it found and did it, and nothing that it was given or promised', () => {
    const found = {
      catalogue: 'somerville',
      partner: 'dpw-highway',
      typeCode: 'pothole',
      address: '12 Elm St',
      resolution: 'The hole was filled with hot asphalt.',
      once: 'a',
    } as const;
    const change = changeOf(logFoundWork(found, aContext(), TUESDAY));
    const lines = eventItems(undefined, change.request, change, TUESDAY) as unknown as HistoryLine[];
    expect(lines.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['work-order-offered', 'work-order-completed']),
    );
    const { counts, times } = sumOf(rolledUp(lines.flatMap((one) => rowsOf(one))).flat());
    expect([counts, times]).toEqual([{ found: 1, foundDone: 1 }, {}]);
  });

  it('hold nothing that anybody typed: a number, a task, the name of another office', () => {
    const data = { workOrder: 'R-1-1', partner: 'dcr', reference: 'Typed 1', task: 'Typed 2', receiver: 'Typed 3' };
    const rows = rowsOf({ ...anEvent, type: 'work-order-offered', data, text: 'Typed 4' });
    expect(JSON.stringify(rows)).not.toContain('Typed');
    expect(rows[0]?.line).toEqual({ type: 'work-order-offered', data: { workOrder: 'R-1-1', partner: 'dcr' } });
  });

  it('tell a partner’s work from another’s, and put a transfer to both', () => {
    const transferred: HistoryLine = {
      ...anEvent,
      type: 'work-order-transferred',
      data: { from: 'dcr', to: 'dpw-highway', pingPong: true },
      counted: { partner: 'dcr', typeCode: 'pothole', channel: 'web', ward: '7' },
    };
    const rollUps = rollUp('2026-06-01', rowsOf(transferred));
    expect(rollUps.map((one) => [sliceKey(one), one.counts])).toEqual([
      ['dcr#pothole#web#7', { transferredOut: 1, pingPongs: 1 }],
      ['dpw-highway#pothole#web#7', { transferredIn: 1 }],
    ]);
  });

  it('count a line of before there were stamps by its partner alone', () => {
    const old: HistoryLine = { ...anEvent, type: 'request-resolved', partner: 'dcr', data: { verdict: 'met' } };
    expect(rollUp('2026-06-01', rowsOf(old)).map((one) => [sliceKey(one), one.counts])).toEqual([
      ['dcr#-#-#-', { met: 1 }],
    ]);
  });
});

const anEvent: HistoryLine = {
  type: 'request-received',
  at: MIDNIGHT,
  requestId: 'R-1',
  cycle: 1,
  version: 1,
  order: 0,
  by: { kind: 'system', name: 'test' },
};
