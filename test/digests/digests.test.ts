import { describe, expect, it } from 'vitest';
import type { Partner } from '../../functions/catalogue/partner.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { managerWeek } from '../../functions/digests/manager-week.ts';
import { MOST_NAMED, partnerWeek } from '../../functions/digests/partner-week.ts';
import { undeliverableList } from '../../functions/digests/undeliverable-list.ts';
import { hasBegun, weekOf } from '../../functions/digests/week.ts';
import { writeDigests } from '../../functions/digests/write-digests.handler.ts';
import { addToBacklog, emptyBacklog } from '../../functions/measures/backlog.ts';
import type { Notice, NoticeDraft } from '../../functions/notices/notice.ts';
import type { ListedUndeliverable } from '../../functions/notices/recipients.store.ts';
import { renderNotice } from '../../functions/notices/render.ts';
import type { ConcernLine, WorkLine } from '../../functions/requests/queue-line.ts';
import type { Watched } from '../../functions/requests/requests.store.ts';
import { DAY, HOUR, MINUTE, anOffice, somerville } from '../support/builders.ts';

const ZONE = 'America/New_York';
const at = (local: string): number => toInstant(local, ZONE);
const MONDAY = at('2026-06-01T08:30:00');
const NOW = MONDAY + 10 * MINUTE;
const office = anOffice();
const WEEK = weekOf('somerville-business', NOW)!;
const highway = somerville.partner('dpw-highway');

let made = 0;
const aLine = (more: Partial<WorkLine> = {}): WorkLine => {
  const requestId = `R-0000-0000-${1000 + (made += 1)}`;
  return {
    requestId,
    workOrderId: `${requestId}-1`,
    kind: 'work',
    status: 'accepted',
    typeName: 'Pothole',
    address: '12 Elm St',
    priority: 'normal',
    offeredAt: NOW - 3 * DAY,
    ...more,
  };
};
const listOf = (lines: WorkLine[], { partner = highway }: { partner?: Partner } = {}) =>
  partnerWeek(lines, partner, { catalogue: somerville, office, week: WEEK, now: NOW });
const written = (draft: NoticeDraft | undefined) => {
  const entryUrls = (draft?.entries ?? []).map(() => 'https://311.example.org/w');
  return renderNotice(draft!, { city: 'Somerville', url: 'https://311.example.org/q', entryUrls });
};

describe('a week', () => {
  it.each([
    ['an ordinary Monday', '2026-06-01T12:00:00', '2026-06-01', '2026-06-01T08:30:00'],
    ['its Sunday', '2026-06-07T23:59:59', '2026-06-01', '2026-06-01T08:30:00'],
    ['a Monday that is a holiday', '2026-05-25T12:00:00', '2026-05-25', '2026-05-26T08:30:00'],
    ['a change of the clock', '2026-11-02T12:00:00', '2026-11-02', '2026-11-02T08:30:00'],
  ])('begins with the first working moment: %s', (_, local, monday, opening) => {
    expect(weekOf('somerville-business', at(local))).toMatchObject({ monday, opensAt: at(opening) });
  });

  it('lasts to the Monday after, also where the clock changes', () => {
    expect(weekOf('somerville-business', at('2026-10-30T12:00:00'))?.endsAt).toBe(at('2026-11-02T00:00:00'));
  });

  it('has begun for a day, so that a lost run is made good, and no list of a Thursday is weekly', () => {
    const asked = [-1, 0, DAY - 1, DAY].map((after) => hasBegun(WEEK, WEEK.opensAt + after));
    expect(asked).toEqual([false, true, true, false]);
  });
});

