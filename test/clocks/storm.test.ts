import { afterEach, describe, expect, it } from 'vitest';
import { toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { calendarOf } from '../../functions/clocks/calendars.ts';
import type { Clock } from '../../functions/clocks/clock.ts';
import { explainDue } from '../../functions/clocks/explain-due.ts';
import { moveClocks } from '../../functions/clocks/move-clocks.ts';
import type { Storm, StormLine } from '../../functions/clocks/storm.ts';
import { adoptStorms, stormsOf, subjectOf, touches } from '../../functions/clocks/storms.ts';
import { raiseConcern } from '../../functions/concerns/raise-concern.ts';
import { countsOf } from '../../functions/measures/count-events.ts';
import { LANGUAGES, type Language } from '../../functions/languages/language.ts';
import { sayDueText, sayStorm } from '../../functions/requests/say-promise.ts';
import { tellEvent } from '../../functions/requests/story.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { isSurveyed } from '../../functions/surveys/survey.ts';
import {
  DAY,
  HOUR,
  type Kept,
  MINUTE,
  TUESDAY,
  aCompletion,
  aContext,
  aRequest,
  aStorm,
  changeOf,
  keep,
  work,
} from '../support/builders.ts';

const ZONE = 'America/New_York';
const context = aContext();
const { catalogue } = context;
const at = (local: string) => toInstant(local, ZONE);

/** Office hours are 08:30 to 16:30. */
const declare = (...storms: Storm[]) => adoptStorms(Object.fromEntries(storms.map((storm) => [storm.code, storm])));
afterEach(() => adoptStorms({}));

const NOON = TUESDAY + 3 * HOUR;
const moved = (kept: Kept, now = NOON) => keep(kept, changeOf(moveClocks(kept, catalogue, now)));
/** A request that was open when this storm was declared. */
const openUnder = (storm: Storm): Kept => {
  adoptStorms({});
  const before = aRequest.inProgress();
  declare(storm);
  return moved(before);
};
const act = (kept: Kept, now: number) => keep(kept, changeOf(actOnDue(kept, context, now)));
const resolveOf = ({ request }: Kept): Clock => request.clocks.find(({ kind }) => kind === 'resolve')!;
const due = (kept: Kept) => toLocal(resolveOf(kept).dueAt!, ZONE);
const names = { partner: (code: string) => code };

describe('a storm touches', () => {
  const { request } = aRequest.inProgress();
  const touched = (storm: Partial<Storm>, more: Partial<ReturnType<typeof subjectOf>> = {}) =>
    touches(aStorm(storm), { ...subjectOf(request, catalogue), ...more }, catalogue);

  it.each<[string, Partial<Storm>, boolean]>([
    ['everything where nothing is chosen', {}, true],
    ['a type that is named', { types: ['pothole'] }, true],
    ['no other type', { types: ['graffiti-public-property'] }, false],
    ['a partner that is named', { partners: ['dpw-highway'] }, true],
    ['no other partner', { partners: ['eversource'] }, false],
    ['what lies within its circle', { areas: [{ lat: 42.3954, lon: -71.1217, radiusMeters: 100 }] }, true],
    ['what lies within one of several circles', { areas: [{ lat: 42.38, lon: -71.1, radiusMeters: 100 }, { lat: 42.3954, lon: -71.1217, radiusMeters: 100 }] }, true],
    ['nothing outside of it', { areas: [{ lat: 42.38, lon: -71.1, radiusMeters: 100 }] }, false],
    ['only what fits every kind of chooser', { types: ['pothole'], partners: ['eversource'] }, false],
    ['only its own city', { catalogue: 'boston' }, false],
  ])('%s', (_, storm, expected) => {
    expect(touched(storm)).toBe(expected);
  }); // prettier-ignore

  it('no request without a place, where it has circles', () => {
    expect(touched({ areas: [{ lat: 42.3954, lon: -71.1217, radiusMeters: 20_000 }] }, { place: {} })).toBe(false);
  });

  it('no emergency, nothing that a reviewer has set urgent and no words that sound like one, unless the type is named', () => {
    const [emergency] = [...catalogue.types.values()].filter((type) => type.emergency);
    const typeCode = emergency!.code;
    expect(touched({}, { typeCode })).toBe(false);
    expect(touched({ types: [typeCode] }, { typeCode })).toBe(true);
    expect(touched({}, { priority: 'urgent' })).toBe(false);
    expect(touched({ types: ['pothole'] }, { priority: 'urgent' })).toBe(true);
    expect(touched({}, { alarming: true })).toBe(false);
  });

  it('nothing once it is withdrawn, and nothing that ended before it', () => {
    declare(aStorm());
    expect(stormsOf(request, catalogue).map(({ code }) => code)).toEqual(['snow-1']);
    expect(stormsOf(work(aRequest.inProgress(), aCompletion, NOON).request, catalogue)).toEqual([]);
    declare(aStorm({ withdrawnAt: NOON }));
    expect(stormsOf(request, catalogue)).toEqual([]);
  });
});

describe('a storm that is declared while a request is open (R112)', () => {
  it('moves its promise and that of its work once, with a line that names it, and wakes the workflow', () => {
    const before = aRequest.inProgress();
    expect(due(before)).toBe('2026-06-04T09:00:00');
    declare(aStorm());
    const after = moved(before);
    expect(due(after)).toBe('2026-06-05T09:00:00');
    expect(after.request.wakes).toBe(true);
    expect(after.workOrders[0]?.dueAt).toBe(resolveOf(after).dueAt);
    const lines = after.events.slice(before.events.length);
    expect(lines.map(({ type, data }) => [type, data?.clock])).toEqual([
      ['clock-moved', 'resolve'],
      ['clock-moved', 'accept'],
      ['clock-moved', 'complete'],
    ]);
    expect(lines[0]).toMatchObject({ text: 'Snow storm of 3 June', data: { because: 'storm', storm: 'snow-1' } });
    expect(tellEvent(lines[0]!, 'en', names, 'constituent')).toBe(
      'The promised time moved from June 4, 2026, 9:00 AM to June 5, 2026, 9:00 AM, because a storm was declared, changed or withdrawn: “Snow storm of 3 June”',
    );
    expect(tellEvent(lines[0]!, 'es', names, 'constituent')).toContain('emergencia: “Snow storm of 3 June”');
    expect(moveClocks(after, catalogue, NOON)).toEqual({ kind: 'unchanged' });
  });

  it('of one partner goes on to count for a promise when the work is passed on, and not for one that it never touched (R58)', () => {
    const text = 'It is a sewer cover.';
    const transfer = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text } as const;
    const before = aRequest.inProgress();
    declare(aStorm({ partners: ['dpw-highway'] }));
    const passedOn = work(moved(before), transfer, NOON);
    expect(passedOn.request).toMatchObject({ partner: 'water-sewer' });
    const under = (kept: Kept) => {
      const outcome = moveClocks(kept, catalogue, NOON);
      return due(outcome.kind === 'changed' ? keep(kept, outcome.change) : kept);
    };
    expect(under(passedOn)).toBe('2026-06-05T09:00:00');
    expect(under(work(before, transfer, NOON))).toBe('2026-06-04T09:00:00');
    declare(aStorm({ partners: ['dpw-highway'], withdrawnAt: NOON }));
    expect(under(passedOn)).toBe('2026-06-04T09:00:00');
  });

  it('finds the same also where the table gives the keys back in another order', () => {
    const after = openUnder(aStorm({ relax: { kind: 'business-days', amount: 3 } }));
    const turned = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turned)
        : value && typeof value === 'object'
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, inner]) => [key, turned(inner)]),
            )
          : value;
    expect(moveClocks(turned(after) as Kept, catalogue, NOON)).toEqual({ kind: 'unchanged' });
  });

  it('adds what it relaxes by to a promise that is due while it is on or later, and to what comes in', () => {
    const before = aRequest.inProgress();
    declare(aStorm({ relax: { kind: 'business-days', amount: 3 } }));
    expect(due(moved(before))).toBe('2026-06-09T09:00:00');
    expect(due(aRequest.inProgress())).toBe('2026-06-09T09:00:00');
    // One that begins only after the promise was due leaves it alone.
    declare(aStorm({ from: at('2026-06-05T00:00'), until: at('2026-06-06T00:00') }));
    expect(due(aRequest.inProgress())).toBe('2026-06-04T09:00:00');
  });

  it('goes back when it ends early or is withdrawn, and on when it lasts longer', () => {
    const before = openUnder(aStorm());
    declare(aStorm({ revision: 2, until: at('2026-06-05T00:00') }));
    const longer = moved(before);
    expect(due(longer)).toBe('2026-06-08T09:00:00');
    declare(aStorm({ revision: 3, until: at('2026-06-03T10:30') }));
    expect(due(moved(longer))).toBe('2026-06-04T11:00:00');
    declare(aStorm({ revision: 4, withdrawnAt: NOON }));
    const back = moved(longer);
    expect(due(back)).toBe('2026-06-04T09:00:00');
    expect(resolveOf(back).storms).toBeUndefined();
    expect(back.events.at(-1)?.data).toMatchObject({ because: 'storm', storm: 'snow-1' });
  });

  it('R103 leaves what had been missed before the declaration missed', () => {
    const before = aRequest.inProgress();
    const late = { declaredAt: TUESDAY + 3 * DAY, knownAt: TUESDAY + 3 * DAY, until: at('2026-06-08T00:00') };
    declare(aStorm(late));
    const after = keep(before, changeOf(moveClocks(before, catalogue, late.declaredAt)));
    expect(due(after)).toBe('2026-06-04T09:00:00');
    const done = work(after, aCompletion, late.declaredAt + HOUR);
    expect(resolveOf(done).verdict).toBe('missed');
    expect(done.events.find(({ type }) => type === 'request-resolved')?.data?.storm).toBeUndefined();
  });

  it('R112 leaves what is resolved alone', () => {
    const before = work(aRequest.inProgress(), aCompletion, TUESDAY + HOUR);
    declare(aStorm());
    expect(moveClocks(before, catalogue, NOON)).toEqual({ kind: 'unchanged' });
  });

  it('R100 counts what it shares with a hold once, whichever ends first', () => {
    declare(aStorm());
    const held = (from: string, to: string) => {
      const on = work(aRequest.inProgress(), { action: 'hold', reason: 'waiting-for-parts' }, at(from));
      return due(work(on, { action: 'resume' }, at(to)));
    };
    // Wednesday counts for nobody; of the hold only Tuesday afternoon and Thursday morning do besides.
    expect(held('2026-06-02T14:30', '2026-06-03T12:00')).toBe('2026-06-05T11:00:00');
    expect(held('2026-06-03T09:00', '2026-06-03T12:00')).toBe('2026-06-05T09:00:00');
    expect(held('2026-06-03T09:00', '2026-06-04T09:30')).toBe('2026-06-05T10:00:00');
  });

  it('leaves the time for the review and for a concern alone', () => {
    const inReview = aRequest.inReview();
    declare(aStorm());
    expect(moveClocks(inReview, catalogue, NOON)).toEqual({ kind: 'unchanged' });
    const by = { kind: 'constituent', name: 'constituent' } as const;
    const concern = { action: 'raise-concern', reason: 'overdue', text: 'Nobody has come so far.' } as const;
    const before = aRequest.inProgress();
    const raised = keep(before, changeOf(raiseConcern(before, concern, by, context, TUESDAY)));
    expect(moveClocks(raised, catalogue, NOON)).toEqual({ kind: 'unchanged' });
  });

  it('goes on to count for a promise that knows it when nobody else does any more', () => {
    const after = openUnder(aStorm());
    adoptStorms({});
    expect(moveClocks(after, catalogue, NOON)).toEqual({ kind: 'unchanged' });
  });

  it('touches a promise no more that a reviewer sets urgent', () => {
    const after = openUnder(aStorm());
    const command = { action: 'retype', typeCode: 'pothole', priority: 'urgent' } as const;
    const urgent = keep(after, changeOf(decideReview(after, command, context, NOON)));
    expect(resolveOf(urgent).storms).toBeUndefined();
    expect(due(urgent)).toBe('2026-06-03T09:00:00');
  });
});

