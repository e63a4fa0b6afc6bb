import { describe, expect, it } from 'vitest';
import { catalogueFrom, catalogueOf, deployedSource } from '../../functions/catalogue/catalogue.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import type { Target } from '../../functions/clocks/target.ts';
import { runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import { tellEvent } from '../../functions/requests/story.ts';
import {
  DAY,
  HOUR,
  type Kept,
  MINUTE,
  TUESDAY,
  aCompletion,
  aContext,
  aRequest,
  anOffice,
  changeOf,
  keep,
  somerville,
  work,
} from '../support/builders.ts';

const HELD = TUESDAY + 2 * HOUR;
/** Twenty business days after Tuesday 2 June 2026, 11:00: Juneteenth falls between. */
const OVER = Date.UTC(2026, 6, 1, 15);
const act = (kept: Kept, now: number, context = aContext()) => actOnDue(kept, context, now);
const acted = (kept: Kept, now: number) => keep(kept, changeOf(act(kept, now)));

/** The catalogue with another longest pause for the pothole. */
const pausingFor = (longestPause: Target) => {
  const source = deployedSource('somerville');
  const code = somerville.find('pothole')!.agreement;
  const files = Object.entries(source.files).map(([name, file]) => {
    const { agreements } = file as { agreements: { code: string }[] };
    const next = agreements.map((agreement) => (agreement.code === code ? { ...agreement, longestPause } : agreement));
    return [name, { ...(file as object), agreements: next }] as const;
  });
  return catalogueFrom({ ...source, files: Object.fromEntries(files) });
};

describe('a hold that lasts', () => {
  const held = aRequest.onHold();

  it('R107 is watched until it has lasted twenty business days, in the calendar’s time', () => {
    expect(runningMilestones(held, somerville).map(({ kind, at }) => [kind, at])).toEqual([['pause-over', OVER]]);
    expect(held.request.nextMilestoneAt).toBe(OVER);
    expect(act(held, OVER - 1)).toEqual({ kind: 'unchanged' });
  });

  it('R107 R130 is then told once to the owner’s supervisor and the review desk, and nothing goes on by itself', () => {
    const change = changeOf(act(held, OVER));
    expect(change.notices).toMatchObject([
      {
        message: 'hold-too-long',
        audience: 'partner',
        to: 'highway.supervisor@dpw.somerville.example',
        link: { purpose: 'escalation', id: held.request.id },
        values: {
          reason: 'waiting-for-parts',
          heldSince: { instant: HELD },
          longestPause: { target: { kind: 'business-days', amount: 20 } },
        },
      },
      { message: 'hold-too-long', audience: 'reviewer', to: anOffice().reviewDesk, link: { purpose: 'review' } },
    ]);
    const after = keep(held, change);
    expect(after.request).toMatchObject({ status: 'on-hold', clocks: held.request.clocks });
    expect(after.request).not.toHaveProperty('nextMilestoneAt');
    for (const later of [0, MINUTE, 100 * DAY]) expect(act(after, OVER + later)).toEqual({ kind: 'unchanged' });
  });

  it('R107 R130 is on the record by the moment at which the pause began, and on the history in both languages', () => {
    const { request, events } = acted(held, OVER + MINUTE);
    const id = `${request.id}-1~1#1#pause-over#${HELD}`;
    expect(request.milestones).toMatchObject([{ id, kind: 'pause-over', at: OVER, outcome: 'reached' }]);
    const names = { partner: (code: string) => code };
    expect([tellEvent(events.at(-1)!, 'en', names, 'staff'), tellEvent(events.at(-1)!, 'es', names, 'staff')]).toEqual([
      'The hold had lasted as long as one may; the supervisor and the 311 office were told.',
      'El trabajo llevaba detenido todo el tiempo permitido; se avisó a la supervisión y a la oficina del 311.',
    ]);
  });

  it('R134 is told again when a second pause lasts as long', () => {
    const resumed = work(acted(held, OVER), { action: 'resume' }, OVER + HOUR);
    const again = work(resumed, { action: 'hold', reason: 'weather' }, OVER + 2 * HOUR);
    const next = again.request.nextMilestoneAt!;
    expect(next).toBeGreaterThan(OVER + 27 * DAY);
    expect(changeOf(act(again, next)).notices.map(({ message }) => message)).toEqual([
      'hold-too-long',
      'hold-too-long',
    ]);
  });

  it('R135 is of no interest once the work went on or was done', () => {
    expect(act(work(held, aCompletion, OVER - 1), OVER + 100 * DAY)).toEqual({ kind: 'unchanged' });
    const resumed = work(held, { action: 'resume' }, OVER - MINUTE);
    expect(runningMilestones(resumed, somerville).map(({ kind }) => kind)).not.toContain('pause-over');
  });

  it('R107 lasts as long as its own agreement says, or for ever where it says so', () => {
    const [short, never] = [pausingFor({ kind: 'business-days', amount: 2 }), pausingFor({ kind: 'none' })];
    expect(runningMilestones(held, short).map(({ at }) => at)).toEqual([Date.UTC(2026, 5, 4, 15)]);
    expect(runningMilestones(held, never)).toEqual([]);
  });

  it('R137 is told to the next one up where there is no supervisor', () => {
    const highway = somerville.partner('dpw-highway');
    const contacts = highway.contacts.filter(({ level }) => level !== 'supervisor');
    const partners = new Map([...somerville.partners, ['dpw-highway', { ...highway, contacts }]]);
    const { notices } = changeOf(act(held, OVER, aContext({ catalogue: { ...somerville, partners } })));
    expect(notices[0]).toMatchObject({
      to: 'highway.director@dpw.somerville.example',
      missing: { written: 'director' },
    });
  });
});

it('R107 every agreement of a city has a longest pause, four weeks unless it says otherwise', () => {
  for (const catalogue of [somerville, catalogueOf('boston')])
    for (const type of catalogue.types.values()) {
      const { calendar, longestPause } = catalogue.agreementFor(type, TUESDAY);
      expect(longestPause).toEqual(
        calendar.endsWith('-always') ? { kind: 'calendar-days', amount: 28 } : { kind: 'business-days', amount: 20 },
      );
    }
});
