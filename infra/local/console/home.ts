import { type CatalogueName, catalogueOf } from '../../../functions/catalogue/catalogue.ts';
import { AUDIT_QUEUE } from '../../../functions/audits/audit-line.ts';
import { CONCERN_QUEUE, REVIEW_QUEUE, partnerQueueId } from '../../../functions/requests/queue-line.ts';
import { sayDateTime } from '../../../functions/requests/say-time.ts';
import { type Html, html } from '../../../functions/shared/html.ts';
import type { ConsoleStack } from './console-stack.ts';
import { type DashboardBody, type WidgetMetric, metricsOf } from './dashboard-body.ts';
import { improvementsUrl, queueUrl } from './links.ts';
import { queryMetrics } from './query-metrics.ts';
import type { ListedRequest, Reading } from './reading.ts';
import { sayNumber } from './scale.ts';
import type { Page } from './shell.ts';
import { alarmChip } from './widgets.ts';

/** A figure at the top of the home page; taken from the metric of this name on a dashboard. */
const FIGURES = [
  { metric: 'Breached', label: 'Breached', says: 'open past their promise', color: 'var(--s4)', show: 'breached' },
  {
    metric: 'AtRisk',
    label: 'At risk',
    says: 'most of the promised time is gone',
    color: 'var(--s2)',
    show: 'at-risk',
  },
  { metric: 'DueToday', label: 'Due today', says: 'promised by midnight', color: 'var(--s6)', show: undefined },
  { metric: 'OpenRequests', label: 'Open', says: 'received and not resolved', color: 'var(--s1)', show: 'open' },
] as const;

/** A figure of the backlog as last measured; without a value where it has not been measured yet. */
export interface Figure {
  metric: string;
  value?: number;
  /** When it was measured, epoch ms. */
  at?: number;
}

/** How far back a figure may have been measured: an hour is twelve measurements. */
const FRESH_MS = 3_600_000;

/** The headline figures: the metrics that the dashboards show under these names, over all partners. */
export const readFigures = (stack: ConsoleStack): Figure[] => {
  const shown = stack.dashboards
    .flatMap(({ body }) => (JSON.parse(body) as DashboardBody).widgets)
    .flatMap(({ properties }) => metricsOf(properties));
  const wanted = FIGURES.flatMap(({ metric }): WidgetMetric[] => {
    const found = shown.find(({ metricName, dimensions }) => metricName === metric && dimensions.length <= 1);
    return found ? [{ ...found, id: metric.toLowerCase() }] : [];
  });
  const now = stack.clock.now();
  const results = queryMetrics(stack, wanted, ({ period }) => period, { from: now - FRESH_MS, to: now });
  return FIGURES.map(({ metric }) => {
    const last = results.find(({ id }) => id === metric.toLowerCase())?.points.at(-1);
    return { metric, ...(last ? { value: last.value, at: last.at } : {}) };
  });
};

/** Partners whose queues the page leads to: those that own most of the open requests. */
const QUEUES_SHOWN = 6;

