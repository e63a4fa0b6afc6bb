import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import {
  type ImprovementContext,
  changeImprovement,
  startImprovement,
} from '../../functions/improvements/change-improvement.ts';
import { effectOf } from '../../functions/improvements/effect.ts';
import {
  type ImprovementCommand,
  readImprovementCommand,
  readStart,
} from '../../functions/improvements/improvement-command.ts';
import { improvementKeyOf, improvementLink, improvementsLink } from '../../functions/improvements/improvement-link.ts';
import { sayOutcome } from '../../functions/improvements/improvement-words.ts';
import {
  IMPROVEMENT_TRANSITIONS,
  type Improvement,
  type ImprovementLine,
  isMeasured,
  nextImprovementId,
} from '../../functions/improvements/improvement.ts';
import { remindOf } from '../../functions/improvements/remind.ts';
import { renderNotice } from '../../functions/notices/render.ts';
import { plusDays } from '../../functions/measures/window.ts';
import { MANAGER } from '../../functions/requests/concern.ts';
import { anOffice } from '../support/builders.ts';

const catalogue = catalogueOf('somerville');
const at = (local: string): number => toInstant(local, catalogue.timeZone);
const TODAY = '2026-06-01';
const NOW = at(`${TODAY}T09:00`);
const measure = { figure: 'late', type: 'pothole', wanted: 'less' } as const;
const aContext = (more: Partial<ImprovementContext> = {}): ImprovementContext => ({
  by: MANAGER,
  today: TODAY,
  catalogue,
  office: anOffice(),
  linksFrom: new Map(),
  ...more,
});
const begun = (owner: string = MANAGER) =>
  startImprovement(
    'I-1',
    { title: 'Fewer potholes are late', source: { kind: 'audit' }, measure, owner },
    aContext(),
    NOW,
  );

const command = fc.oneof(
  fc.constantFrom(MANAGER, 'review-desk', 'dpw-highway').map((owner) => ({ action: 'assign', owner }) as const),
  fc.tuple(fc.integer({ min: -30, max: 1 }), fc.integer({ min: 1, max: 60 })).map(
    ([on, review]) =>
      ({
        action: 'change',
        text: 'A second crew goes out.',
        on: plusDays(TODAY, on),
        reviewOn: plusDays(TODAY, review),
      }) as const,
  ),
  fc.integer({ min: 1, max: 60 }).map((days) => ({ action: 'move', reviewOn: plusDays(TODAY, days) }) as const),
  fc.constant({ action: 'review', text: 'It helped a good deal.' } as const),
  fc
    .option(fc.constant('The crew is needed elsewhere.'))
    .map((reason): ImprovementCommand => ({ action: 'close', ...(reason ? { reason } : {}) })),
);

