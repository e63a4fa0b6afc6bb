import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { nextOpening, toLocal } from '../../functions/clocks/business-calendar.ts';
import type { Agreement } from '../../functions/clocks/agreement.ts';
import { adoptAmendments, calendarOf } from '../../functions/clocks/calendars.ts';
import type { Clock } from '../../functions/clocks/clock.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { actOnMoment, moveClocks, renewClocks } from '../../functions/clocks/move-clocks.ts';
import { raiseConcern } from '../../functions/concerns/raise-concern.ts';
import {
  DAY,
  HOUR,
  type Kept,
  TUESDAY,
  aCompletion,
  aContext,
  aRequest,
  changeOf,
  keep,
  work,
} from '../support/builders.ts';

const ZONE = 'America/New_York';
const context = aContext();
const { catalogue } = context;

let revision = 0;
/** Closes these days of Somerville’s office hours, and no others; the days taken back are told apart. */
const close = (dates: string[], { holiday, opened = [] }: { holiday?: string; opened?: string[] } = {}) => {
  revision += 1;
  const day = (date: string) => ({ date, reason: 'Snow emergency', by: 'Ana', declaredAt: revision });
  const days = dates.map((date) => ({ ...day(date), ...(holiday === undefined ? {} : { holiday }) }));
  adoptAmendments({ 'somerville-business': { revision, days, takenBack: opened.map(day) } });
};
afterEach(() => adoptAmendments({}));

const moved = (kept: Kept, now = TUESDAY) => keep(kept, changeOf(moveClocks(kept, catalogue, now)));
const resolveOf = ({ request }: Kept): Clock => request.clocks.find(({ kind }) => kind === 'resolve')!;
const due = (kept: Kept) => toLocal(resolveOf(kept).dueAt!, ZONE);

describe('a closure that is declared while a request is open (R112)', () => {
  it('moves its deadline and those of its work order, each with a line in the history, and wakes the workflow', () => {
    const before = aRequest.inProgress();
    expect(due(before)).toBe('2026-06-04T09:00:00');
    close(['2026-06-03']);
    const after = moved(before);
    expect(due(after)).toBe('2026-06-05T09:00:00');
    expect(after.request.wakes).toBe(true);
    const lines = after.events.slice(before.events.length);
    expect(lines.map(({ type, data }) => [type, data?.clock, data?.workOrder !== undefined])).toEqual([
      ['clock-moved', 'resolve', false],
      ['clock-moved', 'accept', true],
      ['clock-moved', 'complete', true],
    ]);
    expect(lines[0]).toMatchObject({
      text: 'Snow emergency',
      data: {
        was: resolveOf(before).dueAt,
        due: resolveOf(after).dueAt,
        calendar: 'somerville-business',
        because: 'closed',
        days: '2026-06-03',
      },
    });
    expect(after.workOrders[0]?.dueAt).toBe(resolveOf(after).dueAt);
  });

  it('moves it once, however often it is asked', () => {
    const before = aRequest.inProgress();
    close(['2026-06-03']);
    expect(moveClocks(moved(before), catalogue, TUESDAY)).toEqual({ kind: 'unchanged' });
  });

  it('says of a holiday its name', () => {
    const before = aRequest.inProgress();
    close(['2026-06-03'], { holiday: 'City Day' });
    expect(moved(before).events.at(-1)?.text).toBe('City Day');
  });

  it('moves it back when the closure is taken back', () => {
    const before = aRequest.inProgress();
    close(['2026-06-03']);
    const later = moved(before);
    close([], { opened: ['2026-06-03'] });
    const again = moved(later);
    expect(due(again)).toBe(due(before));
    expect(again.events.at(-1)?.data).toMatchObject({ because: 'opened', days: '2026-06-03' });
  });

  it('leaves a promise alone that counts no such day, and one that is kept or broken already', () => {
    close(['2026-06-10']);
    expect(moveClocks(aRequest.inProgress(), catalogue, TUESDAY).kind).toBe('unchanged');
    close([]);
    const resolved = work(aRequest.inProgress(), aCompletion, TUESDAY + HOUR);
    close(['2026-06-03']);
    expect(moveClocks(resolved, catalogue, TUESDAY + 2 * HOUR)).toEqual({ kind: 'unchanged' });
  });

  it('moves the promise to contact whoever raised a concern', () => {
    const by = { kind: 'constituent', name: 'constituent' } as const;
    const concern = { action: 'raise-concern', reason: 'overdue', text: 'Nobody has come so far.' } as const;
    const before = keep(
      aRequest.inProgress(),
      changeOf(raiseConcern(aRequest.inProgress(), concern, by, context, TUESDAY)),
    );
    close(['2026-06-03']);
    const after = moved(before);
    expect(after.concerns?.[0]?.clock.dueAt).toBeGreaterThan(before.concerns?.[0]?.clock.dueAt ?? 0);
    expect(after.concerns?.[0]?.version).toBe(2);
    expect(after.events.at(-1)?.data).toMatchObject({ concern: after.concerns?.[0]?.id });
  });
});