describe('the weekly list of a partner', () => {
  it('R138 counts each order under the first that fits, and names them in that order, the oldest first', () => {
    const lines = [
      aLine({ dueAt: WEEK.endsAt }),
      aLine({ status: 'offered', acceptBy: NOW + HOUR, dueAt: NOW + DAY }),
      aLine({ status: 'on-hold', dueAt: NOW + DAY }),
      aLine({ dueAt: WEEK.endsAt - 1 }),
      aLine({ dueAt: NOW - DAY, offeredAt: NOW - 9 * DAY }),
      aLine({ dueAt: NOW - HOUR, offeredAt: NOW - 10 * DAY }),
      aLine({ status: 'offered', acceptBy: NOW - 2 * HOUR, dueAt: NOW + DAY, offeredAt: NOW - DAY }),
      aLine({ status: 'on-hold', dueAt: NOW - HOUR, offeredAt: NOW - HOUR }),
    ];
    const list = listOf(lines)!;
    expect(list.values).toEqual({
      partner: highway.name,
      open: 8,
      late: 4,
      dueThisWeek: 1,
      onHold: 1,
      toAccept: 1,
      later: 1,
    });
    expect(list.entries!.map(({ kind, link }) => [kind, link.id])).toEqual(
      [5, 4, 6, 7, 3, 2, 1, 0].map((index, place) => [
        ['late', 'late', 'late', 'late', 'due-this-week', 'on-hold', 'to-accept', 'later'][place],
        lines[index]!.workOrderId,
      ]),
    );
    const { subject, text } = written(list);
    expect(subject).toBe(`Your week at ${highway.name}: 8 open, 4 late`);
    expect(text).toContain('3. Late by 2 hours: Pothole, 12 Elm St');
    expect(text).toContain('To be accepted since Monday, June 1, 2026, 6:40 AM.');
  });

  it('says of no answer that it is missing whose time has not come, however late the work is', () => {
    const { text } = written(listOf([aLine({ status: 'offered', acceptBy: NOW + HOUR, dueAt: NOW - HOUR })]));
    expect(text).toContain('1. Late by 1 hour: Pothole, 12 Elm St');
    expect(text).not.toContain('To be accepted since');
  });

  it('goes to the desk, with a link to its queue, and to the next level up where there is no desk (R137)', () => {
    const desk = highway.contacts.find(({ level }) => level === 'desk')!;
    expect(listOf([aLine()])).toMatchObject({
      audience: 'partner',
      to: desk.email,
      link: { purpose: 'queue', id: 'somerville~dpw-highway' },
    });
    const nobody = { ...somerville, partners: new Map([['dpw-highway', { ...highway, contacts: [] }]]) };
    const list = partnerWeek([aLine()], highway, {
      catalogue: nobody,
      office,
      week: WEEK,
      now: NOW,
    });
    expect(list).toMatchObject({
      audience: 'manager',
      to: office.serviceOperationsManager,
      missing: { wanted: 'desk' },
    });
  });

  it('R138 is not written where nothing is open, nor for what was offered since the week began', () => {
    expect(listOf([])).toBeUndefined();
    expect(listOf([aLine({ offeredAt: WEEK.opensAt })])).toBeUndefined();
    expect(listOf([aLine({ offeredAt: WEEK.opensAt }), aLine({ offeredAt: WEEK.opensAt - 1 })])?.values.open).toBe(2);
  });

  it(`names ${MOST_NAMED}, says how many more there are, and fits into what mail programs show`, () => {
    const lines = Array.from({ length: MOST_NAMED + 2 }, () => aLine({ address: 'x'.repeat(200) }));
    const list = listOf(lines)!;
    expect(list.entries).toHaveLength(MOST_NAMED);
    expect(written(list).text).toContain('And 2 more, in your list.');
    expect(written(listOf(lines.slice(2))).text).not.toContain('more, in your list');
    expect(Buffer.byteLength(written(list).html)).toBeLessThan(100_000);
  });
});

const aWatched = (more: Partial<Watched> = {}): Watched => ({
  requestId: 'R-TEST-0000-0000',
  wakeAt: NOW,
  status: 'in-progress',
  partner: 'dpw-highway',
  receivedAt: NOW - 3 * DAY,
  cycle: 1,
  version: 1,
  ...more,
});
const aConcern = { raisedAt: NOW - 4 * DAY } as ConcernLine;
const cityOf = (watched: readonly Watched[], concerns: readonly ConcernLine[] = []) => {
  const backlog = emptyBacklog();
  for (const one of watched) addToBacklog(backlog, one, NOW, NOW + DAY);
  const late = watched.flatMap(({ dueAt, ...one }) => (dueAt !== undefined && dueAt < NOW ? [{ ...one, dueAt }] : []));
  return managerWeek(backlog, late, concerns, { catalogue: somerville, office, week: WEEK, now: NOW });
};