describe('an improvement', () => {
  it('goes from state to state by the table only, a line of history and a version for each change', () => {
    const step = fc.record({ command, day: fc.integer({ min: 0, max: 90 }), measured: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let { improvement } = begun();
        const lines: ImprovementLine[] = [begun().line];
        for (const { command: wanted, day, measured } of steps) {
          const effect = measured ? effectOf(measure, undefined, []) : undefined;
          const context = aContext({ today: plusDays(TODAY, day), ...(effect ? { effect } : {}) });
          const outcome = changeImprovement(improvement, wanted, context, NOW);
          if (outcome.kind !== 'changed') continue;
          expect(Object.values(IMPROVEMENT_TRANSITIONS[improvement.state])).toContain(outcome.improvement.state);
          expect(outcome.improvement.version).toBe(improvement.version + 1);
          expect(outcome.line.version).toBe(outcome.improvement.version);
          improvement = outcome.improvement;
          lines.push(outcome.line);
        }
        expect(lines.map(({ version }) => version)).toEqual(lines.map((_, index) => index + 1));
        const { state, closed, change, review } = improvement;
        expect(state === 'closed').toBe(closed !== undefined);
        if (state === 'changed') expect(change !== undefined && review === undefined).toBe(true);
        if (closed) expect(closed.measured || closed.reason !== undefined).toBe(true);
      }),
      { seed: 311 },
    );
  });

  it('is not closed without a measurement but for a reason, and says so ever after', () => {
    const { improvement } = begun();
    const refused = changeImprovement(improvement, { action: 'close' }, aContext(), NOW);
    expect(refused).toMatchObject({ kind: 'refused', code: 'invalid', field: 'reason' });
    const done = changeImprovement(
      improvement,
      { action: 'close', reason: 'The crew is needed elsewhere.' },
      aContext(),
      NOW,
    );
    expect(done).toMatchObject({ improvement: { closed: { measured: false } } });
    expect(sayOutcome((done as { improvement: Improvement }).improvement)).toBe('Closed without a measurement');
  });

  it('counts a review that found no data as no measurement', () => {
    const effect = effectOf(measure, undefined, []);
    expect(isMeasured({ review: { text: 'x', at: NOW, effect } })).toBe(false);
    expect(isMeasured({ review: { text: 'x', at: NOW } })).toBe(false);
    expect(isMeasured({ review: { text: 'x', at: NOW, effect: { ...effect, verdict: 'worse' } } })).toBe(true);
  });

  it('is given away and closed by the manager only', () => {
    const { improvement } = begun('dpw-highway');
    const context = aContext({ by: 'dpw-highway' });
    for (const wanted of [
      { action: 'assign', owner: 'review-desk' },
      { action: 'close', reason: 'The crew is needed elsewhere.' },
    ] as const)
      expect(changeImprovement(improvement, wanted, context, NOW)).toMatchObject({ code: 'wrong-state' });
  });

  it('writes to its owner, and not to whoever begins it for themselves', () => {
    expect(begun().notices).toEqual([]);
    expect(begun('dpw-highway').notices).toMatchObject([
      { message: 'improvement-owned', to: 'highway.supervisor@dpw.somerville.example', audience: 'partner' },
    ]);
    expect(begun('review-desk').notices).toMatchObject([{ audience: 'reviewer' }]);
  });

  it('takes what was said a moment ago for said, as a double click is no error', () => {
    const change = {
      action: 'change',
      text: 'A second crew goes out.',
      on: TODAY,
      reviewOn: plusDays(TODAY, 30),
    } as const;
    const once = changeImprovement(begun().improvement, change, aContext(), NOW);
    if (once.kind !== 'changed') throw new Error('It was not changed.');
    expect(changeImprovement(once.improvement, change, aContext(), NOW)).toEqual({ kind: 'unchanged' });
  });

  it.each([
    [{ on: plusDays(TODAY, 1) }, 'on'],
    [{ on: '2023-01-01' }, 'on'],
    [{ reviewOn: plusDays(TODAY, 14) }, 'review-on'],
    [{ on: '2026-01-01', reviewOn: TODAY }, 'review-on'],
    [{ reviewOn: '2029-01-01' }, 'review-on'],
  ])('refuses days that say nothing: %o', (days, field) => {
    const change = {
      action: 'change',
      text: 'A second crew.',
      on: TODAY,
      reviewOn: plusDays(TODAY, 30),
      ...days,
    } as const;
    expect(changeImprovement(begun().improvement, change, aContext(), NOW)).toMatchObject({ kind: 'refused', field });
  });
});