describe('a milestone of a promise that moved (R112)', () => {
  it('is not acted on at its old moment, and comes at its new one', () => {
    const before = aRequest.inProgress();
    const oldDue = resolveOf(before).dueAt!;
    close(['2026-06-03', '2026-06-04']);
    const asked = changeOf(actOnMoment(before, context, oldDue));
    expect(asked.notices).toEqual([]);
    expect(asked.request.wakes).toBe(false);
    const later = keep(before, asked);
    expect(resolveOf(later).dueAt).toBeGreaterThan(oldDue);
    const { milestones } = changeOf(actOnMoment(later, context, resolveOf(later).dueAt! + 1)).request;
    expect(milestones.map(({ kind, at }) => [kind, at])).toContainEqual(['due', resolveOf(later).dueAt! + 1]);
  });

  it('stays recorded where it was, and does not come again', () => {
    const before = aRequest.inProgress();
    const late = resolveOf(before).dueAt!;
    const breached = keep(before, changeOf(actOnDue(before, context, late)));
    close(['2026-06-03']);
    const after = moved(breached, late + HOUR);
    expect(after.request.milestones).toEqual(breached.request.milestones);
    const atNewDue = actOnDue(after, context, resolveOf(after).dueAt!);
    const fresh =
      atNewDue.kind === 'changed' ? atNewDue.change.request.milestones.slice(after.request.milestones.length) : [];
    expect(fresh.filter(({ kind, clock }) => kind === 'due' && clock === 'resolve')).toEqual([]);
  });

  it('above the due moment moves too where only its own days are closed', () => {
    const before = aRequest.inProgress();
    const breached = keep(before, changeOf(actOnDue(before, context, resolveOf(before).dueAt! + 1)));
    close(['2026-06-05']);
    const change = changeOf(moveClocks(breached, catalogue, resolveOf(before).dueAt! + 1));
    expect(change.events).toEqual([]);
    expect(change.request.nextMilestoneAt).toBeGreaterThan(breached.request.nextMilestoneAt!);
  });
});

