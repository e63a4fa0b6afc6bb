import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { type Waiting, morningList } from '../../functions/notices/morning-list.ts';
import { noteUnreachable as noteUnreachableOf } from '../../functions/notices/note-unreachable.handler.ts';
import { type Notice, type NoticeDraft, queued } from '../../functions/notices/notice.ts';
import { unreachableBy } from '../../functions/notices/recipient.ts';
import { listToNextLevel, noteUnreachable } from '../../functions/notices/unreachable.ts';
import type { Change } from '../../functions/requests/change.ts';
import type { Concern } from '../../functions/requests/concern.ts';
import type { EventDraft, RequestEvent } from '../../functions/requests/event.ts';
import { TUESDAY, aRequest, anOffice, somerville } from '../support/builders.ts';
import { aNotice } from './builders.ts';

const office = anOffice();

const file = (events: EventDraft[] = []) => {
  const started = aRequest.inProgress();
  const { cycle, id: requestId } = started.request;
  const lines = events.map(
    (event, order) => ({ ...event, requestId, cycle, version: 1, order }) satisfies RequestEvent,
  );
  return { ...started, events: lines };
};
const decide = (notice: ReturnType<typeof aNotice>, events: EventDraft[] = []) =>
  noteUnreachable(file(events), { notice, reason: 'bounced' }, { catalogue: somerville, office }, TUESDAY);
const changeOf = (outcome: ReturnType<typeof decide>): Change => {
  if (outcome.kind !== 'changed') throw new Error(`It was ${outcome.kind}.`);
  return outcome.change;
};

