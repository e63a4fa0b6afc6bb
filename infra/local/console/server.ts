import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { alarmsPage, runbookPage } from './alarms.ts';
import type { ConsoleStack } from './console-stack.ts';
import { answerClick, dashboardPage, dashboardsPage } from './dashboards.ts';
import { homePage, readFigures } from './home.ts';
import { logPage, logsPage } from './logs.ts';
import { messageHtml, messagePage, messagesPage } from './messages.ts';
import { MAIL_POLICY, mailHtml, mailOfNotice, mailPage, mailboxPage } from './mailbox.ts';
import { type Move, MoveRefused, moveClock } from './move-clock.ts';
import { createReading, type Reading } from './reading.ts';
import { requestJson, requestPage, requestsPage } from './requests.ts';
import { type Page, missing, shell } from './shell.ts';
import { contentPolicy } from './style.ts';
import { workflowPage, workflowsPage } from './workflows.ts';

/** The console of a running stack. */
export interface LocalConsole {
  url: string;
  stop(): Promise<void>;
}

/** What an address leads to: a page, JSON, a ready document, or another address. */
type Answer =
  { page: Page } | { json: unknown; status?: number } | { document: string; policy: string } | { redirect: string };

interface Call {
  stack: ConsoleStack;
  reading: Reading;
  query: URLSearchParams;
  /** The parts of the path that the route leaves open. */
  part: string;
  /** The colours that the browser prefers, as far as it says. */
  theme: 'light' | 'dark';
}

type Route = [path: RegExp, answer: (call: Call) => Answer | Promise<Answer>];

const page = (content: Page): Answer => ({ page: content });

const GET_ROUTES: Route[] = [
  [/^\/$/, async ({ stack, reading }) => page(await homePage(stack, reading))],
  [/^\/requests$/, async ({ stack, reading, query }) => page(await requestsPage(stack, reading, query))],
  [/^\/requests\/([^/]+)$/, async ({ stack, reading, part }) => page(await requestPage(stack, reading, part))],
  [/^\/workflows$/, ({ stack, query }) => page(workflowsPage(stack, query))],
  [/^\/workflows\/([^/]+)$/, ({ stack, part }) => page(workflowPage(stack, part))],
  [/^\/dashboards$/, ({ stack }) => page(dashboardsPage(stack))],
  [
    /^\/dashboards\/([^/]+)$/,
    async ({ stack, query, part, theme }) => page(await dashboardPage(stack, part, query, theme)),
  ],
  [/^\/mailbox$/, ({ stack, query }) => page(mailboxPage(stack, query))],
  [
    /^\/mailbox\/notice\/([^/]+)$/,
    ({ stack, part }) => {
      const href = mailOfNotice(stack, part);
      return href ? { redirect: href } : page(missing('This notice has not been sent as an e-mail.'));
    },
  ],
  [/^\/mailbox\/([^/]+)$/, async ({ stack, part }) => page(await mailPage(stack, part))],
  [
    /^\/mailbox\/([^/]+)\/html$/,
    async ({ stack, part }) => {
      const document = await mailHtml(stack, part);
      return document === undefined
        ? page(missing('This e-mail has no HTML part.'))
        : { document, policy: MAIL_POLICY };
    },
  ],
  [/^\/messages$/, () => page(messagesPage())],
  [/^\/messages\/([^/]+)$/, ({ part }) => page(messagePage(part))],
  [/^\/messages\/([^/]+)\/html$/, ({ part }) => messageDocument(part, 'standard')],
  [/^\/messages\/([^/]+)\/large$/, ({ part }) => messageDocument(part, 'large')],
  [/^\/alarms$/, ({ stack }) => page(alarmsPage(stack))],
  [/^\/runbook$/, () => page(runbookPage())],
  [/^\/logs$/, ({ stack }) => page(logsPage(stack))],
  [/^\/logs\/([^/]+)$/, ({ stack, query, part }) => page(logPage(stack, part, query))],
  [/^\/api\/clock$/, async ({ stack, reading }) => ({ json: await clockJson(stack, reading) })],
  [/^\/api\/summary$/, async ({ stack, reading }) => ({ json: await summaryJson(stack, reading) })],
  [
    /^\/api\/requests\/([^/]+)$/,
    async ({ stack, reading, part }) => {
      const file = await reading.request(part);
      return file ? { json: requestJson(stack, file) } : { json: { title: 'There is no such request.' }, status: 404 };
    },
  ],
  [
    /^\/api\/secrets\/([^/]+)$/,
    ({ stack, part }) => {
      if (part === 'links') return { json: stack.linkKeys() };
      const current = stack.webhookSecret(part);
      return current === undefined
        ? { json: { title: `There is no platform ${part}.`, platforms: Object.keys(stack.platforms) }, status: 404 }
        : { json: { platform: part, current } };
    },
  ],
];