describe('the manager’s weekly list', () => {
  it('R138 says how each partner stands, whoever has most that is late first, and what concerns are open', () => {
    const list = cityOf(
      [
        aWatched({ partner: 'eversource', status: 'on-hold', receivedAt: NOW - 400 * DAY }),
        aWatched({ dueAt: NOW - HOUR, atRiskAt: NOW - 2 * HOUR }),
        aWatched({ dueAt: NOW + HOUR, atRiskAt: NOW - HOUR }),
        aWatched({ status: 'in-review' }),
        aWatched({ status: 'resolved' }),
      ],
      [aConcern],
    )!;
    const { subject, text } = written(list);
    expect(subject).toBe('The week in Somerville: 4 open, 1 late');
    for (const fact of [
      'At risk: 1',
      'On hold: 1',
      'Waiting for review: 1',
      'Oldest request: 400 days',
      'Open concerns: 1',
      'Oldest concern: 4 days',
    ])
      expect(text).toContain(`${fact}\n`);
    expect(list.entries!.map(({ values, link }) => [values.open, values.late, link.id])).toEqual([
      [3, 1, 'somerville~dpw-highway'],
      [1, undefined, 'somerville~eversource'],
      [undefined, { span: HOUR }, 'R-TEST-0000-0000'],
    ]);
    expect(text).toContain('Late by 1 hour: R-TEST-0000-0000');
    expect(text).toContain('With DPW Highway.');
    expect(list.to).toBe(office.serviceOperationsManager);
  });

  it('names what is late longest and whose it is, ten of them', () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      aWatched({ requestId: `R-TEST-0000-${1000 + index}`, typeName: 'Pothole', dueAt: NOW - (index + 1) * HOUR }),
    );
    const late = cityOf(many)!.entries!.filter(({ kind }) => kind === 'late');
    expect(late.map(({ link }) => link.id)).toEqual(
      many
        .map(({ requestId }) => requestId)
        .reverse()
        .slice(0, 10),
    );
    expect(late[0]).toMatchObject({
      values: { typeName: 'Pothole', partner: 'DPW Highway' },
      link: { purpose: 'review' },
    });
  });

  it('names the partners of a replayed city too, and leads to their own queues', () => {
    const [entry] = cityOf([aWatched({ partner: 'pwdx' })])!.entries!;
    expect(entry).toMatchObject({
      values: { partner: 'Public Works Department' },
      link: { purpose: 'queue', id: 'boston~pwdx' },
    });
  });

  it('R138 is not written where nothing is open, nor for what has come since the week began', () => {
    expect(cityOf([aWatched({ status: 'resolved' })])).toBeUndefined();
    expect(cityOf([aWatched({ receivedAt: WEEK.opensAt + MINUTE })])).toBeUndefined();
    expect(cityOf([], [{ ...aConcern, raisedAt: WEEK.opensAt + MINUTE }])).toBeUndefined();
    expect(cityOf([], [aConcern])?.values).toMatchObject({ open: 0, concerns: 1 });
  });
});

