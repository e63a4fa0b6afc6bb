import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type LocalStack,
  DAY,
  HOUR,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  notices,
  post,
  stored,
  story,
} from '../support/local-stack.ts';

const DESK = 'highway.desk@dpw.somerville.example';
const SUPERVISOR = 'highway.supervisor@dpw.somerville.example';
const DIRECTOR = 'highway.director@dpw.somerville.example';
const MANAGER = 'manager@city.example';
const RESIDENT = 'ana@resident.example';

/** Due Wednesday 3 June 09:00; three quarters of 16 working hours are used up on Tuesday at the office's afternoon. */
const DUE = MONDAY_MORNING + 2 * DAY;

describe('a pothole that nobody fills', () => {
  let stack: LocalStack;
  let requestId: string;

  beforeAll(async () => {
    stack = await aLocalStack();
    const { body } = await deliver(stack, aPothole());
    requestId = body.id ?? '';
    await stack.settle();
    // The partner takes it on, and then forgets it: its own promise to accept is kept.
    await post(linkIn(await letterTo(stack, DESK)), { action: 'accept' });
    await stack.settle();
  });
  afterAll(() => stack.stop());

  /** The e-mails about this request to those who answer for it and to whoever reported it; not the weekly lists. */
  const about = () => notices(stack).filter(({ subject }) => subject.includes(requestId));

  /** Who of the staff has had breach e-mails up to an instant, in the order in which they were sent. */
  const warned = async (until: number): Promise<string[]> => {
    await stack.clock.advanceTo(until);
    const [, , , ...breaches] = about();
    return breaches.flatMap(({ to }) => to).filter((to) => to !== RESIDENT);
  };

  test('warns the desk when three quarters of the working time are gone', async () => {
    expect(await warned(DUE - HOUR)).toEqual([DESK]);
    expect(await letterTo(stack, DESK)).toContain('2 business days');
  });

  test('tells the desk and its supervisor when the promise is due', async () => {
    expect((await warned(DUE + 60_000)).slice(1).sort()).toEqual([DESK, SUPERVISOR].sort());
  });

  test('goes up a level after one, three and five business days, as far as the manager', async () => {
    expect((await warned(DUE + 1 * DAY + 60_000)).slice(3)).toEqual([SUPERVISOR]);
    expect((await warned(DUE + 5 * DAY + 60_000)).slice(4)).toEqual([DIRECTOR]);
    expect((await warned(DUE + 7 * DAY + 60_000)).slice(5)).toEqual([MANAGER]);
  });

  test('tells the manager the request, the promise, how late it is and what was tried, and gives a link that acts', async () => {
    const text = await letterTo(stack, MANAGER);
    for (const part of [requestId, 'Pothole', '12 Elm St', '2 business days', '7 days', 'Work was offered to']) {
      expect(text).toContain(part);
    }
    const answer = { action: 'acknowledge', text: 'I have called the yard; a crew goes out tonight.' };
    expect((await post(linkIn(text), answer)).status).toBe(303);
    expect(story((await stored(stack, requestId)).events)).toContain('escalation-acknowledged');
  });

  test('sends nothing more, however long it takes, and nothing twice (R130)', async () => {
    await stack.clock.advanceTo(DUE + 60 * DAY);
    expect(about()).toHaveLength(10);
    const ids = (await stored(stack, requestId)).request.milestones.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(5);
  });

  test('keeps the breach when the work is done at last', async () => {
    const done = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };
    await post(linkIn(await letterTo(stack, DESK)), done);
    await stack.settle();
    const { request, events } = await stored(stack, requestId);
    expect(request).toMatchObject({ status: 'resolved', clocks: [{ verdict: 'missed' }] });
    expect(story(events).filter((type) => type === 'milestone-reached')).toHaveLength(5);
  });
});
