import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { request as httpRequest } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { aConsole } from '../support/console.ts';
import { DAY, HOUR, type LocalStack, MONDAY_MORNING, aLocalStack, aPothole, deliver } from '../support/local-stack.ts';

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}';

let stack: LocalStack;
let local: LocalConsole;
let pothole: string;
let hostile: string;

const get = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${local.url}${path}`, { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const json = async (path: string): Promise<Record<string, never>> => JSON.parse((await get(path)).text);

/** A call with headers that `fetch` sets itself. */
const raw = (method: string, path: string, headers: Record<string, string>, body = ''): Promise<number> =>
  new Promise((resolve, reject) => {
    const call = httpRequest(`${local.url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end(body);
  });

beforeAll(async () => {
  stack = await aLocalStack({ scheduleSpacing: HOUR });
  local = await aConsole(stack);
  const send = async (more: Record<string, unknown>) => String((await deliver(stack, aPothole(more))).body.id);
  pothole = await send({});
  hostile = await send({
    id: `source ${HOSTILE}`,
    type: HOSTILE,
    description: HOSTILE,
    location: { address: HOSTILE, lat: 42.3954, lon: -71.1217 },
    reporter: { name: HOSTILE, email: 'ana@resident.example', phone: HOSTILE.slice(0, 50), language: 'en' },
    answers: { [HOSTILE.slice(0, 50)]: HOSTILE },
    channel: HOSTILE.slice(0, 50),
  });
  await stack.settle();
  await stack.clock.advanceTo(MONDAY_MORNING + 12 * DAY);
  await send({ description: 'Another hole, whose promise still runs.' });
  await stack.settle();
});

afterAll(async () => {
  await local?.stop();
  await stack?.stop();
});