describe('a request that comes in while a storm is on', () => {
  const received = () => {
    declare(aStorm({ from: TUESDAY - HOUR, declaredAt: TUESDAY - DAY, knownAt: TUESDAY - DAY }));
    const before = aRequest.received({ reporter: { email: 'ana@resident.example', language: 'es' } });
    return changeOf(reviewRequest(before, context, TUESDAY));
  };

  it('counts from the storm’s end, and its resident reads why in the notice of receipt', () => {
    const { request, notices } = received();
    expect(toLocal(request.clocks[0]!.dueAt!, ZONE)).toBe('2026-06-05T16:30:00');
    const receipt = notices.find(({ message }) => message === 'request-received');
    const {
      storms: [line],
    } = receipt?.values.storm as { storms: StormLine[] };
    expect(sayStorm(line!, ZONE, 'es')).toBe(
      'Snow storm of 3 June (All crews plough), del 2 de junio de 2026, 8:00 a.\u00a0m. al 4 de junio de 2026, 12:00 a.\u00a0m. Este tiempo no cuenta para el plazo prometido.',
    );
    expect(JSON.stringify(receipt?.values.why)).toContain('Snow storm of 3 June');
  });

  it('is told why it is due on that day, in every language', () => {
    const { request } = received();
    const clock = request.clocks[0]!;
    const said = (language: Language) =>
      explainDue(clock, calendarOf(clock.calendar)).map((line) => sayDueText(line, 'America/New_York', language));
    const lines = said('en');
    expect(lines).toContain(
      'The time from Tuesday, June 2, 2026, 8:00 AM to Thursday, June 4, 2026, 12:00 AM does not count (Snow storm of 3 June).',
    );
    expect(lines.find((line) => line.startsWith('Counted'))).not.toMatch(/Wednesday, June 3/u);
    for (const language of LANGUAGES) expect(said(language).join(' ')).toMatch(/Snow storm of 3 June/);
  });
});