const messageDocument = (part: string, print: 'standard' | 'large'): Answer => {
  const document = messageHtml(part, print);
  return document === undefined
    ? page(missing('There is no such message in this language.'))
    : { document, policy: MAIL_POLICY };
};

const clockJson = async (stack: ConsoleStack, reading: Reading) => ({
  now: new Date(stack.clock.now()).toISOString(),
  timeZone: stack.timeZone,
  nextTimer: timerJson(stack.clock.nextTimer()),
  nextMilestone: timerJson(await reading.nextMilestone()),
  timers: stack.clock.timers(),
});

const timerJson = <T extends { at: number }>(timer: T | undefined) =>
  timer === undefined ? null : { ...timer, at: new Date(timer.at).toISOString() };

/** Where tools on this machine find the tables. */
const endpointOf = async ({ dynamodb }: ConsoleStack): Promise<string> => {
  const { protocol = 'http:', hostname, port } = (await dynamodb.config.endpoint?.()) ?? { hostname: '127.0.0.1' };
  return `${protocol}//${hostname}${port ? `:${port}` : ''}`;
};

const summaryJson = async (stack: ConsoleStack, reading: Reading) => {
  const requests = await reading.requests();
  const byStatus: Record<string, number> = {};
  for (const { status } of requests) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return {
    city: stack.city,
    url: stack.url,
    now: new Date(stack.clock.now()).toISOString(),
    platforms: stack.platforms,
    dynamodb: {
      endpoint: await endpointOf(stack),
      table: stack.tables.requests,
      notices: stack.tables.notices,
      measures: stack.tables.measures,
    },
    gateway: stack.gatewayUrl,
    photos: stack.photos,
    requests: { total: requests.length, ...byStatus },
    figures: Object.fromEntries(readFigures(stack).map(({ metric, value }) => [metric, value ?? null])),
    notices: Object.fromEntries(await reading.noticeCounts()),
    mails: stack.mailbox.count(),
    executions: stack.stepFunctions.totals(),
    alarms: stack
      .alarms()
      .filter(({ state }) => state === 'ALARM')
      .map(({ name }) => name),
    deadLetters: stack.queues().reduce((sum, { messages }) => sum + messages.length, 0),
  };
};

/** Longest body of a form or of JSON that moves the clock, bytes; and of a form with all fields of a widget. */
const MOST_BYTES = 4096;
const MOST_BYTES_OF_WIDGETS = 64 * 1024;

/**
 * Starts the console of a stack on this machine only; port 0 takes a free one. Rejects with Node's own error when the port is taken.
 *
 * It shows secrets and moves time, so it answers only to a browser that came to it by name: a foreign Host (DNS rebinding) is
 * refused, and a POST from another origin too.
 */
