import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MOST_BYTES, MOST_PHOTOS } from '../../functions/photos/contract.ts';
import { type LinkPurpose, linkUrl } from '../../functions/pages/signed-link.ts';
import { partnerQueueId } from '../../functions/requests/queue-line.ts';
import {
  type LocalStack,
  DAY,
  HOUR,
  aLocalStack,
  aPothole,
  deliver,
  post,
  stored,
  story,
} from '../support/local-stack.ts';
import { type PhotoForm, keysOf, photoFormIn, picturesOn, sendPhoto } from './photo-page.ts';
import { CANARY, JPEG_EXTRAS, PNG_EXTRAS, aJpeg, aPng } from './pictures.ts';

let stack: LocalStack;

beforeAll(async () => {
  stack = await aLocalStack();
});
afterAll(() => stack?.stop());

const TYPE = 'sidewalk-defect';
const COMPLETION = { action: 'complete', outcome: 'done', resolution: 'We laid the bricks anew.' };

const linkTo = (purpose: LinkPurpose, id: string): string =>
  linkUrl(stack.url, { purpose, id, expiresAt: stack.clock.now() + 365 * DAY }, stack.service.linkKeys());

/** A request whose work is closed with a photo, accepted by its partner; answers its id. */
const anAccepted = async (): Promise<string> => {
  const { body } = await deliver(stack, aPothole({ type: TYPE }));
  await stack.settle();
  const id = body.id ?? '';
  expect((await post(linkTo('work-order', `${id}-1`), { action: 'accept' })).status).toBe(303);
  await stack.settle();
  return id;
};

const pageOf = async (purpose: LinkPurpose, id: string, query = ''): Promise<{ text: string; policy: string }> => {
  const response = await fetch(`${linkTo(purpose, id)}${query}`);
  return { text: await response.text(), policy: response.headers.get('content-security-policy') ?? '' };
};

const formOf = async (id: string): Promise<PhotoForm> => {
  const form = photoFormIn((await pageOf('work-order', `${id}-1`, '?add=photo')).text);
  if (!form) throw new Error(`The page of ${id}-1 has no form for a photo.`);
  return form;
};

const send = async (id: string, bytes: Buffer): Promise<Response> => {
  const answer = await sendPhoto(await formOf(id), bytes);
  await stack.settle();
  return answer;
};

const photosOf = async (id: string): Promise<string[]> => (await stored(stack, id)).workOrders[0]?.photos ?? [];
const codeIn = async (answer: Response): Promise<string> => /<Code>(\w+)</.exec(await answer.text())?.[1] ?? '';

describe('work that is closed with a photo', () => {
  test('is refused without one by the form and in bulk, each with its reason, and taken with one', async () => {
    const id = await anAccepted();
    const workOrder = `${id}-1`;
    const page = await pageOf('work-order', workOrder);
    expect(page.text.indexOf('Send the photo')).toBeLessThan(page.text.indexOf('Complete the work'));
    expect(page.text).toContain('Send one before you complete it.');

    const byForm = await post(linkTo('work-order', workOrder), COMPLETION);
    const refused = await byForm.text();
    expect([byForm.status, photoFormIn(refused) !== undefined]).toEqual([422, true]);
    expect(refused).toContain('<a href="#complete-photo">This type of work is closed with a photo');

    const queue = linkTo('queue', partnerQueueId('somerville', 'dpw-highway'));
    const { action: _, ...completion } = COMPLETION;
    const inBulk = await post(queue, { action: 'bulk', do: 'complete', workOrder, ...completion });
    expect(inBulk.status).toBe(409);
    expect(await inBulk.text()).toContain('This type of work is closed with a photo');
    expect((await stored(stack, id)).request.status).toBe('in-progress');

    const answer = await send(id, aJpeg({ extras: [JPEG_EXTRAS.exif!] }));
    expect(answer.status).toBe(303);
    const back = answer.headers.get('location') ?? '';
    expect(back).toMatch(/\/work-orders\/[^?]+\?done=photo&bucket=/);
    expect(await (await fetch(back)).text()).toContain('Your photo was sent.');
    expect((await post(linkTo('work-order', workOrder), COMPLETION)).status).toBe(303);
    await stack.settle();
    expect((await stored(stack, id)).request).toMatchObject({ status: 'resolved', outcome: 'done' });
  });

  test('is refused to a partner’s own system with the field at fault', async () => {
    const id = await anAccepted();
    const workOrder = `${id}-1`;
    const transfer = { action: 'transfer', to: 'eversource', reason: 'their-place', text: 'It is round your pole.' };
    expect((await post(linkTo('work-order', workOrder), transfer)).status).toBe(303);
    const at = new Date(stack.clock.now());
    const { resolution } = COMPLETION;
    const text = JSON.stringify({ workOrder, status: 'done', at: at.toISOString(), resolution });
    const { current } = JSON.parse(stack.secrets.value('PartnerKeys-eversource/Secret')) as { current: string };
    const delivery = randomUUID();
    const answer = await fetch(`${stack.url}/partners/eversource/updates`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': delivery,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(current).sign(delivery, at, text),
      },
      body: text,
    });
    expect([answer.status, ((await answer.json()) as { errors?: unknown }).errors]).toEqual([
      400,
      [{ field: 'photo', detail: expect.stringContaining('closed with a photo') as string }],
    ]);
  });
});

