import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinkPurpose, linkUrl } from '../../functions/pages/signed-link.ts';
import type { Mail } from '../../infra/local/mailbox.ts';
import { stateOf, watchFor } from '../support/bad-input.ts';
import {
  DAY,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  notices,
  post,
  stored,
  story,
} from '../support/local-stack.ts';

const STAFF = '@dpw.somerville.example';

let stack: LocalStack;
let watch: ReturnType<typeof watchFor>;
beforeAll(async () => {
  stack = await aLocalStack();
  watch = watchFor(stack);
});
afterAll(() => stack.stop());

const signed = (purpose: LinkPurpose, id: string, expiresAt = stack.clock.now() + DAY): string =>
  linkUrl(stack.url, { purpose, id, expiresAt }, stack.service.linkKeys());

/** A pothole of a resident, and how it goes on: a partner takes the work on, holds it, goes on with it and completes it. */
const reportBy = async (email: string, language = 'en'): Promise<string> => {
  const { body } = await deliver(stack, aPothole({ reporter: { name: 'Ana', email, language } }));
  await stack.settle();
  return String(body.id);
};
const work = async (id: string, ...commands: Record<string, string>[]): Promise<void> => {
  for (const command of commands) {
    expect((await post(signed('work-order', `${id}-1`), command)).status).toBe(303);
    await stack.settle();
  }
};
const ACCEPT = { action: 'accept' };
const HOLD = { action: 'hold', reason: 'weather' };
const COMPLETE = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };

const mailTo = (email: string): Mail[] => notices(stack).filter(({ to }) => to.includes(email));
const subjects = (email: string): string[] => mailTo(email).map(({ subject }) => subject.replace(/[:(].*/, '').trim());
/** A header of a message as it stands in its source, unfolded; undefined where it has none. */
const headerOf = ({ raw }: Mail, name: string): string | undefined => {
  const [head = ''] = raw.toString('latin1').split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const found = lines.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `));
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0]?.slice(name.length + 2);
};
const unsubscribeUrl = (mail: Mail | undefined): string =>
  /^<(http[^<>\s]+)>$/.exec((mail && headerOf(mail, 'List-Unsubscribe')) ?? '')?.[1] ?? '';
const preferencesOf = (email: string): string => unsubscribeUrl(mailTo(email)[0]);

/** Posts as a mail program does: the body that the header names, no cookie, no redirect followed. */
const oneClick = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    ...init,
  });

/** The form of the page as a browser sends it. */
const choose = (url: string, fields: Record<string, string>): Promise<Response> =>
  post(url, {
    action: 'choose-preferences',
    language: 'own',
    print: 'standard',
    format: 'html',
    progress: 'yes',
    survey: 'yes',
    ...fields,
  });

const leavingAllAsItIs = async <T>(what: () => Promise<T>): Promise<T> => {
  await stack.settle();
  const before = await stateOf(stack);
  const result = await what();
  await stack.settle();
  expect(await stateOf(stack)).toEqual(before);
  return result;
};

describe('an e-mail to a resident', () => {
  test('names one address for one click, in its head and in its foot, with nothing personal in it', async () => {
    const id = await reportBy('head@resident.example');
    const [mail] = mailTo('head@resident.example');
    const url = unsubscribeUrl(mail);
    expect(url).toMatch(new RegExp(`^${stack.url}/preferences/p\\.${id}\\.[\\w-]+\\.[\\w-]+$`));
    expect(mail && headerOf(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    const { text, html } = await stack.mailbox.read(mail!.id);
    expect(text?.trim().endsWith(`Choose which e-mails we send you, and how:\n${url}`)).toBe(true);
    expect(html).toContain(`<a href="${url}">Choose which e-mails we send you, and how</a>`);
    const page = await fetch(url);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await page.text()).not.toMatch(/head@|Ana|bakery/);
  });

  test('has them alone: no mail to partners, reviewers or the manager does', async () => {
    await reportBy('alone@resident.example');
    const others = notices(stack).filter(({ to }) => !to.some((one) => one.endsWith('@resident.example')));
    expect(others.some(({ to }) => to.some((one) => one.endsWith(STAFF)))).toBe(true);
    for (const mail of others) {
      expect(headerOf(mail, 'List-Unsubscribe')).toBeUndefined();
      expect(headerOf(mail, 'List-Unsubscribe-Post')).toBeUndefined();
      expect((await stack.mailbox.read(mail.id)).text).not.toContain('/preferences/');
    }
  });

  test('R147: nobody is led to preferences who cannot be written to', async () => {
    const { body } = await deliver(stack, aPothole({ reporter: { name: 'Ana', language: 'en' } }));
    await stack.settle();
    const status = await (await fetch(String(body.statusPage))).text();
    expect(status).not.toContain('/preferences/');
    expect((await fetch(signed('preferences', String(body.id)))).status).toBe(404);
  });

  test('leads there from the status page too', async () => {
    const id = await reportBy('status@resident.example');
    const status = await (await fetch(signed('request', id))).text();
    const [, href = ''] = /href="([^"]*\/preferences\/[^"]*)"/.exec(status) ?? [];
    expect(await (await fetch(href)).text()).toContain('<h1>How we write to you</h1>');
  });
});

describe('one click in a mail program (RFC 8058)', () => {
  const EMAIL = 'click@resident.example';
  let first: string;
  let url: string;

  test('R151: twenty looks of a scanner at its address change nothing', async () => {
    first = await reportBy(EMAIL);
    url = preferencesOf(EMAIL);
    const looked = await leavingAllAsItIs(async () => {
      const answers: number[] = [];
      for (let times = 0; times < 10; times += 1) {
        answers.push((await fetch(url)).status);
        answers.push((await fetch(`${url}?List-Unsubscribe=One-Click&action=choose-preferences`)).status);
      }
      return answers;
    });
    expect(looked).toEqual(Array.from({ length: 20 }, () => 200));
    expect(await (await fetch(url)).text()).toMatch(/name="progress"[^>]*checked/);
  });

  test('answers 200 without a redirect or a cookie, the second time as the first, in both encodings of forms', async () => {
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    const answer = await oneClick(url);
    expect([answer.status, answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([
      200,
      null,
      null,
    ]);
    const said = await answer.text();
    expect(said).toContain('We will send you no more news of the work and no questions. You can undo this below.');
    expect(said).not.toMatch(/name="(progress|survey)"[^>]*checked/);
    const again = await leavingAllAsItIs(async () => [
      await (await oneClick(url)).text(),
      await (await fetch(url, { method: 'POST', redirect: 'manual', body: form })).text(),
    ]);
    expect(again).toEqual([said, said]);
  });

  test('stops the news of the work, of this request and of the next, and not the result', async () => {
    const second = await reportBy(EMAIL);
    for (const id of [first, second]) await work(id, ACCEPT, HOLD);
    expect(subjects(EMAIL)).toEqual(['We received your request', 'We received your request']);
    await work(first, { action: 'resume' }, COMPLETE);
    expect(subjects(EMAIL).at(-1)).toBe('Your request is finished');
  });

  test('R150 stops the question about how it went, and says so in no letter', async () => {
    const { text } = await stack.mailbox.read(mailTo(EMAIL).at(-1)!.id);
    expect(text).toContain('Is it not solved?');
    expect(text).not.toContain('rate our work');
  });

  test('stands on the story once, for the resident and for the staff, and nothing is stuck on its way', async () => {
    const { events } = await stored(stack, first);
    expect(story(events).filter((type) => type === 'reporter-opted-out')).toHaveLength(1);
    const line = 'The person who asked does not want e-mails about how the work goes on.';
    expect(await (await fetch(signed('request', first))).text()).toContain(line);
    const review = await (await fetch(signed('review', first))).text();
    expect(review).toContain(line);
    expect(review).toContain('Asked not to be written to about how the work goes on (');
    expect(review).not.toContain('cannot be reached');
  });

  test('is taken back on the page, and news come again', async () => {
    const answer = await choose(url, {});
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '?done=saved']);
    const page = await (await fetch(`${url}?done=saved`)).text();
    expect(page).toContain('Your choice was saved.');
    expect(page).toMatch(/name="progress"[^>]*checked/);
    const third = await reportBy(EMAIL);
    await work(third, ACCEPT, COMPLETE);
    expect(subjects(EMAIL).slice(-3)).toEqual([
      'We received your request',
      'Your request is in progress',
      'Your request is finished',
    ]);
  });

  test('is the address’s own: nobody else hears less', async () => {
    await oneClick(url);
    const other = await reportBy('other@resident.example');
    await work(other, ACCEPT);
    expect(subjects('other@resident.example')).toHaveLength(2);
  });
});

describe('a letter is sent as its reader chose', () => {
  test('in large print', async () => {
    const email = 'large@resident.example';
    const id = await reportBy(email);
    await choose(preferencesOf(email), { print: 'large' });
    await work(id, ACCEPT);
    const [before, after] = await Promise.all(
      mailTo(email).map(async (mail) => (await stack.mailbox.read(mail.id)).html),
    );
    expect([before?.includes('font-size:24px'), after?.includes('font-size:24px')]).toEqual([false, true]);
  });

  test('R143 as plain text alone, which is one part and says all of it', async () => {
    const email = 'plain@resident.example';
    const id = await reportBy(email);
    await choose(preferencesOf(email), { format: 'text' });
    await work(id, ACCEPT);
    const [before, after] = mailTo(email);
    expect(headerOf(before!, 'Content-Type')).toContain('multipart/alternative');
    expect(headerOf(after!, 'Content-Type')).toBe('text/plain; charset=utf-8');
    const { text, html } = await stack.mailbox.read(after!.id);
    expect(html || undefined).toBeUndefined();
    expect(text).toContain(id);
    expect(text).toContain(`${stack.url}/requests/`);
    expect(unsubscribeUrl(after)).toBe(preferencesOf(email));
  });

  test('in the language that they keep, whatever that of the request, and the page too', async () => {
    const email = 'tongue@resident.example';
    await reportBy(email);
    await choose(preferencesOf(email), { language: 'ht' });
    await reportBy(email, 'es');
    const mail = mailTo(email).at(-1)!;
    expect(headerOf(mail, 'Content-Language')).toBe('ht');
    expect((await stack.mailbox.read(mail.id)).text).toContain('Chwazi ki imèl nou voye ba ou, ak kijan:');
    expect(await (await fetch(unsubscribeUrl(mail))).text()).toContain('<html lang="ht">');
    expect(await (await fetch(`${unsubscribeUrl(mail)}?lang=pt`)).text()).toContain('<html lang="pt">');
  });
});

describe('a link to preferences', () => {
  test('that is wrong, old, unknown or meant for another page opens nothing, by GET or by POST, all alike', async () => {
    const id = await reportBy('wrong@resident.example');
    const url = preferencesOf('wrong@resident.example');
    const token = (purpose: LinkPurpose) => signed(purpose, id).split('/').at(-1);
    const wrong = [
      `${url}x`,
      signed('preferences', id, stack.clock.now() - 1000),
      signed('preferences', 'R-0000-0000-0000'),
      `${stack.url}/preferences/${token('request')}`,
      `${stack.url}/preferences/${token('review')}`,
      `${stack.url}/requests/${token('preferences')}`,
    ];
    const answers = await leavingAllAsItIs(() =>
      Promise.all(
        wrong
          .flatMap((each) => [fetch(each), oneClick(each)])
          .map(async (answer) => {
            const { status } = await answer;
            return `${status} ${await (await answer).text()}`;
          }),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 /);
  });

  test('is taken back with the resident’s others, and the next e-mail has one that opens', async () => {
    const email = 'back@resident.example';
    const id = await reportBy(email);
    const old = preferencesOf(email);
    const revoked = await post(signed('review', id, stack.clock.now() + 365 * DAY), {
      action: 'revoke-links',
      whose: 'resident',
      text: 'It was forwarded to a mailing list.',
    });
    expect(revoked.status).toBe(303);
    await stack.settle();
    const [before, after] = [old, unsubscribeUrl(mailTo(email).at(-1))];
    expect([(await fetch(before)).status, (await oneClick(before)).status, (await fetch(after)).status]).toEqual([
      404, 404, 200,
    ]);
  });

  test('stands in no log, nor does an address, and nothing is in trouble', async () => {
    const email = 'logged@resident.example';
    await reportBy(email);
    const url = preferencesOf(email);
    expect((await oneClick(url)).status).toBe(200);
    expect((await choose(url, { print: 'no' })).status).toBe(422);
    const lines = watch.lines().join('\n');
    expect(lines).toContain('UNSUBSCRIBED');
    expect(lines).toContain('PREFERENCES_REFUSED');
    expect(lines).not.toContain(url.split('/').at(-1));
    expect(lines).not.toContain(email);
    expect(await watch.troubles()).toEqual([]);
  });
});

test('R140 an address whose owner complained is no trouble to whoever reads the table, and keeps what was chosen', async () => {
  const email = 'complaint@simulator.amazonses.com';
  const id = await reportBy(email);
  await choose(signed('preferences', id), { print: 'large' });
  await stack.settle();
  expect(await (await fetch(signed('preferences', id))).text()).toMatch(/value="large"[^>]*checked/);
  expect(await watch.troubles()).toEqual([]);
});