describe('the reminders of a review', () => {
  const waiting = (owner: string): Improvement => ({
    ...begun(owner).improvement,
    state: 'changed',
    change: { text: 'A second crew goes out.', on: TODAY },
    reviewOn: '2026-07-04', // a Saturday and Independence Day
  });
  const remind = (improvement: Improvement, local: string) =>
    remindOf(improvement, 'somerville-business', aContext(), at(local));

  it('go to the owner from the first opening on its day, then to the manager after five business days, each once', () => {
    expect(remind(waiting('dpw-highway'), '2026-07-05T12:00')).toBeUndefined();
    const first = remind(waiting('dpw-highway'), '2026-07-06T09:00');
    expect(first?.notices).toMatchObject([
      { message: 'improvement-due', to: 'highway.supervisor@dpw.somerville.example' },
    ]);
    expect(first?.line).toMatchObject({ type: 'reminded', version: 2 });
    expect(remind(first!.improvement, '2026-07-10T12:00')).toBeUndefined();
    const second = remind(first!.improvement, '2026-07-13T09:00');
    expect(second?.notices).toMatchObject([
      { message: 'improvement-overdue', to: anOffice().serviceOperationsManager },
    ]);
    expect(remind(second!.improvement, '2026-12-01T12:00')).toBeUndefined();
  });

  it('do not tell the manager twice of her own', () => {
    const first = remind(waiting(MANAGER), '2026-07-06T09:00');
    expect(first?.notices).toMatchObject([{ message: 'improvement-due', audience: 'manager' }]);
    expect(remind(first!.improvement, '2026-08-01T12:00')).toBeUndefined();
  });

  it('speak of figures only where there is one, and of the manager only to others', () => {
    const letterOf = (improvement: Improvement): string => {
      const [draft] = remind(improvement, '2026-07-06T09:00')!.notices;
      const { text } = renderNotice(draft!, { city: 'Somerville', url: 'https://311.example.org/i' });
      return text.replaceAll(/\s+/g, ' ');
    };
    const measured = letterOf(waiting('dpw-highway'));
    expect(measured).toContain('measures the figures before and after (');
    expect(measured).toContain('After 5 working days the manager is told.');
    const { measure: _, ...unmeasured } = waiting(MANAGER);
    expect(letterOf(unmeasured)).toContain('No figure says so');
    expect(letterOf(unmeasured)).not.toMatch(/measures the figures|the manager is told/);
  });
});

describe('what is typed', () => {
  it('is read or refused with the field at fault, whatever it is', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('close', 'change', 'review', 'late', 'type:pothole', '2026-02-30'),
    );
    const fields = fc.dictionary(
      fc.constantFrom(
        'action',
        'text',
        'on',
        'review-on',
        'owner',
        'reason',
        'title',
        'source',
        'figure',
        'of',
        'said',
      ),
      text,
    );
    fc.assert(
      fc.property(fields, (typed) => {
        for (const reading of [readImprovementCommand(typed, catalogue), readStart(typed, catalogue)]) {
          if (reading.kind === 'command') continue;
          expect(reading).toMatchObject({ kind: 'refused', code: 'invalid', field: expect.any(String) });
        }
      }),
      { seed: 311 },
    );
  });

  it('begins an improvement by hand with the figure that it names', () => {
    const typed = { title: 'Fewer potholes are late', source: 'survey', owner: 'review-desk', figure: 'rating' };
    expect(readStart({ ...typed, of: 'type:pothole' }, catalogue)).toMatchObject({
      command: { measure: { figure: 'rating', type: 'pothole', wanted: 'more' }, owner: 'review-desk' },
    });
    expect(readStart({ ...typed, of: 'type:300' }, catalogue)).toMatchObject({
      command: { measure: { type: catalogue.find('300')?.code } },
    });
    expect(readStart({ ...typed, of: 'type:nothing' }, catalogue)).toMatchObject({ field: 'of' });
    expect(readStart({ ...typed, owner: 'nobody' }, catalogue)).toMatchObject({ field: 'owner' });
  });
});

it('a link names an improvement and its holder, or the whole list', () => {
  expect(improvementKeyOf(improvementLink({ id: 'I-12' }, 'dpw-highway', NOW).id)).toEqual({
    kind: 'one',
    id: 'I-12',
    holder: 'dpw-highway',
  });
  expect(improvementKeyOf(improvementsLink(NOW).id)).toEqual({ kind: 'all' });
  expect(improvementKeyOf('I-12')).toBeUndefined();
});

it('numbers follow each other', () => {
  expect(nextImprovementId([])).toBe('I-1');
  expect(nextImprovementId([{ id: 'I-9' }, { id: 'I-10' }])).toBe('I-11');
});
