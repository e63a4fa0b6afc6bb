import { describe, expect, test } from 'vitest';
import { type AuditCommand, readAuditCommand } from '../../functions/audits/audit-command.ts';
import type { Audit, Correction, Sample } from '../../functions/audits/audit.ts';
import { type Answer, CHECKLIST, FAMILIES, QUESTIONS } from '../../functions/audits/checklist.ts';
import { finishAudit } from '../../functions/audits/finish-audit.ts';
import { disagreementOf, scoreOf, stratifiedEstimate } from '../../functions/audits/score.ts';
import { wilson } from '../../functions/measures/interval.ts';
import { summarise } from '../../functions/audits/summary.ts';
import { MORNING, aView, office, opened } from '../pages/page-samples.ts';
import { OFFICE_STRATUM } from '../../functions/audits/frame.ts';
import { auditPage } from '../../functions/pages/audit-page.ts';
import { auditQueuePage } from '../../functions/pages/audit-queue-page.ts';
import { auditSheet } from '../../functions/pages/queue-sheets.ts';
import { qualityCard } from '../../functions/widgets/quality-card.ts';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { anAudit, answered, audited } from './an-audit.ts';

const catalogue = catalogueOf('somerville');

const all = (answer: Answer) => answered(Object.fromEntries(QUESTIONS.map(({ id }) => [id, answer])));

const context = { catalogue, office, linksFrom: undefined };

describe('the checklist', () => {
  test('has twelve questions in three families, and one about safety', () => {
    expect(CHECKLIST).toHaveLength(12);
    expect(QUESTIONS).toHaveLength(13);
    expect(new Set(CHECKLIST.map(({ family }) => family))).toEqual(new Set(FAMILIES));
    expect(new Set(QUESTIONS.map(({ id }) => id)).size).toBe(13);
  });

  test.each(['work-done', 'privacy', 'safety'] as const)(
    'R163 fails a case by a no at %s, whatever else was right',
    (id) => {
      expect(scoreOf(answered({ [id]: 'fail' }))).toMatchObject({ verdict: 'failed', critical: [id] });
    },
  );

  test('passes a case of which four in five answers pass, and counts what does not apply as nothing', () => {
    expect(scoreOf(answered({ routing: 'fail', place: 'fail' })).verdict).toBe('passed'); // 10 of 12
    expect(scoreOf(answered({ routing: 'fail', place: 'fail', told: 'fail' })).verdict).toBe('failed'); // 9 of 12
    const few = answered({ routing: 'fail', place: 'fail', told: 'not-applicable', ease: 'not-applicable' });
    expect(scoreOf(few).all).toEqual({ passed: 8, n: 10 });
    expect(scoreOf(few).verdict).toBe('passed'); // 8 of 10
    expect(scoreOf(few).families).toEqual({
      accurate: { passed: 4, n: 6 },
      courteous: { passed: 2, n: 2 },
      easy: { passed: 2, n: 2 },
    });
  });

  test('R179 has no verdict where nothing applies', () => {
    expect(scoreOf(all('not-applicable'))).toMatchObject({ verdict: undefined, all: { passed: 0, n: 0 } });
  });
});

