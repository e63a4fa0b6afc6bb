import { describe, expect, it } from 'vitest';
import {
  acknowledgeEscalation,
  isAcknowledged,
  readAcknowledgement,
} from '../../functions/clocks/acknowledge-escalation.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { recipientAt } from '../../functions/clocks/contact.ts';
import { milestonesOf } from '../../functions/clocks/milestone.ts';
import { calendarOf } from '../../functions/clocks/calendars.ts';
import { nextMilestone } from '../../functions/clocks/milestone.ts';
import { recordedMilestones, runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import type { Partner } from '../../functions/catalogue/partner.ts';
import type { Change } from '../../functions/requests/change.ts';
import { missingContacts } from '../../functions/requests/missing-contact.ts';
import type { EventType, RequestEvent } from '../../functions/requests/event.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../../functions/requests/sentence.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { answerSurvey } from '../../functions/surveys/answer-survey.ts';
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
  refusalOf,
  somerville,
  work,
} from '../support/builders.ts';

/** A request whose partner has taken the work on, so that only the promise to the resident runs. */
const inHand = (report: Parameters<typeof aRequest.inProgress>[0] = {}) =>
  work(aRequest.inProgress(report), { action: 'accept' }, TUESDAY);
const act = (kept: Kept, now: number, context = aContext()) => actOnDue(kept, context, now);
const acted = (kept: Kept, now: number, context = aContext()) => changeOf(act(kept, now, context));
/** What those are told who answer for a promise; the constituent is told apart. */
const toStaff = ({ notices }: Pick<Change, 'notices'>) => notices.filter(({ audience }) => audience !== 'constituent');
const kinds = (kept: Kept) => runningMilestones(kept, somerville).map(({ kind, level }) => `${kind}${level}`);
const at = (kept: Kept, kind: string) => {
  const found = runningMilestones(kept, somerville).find((milestone) => `${milestone.kind}${milestone.level}` === kind);
  if (!found) throw new Error(`No ${kind} in ${kinds(kept).join(', ')}`);
  return found.at;
};
const written = (kept: Kept, now: number, context = aContext()) =>
  toStaff(acted(kept, now, context)).map(({ message, to }) => `${message} ${to}`);
const desk = 'highway.desk@dpw.somerville.example';
const supervisor = 'highway.supervisor@dpw.somerville.example';
const director = 'highway.director@dpw.somerville.example';

/** The catalogue with other contacts for the partner of the pothole. */
const withContacts = (levels: Partner['contacts'][number]['level'][]): Catalogue => {
  const highway = somerville.partner('dpw-highway');
  const contacts = highway.contacts.filter(({ level }) => levels.includes(level));
  return { ...somerville, partners: new Map([...somerville.partners, ['dpw-highway', { ...highway, contacts }]]) };
};

