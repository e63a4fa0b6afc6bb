import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { LANGUAGES } from '../../functions/languages/language.ts';
import { Webhook } from 'standardwebhooks';
import { type CatalogueName, catalogueOf } from '../../functions/catalogue/catalogue.ts';
import type { Request } from '../../functions/requests/request.ts';
import { sayInstant } from '../../functions/requests/say-time.ts';
import type { WorkOrder } from '../../functions/requests/work-order.ts';
import type { RequestLink } from './console/links.ts';
import { bearBrokenPipe } from './broken-pipe.ts';
import { nearTypes } from './near-types.ts';

interface Options {
  type: string;
  at?: string;
  text: string;
  email?: string;
  name?: string;
  phone?: string;
  lat?: number;
  lon?: number;
  language: string;
  platform: string;
  console: string;
}

/** The console's summary, as far as it is needed here. */
interface Summary {
  url: string;
  now: string;
  platforms: Record<string, { catalogue: CatalogueName; format: string }>;
}

/** The console's answer about one request. */
interface Filed {
  request: Request;
  workOrders: WorkOrder[];
  reviewReasons: string;
  links: RequestLink[];
}

/** What a person has to know or do; printed without a trace. */
class ReportError extends Error {
  override readonly name = 'ReportError';
}

const degrees = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Write degrees as 42.3954.');
  return value;
};

const say = (line = ''): void => void process.stdout.write(`${line}\n`);

const program = new Command('npm run report --')
  .description('Sends one signed request to the running local stack, as a 311 platform does, and prints where it went.')
  .requiredOption('--type <code>', 'code or name of a request type, for example pothole')
  .requiredOption('--text <words>', 'what is wrong, in the resident’s words')
  .option('--at <address>', 'where it is')
  .option('--email <address>', 'who is told what becomes of it')
  .option('--name <name>', 'the resident’s name')
  .option('--phone <number>', 'the resident’s telephone')
  .option('--lat <degrees>', 'latitude', degrees)
  .option('--lon <degrees>', 'longitude', degrees)
  .addOption(
    new Option('--language <tag>', 'language of the e-mails and of the status page').choices(LANGUAGES).default('en'),
  )
  .option('--platform <name>', 'the platform that calls', 'standard')
  .option('--console <url>', 'the console of the running stack', 'http://127.0.0.1:4310')
  .showHelpAfterError()
  .action(report);

async function report(options: Options): Promise<void> {
  const silent = () =>
    new ReportError(
      `No local stack answers at ${options.console}. Start it with \`npm start\`, in another terminal; it prints its console’s address.`,
    );
  const ask = async <T>(path: string): Promise<{ status: number; body: T }> => {
    try {
      const response = await fetch(`${options.console}${path}`);
      return { status: response.status, body: (await response.json()) as T };
    } catch {
      throw silent();
    }
  };

  const { status, body: stack } = await ask<Summary>('/api/summary');
  if (status !== 200) throw silent();
  const platform = stack.platforms[options.platform];
  if (platform?.format !== 'standard') {
    const usable = Object.entries(stack.platforms).filter(([, { format }]) => format === 'standard');
    throw new ReportError(
      `${platform ? `The platform ${options.platform} speaks a format of its own` : `There is no platform ${options.platform}`}; this command can call as: ${usable.map(([name]) => name).join(', ')}.`,
    );
  }
  const { body: secret } = await ask<{ current: string }>(`/api/secrets/${encodeURIComponent(options.platform)}`);

  const body = JSON.stringify(payloadOf(options));
  const id = randomUUID();
  const sentAt = new Date(stack.now);
  const response = await fetch(`${stack.url}/webhooks/${encodeURIComponent(options.platform)}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      // By the npm package of the Standard Webhooks project: what any platform may use.
      'webhook-signature': new Webhook(secret.current).sign(id, sentAt, body),
    },
    body,
  });
  const answer = (await response.json()) as Answer;
  if (response.status !== 202) throw new ReportError(sayRefusal(response.status, answer));
  for (const { field, detail } of answer.warnings ?? []) say(`Note: ${field}: ${detail}`);
  await tell(await waitUntilReviewed(answer.id!), answer);

  async function waitUntilReviewed(requestId: string): Promise<Filed | undefined> {
    for (let tries = 0; tries < 100; tries += 1) {
      const { status, body: filed } = await ask<Filed>(`/api/requests/${requestId}`);
      if (status === 200 && filed.request.status !== 'received') return filed;
      await sleep(100);
    }
    return undefined;
  }

  function tell(filed: Filed | undefined, { id: requestId = '', statusPage = '' }: Answer): void {
    say(`Received as ${requestId}.`);
    if (filed === undefined) {
      say('No workflow has taken it up within ten seconds; the reconciler will. Its status page:');
      return say(`  ${statusPage}`);
    }
    const { request, reviewReasons, links } = filed;
    const catalogue = catalogueOf(request.catalogue);
    if (request.status === 'in-review') {
      say(`It was accepted and waits for a person: ${reviewReasons}`);
      const near = request.reviewReasons.includes('unknown-type') ? nearTypes(catalogue, options.type) : [];
      if (near.length > 0) say('Types of the catalogue that are near:');
      for (const { code, name } of near) say(`  ${code.padEnd(34)}${name}`);
    } else if ('typeName' in request && request.typeName) {
      const { dueAt } = request.clocks.find(({ kind }) => kind === 'resolve') ?? {};
      const partner = catalogue.partners.get(request.partner ?? '')?.name ?? request.partner;
      const promise =
        dueAt === undefined ? 'nothing is promised' : `due on ${sayInstant(dueAt, catalogue.timeZone, 'en')}`;
      say(`${request.typeName}: work was offered to ${partner}; ${promise}.`);
    }
    say();
    const places: [string, string][] = [
      ...links.map(({ label, href }): [string, string] => [
        label,
        href.startsWith('/') ? `${options.console}${href}` : href,
      ]),
      ['Everything about it', `${options.console}/requests/${requestId}`],
      ['Its e-mails', `${options.console}/mailbox?text=${requestId}`],
    ];
    const width = Math.max(...places.map(([name]) => name.length)) + 2;
    for (const [name, place] of places) say(`${name.padEnd(width)}${place}`);
  }
}

/** What the webhook answers: the receipt, or a problem by RFC 9457. */
interface Answer {
  id?: string;
  statusPage?: string;
  warnings?: { field: string; detail: string }[];
  title?: string;
  detail?: string;
  errors?: { field: string; detail: string }[];
}

const sayRefusal = (status: number, { title, detail, errors = [] }: Answer): string =>
  [
    `The webhook refused it (${status}): ${title}. ${detail ?? ''}`.trim(),
    ...errors.map((error) => `  ${error.field}: ${error.detail}`),
  ].join('\n');

const payloadOf = ({ type, text, at, lat, lon, name, email, phone, language }: Options) => ({
  id: `report-${randomUUID()}`,
  type,
  description: text,
  location: { address: at, lat, lon },
  ...(name || email || phone ? { reporter: { name, email, phone, language } } : {}),
  channel: 'command line',
});

bearBrokenPipe();
try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof ReportError;
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
