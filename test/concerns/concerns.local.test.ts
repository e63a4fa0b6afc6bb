import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concernLink } from '../../functions/concerns/concern-link.ts';
import { STAFF_LINK_LIFE_MS, STATUS_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { type Link, linkUrl } from '../../functions/pages/signed-link.ts';
import { CONCERN_QUEUE, partnerQueueId } from '../../functions/requests/queue-line.ts';
import {
  DAY,
  HOUR,
  type LocalStack,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  executions,
  letterTo,
  letters,
  linkIn,
  post,
  stored,
  story,
} from '../support/local-stack.ts';

const MANAGER = 'manager@city.example';
const ANA = 'ana@resident.example';
const SUPERVISOR = 'highway.supervisor@dpw.somerville.example';
const TEXT = 'Nobody has come, and a cyclist fell this morning.';
const RAISE = { action: 'raise-concern', reason: 'safety', text: TEXT };
const CONTACT = { action: 'contact', way: 'telephone', text: 'Told her that a crew comes on Thursday.' };
const RESOLVE = { action: 'resolve', outcome: 'put-right', resolution: 'A crew went on Thursday and filled the hole.' };
const COMPLETE = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };

let stack: LocalStack;
beforeAll(async () => {
  stack = await aLocalStack();
});
afterAll(() => stack.stop());

