import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { createLinkCutsStore } from '../../functions/pages/link-cuts.store.ts';
import { cutLinks, renewedQueueLink } from '../../functions/pages/link-cut.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { type RevokeOptions, revokeLinks, showLinks } from '../../infra/ops/links.ts';
import { aConsole, printed } from '../support/console.ts';
import {
  DAY,
  HOUR,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  letters,
  linkIn,
  post,
  stored,
} from '../support/local-stack.ts';

const HIGHWAY = 'highway.desk@dpw.somerville.example';
const REASON = 'The mailbox was read by others.';

let stack: LocalStack;
let console: LocalConsole;
beforeAll(async () => {
  stack = await aLocalStack();
  console = await aConsole(stack);
});
afterAll(async () => {
  await console.stop();
  await stack.stop();
});

const where = (more: Partial<RevokeOptions>): RevokeOptions => ({
  console: console.url,
  catalogue: 'somerville',
  reason: REASON,
  by: 'Mara',
  ...more,
});
const revoke = async (more: Partial<RevokeOptions>): Promise<string> => {
  const said = await printed(() => revokeLinks(where(more)));
  await stack.settle();
  return said;
};
const status = async (url: string): Promise<number> => (await fetch(url)).status;
const queueOf = (id: string): string =>
  linkUrl(stack.url, { purpose: 'queue', id, expiresAt: stack.clock.now() + 365 * DAY }, stack.service.linkKeys());
const aReported = async () => {
  const { body } = await deliver(stack, aPothole());
  await stack.settle();
  const [work, queue = ''] = (await letterTo(stack, HIGHWAY)).match(/https?:\/\/\S+/g) ?? [];
  return { id: String(body.id), work: String(work), queue, resident: String(body.statusPage) };
};

