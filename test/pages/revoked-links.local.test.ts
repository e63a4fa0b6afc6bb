import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import {
  DAY,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  letters,
  linkIn,
  post,
  stored,
  story,
} from '../support/local-stack.ts';

const HIGHWAY = 'highway.desk@dpw.somerville.example';
const ANA = 'ana@resident.example';
const DESK = 'review-desk@city.example';

let stack: LocalStack;
beforeAll(async () => {
  stack = await aLocalStack();
});
afterAll(() => stack.stop());

const status = async (url: string): Promise<number> => (await fetch(url)).status;

/** A page of the staff, as its link is made now. */
const signed = (purpose: 'review' | 'escalation', id: string): string =>
  linkUrl(stack.url, { purpose, id, expiresAt: stack.clock.now() + 365 * DAY }, stack.service.linkKeys());

/** A pothole with the links of all its people. */
const aReported = async () => {
  const payload = aPothole();
  const { body } = await deliver(stack, payload);
  await stack.settle();
  const id = String(body.id);
  return {
    id,
    payload,
    links: {
      partner: linkIn(await letterTo(stack, HIGHWAY)),
      resident: String(body.statusPage),
      review: signed('review', id),
      escalation: signed('escalation', id),
    },
  };
};
type Links = Awaited<ReturnType<typeof aReported>>['links'];

const revoke = async (review: string, whose: string): Promise<Response> => {
  const answer = await post(review, { action: 'revoke-links', whose, text: 'It was forwarded to a mailing list.' });
  await stack.settle();
  return answer;
};
const statuses = async (links: Links) =>
  Object.fromEntries(await Promise.all(Object.entries(links).map(async ([name, url]) => [name, await status(url)])));
const OPEN = { partner: 200, resident: 200, review: 200, escalation: 200 };

describe('links of a request that the review desk takes back', () => {
  test('open before, open nothing after, and the partner’s fresh one opens; the others are untouched', async () => {
    const { id, links } = await aReported();
    expect(await statuses(links)).toEqual(OPEN);
    expect((await revoke(links.review, 'partners')).status).toBe(303);
    expect(await statuses(links)).toEqual({ ...OPEN, partner: 404 });
    expect((await post(links.partner, { action: 'accept' })).status).toBe(404);
    expect(letters(stack).at(-1)).toBe(`${HIGHWAY}: New link: Pothole, 12 Elm St (${id})`);
    const fresh = linkIn(await letterTo(stack, HIGHWAY));
    expect((await post(fresh, { action: 'accept' })).status).toBe(303);
    await stack.settle();
    const { events, workOrders } = await stored(stack, id);
    expect(workOrders[0]!.status).toBe('accepted');
    expect(story(events)).toContain('links-revoked');
  });

  test('show the very page of every link that does not open', async () => {
    const { links } = await aReported();
    await revoke(links.review, 'partners');
    const forged = await fetch(`${stack.url}/work-orders/w.R-0000-0000-0000-1.zzzzzz.AAAAAAAAAAAAAAAAAAAAAAAAAAA`);
    expect(await (await fetch(links.partner)).text()).toBe(await forged.text());
  });

  test('are the resident’s, who is written to with a link that opens', async () => {
    const { links } = await aReported();
    await revoke(links.review, 'resident');
    expect(await statuses(links)).toEqual({ ...OPEN, resident: 404 });
    expect((await post(links.resident, { action: 'reopen', text: 'It is back again.' })).status).toBe(404);
    const fresh = linkIn(await letterTo(stack, ANA));
    expect(await status(fresh)).toBe(200);
    expect(await (await fetch(fresh)).text()).not.toContain('mailing list');
    await revoke(links.review, 'resident');
    expect([await status(fresh), await status(linkIn(await letterTo(stack, ANA)))]).toEqual([404, 200]);
  });

  test('are the resident’s, and a repeated delivery is answered as before, with a link that stays shut', async () => {
    const payload = aPothole();
    const id = randomUUID();
    const first = await deliver(stack, payload, { id });
    await stack.settle();
    await revoke(signed('review', String(first.body.id)), 'resident');
    expect(await deliver(stack, payload, { id })).toEqual(first);
    expect(await status(String(first.body.statusPage))).toBe(404);
  });

  test('are the office’s, this page included, and the review desk’s fresh one opens', async () => {
    const { id, links } = await aReported();
    await revoke(links.review, 'staff');
    expect(await statuses(links)).toEqual({ ...OPEN, review: 404, escalation: 404 });
    expect((await revoke(links.review, 'resident')).status).toBe(404);
    expect(letters(stack).at(-1)).toBe(`${DESK}: New link: Pothole, 12 Elm St (${id})`);
    const fresh = linkIn(await letterTo(stack, DESK));
    expect(await status(fresh)).toBe(200);
    expect((await revoke(fresh, 'partners')).status).toBe(303);
  });

  test('go with a transfer after all: the fresh link of the former partner opens nothing either', async () => {
    const { links } = await aReported();
    await revoke(links.review, 'partners');
    const fresh = linkIn(await letterTo(stack, HIGHWAY));
    const transfer = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text: 'It is a sewer cover.' };
    expect((await post(fresh, transfer)).status).toBe(303);
    await stack.settle();
    expect([await status(fresh), await status(links.partner)]).toEqual([404, 404]);
  });

  test('are taken back by nobody’s reading: pages change nothing, whatever their address says', async () => {
    const { id, links } = await aReported();
    const before = await stored(stack, id);
    for (const url of Object.values(links))
      expect(await status(`${url}?action=revoke-links&whose=partners&text=Forwarded+to+a+list`)).toBe(200);
    expect(await stored(stack, id)).toEqual(before);
  });

  test('are refused with a sentence where nobody was chosen', async () => {
    const { links } = await aReported();
    const answer = await post(links.review, { action: 'revoke-links', text: 'It was forwarded to a list.' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Choose whose links are taken back.');
  });
});
