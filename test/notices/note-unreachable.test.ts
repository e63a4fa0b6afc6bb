import { describe, expect, it } from 'vitest';
import { unreachableBy } from '../../functions/notices/recipient.ts';
import { noteUnreachable } from '../../functions/notices/unreachable.ts';
import type { Change } from '../../functions/requests/change.ts';
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

  it('ends with an alarm when it was for the office, above which nobody stands', () => {
    expect(decide(aNotice('review-needed', { audience: 'reviewer', to: office.reviewDesk }))).toEqual({
      kind: 'unchanged',
    });
  });
});
