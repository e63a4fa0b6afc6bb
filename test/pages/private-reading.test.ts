import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { RAISE_CONCERN, raiseConcern } from '../../functions/concerns/raise-concern.ts';
import { READING_LASTS_MS, isReadable, notePrivateReading } from '../../functions/pages/private-reading.ts';
import { LINK_PURPOSES, type Link, type LinkPurpose } from '../../functions/pages/signed-link.ts';
import type { RequestEvent } from '../../functions/requests/event.ts';
import { ADD_DETAIL, addDetail } from '../../functions/review/add-detail.ts';
import { aContext, aRequest, changeOf, keep } from '../support/builders.ts';

const NOW = Date.UTC(2026, 5, 1, 14);
const catalogue = catalogueOf('somerville');

/** A request at work, private or not, with what its history holds. */
const aFile = (isPrivate: boolean, events: RequestEvent[] = []) => {
  const file = aRequest.inProgress({ private: isPrivate });
  return { ...file, events };
};
const linkOf = (purpose: LinkPurpose, { request }: ReturnType<typeof aFile>): Link => ({
  purpose,
  id: { 'work-order': `${request.id}-1`, concern: `${request.id}-C1` }[purpose as string] ?? request.id,
  expiresAt: NOW + READING_LASTS_MS,
});
const opened = (link: Link, file: ReturnType<typeof aFile>, at = NOW): RequestEvent => {
  const outcome = notePrivateReading(link, file, catalogue, at);
  if (outcome.kind !== 'changed') throw new Error(`It was ${outcome.kind}.`);
  const [event] = outcome.change.events;
  return { ...event!, requestId: file.request.id, cycle: 1, version: 1, order: 0 };
};

describe('a private request', () => {
  test('is shown to its own resident at once, and to those who work on it when it is on record', () => {
    const file = aFile(true);
    const hidden = LINK_PURPOSES.filter((purpose) => !isReadable(linkOf(purpose, file), file, NOW));
    expect(hidden).toEqual(['work-order', 'review', 'escalation', 'concern']);
    for (const purpose of hidden) {
      const link = linkOf(purpose, file);
      const event = opened(link, file);
      expect(isReadable(link, { ...file, events: [event] }, NOW)).toBe(true);
      expect(isReadable(link, { ...file, events: [event] }, NOW + READING_LASTS_MS)).toBe(false);
    }
  });

  test('is opened for the link that was used, and for no other', () => {
    const file = aFile(true);
    const events = [opened(linkOf('review', file), file)];
    for (const purpose of ['work-order', 'escalation', 'concern'] as const)
      expect(isReadable(linkOf(purpose, file), { ...file, events }, NOW)).toBe(false);
  });

  test('is opened by whoever holds the work or the concern then, and not for whoever is given it next', () => {
    const raising = { action: RAISE_CONCERN, reason: 'safety', text: 'It is dangerous.' } as const;
    const by = { kind: 'constituent', name: 'constituent' } as const;
    const file = aFile(true);
    const raised = keep(file, changeOf(raiseConcern(file, raising, by, aContext(), NOW)));
    const heldBy = (partner: string) => ({
      ...raised,
      request: file.request,
      workOrders: file.workOrders.map((one) => ({ ...one, partner })),
      concerns: raised.concerns!.map((one) => ({ ...one, owner: partner })),
    });
    const [before, after] = [heldBy('dpw-highway'), heldBy('water-sewer')];
    for (const purpose of ['work-order', 'concern'] as const) {
      const link = linkOf(purpose, file);
      const events = [opened(link, before)];
      expect(isReadable(link, { ...before, events }, NOW)).toBe(true);
      expect(isReadable(link, { ...after, events }, NOW)).toBe(false);
      expect(opened(link, { ...after, events }).by).toEqual({ kind: 'partner', name: 'water-sewer' });
    }
  });

  test('names who opened it by role, wakes no workflow and changes nothing else', () => {
    const file = aFile(true);
    const outcome = notePrivateReading(linkOf('work-order', file), file, catalogue, NOW);
    expect(outcome).toMatchObject({
      kind: 'changed',
      change: {
        request: { ...file.request, wakes: false },
        workOrders: [],
        notices: [],
        events: [{ type: 'private-opened', by: { kind: 'partner', name: file.workOrders[0]!.partner }, at: NOW }],
      },
    });
    const by = (purpose: LinkPurpose) => opened(linkOf(purpose, file), file).by;
    expect([by('review').kind, by('escalation').kind, by('concern').kind]).toEqual(['reviewer', 'manager', 'manager']);
  });

  test('is on record once for as long as it stays open', () => {
    const file = aFile(true);
    const link = linkOf('review', file);
    const events = [opened(link, file)];
    expect(notePrivateReading(link, { ...file, events }, catalogue, NOW + READING_LASTS_MS - 1).kind).toBe('unchanged');
    expect(notePrivateReading(link, { ...file, events }, catalogue, NOW + READING_LASTS_MS).kind).toBe('changed');
  });
});

test('what a private follower has added is read on the pages of a public request by those alone who say so', () => {
  const follower = aRequest.inProgress({ sourceId: 'follower', private: true });
  const file = aFile(false);
  const follows = {
    requestId: file.request.id,
    kind: 'duplicate' as const,
    since: NOW,
    before: { status: 'in-progress' as const, clocks: [] },
  };
  const said = (isPrivate: boolean) => {
    const request = { ...follower.request, private: isPrivate, follows };
    const by = { kind: 'constituent', name: 'constituent' } as const;
    const outcome = addDetail(
      { ...follower, request },
      { action: ADD_DETAIL, text: 'He waits there at night.' },
      by,
      { context: aContext(), leader: file },
      NOW,
    );
    if (outcome.kind !== 'changed' || !outcome.beside) throw new Error('The other request was not told.');
    return keep(file, outcome.beside) as ReturnType<typeof aFile>;
  };
  const link = linkOf('work-order', file);
  expect(isReadable(link, said(false), NOW)).toBe(true);
  const leader = said(true);
  expect(isReadable(link, leader, NOW)).toBe(false);
  expect(isReadable(linkOf('request', file), leader, NOW)).toBe(true);
  expect(isReadable(link, { ...leader, events: [...leader.events, opened(link, leader)] }, NOW)).toBe(true);
});

test('nothing is asked and nothing is written for a request that is not private', () => {
  const file = aFile(false);
  for (const purpose of LINK_PURPOSES) {
    expect(isReadable(linkOf(purpose, file), file, NOW)).toBe(true);
    expect(notePrivateReading(linkOf(purpose, file), file, catalogue, NOW).kind).toBe('unchanged');
  }
});