describe('a photo', () => {
  test('is kept without what the camera wrote, and its original is gone', async () => {
    const id = await anAccepted();
    const before = await stored(stack, id);
    const dirty = aJpeg({ extras: Object.values(JPEG_EXTRAS), after: Buffer.from(CANARY) });
    await send(id, dirty);
    await send(id, aPng({ extras: Object.values(PNG_EXTRAS) }));
    const photos = await photosOf(id);
    expect(photos.map((key) => key.replace(/[0-9a-f]{32}/, '…'))).toEqual([
      `photos/${id}/${id}-1/….jpg`,
      `photos/${id}/${id}-1/….png`,
    ]);
    expect(keysOf(stack).filter((key) => key.startsWith('raw/'))).toEqual([]);
    const { name: bucket } = stack.template.find('Photos/Bucket', 'AWS::S3::Bucket');
    const kept = photos.map((key) => stack.buckets.get(bucket, key));
    for (const object of kept) expect(object?.body.includes(CANARY)).toBe(false);
    expect(kept.map((object) => object?.type)).toEqual(['image/jpeg', 'image/png']);
    const { events, request, workOrders } = await stored(stack, id);
    expect(story(events).slice(-2)).toEqual(['photo-added', 'photo-added']);
    expect(events.at(-1)?.by).toEqual({ kind: 'partner', name: 'dpw-highway' });
    expect([request.wakes, request.nextMilestoneAt]).toEqual([false, before.request.nextMilestoneAt]);
    expect(workOrders[0]?.heardAt).toBe(stack.clock.now());
  });

  test('is seen on the pages of the partner, the desk and an escalation, and by the resident once the work has ended', async () => {
    const id = await anAccepted();
    await send(id, aJpeg());
    for (const [purpose, of] of [
      ['work-order', `${id}-1`],
      ['review', id],
      ['escalation', id],
    ] as const) {
      const { text, policy } = await pageOf(purpose, of);
      const [address = '', ...others] = picturesOn(text);
      expect(others, purpose).toEqual([]);
      expect(policy).toContain(`img-src ${new URL(address).origin};`);
      const picture = await fetch(address);
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      expect(Buffer.from(await picture.arrayBuffer())).toEqual(aJpeg());
    }
    const early = await pageOf('request', id);
    expect(picturesOn(early.text)).toEqual([]);
    expect(early.policy).toContain("form-action 'self'; ");
    expect(early.policy).not.toContain('img-src');
    await post(linkTo('work-order', `${id}-1`), COMPLETION);
    await stack.settle();
    const late = await pageOf('request', id);
    expect(picturesOn(late.text)).toHaveLength(1);
    expect(late.text).toContain('alt="Photo 1 of 1 of the work of');
    const [address = ''] = picturesOn(late.text);
    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    expect([(await fetch(address)).status, await codeIn(await fetch(address))]).toEqual([403, 'AccessDenied']);
    expect(await codeIn(await fetch(address.replace(/photos\/[^?]*/, 'photos/other.jpg')))).toBe(
      'SignatureDoesNotMatch',
    );
  });

  test('is one, however often its event comes and the same picture is sent', async () => {
    const id = await anAccepted();
    const form = await formOf(id);
    await sendPhoto(form, aJpeg({ wide: 9 }));
    await stack.settle();
    const { version } = (await stored(stack, id)).request;
    const key = form.fields.find(([name]) => name === 'key')?.[1] ?? '';
    const again = { detail: { object: { key } } };
    expect(await stack.functions.invoke('Resolve311-Local-KeepPhoto', again)).toEqual({ payload: null });
    await sendPhoto(form, aJpeg({ wide: 9, extras: [JPEG_EXTRAS.comment!] }));
    await stack.settle();
    expect(await photosOf(id)).toHaveLength(1);
    expect((await stored(stack, id)).request.version).toBe(version);
    await sendPhoto(form, aJpeg({ wide: 10 }));
    await stack.settle();
    expect(await photosOf(id)).toHaveLength(2);
  });

  test('that is none leaves a line that its partner reads, once, and nothing in the bucket', async () => {
    const id = await anAccepted();
    const form = await formOf(id);
    const before = keysOf(stack);
    for (let count = 0; count < 2; count += 1) {
      await sendPhoto(form, Buffer.from('<svg onload="alert(1)"/>'));
      await stack.settle();
    }
    expect(await photosOf(id)).toEqual([]);
    expect(keysOf(stack)).toEqual(before);
    expect(story((await stored(stack, id)).events).filter((type) => type === 'photo-refused')).toHaveLength(1);
    expect((await pageOf('work-order', `${id}-1`)).text).toContain('could not be read as a JPEG or PNG picture.');
    expect((await pageOf('request', id)).text).not.toContain('could not be read');
  });

  test(`is the last of ${MOST_PHOTOS}, and then the form is gone`, async () => {
    const id = await anAccepted();
    const early = await formOf(id);
    for (let count = 1; count <= MOST_PHOTOS; count += 1) await send(id, aJpeg({ wide: count, high: 2 }));
    expect(await photosOf(id)).toHaveLength(MOST_PHOTOS);
    expect(photoFormIn((await pageOf('work-order', `${id}-1`, '?add=photo')).text)).toBeUndefined();
    await sendPhoto(early, aJpeg({ wide: 30 }));
    await stack.settle();
    expect(await photosOf(id)).toHaveLength(MOST_PHOTOS);
    const last = (await stored(stack, id)).events.at(-1);
    expect([last?.type, last?.data?.outcome]).toEqual(['photo-refused', 'too-many']);
    expect(keysOf(stack).filter((key) => key.includes(id))).toHaveLength(MOST_PHOTOS);
  });

  test('of work that has ended, or by the form of a former partner, is not kept', async () => {
    const id = await anAccepted();
    const form = await formOf(id);
    await stack.clock.advanceTo(stack.clock.now() + 60_000);
    const transfer = {
      action: 'transfer',
      to: 'dpw-lights-lines',
      reason: 'workload',
      text: 'They have the men for it.',
    };
    expect((await post(linkTo('work-order', `${id}-1`), transfer)).status).toBe(303);
    expect((await sendPhoto(form, aJpeg())).status).toBe(303);
    await stack.settle();
    expect(await photosOf(id)).toEqual([]);
    await stack.clock.advanceTo(stack.clock.now() + 60_000);
    const theirs = await formOf(id);
    await sendPhoto(theirs, aJpeg({ wide: 4 }));
    await stack.settle();
    expect(await photosOf(id)).toHaveLength(1);
    await post(linkTo('work-order', `${id}-1`), COMPLETION);
    await stack.settle();
    await sendPhoto(theirs, aJpeg({ wide: 5 }));
    await stack.settle();
    expect(await photosOf(id)).toHaveLength(1);
    expect(keysOf(stack).filter((key) => key.startsWith('raw/'))).toEqual([]);
    expect(photoFormIn((await pageOf('work-order', `${id}-1`, '?add=photo')).text)).toBeUndefined();
  });
});

