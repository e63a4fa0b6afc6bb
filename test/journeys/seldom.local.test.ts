import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placeOnTheWay } from '../../functions/notices/notice-progress.ts';
import { BY_REQUEST_INDEX } from '../../functions/notices/contract.ts';
import { createNoticeStore } from '../../functions/notices/notice.store.ts';
import { type LinkPurpose, linkUrl } from '../../functions/pages/signed-link.ts';
import qalert from '../intake/qalert-request.json' with { type: 'json' };
import { client } from '../open311/client.ts';
import { photoFormIn, picturesOn, sendPhoto } from '../photos/photo-page.ts';
import { aJpeg } from '../photos/pictures.ts';
import {
  DAY,
  HOUR,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letters,
  post,
  stored,
  story,
} from '../support/local-stack.ts';

/** Ways that a request goes seldom, each through the public door and with the very grants of the functions behind it. */
let stack: LocalStack;
beforeAll(async () => {
  stack = await aLocalStack();
});
afterAll(() => stack.stop());

const DESK = 'highway.desk@dpw.somerville.example';
const SENTENCE = 'It lies in the yard behind the fence, and the gate is locked.';

const link = (purpose: LinkPurpose, id: string): string =>
  linkUrl(stack.url, { purpose, id, expiresAt: stack.clock.now() + 365 * DAY }, stack.service.linkKeys());
const reported = async (more: Record<string, unknown> = {}): Promise<string> => {
  const { body } = await deliver(stack, aPothole(more));
  await stack.settle();
  return body.id ?? '';
};
const act = async (url: string, fields: Record<string, string>): Promise<void> => {
  const answer = await post(url, fields);
  expect([answer.status, fields.action]).toEqual([303, fields.action]);
  await stack.settle();
};
const storyOf = async (id: string): Promise<string[]> => story((await stored(stack, id)).events);

test('a request comes from a platform of another format', async () => {
  const { status, body } = await deliver(stack, qalert.request, { platform: 'qalert' });
  expect(status).toBe(202);
  await stack.settle();
  expect((await stored(stack, body.id ?? '')).request.platform).toBe('qalert');
});

describe('work that went to the wrong partner', () => {
  test('is passed on by the review desk', async () => {
    const id = await reported();
    const on = { workOrderId: `${id}-1`, to: 'water-sewer', reason: 'their-service', text: SENTENCE };
    await act(link('review', id), { action: 'transfer', ...on });
    expect(await storyOf(id)).toContain('work-order-transferred');
  });

  test.each([
    ['eversource', 'street-light-utility-owned'],
    ['trash-hauler', 'missed-street-or-building-collection'],
  ])('goes back by the system of %s', async (partner, type) => {
    const id = await reported({ type });
    if ((await stored(stack, id)).workOrders.length === 0)
      await act(link('review', id), { action: 'accept', typeCode: type, partner });
    const update = { workOrder: `${id}-1`, status: 'sent-back', reason: 'private-property', text: SENTENCE };
    expect(await tell(partner, update)).toBe(202);
    expect(await storyOf(id)).toContain('work-order-sent-back');
  });
});

/** An update through the signed door of partners' systems. */
const tell = async (partner: string, update: object): Promise<number> => {
  const body = JSON.stringify(update);
  const [id, at] = [randomUUID(), new Date(stack.clock.now())];
  const { current } = JSON.parse(stack.secrets.value(`PartnerKeys-${partner}/Secret`)) as { current: string };
  const { status } = await fetch(`${stack.url}/partners/${partner}/updates`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(current).sign(id, at, body),
    },
    body,
  });
  await stack.settle();
  return status;
};