const partnersAtWork = (requests: readonly ListedRequest[]): { catalogue: CatalogueName; partner: string }[] => {
  const open = requests.filter(({ status }) => status === 'in-progress' || status === 'on-hold');
  const counts = new Map<string, { catalogue: CatalogueName; partner: string; count: number }>();
  for (const { catalogue, partner } of open) {
    if (!partner) continue;
    const key = partnerQueueId(catalogue, partner);
    counts.set(key, { catalogue, partner, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, QUEUES_SHOWN);
};

const nameOfPartner = (catalogue: CatalogueName, partner: string): string =>
  catalogueOf(catalogue).partners.get(partner)?.name ?? partner;

/** What stands on this machine for what on AWS. */
const STANDS_FOR = [
  ['DynamoDB engine', 'DynamoDB tables, streams, TTL', 'dynoxide, a program of its own, asked through the AWS SDK'],
  ['HTTP server', 'API Gateway REST API', 'the template’s routes and stage; no WAF, no throttling'],
  ['Bundles in this process', 'Lambda', 'the very bundles and environments; time is the local clock'],
  ['Interpreter', 'Step Functions Standard', 'the very state machine file; JSONata, task tokens, histories'],
  [
    'Readers and timers',
    'stream mappings, EventBridge schedules, SNS, SQS',
    'filters, batches, retries and dead letters of the template',
  ],
  ['Mailbox', 'SES', 'takes every e-mail, sends none; delivery events as SES publishes them'],
  [
    'Metrics',
    'CloudWatch metrics, alarms, dashboards',
    'from the log lines that the Lambdas wrote; the very dashboard JSON',
  ],
  ['Secrets', 'Secrets Manager', 'made at the first start, as CloudFormation does'],
] as const;

/** The first page: where everything is, and how things stand. */
export const homePage = async (stack: ConsoleStack, reading: Reading): Promise<Page> => {
  const { timeZone } = stack;
  const figures = readFigures(stack);
  const [next, requests] = await Promise.all([reading.nextMilestone(), reading.requests()]);
  const alarms = stack.alarms();
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  const letters = stack.queues().map(({ name, messages }) => ({ name, count: messages.length }));
  const lost = letters.reduce((sum, { count }) => sum + count, 0);
  const measuredAt = figures.find(({ at }) => at !== undefined)?.at;
  return {
    title: 'Home',
    content: html`<h1>${stack.city}: how things stand</h1>
      <dl class="figures">
        ${FIGURES.map(({ metric, label, says, color, show }) =>
          figureBox(
            figures.find((one) => one.metric === metric),
            { label, says, color, show },
          ),
        )}
      </dl>
      <p class="quiet">
        ${
          measuredAt === undefined
            ? 'The backlog has not been measured in the last hour; it is every five minutes of the stack’s time.'
            : `The backlog as measured at ${sayDateTime(measuredAt, timeZone, 'en')}.`
        }
        ${
          next
            ? html` The next milestone comes at ${sayDateTime(next.at, timeZone, 'en')}, on
                <a href="/requests/${next.requestId}">${next.requestId}</a>.`
            : ' No milestone is coming.'
        }
      </p>
      <div class="cards">
        <section class="card">
          <h2>Alarms</h2>
          ${
            ringing.length > 0
              ? html`<p class="alarms">${ringing.map(alarmChip)}</p>`
              : html`<p>None of ${alarms.length} alarms is ringing.</p>`
          }
          <p>
            <a href="/alarms">All alarms</a>${
              lost > 0
                ? html` · <a href="/alarms#dead-letters">${sayNumber(lost)} dead letters</a>`
                : ' · no dead letters'
            }
          </p>
        </section>
        <section class="card">
          <h2>Dashboards</h2>
          <ul>
            ${stack.dashboards.map(({ name }) => html`<li><a href="/dashboards/${encodeURIComponent(name)}">${nameInWords(name)}</a></li>`)}
          </ul>
        </section>
        <section class="card">
          <h2>Requests and their workflows</h2>
          <ul>
            <li><a href="/requests">${sayNumber(requests.length)} requests</a>, the most urgent first</li>
            <li>
              <a href="/requests?status=in-review"
                >${sayNumber(requests.filter(({ status }) => status === 'in-review').length)} wait for a person’s
                review</a
              >
            </li>
            <li>
              Queues:
              <a href="${queueUrl(stack, REVIEW_QUEUE)}">the review desk’s</a>,
              <a href="${queueUrl(stack, CONCERN_QUEUE)}">the manager’s open concerns</a>,
              <a href="${queueUrl(stack, AUDIT_QUEUE)}">the audits that are left</a>,
              <a href="${improvementsUrl(stack)}">findings and improvements</a>${partnersAtWork(requests).map(
                ({ catalogue, partner }) =>
                  html`,
                    <a href="${queueUrl(stack, partnerQueueId(catalogue, partner))}"
                      >${nameOfPartner(catalogue, partner)}</a
                    >`,
              )}
            </li>
            ${stack.machines.map(
              ({ name, arn }) =>
                html`<li>
                  <a href="/workflows">${nameInWords(name)}</a>:
                  ${sayCount(stack.stepFunctions.listExecutions(arn, { status: 'RUNNING', limit: COUNTED }).length)}
                  executions running
                </li>`,
            )}
          </ul>
        </section>
        <section class="card">
          <h2>Mail</h2>
          <ul>
            <li><a href="/mailbox">${sayNumber(stack.mailbox.count())} e-mails</a>, as their recipients see them</li>
            <li><a href="/mailbox?text=clock-due">Breach e-mails</a></li>
            <li><a href="/messages">Every message</a> in every language, with sample data</li>
            ${
              stack.mailbox.url
                ? html`<li>
                    <a href="${stack.mailbox.url}">The mailbox page of aws-ses-v2-local</a>, the latest ones
                  </li>`
                : ''
            }
          </ul>
        </section>
        <section class="card">
          <h2>Webhook</h2>
          <ul>
            <li>
              <a href="${stack.url}/webhooks">How a 311 platform calls</a> (<a href="${stack.url}/webhooks/openapi.json"
                >OpenAPI</a
              >)
            </li>
            <li><code>POST ${stack.url}/webhooks/standard</code></li>
            <li>One of your own: <code>npm run report</code></li>
          </ul>
        </section>
        <section class="card">
          <h2>Functions and their logs</h2>
          <p><a href="/logs">${stack.functions.names().length} functions</a></p>
          <p>For tools: <a href="/api/summary">summary</a>, <a href="/api/clock">clock</a></p>
        </section>
      </div>
      <section class="card">
        <h2>What each local part stands for on AWS</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Local parts and AWS">
          <table>
            <thead>
              <tr>
                <th scope="col">Here</th>
                <th scope="col">On AWS</th>
                <th scope="col">How near it is</th>
              </tr>
            </thead>
            <tbody>
              ${STANDS_FOR.map(
                ([here, there, how]) =>
                  html`<tr>
                    <th scope="row">${here}</th>
                    <td>${there}</td>
                    <td>${how}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>`,
  };
};

/** Executions are counted up to this many; more are “more than”. */
const COUNTED = 10_000;

const sayCount = (count: number): string => (count >= COUNTED ? `more than ${sayNumber(COUNTED)}` : sayNumber(count));

const figureBox = (
  figure: Figure | undefined,
  { label, says, color, show }: { label: string; says: string; color: string; show: string | undefined },
): Html => {
  const value = figure?.value === undefined ? undefined : sayNumber(figure.value);
  return html`<div style="--figure:${color}">
    <dt>${label}</dt>
    ${
      value === undefined
        ? html`<dd class="none">not measured yet</dd>`
        : html`<dd>${show ? html`<a href="/requests?status=${show}">${value}</a>` : value}<small>${says}</small></dd>`
    }
  </div>`;
};

/** A resource's name as words: `service-operations` is “Service operations”, `Resolve311-Local-AcceptRequest` “Accept request”. */
export const nameInWords = (name: string): string => {
  const words = name
    .replace(/^resolve311[-/]/i, '')
    .replace(/^local[-/]/i, '')
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/[-_/]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
