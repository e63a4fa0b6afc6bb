import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { READING_LASTS_MS, isReadable, notePrivateReading } from '../../functions/pages/private-reading.ts';
import { LINK_PURPOSES, type Link, type LinkPurpose } from '../../functions/pages/signed-link.ts';
import type { RequestEvent } from '../../functions/requests/event.ts';
import { aRequest } from '../support/builders.ts';

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

test('nothing is asked and nothing is written for a request that is not private', () => {
  const file = aFile(false);
  for (const purpose of LINK_PURPOSES) {
    expect(isReadable(linkOf(purpose, file), file, NOW)).toBe(true);
    expect(notePrivateReading(linkOf(purpose, file), file, catalogue, NOW).kind).toBe('unchanged');
  }
});