describe('what is due', () => {
  const kept = inHand();

  it('R136 is a warning first, the due moment, and then each rung of the ladder', () => {
    expect(kinds(kept)).toEqual(['at-risk0', 'due0', 'escalate1', 'escalate2', 'escalate3']);
  });

  it('R119 is nothing for a timer that fires one ms early', () => {
    expect(act(kept, at(kept, 'at-risk0') - 1)).toEqual({ kind: 'unchanged' });
    expect(act(kept, at(kept, 'at-risk0')).kind).toBe('changed');
  });

  it('is told, at each moment, to those whom it concerns', () => {
    let now = kept as Kept;
    const letters: string[][] = [];
    for (const kind of kinds(kept)) {
      const change = acted(now, at(kept, kind));
      letters.push(toStaff(change).map(({ message, to, audience }) => `${message} ${audience} ${to}`));
      now = keep(now, change);
    }
    expect(letters).toEqual([
      [`clock-at-risk partner ${desk}`],
      [`clock-due partner ${desk}`, `clock-due partner ${supervisor}`],
      [`clock-escalated partner ${supervisor}`],
      [`clock-escalated partner ${director}`],
      [`clock-escalated manager ${anOffice().serviceOperationsManager}`],
    ]);
    expect(now.request).not.toHaveProperty('nextMilestoneAt');
  });

  it('is put on the record with its moment and the time it was done, and the next one is awaited', () => {
    const late = at(kept, 'at-risk0') + MINUTE;
    const { request, events } = acted(kept, late);
    expect(request.milestones).toEqual([
      {
        id: `${request.id}#1#resolve#${request.clocks[0]!.agreement}.v1#at-risk0`,
        kind: 'at-risk',
        level: 0,
        clock: 'resolve',
        at: at(kept, 'at-risk0'),
        recordedAt: late,
        outcome: 'reached',
      },
    ]);
    expect(request).toMatchObject({ nextMilestoneAt: at(kept, 'due0'), wakes: false });
    expect(events).toMatchObject([{ type: 'milestone-reached', at: late, by: { kind: 'system', name: 'timer' } }]);
  });

  it('R130 is done once, however often the timer fires', () => {
    const once = keep(kept, acted(kept, at(kept, 'due0')));
    for (const later of [0, 1, MINUTE, HOUR])
      expect(act(once, at(kept, 'due0') + later)).toEqual({ kind: 'unchanged' });
  });

  it('R131 after an outage is only the highest level, and the lower ones are recorded as skipped', () => {
    const change = acted(kept, at(kept, 'escalate2') + DAY / 4);
    expect(change.request.milestones.map(({ kind, level, outcome }) => `${kind}${level} ${outcome}`)).toEqual([
      'at-risk0 skipped',
      'due0 skipped',
      'escalate1 skipped',
      'escalate2 reached',
    ]);
    expect(toStaff(change).map(({ message, to }) => `${message} ${to}`)).toEqual([`clock-escalated ${director}`]);
    expect(change.events.map(({ type }) => type)).toEqual([
      'milestone-skipped',
      'milestone-skipped',
      'milestone-skipped',
      'milestone-reached',
    ]);
    expect(change.request.nextMilestoneAt).toBe(at(kept, 'escalate3'));
  });

  it('R119 is nothing while the clock stands still, and nothing of it is owed for that time when it goes on', () => {
    const held = aRequest.onHold();
    expect(act(held, TUESDAY + 25 * DAY)).toEqual({ kind: 'unchanged' });
    const resumed = work(held, { action: 'resume' }, TUESDAY + 25 * DAY);
    expect(act(resumed, TUESDAY + 25 * DAY)).toEqual({ kind: 'unchanged' });
    expect(resumed.request.nextMilestoneAt).toBeGreaterThan(TUESDAY + 25 * DAY);
  });

  it('R103 is not told again after a pause that began when it had been told', () => {
    const due = keep(kept, acted(kept, at(kept, 'due0')));
    const held = work(due, { action: 'hold', reason: 'weather' }, at(kept, 'due0') + HOUR);
    const resumed = work(held, { action: 'resume' }, at(kept, 'due0') + 3 * HOUR);
    expect(resumed.request.nextMilestoneAt).toBeDefined();
    const { milestones } = acted(resumed, resumed.request.nextMilestoneAt!).request;
    expect(milestones.map(({ kind }) => kind)).toEqual(['at-risk', 'due', 'escalate']);
  });

  it('R135 is nothing once the work is done, though the timer fires', () => {
    const done = work(kept, aCompletion, at(kept, 'due0') - 1);
    expect(act(done, at(kept, 'escalate3'))).toEqual({ kind: 'unchanged' });
  });

  it('R106 R134 is new for each cycle, by ids of its own, and nothing of the cycle before', () => {
    const late = keep(kept, acted(kept, at(kept, 'due0')));
    const resolved = work(late, aCompletion, at(kept, 'due0') + HOUR);
    const reopen = { action: 'reopen', text: 'Still there.' } as const;
    const now = at(kept, 'due0') + 2 * HOUR;
    const reopened = keep(resolved, changeOf(answerSurvey(resolved, reopen, aContext(), now)));
    expect(act(reopened, now)).toEqual({ kind: 'unchanged' });
    const again = work(reopened, { action: 'accept' }, now);
    const change = acted(again, at(again, 'due0'));
    expect(toStaff(change).map(({ id }) => id)).toEqual([
      `${reopened.request.id}#2#resolve#${kept.request.clocks[0]!.agreement}.v1#due0#desk`,
      `${reopened.request.id}#2#resolve#${kept.request.clocks[0]!.agreement}.v1#due0#supervisor`,
    ]);
  });

  it('is nothing for a request that has just come in, or that promises nothing', () => {
    expect(act(aRequest.received(), TUESDAY + 100 * DAY)).toEqual({ kind: 'unchanged' });
    const { dueAt: _, atRiskAt: __, ...clock } = kept.request.clocks[0]!;
    const promised = {
      ...kept,
      workOrders: kept.workOrders.map((workOrder) => ({ ...workOrder, clocks: [] })),
      request: { ...kept.request, clocks: [{ ...clock, target: { kind: 'none' } as const }] },
    };
    expect(act(promised, TUESDAY + 100 * DAY)).toEqual({ kind: 'unchanged' });
  });
});