describe('a share of a sample', () => {
  test.each([
    // Values of the score interval as Newcombe (1998) and common tables print them.
    [0.8, 10, 0.4902, 0.9433],
    [1, 10, 0.7225, 1],
    [0, 10, 0, 0.2775],
    [81 / 263, 263, 0.2553, 0.3662],
  ])('R166 of %f in %i has Wilson’s interval', (share, n, low, high) => {
    const found = wilson(share, n);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  test('R166 of the city weighs each partner by what it ended', () => {
    const strata = [
      { frame: 900, passed: 10, n: 10 },
      { frame: 100, passed: 0, n: 10 },
      { frame: 5000, passed: 0, n: 0 },
    ];
    const { share, n, interval } = stratifiedEstimate(strata);
    expect(share).toBeCloseTo(0.9, 10);
    expect(n).toBe(20);
    // Twenty cases of which one partner's say nearly everything are worth 12.2: 1 ÷ (0.81 ÷ 10 + 0.01 ÷ 10).
    expect(interval).toEqual(wilson(0.9, 1 / 0.082));
  });

  test('R179 of nothing is no data', () => {
    expect(stratifiedEstimate([{ frame: 10, passed: 0, n: 0 }])).toEqual({
      share: undefined,
      n: 0,
      interval: undefined,
    });
    expect(wilson(0, 0)).toBeUndefined();
  });
});

describe('two auditors', () => {
  test('R162 disagree by question, over all questions, and on verdicts', () => {
    const found = disagreementOf([
      [answered(), answered({ told: 'fail', ease: 'not-applicable' })],
      [answered(), answered({ told: 'fail', 'work-done': 'fail' })],
      [answered({ place: 'fail' }), answered({ place: 'fail' })],
    ]);
    expect(found.questions.told).toEqual({ different: 2, n: 3 });
    expect(found.questions.place).toEqual({ different: 0, n: 3 });
    expect(found.all).toEqual({ different: 4, n: 39 });
    expect(found.verdicts).toEqual({ different: 1, n: 3 });
  });

  test('R162 do not see each other’s answers before both are in', () => {
    const second = anAudit({ part: 2, auditor: 'desk-lead', done: { ...answered({ told: 'fail' }), at: MORNING } });
    const view = aView({ catalogue });
    const page = (audit: Audit, other?: Audit) =>
      auditPage(opened(audited, 'review'), view, { audit, letters: [], ...(other ? { other } : {}) }).toString();
    const first = anAudit({ done: { ...answered(), at: MORNING } });
    expect(page(anAudit())).not.toContain('The other auditor');
    expect(page(first)).not.toContain('The other auditor');
    expect(page(first, second).match(/The other auditor: No/g)).toHaveLength(1);
  });
});

describe('the form of an audit', () => {
  const fields = {
    action: 'audit',
    ...answered().answers,
    corrector: 'nobody',
  } as Record<string, string>;

  test('is read whole', () => {
    expect(readAuditCommand(fields)).toEqual({ kind: 'command', command: { action: 'audit', ...answered() } });
  });

  test.each([
    [{ ease: '' }, 'ease', /Answer question 12/],
    [{ told: 'perhaps' }, 'told', /Answer question 6/],
    [{ told: 'fail' }, 'told-note', /what is wrong at question 6/],
    [{ told: 'fail', 'told-note': 'x'.repeat(201) }, 'told-note', /at most 200/],
    [{ corrector: 'mayor' }, 'corrector', /by whom/],
    [{ corrector: 'partner', days: '10', task: 'Go.' }, 'task', /sentence/],
    [{ corrector: 'partner', days: '1000', task: 'Send a crew again.' }, 'days', /working days/],
    [{ action: 'drop' }, 'action', /checklist/],
  ])('names the field that has to be mended: %o', (more, field, message) => {
    expect(readAuditCommand({ ...fields, ...more })).toMatchObject({
      kind: 'refused',
      field,
      message: expect.stringMatching(message),
    });
  });
});

describe('a finished audit', () => {
  const command = {
    action: 'audit' as const,
    ...answered({ 'work-done': 'fail' }),
    notes: { 'work-done': 'No photo.' },
  };
  const correction = { by: 'partner' as const, task: 'Send a crew again, please.', days: 10 as const };

  test('R164 opens a correction with an owner and a due date in working days, and R165 proposes a reopening', () => {
    const result = finishAudit(anAudit(), { ...command, correction }, audited, context, MORNING);
    expect(result).toMatchObject({
      kind: 'finished',
      // From Tuesday, June 2, ten business days.
      correction: { owner: 'dpw-highway', openedAt: MORNING, dueAt: Date.UTC(2026, 5, 16, 13) },
    });
    if (result.kind !== 'finished') throw new Error('It was refused.');
    expect(result.notices.map(({ message, to }) => `${message} ${to}`)).toEqual([
      'correction-opened highway.supervisor@dpw.somerville.example',
      `reopen-proposed ${office.reviewDesk}`,
      `reopen-proposed ${office.serviceOperationsManager}`,
    ]);
  });

  test('R165 proposes nothing by the second look, and nothing where the work was done', () => {
    for (const [audit, answers] of [
      [anAudit({ part: 2 }), command],
      [anAudit(), { action: 'audit' as const, ...answered() }],
    ] as const)
      expect(finishAudit(audit, answers, audited, context, MORNING)).toMatchObject({ kind: 'finished', notices: [] });
  });

  test('R165 proposes nothing of a request that was opened again since it was drawn', () => {
    const { request } = audited;
    const again = { request: { ...request, cycle: request.cycle + 1 } as typeof request };
    expect(finishAudit(anAudit(), command, again, context, MORNING)).toMatchObject({ kind: 'finished', notices: [] });
  });

  test('R164 asks twice for what two months drew of one request, and each is told of', () => {
    const idsOf = (month: string): string[] => {
      const result = finishAudit(anAudit({ month }), { ...command, correction }, audited, context, MORNING);
      return result.kind === 'finished' ? result.notices.map(({ id }) => id) : [];
    };
    const asked = [idsOf('2026-06')[0], idsOf('2026-07')[0]];
    expect(new Set(asked).size).toBe(2);
  });

  test('R162 is refused for whoever closed the request, and for who is no auditor any more', () => {
    const own = { ...office, auditors: [{ code: 'crew', email: 'crew@city.example', of: 'dpw-highway' }] };
    expect(
      finishAudit(anAudit({ auditor: 'crew' }), command, audited, { ...context, office: own }, MORNING),
    ).toMatchObject({
      kind: 'refused',
      code: 'wrong-state',
    });
    expect(finishAudit(anAudit({ auditor: 'gone' }), command, audited, context, MORNING)).toMatchObject({
      kind: 'refused',
      code: 'wrong-state',
    });
  });

  test('is finished once: the same answers again change nothing, and others are refused', () => {
    const done = anAudit({ done: { answers: command.answers, notes: command.notes, at: MORNING } });
    expect(finishAudit(done, command, audited, context, MORNING)).toEqual({ kind: 'unchanged' });
    expect(finishAudit(done, { ...command, notes: {} }, audited, context, MORNING)).toMatchObject({
      code: 'wrong-state',
    });
  });
  test('is refused where it asks for more to be put right than the first time, and does not say that this was done', () => {
    const asking = { ...command, correction };
    const first = finishAudit(anAudit(), asking, audited, context, MORNING);
    if (first.kind !== 'finished') throw new Error('It was refused.');
    const again = (said: AuditCommand, opened?: Correction) =>
      finishAudit(first.audit, said, audited, { ...context, opened }, MORNING);
    expect(again(asking, first.correction)).toEqual({ kind: 'unchanged' });
    expect(again(command)).toEqual({ kind: 'unchanged' });
    expect(again(asking)).toMatchObject({ code: 'wrong-state' });
    expect(again(command, first.correction)).toMatchObject({ code: 'wrong-state' });
  });
});

describe('a case that the office ended itself', () => {
  const done = anAudit({ partner: OFFICE_STRATUM, done: { ...answered(), at: MORNING } });
  const { month, requestId, part, auditor, partner, typeName, dueAt } = done;
  const line = { month, requestId, part, auditor, partner, typeName, dueAt };
  const sample: Sample = {
    month,
    seed: 1,
    perPartner: 10,
    drawnAt: MORNING,
    dueAt,
    strata: [{ partner, frame: 1, sampled: 1 }],
    cases: [],
  };
  const shown = {
    'the list of audits': () =>
      `${auditQueuePage([line], { city: 'Somerville', catalogue, now: MORNING, more: false, hrefOf: () => undefined })}`,
    'the sheet of it': () => auditSheet([line], catalogue).rows.join(),
    'the card of quality': () =>
      `${qualityCard([], { from: '2026-06-01', to: '2026-07-01' }, { sample, audits: [done], corrections: [] })}`,
    'the page of an audit': () =>
      `${auditPage(opened(audited, 'review'), aView({ catalogue }), { audit: done, letters: [] })}`,
  };

  test.each(Object.entries(shown))('stands under its name in %s', (_, draw) => {
    expect(draw()).toContain('The 311 office');
    expect(draw()).not.toContain(OFFICE_STRATUM);
  });
});

describe('the summary of a month', () => {
  test('tells of each partner and of the city', () => {
    const sample: Sample = {
      month: '2026-06',
      seed: 1,
      perPartner: 10,
      drawnAt: MORNING,
      dueAt: MORNING,
      strata: [
        { partner: 'dcr', frame: 30, sampled: 2 },
        { partner: 'dpw-highway', frame: 90, sampled: 2 },
      ],
      cases: [],
    };
    const at = MORNING;
    const audits = [
      anAudit({ requestId: 'R-1', partner: 'dcr', done: { ...answered(), at } }),
      anAudit({ requestId: 'R-2', partner: 'dcr', done: { ...answered({ safety: 'fail' }), at } }),
      anAudit({ requestId: 'R-2', partner: 'dcr', part: 2, done: { ...answered(), at } }),
      anAudit({ requestId: 'R-3', done: { ...answered({ ease: 'fail' }), at } }),
      anAudit({ requestId: 'R-4' }),
    ];
    const correction: Correction = {
      month: '2026-06',
      requestId: 'R-2',
      part: 1,
      partner: 'dcr',
      typeName: 'Pothole',
      owner: 'dcr',
      task: 'Put up a fence.',
      openedAt: at,
      dueAt: at,
    };
    const { partners, city } = summarise({ sample, audits, corrections: [correction] });
    const [dcr, highway] = partners.map(([, summary]) => summary);
    expect(partners.map(([code]) => code)).toEqual(['dcr', 'dpw-highway']);
    expect(dcr).toMatchObject({ done: 2, passed: { share: 0.5, n: 2 }, critical: 1, openCorrections: 1 });
    expect(dcr?.disagreement).toEqual({ different: 1, n: 13 });
    expect(highway).toMatchObject({ done: 1, passed: { share: 1, n: 1 }, critical: 0, openCorrections: 0 });
    expect(highway?.families.easy).toEqual({ passed: 2, n: 3 });
    expect(city).toMatchObject({ frame: 120, sampled: 4, done: 3, passed: { share: 0.875, n: 3 } });
  });
});