export const startConsole = async (
  stack: ConsoleStack,
  { port = 4310 }: { port?: number } = {},
): Promise<LocalConsole> => {
  const reading = createReading(stack);
  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`${text}\n`);
      if (!response.headersSent)
        send(response, 500, 'text/plain; charset=utf-8', 'The console failed; its terminal says why.\n');
      else response.destroy();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const own = (server.address() as AddressInfo).port;
  const hosts = new Set([`127.0.0.1:${own}`, `localhost:${own}`, `[::1]:${own}`]);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host ?? '';
    if (!hosts.has(host))
      return send(response, 421, 'text/plain; charset=utf-8', 'This console answers to localhost only.\n');
    const url = new URL(request.url ?? '/', `http://${host}`);
    if (request.method === 'POST') {
      if (!isOwnOrigin(request, host))
        return send(response, 403, 'text/plain; charset=utf-8', 'Only the console’s own pages may do this.\n');
      return post(request, response, url);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD, POST');
      return send(response, 405, 'text/plain; charset=utf-8', 'Use GET, or POST to move the clock.\n');
    }
    const here = `${url.pathname}${url.search}`;
    write(response, await find(url, themeOf(request)), here);
  }

  async function find(url: URL, theme: Call['theme']): Promise<Answer> {
    for (const [path, respond] of GET_ROUTES) {
      const found = path.exec(url.pathname);
      if (!found) continue;
      const part = decode(found[1] ?? '');
      if (part === undefined) break;
      return respond({ stack, reading, query: url.searchParams, part, theme });
    }
    return url.pathname.startsWith('/api/')
      ? { json: { title: 'There is no such address.' }, status: 404 }
      : page(missing('There is no such page in the console.'));
  }

  async function post(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const dashboard = /^\/dashboards\/([^/]+)$/.exec(url.pathname)?.[1];
    const body = await readBody(request, dashboard === undefined ? MOST_BYTES : MOST_BYTES_OF_WIDGETS);
    if (body === undefined) return send(response, 413, 'text/plain; charset=utf-8', 'That is too long.\n');
    if (url.pathname === '/clock') {
      const form = new URLSearchParams(body);
      const back = form.get('back') ?? '/';
      try {
        await moveClock(stack, reading, { name: form.get('move') ?? '' });
      } catch (error) {
        if (!(error instanceof MoveRefused)) throw error;
        return write(response, page({ ...missing(error.message), title: 'The clock was not moved', status: 400 }), '/');
      }
      return write(response, { redirect: /^\/(?!\/)/.test(back) ? back : '/' }, '/');
    }
    if (url.pathname === '/api/clock') {
      try {
        await moveClock(stack, reading, readMove(body));
      } catch (error) {
        if (!(error instanceof MoveRefused)) throw error;
        return write(response, { json: { title: error.message }, status: 400 }, '/');
      }
      return write(response, { json: await clockJson(stack, reading) }, '/');
    }
    const name = dashboard === undefined ? undefined : decode(dashboard);
    if (name !== undefined) {
      const click = { query: url.searchParams, form: new URLSearchParams(body) };
      const shown = await answerClick(stack, name, click, themeOf(request));
      return write(response, page(shown), `${url.pathname}${url.search}`);
    }
    return write(response, page(missing('Nothing can be posted there.')), '/');
  }

  function write(response: ServerResponse, given: Answer, here: string): void {
    if ('redirect' in given) {
      response.setHeader('location', given.redirect);
      return send(response, 303, 'text/plain; charset=utf-8', '');
    }
    if ('json' in given)
      return send(response, given.status ?? 200, 'application/json', `${JSON.stringify(given.json, null, 2)}\n`);
    if ('document' in given) return send(response, 200, 'text/html; charset=utf-8', given.document, given.policy);
    const around = { city: stack.city, timeZone: stack.timeZone, now: stack.clock.now(), here };
    const policy = contentPolicy(given.page.styles);
    return send(
      response,
      given.page.status ?? 200,
      'text/html; charset=utf-8',
      shell(given.page, around).toString(),
      policy,
    );
  }

  return {
    url: `http://127.0.0.1:${own}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** A browser names the origin of every POST; what names none is a tool on this machine. */
const isOwnOrigin = ({ headers }: IncomingMessage, host: string): boolean => {
  if (headers.origin !== undefined) return headers.origin === `http://${host}`;
  return headers['sec-fetch-site'] === undefined || headers['sec-fetch-site'] === 'same-origin';
};

/** What the page's script found out and wrote down; without it, light. */
const themeOf = ({ headers }: IncomingMessage): Call['theme'] =>
  /(?:^|;\s*)theme=dark(?:;|$)/.test(headers.cookie ?? '') ? 'dark' : 'light';

const decode = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
};

const readBody = async (request: IncomingMessage, most: number): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > most) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const readMove = (body: string): Move => {
  let move: unknown;
  try {
    move = JSON.parse(body);
  } catch {
    throw new MoveRefused('Send JSON: {"to": "2015-06-08T12:00:00Z"}, {"by": 3600000} or {"next": "milestone"}.');
  }
  const { to, by, next } = (typeof move === 'object' && move !== null ? move : {}) as Record<string, unknown>;
  if (typeof to === 'string') return { to: Date.parse(to) };
  if (typeof to === 'number') return { to };
  if (typeof by === 'number') return { by };
  if (next !== undefined) return { name: next === 'timer' ? 'timer' : 'milestone' };
  throw new MoveRefused('Say how far: "to" an instant, "by" milliseconds, or "next".');
};

const send = (response: ServerResponse, status: number, type: string, body: string, policy = contentPolicy()): void => {
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': policy,
    'cache-control': 'no-store',
    // Stricter policies make a browser say "Origin: null" at the console's own forms.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
};