describe('the console', () => {
  test('answers every page of its menu, with what the stack did', async () => {
    const [home, requests, workflows, dashboards, mailbox, alarms, logs] = await Promise.all(
      ['/', '/requests', '/workflows', '/dashboards', '/mailbox', '/alarms', '/logs'].map((path) => get(path)),
    );
    for (const page of [home, requests, workflows, dashboards, mailbox, alarms, logs]) expect(page?.status).toBe(200);
    expect(home?.text).toContain('3 requests');
    expect(requests?.text).toContain(pothole);
    expect(workflows?.text).toContain(`${pothole}-1`);
    expect(dashboards?.text).toContain('service-operations');
    expect(mailbox?.text).toContain('clock-due');
    expect(alarms?.text).toContain('intake/AcceptRequestFailing');
    expect(logs?.text).toContain('Accept request');
  });

  test('tells a request’s story, its promise and its e-mails, and leads to its pages', async () => {
    const { text } = await get(`/requests/${pothole}`);
    expect(text).toContain('The request was received.');
    expect(text).toContain('The promised time had come');
    expect(text).toContain('Clock due');
    expect(text).toContain('Why then?');
    const { links } = (await json(`/api/requests/${pothole}`)) as unknown as {
      links: { name: string; href: string }[];
    };
    expect(links.map(({ name }) => name)).toEqual(['statusPage', 'workOrder', 'escalation', 'workflow']);
    for (const { name, href } of links) {
      const page = await fetch(href.startsWith('/') ? `${local.url}${href}` : href);
      expect(page.status, name).toBe(200);
    }
  });

  test('shows what hostile callers wrote as text, everywhere', async () => {
    const mails = (await get(`/mailbox?text=${hostile}`)).text;
    const mail = /href="(\/mailbox\/[0-9a-f-]{36})"/.exec(mails)?.[1];
    expect(mail).toBeDefined();
    const paths = [
      `/requests/${hostile}`,
      '/requests',
      `/requests?text=${encodeURIComponent(HOSTILE)}&partner=${encodeURIComponent(HOSTILE)}&status=${encodeURIComponent(HOSTILE)}`,
      `/workflows/${hostile}-1`,
      `/mailbox?text=${encodeURIComponent(HOSTILE)}`,
      mail!,
      `${mail!}/html`,
      `/requests/${encodeURIComponent(HOSTILE)}`,
      `/dashboards/${encodeURIComponent(HOSTILE)}`,
      `/logs/${encodeURIComponent(HOSTILE)}`,
    ];
    for (const path of paths) {
      const { text } = await get(path);
      expect(text, path).not.toContain('<script>alert');
      expect(text, path).not.toContain('<img src=x');
    }
    expect((await get(`/requests/${hostile}`)).text).toContain('&lt;script&gt;alert(1)');
  });

  test('lets an e-mail do nothing but be read', async () => {
    const mail = /href="(\/mailbox\/[0-9a-f-]{36})"/.exec((await get('/mailbox')).text)![1]!;
    expect((await get(mail)).text).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    const html = await get(`${mail}/html`);
    expect(html.headers.get('content-security-policy')).toMatch(/^sandbox .*default-src 'none'/);
    expect(html.text).toContain('<base target="_blank">');
  });

  test('draws both dashboards from what the functions measured', async () => {
    for (const name of ['service-operations', 'system-health']) {
      const path = new RegExp(`href="(/dashboards/[^"]*${name})"`).exec((await get('/dashboards')).text)![1]!;
      const { status, text } = await get(`${path}?range=2w`);
      expect(status).toBe(200);
      expect(text).toContain('<path');
      expect(text).not.toContain('cannot be drawn');
      expect(text).not.toContain('drawn by CloudWatch only');
    }
  });

  test('shows every message in the language asked for, in a frame that may do nothing', async () => {
    expect((await get('/messages')).text).toContain('href="/messages/request-delayed.zh-Hant"');
    const { text } = await get('/messages/request-delayed.ht');
    for (const part of ['html', 'large'])
      expect(text).toContain(`<iframe src="/messages/request-delayed.ht/${part}" sandbox=""`);
    expect((await get('/messages/request-delayed.ht/large')).text).toContain('font-size:24px');
  });

  test('says that there is nothing, with 404', async () => {
    for (const path of [
      '/nothing',
      '/requests/R-0000',
      '/workflows/none',
      '/dashboards/none',
      '/mailbox/none',
      '/messages/none',
      '/messages/clock-due.ht/html',
      '/logs/none',
    ]) {
      const { status, text } = await get(path);
      expect(status, path).toBe(404);
      expect(text, path).toContain('Not found');
    }
    expect((await get('/api/requests/none')).status).toBe(404);
    expect((await get('/api/secrets/none')).status).toBe(404);
    expect((await get('/requests/%E0%A4%A')).status).toBe(404);
  });

  test('gives tools the clock, the summary and a platform’s secret', async () => {
    expect(await json('/api/clock')).toMatchObject({ timeZone: 'America/New_York', timers: expect.any(Number) });
    expect(await json('/api/summary')).toMatchObject({
      url: stack.url,
      requests: { total: 3 },
      platforms: { standard: { format: 'standard', catalogue: 'somerville' } },
    });
    expect(await json('/api/secrets/standard')).toEqual({
      platform: 'standard',
      current: stack.service.webhookSecret('standard'),
    });
  });

  test('refuses a foreign host name and a POST from another origin', async () => {
    const { port } = new URL(local.url);
    expect(await raw('GET', '/api/secrets/standard', { host: 'evil.example' })).toBe(421);
    expect(await raw('GET', '/api/secrets/standard', { host: `evil.example:${port}` })).toBe(421);
    const now = stack.clock.now();
    const form = { host: `127.0.0.1:${port}`, 'content-type': 'application/x-www-form-urlencoded' };
    expect(await raw('POST', '/clock', { ...form, origin: 'https://evil.example' }, 'move=hour')).toBe(403);
    expect(await raw('POST', '/clock', { ...form, origin: 'null' }, 'move=hour')).toBe(403);
    expect(await raw('POST', '/clock', { ...form, 'sec-fetch-site': 'cross-site' }, 'move=hour')).toBe(403);
    expect(await raw('PUT', '/clock', form)).toBe(405);
    expect(stack.clock.now()).toBe(now);
  });

  test('moves the clock by its buttons and comes back to the page', async () => {
    const press = (move: string, back: string) =>
      get('/clock', { method: 'POST', headers: { origin: local.url }, body: new URLSearchParams({ move, back }) });
    const before = stack.clock.now();
    const pressed = await press('hour', '/requests?status=open');
    expect(pressed.status).toBe(303);
    expect(pressed.headers.get('location')).toBe('/requests?status=open');
    expect(stack.clock.now()).toBe(before + HOUR);

    const next = (await json('/api/clock')) as unknown as { nextMilestone: { at: string } };
    await press('milestone', '/');
    expect(stack.clock.now()).toBe(Date.parse(next.nextMilestone.at));

    expect((await press('hour', '//evil.example')).headers.get('location')).toBe('/');
    expect((await press('yesterday', '/')).status).toBe(400);
  });

  test('moves the clock for tools, never back and never beyond reason', async () => {
    const post = (body: unknown) =>
      get('/api/clock', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
    const before = stack.clock.now();
    expect((await post({ by: 60_000 })).status).toBe(200);
    expect((await post({ to: new Date(before + 120_000).toISOString() })).status).toBe(200);
    expect(stack.clock.now()).toBe(before + 120_000);
    for (const body of [{ to: before }, { by: -1 }, { by: 500 * DAY }, { to: 'tomorrow' }, {}, 'not JSON', 'null']) {
      expect((await post(body)).status, JSON.stringify(body)).toBe(400);
    }
    expect((await post('x'.repeat(10_000))).status).toBe(413);
  });
});

describe('npm run report', () => {
  const cli = join(import.meta.dirname, '../../infra/local/report-cli.ts');
  const report = async (...args: string[]) => {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', cli, ...args]);
      return { code: 0, stdout, stderr: '' };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  };

  test('sends a request signed by the Standard Webhooks package and says where it went', async () => {
    const { code, stdout, stderr } = await report(
      ...['--console', local.url, '--type', 'pothole', '--at', '12 Elm St', '--text', 'A deep hole'],
      ...['--lat', '42.3954', '--lon', '-71.1217', '--email', 'ben@resident.example'],
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/work was offered to .*; due on /);
    expect(stdout).toContain(`${stack.url}/requests/r.R-`);
    expect(stdout).toContain(`${stack.url}/work-orders/w.R-`);
    expect(stdout).toContain(`${local.url}/workflows/R-`);
    expect(stdout).toContain(`${local.url}/mailbox?text=R-`);
  });

  test('says that an unknown type waits for a person, and which types are near', async () => {
    const { code, stdout } = await report(
      '--console',
      local.url,
      '--type',
      'pothoel',
      '--text',
      'A deep hole',
      '--at',
      '12 Elm St',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('is not in the catalogue');
    expect(stdout).toMatch(/^ {2}pothole /m);
    expect(stdout).toContain(`${stack.url}/reviews/v.R-`);
  });

  test('ends well where whoever reads has seen enough', async () => {
    const asked = ['--console', local.url, '--type', 'pothole', '--text', 'A hole', '--at', '14 Elm St'];
    const child = spawn(process.execPath, ['--no-warnings', cli, ...asked], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text) => (said += String(text)));
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number];
    expect([code, said]).toEqual([0, '']);
  });

  test('says how to start a stack when none answers', async () => {
    const { code, stderr } = await report('--console', 'http://127.0.0.1:9', '--type', 'pothole', '--text', 'A hole');
    expect(code).toBe(1);
    expect(stderr).toBe(
      'No local stack answers at http://127.0.0.1:9. Start it with `npm start`, in another terminal; it prints its console’s address.\n',
    );
  });

  test('names the option at fault and the platforms that it can call as', async () => {
    expect((await report('--text', 'A hole')).stderr).toContain("required option '--type <code>' not specified");
    expect((await report('--type', 'x', '--text', 'y', '--lat', 'north')).stderr).toContain(
      'Write degrees as 42.3954.',
    );
    const unknown = await report('--console', local.url, '--type', 'x', '--text', 'y', '--platform', 'nobody');
    expect(unknown.stderr).toContain('There is no platform nobody; this command can call as: standard, boston.');
    const qalert = await report('--console', local.url, '--type', 'x', '--text', 'y', '--platform', 'qalert');
    expect(qalert.stderr).toContain('speaks a format of its own');
  });

  test('says what the webhook refused, by field', async () => {
    const { code, stderr } = await report('--console', local.url, '--type', ' ', '--text', 'A hole');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The webhook refused it \(4\d\d\)/);
    expect(stderr).toContain('type:');
  });
});
