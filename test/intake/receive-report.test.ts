import { describe, expect, it } from 'vitest';
import { receiveReport } from '../../functions/intake/receive-report.ts';
import { DAY, TUESDAY, aReport } from '../support/builders.ts';

const source = { platform: 'standard', catalogue: 'somerville' } as const;
const receive = (requestedAt?: number) =>
  receiveReport(aReport(requestedAt === undefined ? {} : { requestedAt }), source, TUESDAY);

describe('a report', () => {
  it('R4 becomes the same request whenever it comes and whatever else it says', () => {
    const later = receiveReport(aReport({ description: 'Again.' }), source, TUESDAY + DAY);
    expect(later.request.id).toBe(receive().request.id);
    expect(receiveReport(aReport(), { ...source, platform: 'other' }, TUESDAY).request.id).not.toBe(later.request.id);
  });

  it('becomes a received request of cycle 1, with one event and without any promise, work or letter', () => {
    const { request, events, workOrders, notices } = receive();
    expect(request).toMatchObject({ status: 'received', cycle: 1, clocks: [], milestones: [], pastCycles: [] });
    expect(events.map(({ type, at, by }) => [type, at, by])).toEqual([
      ['request-received', TUESDAY, { kind: 'platform', name: 'standard' }],
    ]);
    expect([workOrders, notices]).toEqual([[], []]);
  });

  it('keeps what is personal out of the event', () => {
    const said = aReport({ channel: 'called from 617 555 0100' });
    const [event] = receiveReport(said, source, TUESDAY).events;
    expect(JSON.stringify(event)).not.toMatch(/Ana|resident|Elm|bakery|617/);
  });
});

describe('the time of receipt', () => {
  it('is now when the platform does not say', () => {
    expect(receive().request).toMatchObject({ receivedAt: TUESDAY, recordedAt: TUESDAY });
  });

  it.each([
    ['the moment itself', 0],
    ['an hour ago', 3_600_000],
    ['exactly ten days ago', 10 * DAY],
  ])('is what the platform says: %s', (_, before) => {
    const { request, events } = receive(TUESDAY - before);
    expect(request).toMatchObject({ receivedAt: TUESDAY - before, recordedAt: TUESDAY });
    expect(events[0]!.data).not.toHaveProperty('requestedAtCorrectedFrom');
  });

  it.each([
    ['one ms in the future', TUESDAY + 1],
    ['one ms more than ten days ago', TUESDAY - 10 * DAY - 1],
    ['1970', 0],
    ['before 1970', -1],
  ])('R6 is corrected to now, not refused, and what was said is kept: %s', (_, claimed) => {
    const { request, events } = receive(claimed);
    expect(request.receivedAt).toBe(TUESDAY);
    expect(events[0]!.data).toMatchObject({ receivedAt: TUESDAY, requestedAtCorrectedFrom: claimed });
  });
});
