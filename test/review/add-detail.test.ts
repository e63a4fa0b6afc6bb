import { describe, expect, it } from 'vitest';
import { publicUpdates } from '../../functions/open311/public-update.ts';
import { remarkOf, tellEvent } from '../../functions/requests/story.ts';
import {
  ADD_DETAIL,
  type DetailCommand,
  MAX_LINK,
  MOST_DETAILS,
  addDetail,
  readDetailCommand,
} from '../../functions/review/add-detail.ts';
import { MAX_SENTENCE } from '../../functions/requests/sentence.ts';
import type { Actor } from '../../functions/requests/event.ts';
import {
  HOUR,
  type Kept,
  TUESDAY,
  aContext,
  aRequest,
  changeOf,
  keep,
  refusalOf,
  somerville,
} from '../support/builders.ts';

const NOW = TUESDAY + HOUR;
const ANA: Actor = { kind: 'constituent', name: 'constituent' };
const SAID: DetailCommand = {
  action: ADD_DETAIL,
  text: 'It is deeper now.',
  link: 'https://pictures.example/hole.jpg',
};
const add = (kept: Kept, command: DetailCommand = SAID, leader?: Kept) =>
  addDetail(kept, command, ANA, { context: aContext(), leader }, NOW);
/** A leader, and a request that follows it as a duplicate. */
const following = (leader: Kept, more = {}): { leader: Kept; follower: Kept } => {
  const { request, ...rest } = aRequest.inProgress({ sourceId: 'follower', ...more });
  const follows = {
    requestId: leader.request.id,
    kind: 'duplicate' as const,
    since: NOW,
    before: { status: 'in-progress' as const, clocks: [] },
  };
  return { leader, follower: { ...rest, workOrders: [], request: { ...request, follows } } };
};
const names = { partner: (code: string) => code };