describe('while a storm is on, the moments of a clock', () => {
  /** Two business days from Tuesday 09:00, relaxed by one; on from before its warning until the next Tuesday. */
  const relaxed = () =>
    openUnder(aStorm({ from: TUESDAY, until: at('2026-06-09T09:00'), relax: { kind: 'business-days', amount: 1 } }));
  const recordsOf = ({ request }: Kept) =>
    request.milestones
      .filter(({ clock }) => clock === 'resolve')
      .map(({ kind, level, outcome }) => `${kind}${level} ${outcome}`);
  /** Does what is due at every moment up to an instant, as the timer does; answers with what was told to whom. */
  const until = (kept: Kept, end: number) => {
    const letters: string[] = [];
    let file = kept;
    for (let now = file.request.nextMilestoneAt; now !== undefined && now <= end; now = file.request.nextMilestoneAt) {
      const outcome = actOnDue(file, context, now);
      if (outcome.kind !== 'changed') break;
      letters.push(
        ...outcome.change.notices.map(({ message, to }) => `${toLocal(now ?? 0, ZONE).slice(5, 16)} ${message} ${to}`),
      );
      file = keep(file, outcome.change);
    }
    return { file, letters };
  };

  it('R131 are each recorded once and tell nobody; the highest that is due then is told when it is over', () => {
    const before = relaxed();
    expect(due(before)).toBe('2026-06-05T09:00:00');
    const during = until(before, at('2026-06-09T08:59'));
    expect(during.letters).toEqual([]);
    expect(recordsOf(during.file)).toEqual(['at-risk0 suppressed', 'due0 suppressed', 'escalate1 suppressed']);
    const held = during.file.events.filter(
      ({ type, data }) => type === 'milestone-skipped' && data?.clock === 'resolve',
    );
    expect(held.map(({ text, data }) => [text, data?.kind, data?.storm])).toEqual([
      ['Snow storm of 3 June', 'at-risk', 'snow-1'],
      ['Snow storm of 3 June', 'due', 'snow-1'],
      ['Snow storm of 3 June', 'escalate', 'snow-1'],
    ]);
    expect(tellEvent(held[0]!, 'en', names, 'staff')).toContain('because a storm was on');
    expect(during.file.request.nextMilestoneAt).toBe(at('2026-06-09T09:00'));

    const after = until(during.file, at('2026-06-09T09:00'));
    expect(after.letters.filter((letter) => letter.includes('clock-escalated'))).toHaveLength(1);
    expect(after.letters.filter((letter) => !letter.includes('accept'))).not.toContain('clock-due');
    expect(recordsOf(after.file).slice(3)).toEqual(['at-risk0 skipped', 'due0 skipped', 'escalate1 reached']);
    expect(actOnDue(after.file, context, at('2026-06-09T09:00'))).toEqual({ kind: 'unchanged' });
    // The ladder goes on where it was.
    const next = until(after.file, at('2026-06-12T12:00'));
    expect(next.letters.some((letter) => letter.includes('clock-escalated'))).toBe(true);
  });

  it('are counted when they come, and an escalation when somebody is told of it', () => {
    const { file } = until(relaxed(), at('2026-06-09T09:00'));
    const counted = file.events
      .filter(({ data }) => data?.clock === 'resolve')
      .flatMap(({ type, data = {} }) =>
        countsOf({
          type,
          milestone: data.kind as 'due',
          clock: 'resolve',
          ...(data.after === undefined ? {} : { after: true }),
        }),
      );
    expect(counted.map(({ metric }) => metric)).toEqual(['ClocksAtRisk', 'ClocksBreached', 'ClocksEscalated']);
  });

  it('tell nobody of what is over by the storm’s end', () => {
    const during = until(relaxed(), at('2026-06-08T12:00'));
    const done = work(during.file, aCompletion, at('2026-06-08T13:00'));
    expect(until(done, at('2026-06-12T12:00')).letters).toEqual([]);
  });

  it('are held back by the next storm too, where it is on at the end of the first', () => {
    const during = until(relaxed(), at('2026-06-09T08:59')).file;
    const first = aStorm({ from: TUESDAY, until: at('2026-06-09T09:00'), relax: { kind: 'business-days', amount: 1 } });
    const ice = { code: 'ice-2', name: 'Ice', from: at('2026-06-09T08:00'), until: at('2026-06-10T12:00') };
    declare(first, aStorm({ ...ice, declaredAt: at('2026-06-09T07:00'), knownAt: at('2026-06-09T07:02') }));
    const second = until(during, at('2026-06-10T11:59'));
    expect(second.letters).toEqual([]);
    const after = until(second.file, at('2026-06-10T12:00'));
    expect(after.letters.filter((letter) => letter.includes('clock-escalated')).length).toBeGreaterThan(0);
  });

  it('come at once when the storm is withdrawn', () => {
    const during = until(relaxed(), at('2026-06-08T12:00')).file;
    declare(aStorm({ revision: 2, from: TUESDAY, withdrawnAt: at('2026-06-08T12:00') }));
    const back = moved(during, at('2026-06-08T12:05'));
    expect(back.request.nextMilestoneAt).toBeLessThanOrEqual(at('2026-06-08T12:05'));
    const after = act(back, at('2026-06-08T12:05'));
    expect(recordsOf(after).some((record) => record.endsWith('reached'))).toBe(true);
  });

  it('R133 that come at night before a storm, known by then, are told after it and not in the morning', () => {
    const before = aRequest.inProgress();
    const late = at('2026-06-04T22:00');
    const quiet = {
      from: at('2026-06-05T05:00'),
      until: at('2026-06-06T05:00'),
      declaredAt: late - HOUR,
      knownAt: late,
    };
    const waits = (kept: Kept) => changeOf(actOnDue(kept, context, late)).notices.map(({ notBefore }) => notBefore);
    expect(new Set(waits(before))).toEqual(new Set([at('2026-06-05T08:30')]));
    declare(aStorm(quiet));
    expect(new Set(waits(before))).toEqual(new Set([at('2026-06-08T08:30')]));
    expect(recordsOf(act(before, late)).at(-1)).toBe('due0 reached');
  });

  it('R49 are told as ever of an emergency, and of a request that waits for the desk', () => {
    const inReview = aRequest.inReview();
    relaxed();
    expect(until(inReview, TUESDAY + 3 * DAY).letters.length).toBeGreaterThan(0);
  });
});