describe('the schedule that writes the lists', () => {
  /** Two queues and one open request, in memory. */
  const aCity = (concerns: readonly ConcernLine[] = []) => {
    const written = new Map<string, NoticeDraft & { createdAt: number }>();
    const reads: string[] = [];
    const unreachable: ListedUndeliverable[] = [];
    let now = MONDAY;
    let lost = false;
    let stopped = false;
    let hidden: string | undefined;
    const run = writeDigests({
      requests: {
        async *watched(shard) {
          if (shard === 0) yield aWatched();
        },
      },
      linesOf: async <Line>(queue: string) => {
        reads.push(queue);
        if (queue === 'concerns') return concerns as Line[];
        const lines = /#(dpw-highway|dpw-lights-lines)$/.test(queue) ? [aLine({ offeredAt: MONDAY - 9 * DAY })] : [];
        return lines as Line[];
      },
      notices: { find: async (id) => written.get(id) as Notice | undefined },
      queue: async (draft) => {
        if (stopped) throw new Error('The function was stopped.');
        return !written.has(draft.id) && Boolean(written.set(draft.id, { ...draft, createdAt: now }));
      },
      undeliverable: {
        list: async () => unreachable.filter(({ id }) => id !== hidden).map((entry) => ({ ...entry })),
        claim: async ({ id }, at) => {
          for (const entry of unreachable) if (entry.id === id) entry.claimedAt = at;
        },
        markTold: async ({ id }) => {
          if (lost) throw new Error('The function was stopped.');
          for (const entry of unreachable) if (entry.id === id) entry.untold = false;
        },
      },
      office,
      now: () => now,
    });
    return {
      run,
      written,
      reads,
      unreachable,
      setNow: (to: number) => (now = to),
      loseMarks: (yes: boolean) => (lost = yes),
      stop: (yes: boolean) => (stopped = yes),
      hide: (id?: string) => (hidden = id),
    };
  };

  it('R130 R138 writes one to each partner with open work and one to the manager, and nothing more however often it runs', async () => {
    const { run, written, reads, setNow } = aCity();
    setNow(MONDAY - 1);
    expect(await run()).toEqual({ partners: 0, manager: 0, undeliverable: 0 });
    setNow(MONDAY);
    expect(await run()).toEqual({ partners: 2, manager: 1, undeliverable: 0 });
    expect([...written.keys()].sort()).toEqual([
      'manager-week#2026-06-01',
      'partner-week#somerville~dpw-highway#2026-06-01',
      'partner-week#somerville~dpw-lights-lines#2026-06-01',
    ]);
    reads.length = 0;
    setNow(MONDAY + 15 * MINUTE);
    expect(await run()).toEqual({ partners: 0, manager: 0, undeliverable: 0 });
    expect(reads.filter((queue) => /dpw-highway|dpw-lights-lines/.test(queue))).toEqual([]);
    setNow(MONDAY + 7 * DAY);
    expect(await run()).toEqual({ partners: 2, manager: 1, undeliverable: 0 });
  });

  it('counts every open concern, however many there are', async () => {
    const { run, written } = aCity(Array.from({ length: 12_000 }, () => aConcern));
    await run();
    expect(written.get('manager-week#2026-06-01')?.values.concerns).toBe(12_000);
  });

  it('R130 writes each once where two run at the same time', async () => {
    const { run, written } = aCity();
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.reduce((sum, { partners, manager }) => sum + partners + manager, 0)).toBe(3);
    expect(written.size).toBe(3);
  });

  it('makes up for runs that were lost until a day after the opening', async () => {
    const { run, setNow } = aCity();
    setNow(MONDAY + DAY - 1);
    expect(await run()).toEqual({ partners: 2, manager: 1, undeliverable: 0 });
    const late = aCity();
    late.setNow(MONDAY + DAY);
    expect(await late.run()).toEqual({ partners: 0, manager: 0, undeliverable: 0 });
  });

  it('R140 tells whom e-mail does not reach once, on the working day after it showed, however often it runs', async () => {
    const { run, written, unreachable, setNow } = aCity();
    const lists = () => [...written.keys()].filter((id) => id.startsWith('undeliverable-list'));
    setNow(MONDAY - 2 * DAY);
    unreachable.push(anUnreachable('1', { changedAt: MONDAY - 2 * DAY }));
    expect((await run()).undeliverable).toBe(0);
    setNow(MONDAY);
    expect((await run()).undeliverable).toBe(1);
    unreachable.push(anUnreachable('2', { changedAt: MONDAY + HOUR }));
    setNow(MONDAY + 2 * HOUR);
    expect((await run()).undeliverable).toBe(0);
    setNow(MONDAY + DAY);
    expect((await run()).undeliverable).toBe(1);
    for (const day of [2, 3, 4]) {
      setNow(MONDAY + day * DAY);
      expect((await run()).undeliverable).toBe(0);
    }
    expect(lists()).toEqual(['undeliverable-list#2026-06-01', 'undeliverable-list#2026-06-02']);
    expect(written.get(lists()[1]!)?.values).toEqual({ listed: 2, fresh: 1 });
  });

  it('R140 tells nobody twice where a run was stopped after the letter was queued', async () => {
    const { run, unreachable, setNow, loseMarks } = aCity();
    unreachable.push(anUnreachable('1', { changedAt: MONDAY - HOUR }));
    loseMarks(true);
    await expect(run()).rejects.toThrow('stopped');
    loseMarks(false);
    setNow(MONDAY + 15 * MINUTE);
    expect((await run()).undeliverable).toBe(0);
    expect(unreachable[0]?.untold).toBe(false);
    setNow(MONDAY + DAY);
    expect((await run()).undeliverable).toBe(0);
  });

  it('R140 tells on the next day of whom a run that was stopped had noted, and the letter of the day does not name', async () => {
    const { run, written, unreachable, setNow, stop, hide } = aCity();
    // The lists of the week are out.
    await run();
    unreachable.push(anUnreachable('1', { changedAt: MONDAY - HOUR }));
    stop(true);
    await expect(run()).rejects.toThrow('stopped');
    stop(false);
    // The index is behind for the run that writes the letter.
    const { id } = unreachable[0]!;
    unreachable.push(anUnreachable('2', { changedAt: MONDAY - MINUTE }));
    hide(id);
    setNow(MONDAY + 15 * MINUTE);
    expect((await run()).undeliverable).toBe(1);
    hide();
    setNow(MONDAY + 30 * MINUTE);
    expect((await run()).undeliverable).toBe(0);
    setNow(MONDAY + DAY);
    expect((await run()).undeliverable).toBe(1);
    const [told] = written.get('undeliverable-list#2026-06-02')?.entries ?? [];
    expect(told).toMatchObject({ kind: 'new', values: { since: { instant: MONDAY - HOUR } } });
  });

  it('R140 tells on the next day of whom a run did not see yet that wrote its letter after they came', async () => {
    const { run, written, unreachable, setNow } = aCity();
    unreachable.push(anUnreachable('1', { changedAt: MONDAY - HOUR }));
    expect((await run()).undeliverable).toBe(1);
    // An index may be a moment behind: somebody came before the letter was queued, and was not among those that its run read.
    unreachable.push(anUnreachable('2', { changedAt: MONDAY }));
    setNow(MONDAY + 15 * MINUTE);
    expect((await run()).undeliverable).toBe(0);
    setNow(MONDAY + DAY);
    expect((await run()).undeliverable).toBe(1);
    expect(written.get('undeliverable-list#2026-06-02')?.values).toEqual({ listed: 2, fresh: 1 });
  });
});