describe('a detail', () => {
  const before = aRequest.inProgress();
  const change = changeOf(add(before));
  const kept = keep(before, change);

  it('is kept in the history with its link, counted on the request, and moves nothing', () => {
    expect(kept.request).toEqual({
      ...before.request,
      version: before.request.version + 1,
      details: 1,
      lastDetail: expect.any(String),
      wakes: false,
    });
    expect(kept.events.at(-1)).toMatchObject({
      type: 'detail-added',
      by: { kind: 'constituent' },
      text: SAID.text,
      link: SAID.link,
      data: { nth: 1 },
    });
  });

  it('is kept once where its form is sent twice', () => {
    expect(add(kept)).toEqual({ kind: 'unchanged' });
  });

  it('R47 is told to whoever has the work now, each detail by a notice of its own', () => {
    expect(change.notices).toMatchObject([
      { message: 'detail-added', audience: 'partner', to: 'highway.desk@dpw.somerville.example' },
    ]);
    expect(JSON.stringify(change.notices)).not.toMatch(/deeper|pictures\.example/u);
    const [second] = changeOf(add(kept, { ...SAID, text: 'Now two cars were hurt.' })).notices;
    expect(second?.id).not.toBe(change.notices[0]?.id);
  });

  it('of a request without work stands on the page of the review, and nobody is written to', () => {
    const inReview = changeOf(add(aRequest.inReview()));
    expect(inReview.notices).toEqual([]);
    expect(inReview.events).toHaveLength(1);
  });

  it('R49 with words of danger tells the desk at once, as long as a person has yet to decide', () => {
    const danger = { ...SAID, text: 'Now there is a gas leak.' };
    const alarm = { message: 'review-needed', to: 'review@311.example' };
    const waiting = aRequest.inReview();
    const told = changeOf(add(waiting, danger));
    expect(told.request).toMatchObject({ reviewReasons: ['emergency-words', 'unknown-type'] });
    expect(told.notices).toMatchObject([
      { ...alarm, values: { description: danger.text, reasons: ['emergency-words', 'unknown-type'] } },
    ]);
    const more = changeOf(add(keep(waiting, told), { ...danger, text: 'A man is trapped.' }));
    expect(more.notices[0]!.id).not.toBe(told.notices[0]!.id);
    const hidden = changeOf(add(aRequest.inReview({ private: true }), danger)).notices;
    expect(hidden).toMatchObject([{ ...alarm, values: { description: '' } }]);
  });

  it('R49 with words of danger is urgent for whoever has the work', () => {
    expect(change.notices[0]!.values).not.toHaveProperty('urgent');
    const [danger] = changeOf(add(kept, { ...SAID, text: 'Now there is a gas leak.' })).notices;
    expect(danger).toMatchObject({ message: 'detail-added', audience: 'partner', values: { urgent: 'Urgent' } });
    expect(JSON.stringify(danger)).not.toContain('gas');
  });

  it('R49 of a follower alarms the desk that has its leader back, without the words of a private one', () => {
    const { leader, follower } = following(aRequest.inReview({ sourceId: 'leader' }), { private: true });
    const outcome = add(follower, { ...SAID, text: 'It smells like gas.' }, leader);
    const beside = outcome.kind === 'changed' ? outcome.beside : undefined;
    expect(beside?.notices).toMatchObject([
      { message: 'review-needed', requestId: leader.request.id, values: { description: '' } },
    ]);
  });

  it('R190 is read by its author and by those who do the work, and by nobody else', () => {
    const event = kept.events.at(-1)!;
    for (const audience of ['constituent', 'partner', 'staff'] as const) {
      expect(tellEvent(event, 'en', names, audience)).toBe('A detail was added: “It is deeper now.”');
      expect(remarkOf(event, audience)).toBeUndefined();
    }
    const everybody = JSON.stringify(publicUpdates(kept.request, kept.events, somerville));
    expect(everybody).not.toMatch(/deeper|pictures\.example|detail/u);
  });

  it('R43 of a follower reaches the partner that works for it, and not the person who reported first', () => {
    const { leader, follower } = following(aRequest.inProgress({ sourceId: 'leader' }));
    const outcome = add(follower, SAID, leader);
    expect(changeOf(outcome).notices).toEqual([]);
    const beside = outcome.kind === 'changed' ? outcome.beside : undefined;
    expect(beside?.notices).toMatchObject([{ message: 'detail-added', requestId: leader.request.id }]);
    const event = keep(leader, beside!).events.at(-1)!;
    expect(event).toMatchObject({ data: { follower: follower.request.id } });
    expect(tellEvent(event, 'en', names, 'constituent')).toBeUndefined();
    expect(tellEvent(event, 'en', names, 'partner')).toContain('deeper');
    expect(beside?.request).toEqual({ ...leader.request, wakes: false });
  });

  it('is refused where nothing can be done about it any more, or not yet', () => {
    for (const one of [aRequest.received(), aRequest.resolved()])
      expect(refusalOf(add(one))).toMatchObject({ code: 'wrong-state' });
  });

  it('is one of twenty; then the message says what to do', () => {
    let full: Kept = before;
    for (let nth = 1; nth <= MOST_DETAILS; nth += 1)
      full = keep(full, changeOf(add(full, { ...SAID, text: `The crack is ${nth} cm wide now.` })));
    expect(refusalOf(add(full))).toEqual({
      kind: 'refused',
      code: 'wrong-state',
      field: 'details',
      message: 'A request takes at most 20 details. Please call 311.',
    });
  });
});

describe('the form of a detail', () => {
  it('takes words, an address, or both, without what stands around them', () => {
    const read = (fields: Record<string, string>) => readDetailCommand({ action: ADD_DETAIL, ...fields });
    expect(read({ text: ' More. ', link: '' })).toEqual({
      kind: 'command',
      command: { action: ADD_DETAIL, text: 'More.' },
    });
    expect(read({ link: ' https://Pictures.example/a b ' })).toEqual({
      kind: 'command',
      command: { action: ADD_DETAIL, link: 'https://pictures.example/a%20b' },
    });
  });

  it.each([
    [{}, 'text'],
    [{ text: '  ', link: ' ' }, 'text'],
    [{ text: 'x'.repeat(MAX_SENTENCE + 1) }, 'text'],
    ...[
      'http://pictures.example/hole.jpg',
      'javascript:alert(1)',
      'data:image/png;base64,AAAA',
      'https://ana:secret@pictures.example/',
      'https://token@pictures.example/',
      '//pictures.example/hole.jpg',
      'pictures.example/hole.jpg',
      'https://',
      `https://pictures.example/${'x'.repeat(MAX_LINK)}`,
    ].map((link) => [{ text: 'Look.', link }, 'link']),
  ] as [Record<string, string>, string][])('names the field at fault of %o: %s', (fields, field) => {
    expect(refusalOf(readDetailCommand(fields))).toMatchObject({ code: 'invalid', field });
  });
});