describe('a letter about it', () => {
  const kept = inHand();

  it('says how late it is once it is, who has it, and what was tried', () => {
    const { dueAt } = kept.request.clocks.find(({ kind }) => kind === 'resolve')!;
    expect(acted(kept, at(kept, 'at-risk0')).notices[0]!.values).not.toHaveProperty('late');
    expect(acted(kept, at(kept, 'due0')).notices[0]!.values).not.toHaveProperty('late');
    expect(acted(kept, dueAt! + MINUTE).notices[0]!.values).toMatchObject({
      requestId: kept.request.id,
      late: { span: MINUTE },
      dueAt: { instant: dueAt },
      promise: { target: { kind: 'business-days', amount: 2 } },
      partner: somerville.partner('dpw-highway').name,
      tried: [expect.stringMatching(/offered/) as string, expect.stringMatching(/took the work on/) as string],
    });
  });

  it('leads the desk to its work order and everybody above to the whole story', () => {
    const links = toStaff(acted(kept, at(kept, 'due0'))).map(({ link }) => [link.purpose, link.id]);
    expect(links).toEqual([
      ['work-order', `${kept.request.id}-1`],
      ['escalation', kept.request.id],
    ]);
  });

  it('R58 leads a partner that has passed work on and answers for the request to the whole story, and to no page on which another one acts', () => {
    const text = 'It is a sewer cover.';
    const transfer = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text } as const;
    const plan = [{ code: 'patch', partner: 'dpw-highway', task: 'Close it.', after: ['cover'] }];
    const passedOn = work({ ...kept, request: { ...kept.request, plan } } as Kept, transfer, TUESDAY + MINUTE);
    const { dueAt } = passedOn.request.clocks.find(({ kind }) => kind === 'resolve')!;
    const letters = toStaff(acted(passedOn, dueAt! + 1)).filter(({ to }) => to === desk);
    expect(letters.map(({ link }) => link.purpose)).toEqual(['escalation']);
    // The partner that has it now hears of its own promise, also where that ends in the same moment.
    const [workOrder] = passedOn.workOrders;
    const clocks = workOrder!.clocks.map((clock) => (clock.kind === 'complete' ? { ...clock, dueAt: dueAt! } : clock));
    const together = { ...passedOn, workOrders: [{ ...workOrder!, clocks }] };
    const sewer = somerville.partner('water-sewer').contacts[0]!.email;
    expect(toStaff(acted(together, dueAt! + 1))).toContainEqual(
      expect.objectContaining({
        message: 'clock-due',
        to: sewer,
        link: expect.objectContaining({ purpose: 'work-order' }) as unknown,
      }),
    );
  });

  it('R58 goes to whoever has all of the work now, and no more to a partner that has passed it on', () => {
    const text = 'It is a sewer cover.';
    const transfer = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text } as const;
    const passedOn = work(kept, transfer, TUESDAY + MINUTE);
    const { dueAt } = passedOn.request.clocks.find(({ kind }) => kind === 'resolve')!;
    const sewer = somerville.partner('water-sewer').contacts[0]!.email;
    const letters = toStaff(acted(passedOn, dueAt! + 1));
    expect(letters.map(({ to }) => to)).not.toContain(desk);
    expect(letters).toContainEqual(
      expect.objectContaining({ to: sewer, link: expect.objectContaining({ purpose: 'work-order' }) as unknown }),
    );
  });

  it('names who is written to and the rung, and has an id for each of them', () => {
    expect(toStaff(acted(kept, at(kept, 'escalate3')))).toMatchObject([
      { values: { level: 3, levelName: 'Service Operations Manager' } },
    ]);
    const ids = kinds(kept).flatMap((kind) => toStaff(acted(kept, at(kept, kind))).map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a missing contact', () => {
  const kept = inHand();
  const without = (levels: Parameters<typeof withContacts>[0]) => aContext({ catalogue: withContacts(levels) });

  it('R137 is stood in for by the next one up', () => {
    expect(written(kept, at(kept, 'at-risk0'), without(['supervisor', 'director']))).toEqual([
      `clock-at-risk ${supervisor}`,
    ]);
    expect(written(kept, at(kept, 'escalate1'), without(['desk', 'director']))).toEqual([
      `clock-escalated ${director}`,
    ]);
    expect(written(kept, at(kept, 'escalate1'), without(['desk']))).toEqual([
      `clock-escalated ${anOffice().serviceOperationsManager}`,
    ]);
  });

  it('R130 R137 is told once to somebody who stands in for two', () => {
    expect(written(kept, at(kept, 'due0'), without(['supervisor']))).toEqual([`clock-due ${supervisor}`]);
    expect(written(kept, at(kept, 'due0'), without([]))).toEqual([`clock-due ${anOffice().serviceOperationsManager}`]);
  });

  it('R137 is never silently nobody, for any partner at any level', () => {
    for (const code of [...somerville.partners.keys(), 'no-such-partner'])
      for (const level of ['desk', 'supervisor', 'director', 'service-operations-manager'] as const)
        expect(recipientAt(level, code, somerville, anOffice(), TUESDAY).email).toMatch(/@/);
  });
});

describe('a request that waits for a review', () => {
  const kept = aRequest.inReview();

  it('is told to the review desk, and above it to the manager, each once, with the page of the review', () => {
    expect(written(kept, at(kept, 'at-risk0'))).toEqual(['clock-at-risk review@311.example']);
    expect(written(kept, at(kept, 'due0'))).toEqual(['clock-due review@311.example']);
    expect(written(kept, at(kept, 'escalate1'))).toEqual(['clock-escalated manager@311.example']);
    const [notice] = acted(kept, at(kept, 'due0')).notices;
    expect(notice).toMatchObject({ audience: 'reviewer', link: { purpose: 'review', id: kept.request.id } });
    expect(notice!.values).toMatchObject({ typeName: 'something else', partner: 'The 311 review desk' });
  });
});

describe('a request with many parts', () => {
  it('R130 R131 has all that an outage left behind done in transactions of a hundred items, each moment once', () => {
    const partners = [...somerville.partners.values()].sort((a, b) => Number(!a.reminders) - Number(!b.reminders));
    let kept: Kept = aRequest.inProgress();
    for (const { code } of partners.slice(0, 11)) {
      const part = { action: 'add-work', partner: code, task: `The part of ${code}` } as const;
      kept = keep(kept, changeOf(decideReview(kept, part, aContext(), TUESDAY + HOUR)));
    }
    expect(kept.workOrders).toHaveLength(12);
    const now = TUESDAY + 10 * DAY;
    const letters: string[] = [];
    const sizes: number[] = [];
    for (let outcome = act(kept, now); outcome.kind === 'changed'; outcome = act(kept, now)) {
      const { change } = outcome;
      const missing = missingContacts(change.notices, now);
      sizes.push(1 + change.workOrders.length + change.events.length + change.notices.length + missing.length);
      letters.push(...change.notices.map(({ id }) => id));
      kept = keep(kept, change);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(sizes.length).toBeGreaterThan(1);
    expect(new Set(letters).size).toBe(letters.length);
    expect(kept.request.nextMilestoneAt ?? Infinity).toBeGreaterThan(now);
  });
});

describe('a request that comes back to the desk', () => {
  const late = keep(aRequest.inReview(), acted(aRequest.inReview(), at(aRequest.inReview(), 'escalate1')));
  const decided = TUESDAY + 10 * DAY;
  const accept = { action: 'accept', typeCode: 'pothole', priority: 'normal' } as const;
  const begun = keep(late, changeOf(decideReview(late, accept, aContext(), decided)));
  const back = { action: 'send-back', reason: 'not-our-place', text: 'It is the state’s road.' } as const;
  const again = work(begun, back, decided + HOUR);

  it('R134 is told of again when its second review is late as the first was', () => {
    const clock = again.request.clocks.findLast(({ kind }) => kind === 'acknowledge')!;
    const due = runningMilestones(again, somerville).find(
      ({ kind, clock: of, at: moment }) => kind === 'due' && of === 'acknowledge' && moment > clock.startedAt,
    )!;
    const change = acted(again, due.at);
    const told = toStaff(change).filter(({ id }) => id.includes('#acknowledge#'));
    expect(told.map(({ message, to }) => `${message} ${to}`)).toEqual(['clock-due review@311.example']);
  });
});

describe('the next milestone on the record', () => {
  it('is always the earliest that has not been dealt with', () => {
    let kept: Kept = inHand();
    while (kept.request.nextMilestoneAt !== undefined) {
      const { nextMilestoneAt } = kept.request;
      const running = runningMilestones(kept, somerville);
      expect(nextMilestone(running, recordedMilestones(kept.request))!.at).toBe(nextMilestoneAt);
      expect(running.map((milestone) => milestone.at)).toEqual(
        running.map((milestone) => milestone.at).sort((a, b) => a - b),
      );
      kept = keep(kept, acted(kept, nextMilestoneAt));
    }
    expect(kept.request.milestones).toHaveLength(5);
  });

  it('R89 is none for a clock that was stopped', () => {
    const { clocks, id } = aRequest.resolved().request;
    const agreement = somerville.agreement(clocks[0]!.agreement, clocks[0]!.agreementVersion);
    expect(milestonesOf(id, 1, clocks[0]!, agreement, calendarOf(clocks[0]!.calendar))).toEqual([]);
  });
});

describe('an acknowledgement', () => {
  const command = { action: 'acknowledge', text: 'A crew goes there today.' } as const;

  it('is put on the record, and the clocks go on', () => {
    const kept = inHand();
    const { request, events, notices, workOrders } = changeOf(acknowledgeEscalation(kept, command, TUESDAY + DAY));
    expect(request).toEqual({ ...kept.request, wakes: false });
    expect(events).toMatchObject([{ type: 'escalation-acknowledged', text: command.text, at: TUESDAY + DAY }]);
    expect([notices, workOrders]).toEqual([[], []]);
  });

  it('is the same once more only where it stands as the answer to the latest escalation', () => {
    const history = (...lines: [EventType, string?][]) =>
      lines.map(([type, text]) => ({ type, ...(text ? { text } : {}) }) as RequestEvent);
    const answer = ['escalation-acknowledged', command.text] as [EventType, string];
    expect(isAcknowledged(command, history(['milestone-reached'], answer))).toBe(true);
    expect(isAcknowledged(command, history(['milestone-reached'], answer, ['work-order-accepted']))).toBe(true);
    expect(isAcknowledged({ ...command, text: 'Another crew goes.' }, history(answer))).toBe(false);
    expect(isAcknowledged(command, history(answer, ['milestone-reached']))).toBe(false);
    expect(isAcknowledged(command, [])).toBe(false);
  });

  it('is refused with a sentence once the request is resolved', () => {
    expect(refusalOf(acknowledgeEscalation(aRequest.resolved(), command, TUESDAY + DAY)).code).toBe('wrong-state');
  });

  it.each([
    [{}, 'action'],
    [{ action: 'accept', text: command.text }, 'action'],
    [{ action: 'acknowledge' }, 'text'],
    [{ action: 'acknowledge', text: 'x'.repeat(MIN_SENTENCE - 1) }, 'text'],
    [{ action: 'acknowledge', text: 'x'.repeat(MAX_SENTENCE + 1) }, 'text'],
  ] as [Record<string, string>, string][])('of %o names the field at fault: %s', (fields, field) => {
    expect(refusalOf(readAcknowledgement(fields))).toMatchObject({ field });
  });

  it('is read trimmed', () => {
    expect(readAcknowledgement({ action: 'acknowledge', text: ` ${command.text} ` })).toEqual({
      kind: 'command',
      command,
    });
  });
});

describe('a promise that is not kept', () => {
  const kept = inHand();
  const told = ({ notices }: Change) => notices.filter(({ audience }) => audience === 'constituent');

  it('is told to the constituent at its due moment, before they have to ask', () => {
    expect(told(acted(kept, at(kept, 'at-risk0')))).toEqual([]);
    expect(told(acted(kept, at(kept, 'due0')))).toMatchObject([
      {
        message: 'request-delayed',
        to: 'ana@resident.example',
        link: { purpose: 'request', id: kept.request.id },
        values: {
          partner: 'DPW Highway',
          promise: { target: { kind: 'business-days', amount: 2 } },
          dueAt: { instant: at(kept, 'due0') - 1 },
        },
      },
    ]);
  });

  it('R130 is told once, at whatever step the timer comes back', () => {
    let now = kept as Kept;
    const letters = kinds(kept).flatMap((kind) => {
      const change = acted(now, at(kept, kind));
      now = keep(now, change);
      return told(change);
    });
    expect(letters).toHaveLength(1);
    for (const kind of ['escalate1', 'escalate3']) expect(told(acted(kept, at(kept, kind)))).toHaveLength(1);
  });

  it('R147 is told to nobody where nobody left an address', () => {
    const anonymous = inHand({ reporter: undefined });
    expect(told(acted(anonymous, at(anonymous, 'due0')))).toEqual([]);
  });
});