test('a photo is seen on every page of its request, also where a form is shown again', async () => {
  const id = await reported({ type: 'sidewalk-defect' });
  const work = link('work-order', `${id}-1`);
  const form = photoFormIn(await (await fetch(`${work}?add=photo`)).text());
  expect((await sendPhoto(form!, aJpeg({}))).status).toBe(303);
  await stack.settle();
  await act(link('request', id), { action: 'raise-concern', reason: 'overdue', text: 'Nobody has come for a week.' });
  await act(work, { action: 'complete', outcome: 'done', resolution: 'We laid the bricks anew.' });
  const pages = [
    [link('request', id), 'raise-concern'],
    [work, 'complete'],
    [link('review', id), 'cancel'],
    [link('escalation', id), 'raise-concern'],
    [link('concern', `${id}-C1~manager`), 'resolve'],
  ] as const;
  const seen: string[] = [];
  for (const [url, action] of pages) {
    for (const answer of [await fetch(url), await post(url, { action })]) {
      const path = new URL(url).pathname.split('/').at(-2) ?? '';
      for (const picture of picturesOn(await answer.text()))
        seen.push(`${answer.status < 400 ? 'shown' : 'refused'}: ${path} ${(await fetch(picture)).status}`);
    }
  }
  const paths = ['requests', 'work-orders', 'reviews', 'escalations', 'concerns'];
  expect(seen).toEqual(paths.flatMap((path) => [`shown: ${path} 200`, `refused: ${path} 200`]));
});

test('a partner’s notice that comes back goes to the next level', async () => {
  const id = await reported();
  const notice = stack.mailbox.list({ to: DESK }).find(({ subject }) => subject.includes(id));
  const bounced = {
    eventType: 'Bounce',
    mail: { messageId: notice?.id ?? '', tags: { notice: [notice?.tags.notice ?? ''] } },
    bounce: { bounceType: 'Permanent', bounceSubType: 'General' },
  };
  const before = letters(stack).length;
  stack.queues.send(stack.template.find('ConfirmNotice/Queue', 'AWS::SQS::Queue').ref, JSON.stringify(bounced));
  await stack.clock.advanceTo(stack.clock.now() + HOUR);
  const told = letters(stack).slice(before);
  expect(told.filter((letter) => letter.includes(id))).toEqual([
    `highway.supervisor@dpw.somerville.example: New work: Pothole, 12 Elm St (${id})`,
  ]);
});

test('a notice that was claimed by a sender that died, and that SES never confirms, is sent once later ones are confirmed', async () => {
  const id = await reported();
  const { dynamodb, tables } = stack.service;
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: tables.notices,
      IndexName: BY_REQUEST_INDEX,
      KeyConditionExpression: 'requestId = :id',
      ExpressionAttributeValues: { ':id': id },
    }),
  );
  const { Item } = await dynamodb.send(new GetCommand({ TableName: tables.notices, Key: { id: Items[0]?.id } }));
  const now = stack.clock.now();
  const lostId = `${id}#1#lost`;
  const progress = placeOnTheWay(lostId, 'claimed');
  const claimed = { status: 'claimed', progress, claimId: 'dead', claimedAt: now, changedAt: now };
  const lost = { ...Item, id: lostId, ...claimed };
  await dynamodb.send(new PutCommand({ TableName: tables.notices, Item: lost }));
  await stack.clock.advanceTo(now + 2 * DAY);
  expect(await createNoticeStore(dynamodb, tables.notices, stack.clock.now).find(lost.id)).toMatchObject({
    status: 'delivered',
  });
});

test('what is public no more is taken out of the public table', async () => {
  const id = await reported();
  const { get } = client(stack);
  expect((await get(`/open311/v2/requests/${id}.json`)).status).toBe(200);
  await act(link('review', id), { action: 'retype', typeCode: 'hate-or-offensive-graffiti' });
  expect((await get(`/open311/v2/requests/${id}.json`)).status).toBe(404);
});

test('an operator is called for a request that no workflow can go on with', async () => {
  const id = await reported();
  const operator = stack.template.find('Workflow/CallOperator/Function').name;
  const answer = await stack.functions.invoke(operator, { requestId: id, failure: 'States.TaskFailed' });
  await stack.settle();
  expect(answer).not.toHaveProperty('error');
  expect(await storyOf(id)).toContain('operator-needed');
});