describe('a form', () => {
  let id: string;
  let form: PhotoForm;
  let before: string[];
  beforeAll(async () => {
    id = await anAccepted();
    form = await formOf(id);
    before = keysOf(stack);
  });

  test.each([
    ['for another key', { key: 'raw/R-0000-0000-0000-1/abc' }, 'AccessDenied'],
    ['for the place of photos', { key: 'photos/x.jpg' }, 'AccessDenied'],
    ['with a policy of its own', { Policy: Buffer.from('{}').toString('base64') }, 'SignatureDoesNotMatch'],
    ['with another signature', { 'X-Amz-Signature': '0'.repeat(64) }, 'SignatureDoesNotMatch'],
    ['of another account', { 'X-Amz-Credential': 'other/20260601/us-east-1/s3/aws4_request' }, 'InvalidAccessKeyId'],
    ['that leads elsewhere', { success_action_redirect: 'https://evil.example/' }, 'AccessDenied'],
    ['for something else than a picture', { 'Content-Type': 'text/html' }, 'AccessDenied'],
    ['that says it was made earlier', { 'x-amz-meta-form-made-at': '0' }, 'AccessDenied'],
  ])('%s is refused', async (_name, instead, code) => {
    const answer = await sendPhoto(form, aJpeg(), instead);
    expect([answer.status, await codeIn(answer)]).toEqual([403, code]);
  });

  test('with a field more than was signed is refused', async () => {
    const answer = await sendPhoto({ ...form, fields: [...form.fields, ['acl', 'public-read']] }, aJpeg());
    expect(await codeIn(answer)).toBe('AccessDenied');
  });

  test('with a file that is too large or empty is refused', async () => {
    expect(await codeIn(await sendPhoto(form, Buffer.alloc(MOST_BYTES + 1)))).toBe('EntityTooLarge');
    expect(await codeIn(await sendPhoto(form, Buffer.alloc(0)))).toBe('EntityTooSmall');
  });

  test('that was cut off is refused', async () => {
    const answer = await fetch(form.url, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nContent-Disposition: form-data; name="key"\r\n\r\nraw/',
    });
    expect([answer.status, await codeIn(answer)]).toEqual([400, 'MalformedPOSTRequest']);
  });

  test('is good for one hour', async () => {
    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    const answer = await sendPhoto(form, aJpeg());
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Policy expired');
  });

  test('that was refused left nothing behind', async () => {
    await stack.settle();
    expect(keysOf(stack)).toEqual(before);
    expect(await photosOf(id)).toEqual([]);
  });
});