describe('the links of a partner that are taken back', () => {
  test('open before and open nothing after, its queue and all its work orders; nobody else’s are touched', async () => {
    const [first, second] = [await aReported(), await aReported()];
    const other = queueOf('somerville~water-sewer');
    const mine = [first.work, first.queue, second.work, second.queue, queueOf('somerville~dpw-highway')];
    const others = [first.resident, other, queueOf('review')];
    expect(await Promise.all([...mine, ...others].map(status))).toEqual(Array(8).fill(200));

    const said = await revoke({ partner: 'dpw-highway' });
    expect(said).toContain(
      'The links of DPW Highway to its queue and to its work orders, made before 2026-06-01T13:00:01',
    );
    expect(said).toContain(`A new link to the queue goes to ${HIGHWAY}.`);
    expect(await Promise.all(mine.map(status))).toEqual([404, 404, 404, 404, 404]);
    expect(await Promise.all(others.map(status))).toEqual([200, 200, 200]);

    const accept = { action: 'accept', workOrderIds: `${first.id}-1`, workOrderId: `${first.id}-1` };
    expect((await post(first.work, { action: 'accept' })).status).toBe(404);
    expect((await post(first.queue, accept)).status).toBe(404);
    expect((await stored(stack, first.id)).workOrders[0]!.status).toBe('offered');
    const forged = await fetch(`${stack.url}/queues/q.review.zzzzzz.AAAAAAAAAAAAAAAAAAAAAAAAAAA`);
    expect(await (await fetch(first.queue)).text()).toBe(await forged.text());
  });

  test('are replaced by one to the queue, from which every work order opens and can be accepted', async () => {
    const { id } = await aReported();
    await revoke({ partner: 'dpw-highway' });
    expect(letters(stack).at(-1)).toBe(`${HIGHWAY}: New link to the list of DPW Highway`);
    const queue = linkIn(await letterTo(stack, HIGHWAY));
    const page = await (await fetch(queue)).text();
    const href = [...page.matchAll(/href="([^"]+)"/g)].map(([, found = '']) => found).find((one) => one.includes(id));
    expect(await status(String(href))).toBe(200);
    expect((await post(String(href), { action: 'accept' })).status).toBe(303);
  });

  test('are taken back again, the replacement too, even within the same second', async () => {
    await revoke({ partner: 'dpw-highway' });
    const replaced = linkIn(await letterTo(stack, HIGHWAY));
    expect(await status(replaced)).toBe(200);
    await revoke({ partner: 'dpw-highway' });
    expect([await status(replaced), await status(linkIn(await letterTo(stack, HIGHWAY)))]).toEqual([404, 200]);
  });

  test('are followed by others: what is offered or transferred later opens', async () => {
    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    await stack.settle();
    const { work, queue } = await aReported();
    expect([await status(work), await status(queue)]).toEqual([200, 200]);
    await revoke({ partner: 'dpw-highway' });
    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    const transfer = { action: 'transfer', to: 'dpw-highway', reason: 'their-service', text: 'It is their hole.' };
    const water = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text: 'It is a sewer cover.' };
    const { work: fresh } = await aReported();
    expect((await post(fresh, water)).status).toBe(303);
    await stack.settle();
    const desk = catalogueOf('somerville').partner('water-sewer').contacts[0]!.email;
    const theirs = linkIn(await letterTo(stack, desk));
    await revoke({ partner: 'dpw-highway' });
    expect(await status(theirs)).toBe(200);
    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    expect((await post(theirs, transfer)).status).toBe(303);
    await stack.settle();
    expect([await status(theirs), await status(linkIn(await letterTo(stack, HIGHWAY)))]).toEqual([404, 200]);
  });

  test('are kept with who did it, when and why, and shown without being taken back', async () => {
    const cuts = createLinkCutsStore(stack.service.dynamodb, stack.service.tables.requests);
    const before = await cuts.find('somerville~dpw-highway');
    expect(before!.revocations.at(-1)).toMatchObject({ by: 'Mara', reason: REASON });
    const said = await printed(() => showLinks(where({ partner: 'dpw-highway' })));
    expect(said).toContain(`A new link would go to ${HIGHWAY}.`);
    expect(said.split('\n').filter((line) => line.includes(`Mara  ${REASON}`))).toHaveLength(before!.version);
    expect(await printed(() => showLinks(where({ partner: 'dcr' })))).toContain('were never taken back');
    await fetch(queueOf('somerville~dpw-highway'));
    expect(await cuts.find('somerville~dpw-highway')).toEqual(before);
  });

  test('are taken back by one of two at the same time, and the other is told to look', async () => {
    const cuts = createLinkCutsStore(stack.service.dynamodb, stack.service.tables.requests);
    const now = stack.clock.now();
    const before = await cuts.find('somerville~dpw-highway');
    const cut = cutLinks(before, { queue: 'somerville~dpw-highway', by: 'Ben', reason: REASON }, now);
    const recipient = { level: 'desk', email: HIGHWAY } as const;
    const notice = renewedQueueLink(cut, { name: 'Highway Division', recipient, partner: true }, 'UTC', now);
    const write = () => cuts.write(cut, notice, stack.service.tables.notices, now);
    expect((await Promise.all([write(), write()])).sort()).toEqual([false, true]);
  });

  test('are those of another catalogue where it is named', async () => {
    const [boston, somerville] = [queueOf('boston~isd'), queueOf('somerville~inspectional-services')];
    expect([await status(boston), await status(somerville)]).toEqual([200, 200]);
    await revoke({ partner: 'isd', catalogue: 'boston' });
    expect([await status(boston), await status(somerville)]).toEqual([404, 200]);
  });
});

describe('the link of the review desk', () => {
  test('is taken back alone, and a new one is written to the desk', async () => {
    const [before, partner] = [queueOf('review'), queueOf('somerville~water-sewer')];
    expect(await revoke({ review: true })).toContain('The links of the 311 review desk to its queue, made before');
    expect([await status(before), await status(partner)]).toEqual([404, 200]);
    expect(letters(stack).at(-1)).toBe('review-desk@city.example: New link to the list of the 311 review desk');
    expect(await status(linkIn(await letterTo(stack, 'review-desk@city.example')))).toBe(200);
  });
});