describe('a notice that came back', () => {
  it.each([
    ['bounced', 'bounce Permanent/General', 'bounced'],
    ['bounced', 'bounce Permanent/OnAccountSuppressionList', 'bounced'],
    ['complained', undefined, 'complained'],
    ['bounced', 'bounce Transient/MailboxFull', undefined],
    ['bounced', 'bounce Undetermined/Undetermined', undefined],
    ['delivered', undefined, undefined],
    ['failed', 'MessageRejected', undefined],
  ] as const)('R142 as %s (%s) says of the address: %s', (status, failure, reason) => {
    expect(unreachableBy({ status, ...(failure ? { failure } : {}) })).toBe(reason);
  });

  it('R140 puts a line on the history of the resident’s request, once', () => {
    const { events, notices, request } = changeOf(decide(aNotice()));
    expect(events).toEqual([
      { type: 'reporter-unreachable', at: TUESDAY, by: { kind: 'system', name: 'mail' }, data: { reason: 'bounced' } },
    ]);
    expect([notices, request.wakes]).toEqual([[], false]);
    expect(decide(aNotice(), events)).toEqual({ kind: 'unchanged' });
  });

  it('that was not wanted puts a line of its own on the history, once', () => {
    const notice = aNotice('request-in-progress');
    const unwanted = (events: EventDraft[] = []) =>
      noteUnreachable(file(events), { notice, reason: 'unwanted' }, { catalogue: somerville, office }, TUESDAY);
    const { events, notices } = changeOf(unwanted());
    expect(events).toMatchObject([{ type: 'reporter-opted-out', data: { reason: 'unwanted' } }]);
    expect(notices).toEqual([]);
    expect(unwanted(events)).toEqual({ kind: 'unchanged' });
    expect(changeOf(decide(aNotice(), events)).events).toMatchObject([{ type: 'reporter-unreachable' }]);
  });

  it('R137 goes to the next level up when it was for a contact of a partner, with a line, once', () => {
    const { partner } = file().workOrders[0]!;
    const contacts = somerville.partners.get(partner)!.contacts;
    const [desk, supervisor] = ['desk', 'supervisor'].map((level) => contacts.find((one) => one.level === level)!);
    const notice = aNotice('work-offered', { audience: 'partner', to: desk!.email });
    const { events, notices } = changeOf(decide(notice));
    expect(notices).toMatchObject([{ id: `${notice.id}#next-level`, to: supervisor!.email, message: 'work-offered' }]);
    expect(notices[0]?.values).toEqual(notice.values);
    expect(events).toMatchObject([
      { type: 'contact-missing', data: { partner, wanted: 'desk', written: 'supervisor', reason: 'bounced' } },
    ]);
    expect(JSON.stringify(events)).not.toContain('@');
    expect(decide(notice, events)).toEqual({ kind: 'unchanged' });
  });

  it.each([
    ['one person at all levels', ['a', 'a', 'a'], ['a', 'manager']],
    ['one person at two levels', ['a', 'a', 'b'], ['a', 'b', 'manager']],
    ['the same person below and above another', ['a', 'b', 'a'], ['a', 'b', 'a', 'manager']],
  ])('R137 goes up level by level and ends with the manager where a partner has %s', (_, levels, wanted) => {
    const { partner } = file().workOrders[0]!;
    const names = ['desk', 'supervisor', 'director'] as const;
    const contacts = names.map((level, index) => ({ level, name: level, email: `${levels[index]}@partner.example` }));
    const catalogue = {
      ...somerville,
      partners: new Map([...somerville.partners, [partner, { ...somerville.partner(partner), contacts }]]),
    };
    const told = ['a'];
    let notice = aNotice('work-offered', { audience: 'partner', to: 'a@partner.example' });
    for (let round = 0; round < 6; round += 1) {
      const outcome = noteUnreachable(file(), { notice, reason: 'bounced' }, { catalogue, office }, TUESDAY);
      if (outcome.kind !== 'changed') break;
      notice = queued(outcome.change.notices[0]!, TUESDAY);
      told.push(notice.to === office.serviceOperationsManager ? 'manager' : notice.to.slice(0, 1));
    }
    expect(told).toEqual(wanted);
  });

  it('R137 goes up to the manager where a concern was handed on to a partner that has none of the work', () => {
    const owner = somerville.partners.get('eversource')!;
    const supervisor = owner.contacts.find(({ level }) => level === 'supervisor')!;
    const started = file();
    const concern = { id: `${started.request.id}-C1`, owner: owner.code } as Concern;
    const notice = aNotice('concern-raised', { audience: 'partner', to: supervisor.email });
    const outcome = noteUnreachable(
      { ...started, concerns: [concern] },
      { notice, reason: 'bounced' },
      { catalogue: somerville, office },
      TUESDAY,
    );
    expect(changeOf(outcome).notices).toMatchObject([{ to: office.serviceOperationsManager, audience: 'manager' }]);
  });

  it('R137 goes to the next level up where it is of no request, with all that it lists', () => {
    const highway = somerville.partner('dpw-highway');
    const [desk, supervisor] = ['desk', 'supervisor'].map((level) =>
      highway.contacts.find((one) => one.level === level)!,
    );
    const link = { purpose: 'queue', id: 'somerville~dpw-highway', expiresAt: TUESDAY } as const;
    const entries = [{ kind: 'later', values: {}, link }];
    const week = aNotice('partner-week', { audience: 'partner', to: desk!.email, link, entries });
    const up = (notice: Notice) => listToNextLevel(notice, { catalogue: somerville, office }, TUESDAY);
    expect(up(week)).toMatchObject({ id: `${week.id}#next-level`, to: supervisor!.email, entries });
    expect(up({ ...week, to: 'stranger@dpw.example' })).toBeUndefined();
    expect(up({ ...week, audience: 'manager' })).toBeUndefined();
  });

  it('R137 goes to the next level up from a list too, and waits there to be listed again', async () => {
    const { request, workOrders } = file();
    const contacts = somerville.partners.get(workOrders[0]!.partner)!.contacts;
    const [desk, supervisor] = ['desk', 'supervisor'].map((level) => contacts.find((one) => one.level === level)!);
    const milestone = {
      id: `${request.id}#1#due`,
      of: request.id,
      kind: 'due',
      clock: 'resolve',
      at: TUESDAY,
    } as const;
    const member = (nth: number) =>
      aNotice('clock-due', { id: `N-${nth}`, requestId: request.id, audience: 'partner', to: desk!.email, milestone });
    const waiting = [1, 2, 3].map((nth): Waiting => {
      const notice = member(nth);
      return { seen: { ...notice, changedAt: TUESDAY, progress: 'waiting' }, notice };
    });
    const draft = morningList(waiting as [Waiting, ...Waiting[]], TUESDAY);
    const list: Notice = { ...queued(draft, TUESDAY), status: 'withheld', failure: 'recipient-bounced' };
    const kept = new Map<string, Notice>([[list.id, list]]);
    for (const nth of [1, 2, 3]) kept.set(`N-${nth}`, { ...member(nth), status: 'combined', combinedIn: list.id });
    const written: NoticeDraft[] = [];
    const note = noteUnreachableOf({
      notices: { find: async (id) => kept.get(id) },
      recipients: { record: async () => undefined },
      requests: {
        changeWithHistory: async (id, decideOn) => {
          if (id !== request.id) return undefined;
          const outcome = decideOn({ ...file(), concerns: [] });
          if (outcome.kind === 'changed') written.push(...outcome.change.notices);
          return { outcome, file: file() };
        },
      },
      queue: async () => true,
      office,
      metrics: { count: () => undefined, gauge: () => undefined, publish: () => undefined },
      now: () => TUESDAY,
    });
    const record = { dynamodb: { NewImage: { id: { S: list.id }, status: { S: 'withheld' } } } } as DynamoDBRecord;
    expect(await note({ Records: [record] })).toEqual({ batchItemFailures: [] });
    expect(written.map(({ id, to }) => `${id} ${to}`)).toEqual(
      [1, 2, 3].map((nth) => `N-${nth}#next-level ${supervisor!.email}`),
    );
    expect(written.every((draftUp) => draftUp.milestone !== undefined && (draftUp.notBefore ?? 0) > TUESDAY)).toBe(
      true,
    );
  });

  it('ends with an alarm when it was for the office, above which nobody stands', () => {
    expect(decide(aNotice('review-needed', { audience: 'reviewer', to: office.reviewDesk }))).toEqual({
      kind: 'unchanged',
    });
  });
});