const anUnreachable = (name: string, more: Partial<ListedUndeliverable> = {}): ListedUndeliverable => ({
  id: `#recipient#${name}`,
  status: 'bounced',
  changedAt: NOW - HOUR,
  requestId: `R-7K2M-9QXD-000${name}`,
  message: 'request-received',
  untold: true,
  ...more,
});

describe('the list of those whom e-mail does not reach', () => {
  const listOfAll = (...listed: ListedUndeliverable[]) =>
    undeliverableList(listed, { catalogue: somerville, office, now: NOW });

  it('R140 names the request, why and since when, what is new first, and leads to its review page', () => {
    const list = listOfAll(
      anUnreachable('1', { untold: false }),
      anUnreachable('2', { changedAt: NOW - 3 * DAY, status: 'complained' }),
      anUnreachable('3', { requestId: 'partner-week', message: 'partner-week' }),
    )!;
    const { subject, text } = written(list);
    expect(subject).toBe('E-mail does not reach 3, 2 of them new');
    expect(text).toContain('Those who asked for something do not hear how it goes on'); // others are staff
    expect(text).toContain(
      '1. New: a partner or the 311 office\n   Since Monday, June 1, 2026, 7:40 AM: the mailbox takes no mail.',
    );
    expect(text).toContain(
      '2. New: R-7K2M-9QXD-0002, the person who asked\n   Since Friday, May 29, 2026, 8:40 AM: they marked our mail as spam.',
    );
    expect(text).toContain('3. R-7K2M-9QXD-0001, the person who asked');
    expect(list.entries!.map(({ link }) => [link.purpose, link.id])).toEqual([
      ['queue', 'concerns'],
      ['review', 'R-7K2M-9QXD-0002'],
      ['review', 'R-7K2M-9QXD-0001'],
    ]);
  });

  it('R138 R140 is not written where nobody is new, nor where nobody is on it', () => {
    expect(listOfAll()).toBeUndefined();
    expect(listOfAll(anUnreachable('1', { untold: false }))).toBeUndefined();
  });

  it(`names ${MOST_NAMED} and says how many more there are`, () => {
    const many = Array.from({ length: MOST_NAMED + 2 }, (_, index) => anUnreachable(String(index)));
    const list = listOfAll(...many)!;
    expect(list.entries).toHaveLength(MOST_NAMED);
    expect(written(list).text).toContain('And 2 more, on the list that this command prints');
  });
});