describe('the links of the Service Operations Manager', () => {
  test('are taken back with those to each concern; those of a partner to its own go with the partner’s', async () => {
    const { id, resident } = await aReported();
    const raise = { action: 'raise-concern', reason: 'overdue', text: 'Nobody has come so far.' };
    expect((await post(resident, raise)).status).toBe(303);
    await stack.settle();
    const manager = linkIn(await letterTo(stack, 'manager@city.example'));
    const handOn = { action: 'hand-on', to: 'dpw-highway', text: 'It is about your crew.' };
    expect((await post(manager, handOn)).status).toBe(303);
    await stack.settle();
    const partner = linkIn(await letterTo(stack, 'highway.supervisor@dpw.somerville.example'));
    await stack.clock.advanceTo(stack.clock.now() + 60_000);
    expect(await Promise.all([manager, partner, queueOf('concerns')].map(status))).toEqual([200, 200, 200]);

    const list = queueOf('concerns');
    expect(await revoke({ concerns: true })).toContain('The links of the Service Operations Manager to its queue');
    expect(await Promise.all([manager, partner, list].map(status))).toEqual([404, 200, 404]);
    expect((await post(manager, { action: 'note', text: 'Called her once more.' })).status).toBe(404);
    const fresh = linkIn(await letterTo(stack, 'manager@city.example'));
    const line = /href="([^"]*\/concerns\/[^"]*)"/.exec(await (await fetch(fresh)).text())?.[1] ?? '';
    expect(await status(line)).toBe(200);

    await revoke({ partner: 'dpw-highway' });
    expect(await Promise.all([line, partner].map(status))).toEqual([200, 404]);
    expect((await stored(stack, id)).concerns).toMatchObject([{ owner: 'dpw-highway', version: 2 }]);
  });
});

describe('the links of one request', () => {
  test('are taken back without its review page, and the history says by whom', async () => {
    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    const { id, resident, work } = await aReported();
    const said = await revoke({ request: id, of: 'resident' });
    expect(said).toContain(`The links of ${id} that its resident had no longer open.`);
    expect(said).toContain('A new link goes to ana@resident.example.');
    expect([await status(resident), await status(work)]).toEqual([404, 200]);
    expect(await status(linkIn(await letterTo(stack, 'ana@resident.example')))).toBe(200);
    const { events } = await stored(stack, id);
    expect(events.at(-1)).toMatchObject({
      type: 'links-revoked',
      by: { kind: 'manager', name: 'operations' },
      text: REASON,
    });
  });
});

test.each([
  [{ request: 'R-0000-0000-0000', of: 'staff' }, /There is no request R-0000-0000-0000/],
  [{ request: 'R-0000-0000-0000' }, /Say whose: --of partners, --of staff, --of resident/],
  [{ request: 'R-0000-0000-0000', of: 'staff', partner: 'dcr' }, /Name one/],
  [{ partner: 'dpw-higway' }, /There is no partner dpw-higway in somerville\. Its partners: .*dpw-highway/],
  [{ partner: 'isd' }, /There is no partner isd in somerville/],
  [{}, /Name one: --partner CODE, --review/],
  [{ partner: 'dcr', review: true }, /Name one: --partner CODE, --review/],
  [{ partner: 'dcr', reason: '  ' }, /Say why in/],
] as [Partial<RevokeOptions>, RegExp][])(
  '%o is refused with what to do, and takes nothing back',
  async (more, message) => {
    const dcr = queueOf('somerville~dcr');
    await expect(revokeLinks(where(more))).rejects.toThrow(message);
    expect(await status(dcr)).toBe(200);
  },
);

describe('the links of an auditor that are taken back', () => {
  test('open nothing after, and a new one goes to that auditor', async () => {
    const [before, others] = [queueOf('audits~quality'), queueOf('audits~desk-lead')];
    expect([await status(before), await status(others)]).toEqual([200, 200]);
    expect(await revoke({ auditor: 'quality' })).toContain('The links of the auditor quality to the list of audits');
    expect([await status(before), await status(others)]).toEqual([404, 200]);
    expect(await status(linkIn(await letterTo(stack, 'quality@city.example')))).toBe(200);
    expect(await revoke({ audits: true })).toContain('The links of the Service Operations Manager');
    expect(await status(queueOf('audits'))).toBe(404);
    await expect(revoke({ auditor: 'nobody' })).rejects.toThrow('There are: quality, desk-lead.');
  });
});