describe('any closures', () => {
  const dates = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }).map((days) => days.map((day) => `2026-06-${String(day).padStart(2, '0')}`)); // prettier-ignore
  const pauses = fc.uniqueArray(fc.integer({ min: 0, max: 8 * 24 }), { maxLength: 6 }).map((hours) => hours.toSorted((a, b) => a - b)); // prettier-ignore
  const paused = (hours: number[]): Kept =>
    hours.reduce((kept, hour, index) => {
      const command =
        index % 2 === 0 ? ({ action: 'hold', reason: 'weather' } as const) : ({ action: 'resume' } as const);
      return work(kept, command, TUESDAY + hour * HOUR);
    }, aRequest.inProgress() as Kept);

  it('never make a promise due earlier, more of them never earlier still, and moving twice is moving once', () => {
    fc.assert(
      fc.property(dates, dates, pauses, (some, others, hours) => {
        adoptAmendments({});
        const kept = paused(hours);
        const after = (closed: string[]): number => {
          close(closed);
          const outcome = moveClocks(kept, catalogue, TUESDAY + 9 * DAY);
          const next = outcome.kind === 'changed' ? keep(kept, outcome.change) : kept;
          expect(moveClocks(next, catalogue, TUESDAY + 9 * DAY)).toEqual({ kind: 'unchanged' });
          // A closing and the next opening are the same moment of working time; a closure can turn the one into the other.
          return nextOpening(calendarOf('somerville-business'), resolveOf(next).dueAt!);
        };
        const first = after(some);
        const both = after([...new Set([...some, ...others])]);
        expect(first).toBeGreaterThanOrEqual(resolveOf(kept).dueAt!);
        expect(both).toBeGreaterThanOrEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  it('that are all taken back leave every promise where it was', () => {
    fc.assert(
      fc.property(dates, pauses, (closed, hours) => {
        adoptAmendments({});
        const kept = paused(hours);
        close(closed);
        const outcome = moveClocks(kept, catalogue, TUESDAY + 9 * DAY);
        const next = outcome.kind === 'changed' ? keep(kept, outcome.change) : kept;
        close([], { opened: closed });
        const back = moveClocks(next, catalogue, TUESDAY + 9 * DAY);
        expect(resolveOf(back.kind === 'changed' ? keep(next, back.change) : next).dueAt).toBe(resolveOf(kept).dueAt);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a newer version of an agreement, put on open requests on purpose (R111)', () => {
  const renewal = (amount: number, more: Partial<Agreement> = {}) => {
    const old = catalogue.agreement('dpw-highway-pothole', 1);
    const target = { kind: 'business-days' as const, amount };
    const targets = { ...old.targets, resolve: target, complete: target };
    const agreement = { ...old, version: 2, targets, ...more };
    const known = (code: string, version: number) =>
      code === old.code && version === 2 ? agreement : catalogue.agreement(code, version);
    const reason = 'The council asked for more crews.';
    const by = { kind: 'manager' as const, name: 'operations' };
    return { agreement, reason, by, catalogue: { ...catalogue, agreement: known } };
  };
  const renewed = (kept: Kept, amount: number, more: Partial<Agreement> = {}) => {
    const { catalogue: with2, ...rest } = renewal(amount, more);
    const after = keep(kept, changeOf(renewClocks(kept, rest, with2, TUESDAY + HOUR)));
    expect(renewClocks(after, rest, with2, TUESDAY + HOUR)).toEqual({ kind: 'unchanged' });
    expect(moveClocks(after, with2, TUESDAY + HOUR)).toEqual({ kind: 'unchanged' });
    return after;
  };

  it('counts from the first receipt, names its version, and says why, once', () => {
    const after = renewed(aRequest.inProgress(), 5);
    expect(due(after)).toBe('2026-06-09T09:00:00');
    expect(after.request).toMatchObject({ agreement: { code: 'dpw-highway-pothole', version: 2 } });
    expect(after.workOrders[0]?.clocks.map(({ agreementVersion }) => agreementVersion)).toEqual([2, 2]);
    expect(after.events.find(({ data }) => data?.clock === 'resolve')).toMatchObject({
      type: 'clock-moved',
      text: 'The council asked for more crews.',
      data: { because: 'agreement', fromVersion: 1, toVersion: 2 },
    });
  });

  it('R107 lets a promise go on that it does not let stand still, from that moment', () => {
    const held = work(aRequest.inProgress(), { action: 'hold', reason: 'weather' }, TUESDAY + HOUR / 2);
    const pausesOf = ({ request, workOrders }: Kept) =>
      [request.clocks, workOrders[0]!.clocks].flatMap((clocks) =>
        clocks.filter(({ kind }) => kind === 'resolve' || kind === 'complete').flatMap(({ pauses }) => pauses),
      );
    expect(pausesOf(renewed(held, 5))).not.toContainEqual(expect.objectContaining({ to: expect.any(Number) }));
    const going = pausesOf(renewed(held, 5, { pauseReasons: [] }));
    expect(going).toEqual(going.map((pause) => ({ ...pause, to: TUESDAY + HOUR })));
    expect(going).toHaveLength(2);
  });

  it('leaves a request alone that is done', () => {
    const done = work(aRequest.inProgress(), aCompletion, TUESDAY + HOUR);
    const { catalogue: with2, ...rest } = renewal(5);
    expect(renewClocks(done, rest, with2, TUESDAY + 2 * HOUR)).toEqual({ kind: 'unchanged' });
  });
});