describe('a request that is resolved while a storm is on', () => {
  const resolved = () => {
    declare(aStorm({ from: TUESDAY - HOUR, declaredAt: TUESDAY - DAY, knownAt: TUESDAY - DAY }));
    return work<Extract<Kept['request'], { status: 'resolved' }>>(aRequest.inProgress(), aCompletion, NOON + MINUTE);
  };

  it('R150 is asked no questions, and counted apart', () => {
    const { request, events } = resolved();
    expect(isSurveyed(request, catalogue)).toBe(false);
    const data = events.find(({ type }) => type === 'request-resolved')?.data;
    expect(data).toMatchObject({ verdict: 'met', storm: 'snow-1' });
    const metrics = countsOf({ type: 'request-resolved', verdict: 'met', storm: true }).map(({ metric }) => metric);
    expect(metrics).toEqual(['RequestsResolved', 'ClocksMet', 'ClocksMetInStorm']);
    expect(countsOf({ type: 'request-resolved', verdict: 'missed', storm: true }).map(({ metric }) => metric)).toEqual([
      'RequestsResolved',
      'ClocksMissed',
      'ClocksMissedInStorm',
    ]);
  });

  it('is asked when it is resolved after it', () => {
    const { request } = work<Extract<Kept['request'], { status: 'resolved' }>>(
      openUnder(aStorm()),
      aCompletion,
      at('2026-06-04T10:00'),
    );
    expect(isSurveyed(request, catalogue)).toBe(true);
  });
});
