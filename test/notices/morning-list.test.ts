import { describe, expect, it } from 'vitest';
import { runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import { LISTABLE } from '../../functions/notices/importance.ts';
import {
  LISTED_FROM,
  MOST_LISTED,
  type Waiting,
  leavingTogether,
  lowerLevels,
  morningList,
} from '../../functions/notices/morning-list.ts';
import type { MessageName, Notice } from '../../functions/notices/notice.ts';
import { renderNotice } from '../../functions/notices/render.ts';
import { HOUR, TUESDAY, aRequest, somerville, work } from '../support/builders.ts';
import { placeOnTheWay } from '../../functions/notices/notice-progress.ts';
import { ALL_VALUES, NOW, aNotice } from './builders.ts';

const file = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
const LADDER = runningMilestones(file, somerville).filter(({ clock }) => clock === 'resolve');
let written = 0;

const waits = (message: MessageName, more: Partial<Notice> = {}): Waiting => {
  const notice = aNotice(message, { id: `N-${(written += 1)}`, audience: 'partner', to: 'desk@dpw.example', ...more });
  return { seen: { ...notice, changedAt: NOW, progress: placeOnTheWay(notice.id, 'waiting') }, notice, file };
};
const level = (kind: string, place: number, message: MessageName): Waiting => {
  const found = LADDER.filter((one) => one.kind === kind)[place];
  if (!found) throw new Error(`No ${kind} on the ladder.`);
  return waits(message, {
    milestone: { id: found.id, of: found.of, kind: found.kind, clock: found.clock, at: found.at },
  });
};
const many = (count: number, message: MessageName = 'clock-due', more: Partial<Notice> = {}): Waiting[] =>
  Array.from({ length: count }, () => waits(message, more));
const sizes = (waiting: Waiting[]): number[] => leavingTogether(waiting).map(({ length }) => length);

describe('the notices of one morning', () => {
  it(`leave on their own up to ${LISTED_FROM - 1}, and as one list from ${LISTED_FROM} on`, () => {
    expect(sizes(many(2))).toEqual([1, 1]);
    expect(sizes(many(3))).toEqual([3]);
    expect(sizes([])).toEqual([]);
  });

  it('are in one list only if they go to the same address, audience and language', () => {
    for (const other of [{ to: 'x@dpw.example' }, { audience: 'manager' }, { language: 'es' }] as const)
      expect(sizes([...many(2), ...many(2, 'clock-due', other)])).toEqual([1, 1, 1, 1]);
  });

  it('are all listed, the most important first, in lists that no mail program cuts off', () => {
    const waiting = LISTABLE.toReversed().flatMap((message) => many(20, message));
    const leaving = leavingTogether(waiting);
    expect(leaving.map(({ length }) => length)).toEqual([MOST_LISTED, MOST_LISTED, 40]);
    expect(leaving.flat().map(({ notice }) => notice.message)).toEqual(
      LISTABLE.flatMap((message) => Array<MessageName>(20).fill(message)),
    );
    const list = morningList(leaving[0]!, NOW);
    const entryUrls = list.entries!.map(() => `https://311.example.org/escalations/${'x'.repeat(60)}`);
    const { html, text } = renderNotice(list, { city: 'Somerville', url: entryUrls[0]!, entryUrls });
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(text.split('https://')).toHaveLength(MOST_LISTED + 2);
  });

  it('leave alone where what is over of a list would be one or two', () => {
    expect(sizes(many(MOST_LISTED + 2))).toEqual([MOST_LISTED, 1, 1]);
  });

  it('are ordered by the most important of each e-mail', () => {
    const alone = waits('clock-escalated', { to: 'director@dpw.example' });
    const leaving = leavingTogether([...many(3, 'clock-due'), alone]);
    expect(leaving.map(([{ notice }]) => notice.message)).toEqual(['clock-escalated', 'clock-due']);
  });
});

describe('a list', () => {
  const members = [waits('clock-due'), waits('clock-at-risk'), waits('clock-escalated')] as [Waiting, ...Waiting[]];

  it('R130 has one id for the same members in any order, and another for others', () => {
    const id = (some: Waiting[]) => morningList(some as [Waiting, ...Waiting[]], NOW).id;
    expect(id(members.toReversed())).toBe(id(members));
    expect(id(members.slice(1))).not.toBe(id(members));
    expect(id(members)).not.toContain('@');
  });

  it('says how late each is now, not how late it was at night, and of a warning nothing', () => {
    const { entries, values } = morningList(members, NOW + 5 * HOUR);
    const late = entries!.map((entry) => entry.values.late);
    expect(late).toEqual([{ span: 29 * HOUR }, undefined, { span: 29 * HOUR }]);
    expect(values).toEqual({ listed: 1, emails: 3, late: 1 });
  });

  it('counts requests and not e-mails, those that are late among them', () => {
    const about = (requestId: string, message: MessageName = 'clock-due') => waits(message, { requestId });
    const list = morningList([about('R-1'), about('R-1'), about('R-2', 'clock-at-risk'), about('R-3')], NOW + 5 * HOUR);
    expect(list.values).toEqual({ listed: 3, emails: 4, late: 2 });
    expect(morningList([about('R-1', 'clock-at-risk'), about('R-2', 'clock-at-risk')], NOW).values).toEqual({
      listed: 2,
      emails: 2,
    });
  });

  it('keeps what the resident wrote to the pages', () => {
    const said = JSON.stringify(morningList(members, NOW));
    expect(said).not.toContain(ALL_VALUES['clock-due'].description.split('\n')[0]);
  });

  it('leads to its first entry and to the queue of its partner', () => {
    const of = file.request.id;
    const milestone = { id: `${of}#1#resolve`, of, kind: 'due', clock: 'resolve', at: NOW } as const;
    const told = members.map(({ notice, ...rest }): Waiting => ({ ...rest, notice: { ...notice, milestone } }));
    const list = morningList(told as [Waiting, ...Waiting[]], NOW);
    expect(list.link).toEqual(members[0].notice.link);
    expect(list.queue).toMatchObject({ purpose: 'queue', id: 'somerville~dpw-highway' });
    expect(list.entries!.map(({ link }) => link)).toEqual(members.map(({ notice }) => notice.link));
  });
});

describe('levels of one ladder', () => {
  const levels = [
    level('at-risk', 0, 'clock-at-risk'),
    level('due', 0, 'clock-due'),
    level('escalate', 0, 'clock-escalated'),
    level('escalate', 1, 'clock-escalated'),
  ];

  it('R131 collapse into the highest for one reader, in whatever order they are found', () => {
    for (const found of [levels, levels.toReversed()])
      expect(found.filter((one) => !lowerLevels(found).includes(one))).toEqual([levels[3]]);
    expect(lowerLevels(levels.slice(0, 2))).toEqual([levels[0]]);
  });

  it('R131 are told each to its own reader, and to nobody less for it', () => {
    const readers = levels.map((one, index) => ({
      ...one,
      notice: { ...one.notice, to: `reader-${index}@x.example` },
    }));
    expect(lowerLevels(readers)).toEqual([]);
  });

  it('are not what is told of another clock, of another order, or of a hold', () => {
    const [first, second] = levels as [Waiting, Waiting];
    const about = (more: object): Waiting => ({
      ...first,
      notice: { ...first.notice, milestone: { ...first.notice.milestone!, ...more } },
    });
    expect(lowerLevels([about({ clock: 'accept' }), second])).toEqual([]);
    expect(lowerLevels([about({ of: 'R-OTHER-1~1' }), second])).toEqual([]);
    expect(lowerLevels([about({ kind: 'pause-over' }), second])).toEqual([]);
    expect(lowerLevels(many(3))).toEqual([]);
  });
});