test('an event of a work order that there is not, or under a foreign key, changes nothing and is no failure', async () => {
  const { name: bucket } = stack.template.find('Photos/Bucket', 'AWS::S3::Bucket');
  const key = `raw/R-0000-0000-0000-1/${randomUUID()}`;
  for (const each of [key, 'raw/somebody/else', `raw/R-0000-0000-0000-1/${randomUUID()}`]) {
    if (each === key) stack.buckets.put(bucket, { key, body: aJpeg(), type: 'image/jpeg', metadata: {} }, 'PutObject');
    const invocation = await stack.functions.invoke('Resolve311-Local-KeepPhoto', {
      detail: { object: { key: each } },
    });
    expect(invocation).toEqual({ payload: null });
  }
  await stack.settle();
  expect(keysOf(stack).filter((each) => each.startsWith('raw/'))).toEqual([]);
  expect(stack.queues.names().filter((name) => stack.queues.count(name) > 0)).toEqual([]);
});

describe('where photos cannot be kept', () => {
  test('the events are tried three times, end as dead letters, and operations hears of it', async () => {
    const broken = await aLocalStack({ variables: { PHOTOS_BUCKET: 'resolve311-elsewhere' } });
    try {
      const { name: bucket } = broken.template.find('Photos/Bucket', 'AWS::S3::Bucket');
      const key = `raw/R-0000-0000-0000-1/${randomUUID()}`;
      await fetch(`${broken.gatewayUrl}/${bucket}/${key}`, {
        method: 'PUT',
        headers: { authorization: 'AWS4-HMAC-SHA256 Credential=local/' },
        body: new Uint8Array(aJpeg()),
      });
      await broken.clock.advanceTo(broken.clock.now() + HOUR);
      await broken.settle();
      const [letter, ...others] = broken.queues.list('Resolve311-Local-KeepPhoto-DeadLetters');
      expect(others).toEqual([]);
      expect(JSON.parse(letter?.body ?? '{}')).toMatchObject({
        requestContext: { approximateInvokeCount: 3 },
        requestPayload: { source: 'aws.s3', detail: { object: { key } } },
      });
      const alarm = broken.mailbox.list({ to: 'operations@city.example' }).at(-1);
      expect(alarm?.subject).toContain('photos/KeepPhotoDeadLetters');
      expect(broken.buckets.list(bucket)).toEqual([key]);
    } finally {
      await broken.stop();
    }
  });
});