const open = (link: Link): string => linkUrl(stack.url, link, stack.service.linkKeys());
const at = (life: number): number => stack.clock.now() + life;
const statusPage = (id: string): string => open({ purpose: 'request', id, expiresAt: at(STATUS_LINK_LIFE_MS) });
const workOrderPage = (id: string): string => open({ purpose: 'work-order', id, expiresAt: at(STAFF_LINK_LIFE_MS) });
const list = (): string => open({ purpose: 'queue', id: CONCERN_QUEUE, expiresAt: at(STAFF_LINK_LIFE_MS) });
const wordsOf = async (url: string): Promise<string> =>
  (await (await fetch(url)).text()).replace(/<style>[^]*?<\/style>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');

const reported = async (): Promise<string> => {
  const { body } = await deliver(stack, aPothole());
  await stack.settle();
  return body.id ?? '';
};
const submit = async (url: string, fields: Record<string, string>, status = 303): Promise<void> => {
  expect((await post(url, fields)).status).toBe(status);
  await stack.settle();
};

describe('a resident who is not content', () => {
  let id: string;

  test('raises a concern on the page of the request, and reads by when somebody gets in touch', async () => {
    id = await reported();
    await submit(statusPage(id), RAISE);
    expect(await letterTo(stack, ANA)).toContain('They will try to reach you by Thursday, June 4, 2026');
    expect(await wordsOf(statusPage(id))).toContain('Somebody will try to reach you by Thursday, June 4, 2026');
    expect(await letterTo(stack, MANAGER)).toContain(TEXT);
  });

  test('stands on the manager’s list, one click from the page on which it is answered', async () => {
    expect(await wordsOf(list())).toContain('1 open; 0 not contacted in time.');
    const page = /href="([^"]*\/concerns\/[^"]*)"/.exec(await (await fetch(list())).text())?.[1] ?? '';
    expect(await wordsOf(page)).toContain('Contact the person. Due Thursday, June 4, 2026');
    expect((await stored(stack, id)).concerns).toMatchObject([{ version: 1 }]); // a page only reads
  });

  test('is contacted, and told what was found and done; the request itself went on all the while', async () => {
    const page = linkIn(await letterTo(stack, MANAGER));
    await submit(page, { ...CONTACT, way: 'pigeon' }, 422);
    await submit(page, CONTACT);
    await submit(page, RESOLVE);
    expect(await letterTo(stack, ANA)).toContain(RESOLVE.resolution);
    expect(await wordsOf(statusPage(id))).toContain(RESOLVE.resolution);
    expect(await wordsOf(list())).toContain('Nobody waits for an answer.');
    await submit(page, { ...CONTACT, way: 'in-person' }, 409);
    await submit(workOrderPage(`${id}-1`), { action: 'accept' });
    const { request, events } = await stored(stack, id);
    expect(request.status).toBe('in-progress');
    expect(story(events).filter((type) => type.startsWith('concern'))).toEqual([
      'concern-raised',
      'concern-contacted',
      'concern-resolved',
    ]);
  });
});

describe('a concern that nobody answers', () => {
  test('R158 reminds its owner, and climbs to the manager when three business days are over', async () => {
    const id = await reported();
    await submit(workOrderPage(`${id}-1`), { action: 'hold', reason: 'waiting-for-parts' });
    await submit(statusPage(id), RAISE);
    const manager = linkIn(await letterTo(stack, MANAGER));
    const note = { action: 'note', text: 'Nobody answers their telephone.' };
    await Promise.all([1, 2].map(() => submit(manager, note)));
    await submit(manager, note);
    expect((await stored(stack, id)).events.filter(({ type }) => type === 'concern-noted')).toHaveLength(1);
    await submit(manager, { action: 'hand-on', to: 'dpw-highway', text: 'It is about your crew.' });
    const partner = linkIn(await letterTo(stack, SUPERVISOR));
    const before = letters(stack).length;
    await stack.clock.advanceTo(MONDAY_MORNING + 10 * DAY);
    await stack.settle();
    const since = letters(stack)
      .slice(before)
      .filter((letter) => letter.includes('Nobody has called back'));
    expect(since.map((letter) => letter.split(':')[0])).toEqual([SUPERVISOR, SUPERVISOR, MANAGER]);
    expect(await wordsOf(list())).toContain('1 open; 1 not contacted in time.');

    // Handed back, the partner's link opens nothing any more; the manager's own always does.
    await submit(partner, { action: 'hand-on', to: 'service-operations-manager', text: 'We cannot decide this.' });
    expect((await fetch(partner)).status).toBe(404);
    expect((await post(partner, CONTACT)).status).toBe(404);
    await submit(manager, CONTACT);
    const { concerns, events } = await stored(stack, id);
    expect(concerns).toMatchObject([{ status: 'contacted', clock: { verdict: 'missed' } }]);
    expect(events.find(({ type }) => type === 'concern-contacted')?.by).toMatchObject({ kind: 'manager' });
    await submit(manager, RESOLVE);
  });

  test('R119 keeps its clock when it is raised in the survey window, and the request closes after it', async () => {
    const id = await reported();
    await submit(workOrderPage(`${id}-1`), COMPLETE);
    const closesAt = (await stored(stack, id)).request;
    const end = closesAt.status === 'resolved' ? closesAt.closesAt : 0;
    await stack.clock.advanceTo(end - HOUR);
    await submit(statusPage(id), RAISE);
    await stack.clock.advanceTo(end + DAY);
    expect((await stored(stack, id)).request.status).toBe('resolved');
    await submit(linkIn(await letterTo(stack, MANAGER)), CONTACT);
    await stack.clock.advanceTo(end + 2 * DAY);
    await stack.settle();
    expect((await stored(stack, id)).request.status).toBe('closed');
    expect(executions(stack).filter((name) => name.startsWith(id))).toEqual([`${id}-1 SUCCEEDED`]);
  });

  test('R158 has its clock about a closed request too: a workflow of its own waits until the person was contacted', async () => {
    const id = await reported();
    await submit(workOrderPage(`${id}-1`), COMPLETE);
    await stack.clock.advanceTo(stack.clock.now() + 15 * DAY);
    await stack.settle();
    expect((await stored(stack, id)).request.status).toBe('closed');
    const raisedAt = stack.clock.now();
    await submit(statusPage(id), { ...RAISE, reason: 'closed-without-action' });
    const { version } = (await stored(stack, id)).request;
    expect(executions(stack)).toContain(`${id}-1-r${version} RUNNING`);
    const before = letters(stack).length;
    await stack.clock.advanceTo(raisedAt + 6 * DAY);
    await stack.settle();
    expect(
      letters(stack)
        .slice(before)
        .some((letter) => letter.startsWith(`${MANAGER}: Nobody has called back`)),
    ).toBe(true);
    // Its own workflow did that at the moment: nothing was left for the reconciler.
    expect(story((await stored(stack, id)).events)).not.toContain('workflow-repaired');
    await submit(linkIn(await letterTo(stack, MANAGER)), CONTACT);
    expect(executions(stack)).toContain(`${id}-1-r${version} SUCCEEDED`);
    expect((await stored(stack, id)).request.status).toBe('closed');
  });
});

describe('a partner', () => {
  test('raises a concern from its queue about work of its own, and of nobody else’s', async () => {
    const id = await reported();
    const queue = open({
      purpose: 'queue',
      id: partnerQueueId('somerville', 'dpw-highway'),
      expiresAt: at(STAFF_LINK_LIFE_MS),
    });
    await submit(queue, { ...RAISE, about: '' }, 422);
    await submit(queue, { ...RAISE, about: `${id}-1` });
    expect((await stored(stack, id)).concerns).toMatchObject([{ by: { kind: 'partner', name: 'dpw-highway' } }]);
    const other = open({ purpose: 'queue', id: partnerQueueId('somerville', 'eversource'), expiresAt: at(DAY) });
    await submit(other, { ...RAISE, about: `${id}-1` }, 409);
    expect((await stored(stack, id)).concerns).toHaveLength(1);
  });
});

test('the page of a concern that there is not looks like every link that does not open', async () => {
  const id = await reported();
  const missing = open(concernLink({ id: `${id}-C1` }, 'manager', stack.clock.now()));
  expect((await fetch(missing)).status).toBe(404);
  expect(await (await fetch(missing)).text()).toBe(await (await fetch(`${stack.url}/concerns/x.y.z.1`)).text());
  expect((await post(missing, CONTACT)).status).toBe(404);
});
