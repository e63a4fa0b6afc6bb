import { toLocal } from '../../../functions/clocks/business-calendar.ts';
import { sayDateTime, saySpan } from '../../../functions/requests/say-time.ts';
import { type Html, html } from '../../../functions/shared/html.ts';
import type { HistoryEvent } from '../step-functions/history.ts';
import type { ExecutionRecord, ExecutionStatus } from '../step-functions/journal.ts';
import type { ConsoleStack } from './console-stack.ts';
import { nameInWords } from './home.ts';
import { drawMachine } from './machine-drawing.ts';
import { chip, selectOf } from './requests.ts';
import { sayNumber } from './scale.ts';
import { type Page, missing } from './shell.ts';

const PAGE_SIZE = 50;
const STATUSES: ExecutionStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/** The state machines with their executions, newest first. */
export const workflowsPage = (stack: ConsoleStack, query: URLSearchParams): Page => {
  const status = STATUSES.find((one) => one === query.get('status'));
  const before = Number(query.get('before')) || undefined;
  const totals = stack.stepFunctions.totals();
  const machines = stack.machines.map((machine) => ({
    ...machine,
    executions: stack.stepFunctions.listExecutions(machine.arn, {
      limit: PAGE_SIZE + 1,
      ...(status ? { status } : {}),
      ...(before ? { before } : {}),
    }),
  }));
  return {
    title: 'Workflows',
    content: html`<h1>Workflows</h1>
      <p>
        ${sayNumber(totals.executions)} executions since the data was made, ${sayNumber(totals.statesEntered)} states
        entered, ${sayNumber(totals.retries)} retries.
      </p>
      <form class="filter" method="get" action="/workflows">
        ${selectOf('status', 'Status', status ?? '', [['', 'All'], ...STATUSES.map((one) => [one, sayStatus(one)] as const)])}
        <div><button class="go">Show</button></div>
      </form>
      ${machines.map(
        ({ name, definition, executions }) =>
          html`<section class="card">
            <h2>${nameInWords(name)}</h2>
            <details>
              <summary>The state machine</summary>
              ${drawMachine(definition, {})}
            </details>
            ${executions.length > 0 ? executionTable(executions.slice(0, PAGE_SIZE), stack.timeZone) : html`<p>No such execution.</p>`}
            ${
              executions.length > PAGE_SIZE
                ? html`<p class="pages">
                    <a class="button" href="?status=${status ?? ''}&before=${executions[PAGE_SIZE - 1]!.id}"
                      >Earlier ones</a
                    >
                  </p>`
                : ''
            }
          </section>`,
      )}`,
  };
};

const sayStatus = (status: ExecutionStatus): string => nameInWords(status.toLowerCase());

const executionTable = (executions: readonly ExecutionRecord[], timeZone: string): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Executions">
    <table>
      <thead>
        <tr>
          ${['Execution', 'Status', 'Now', 'Started', 'Ended'].map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${executions.map(
          ({ name, status, step, startedAt, stoppedAt }) =>
            html`<tr>
              <th scope="row"><a href="/workflows/${encodeURIComponent(name)}">${name}</a></th>
              <td>${chip(status, sayStatus(status))}</td>
              <td>${status === 'RUNNING' ? step.state : '–'}</td>
              <td class="when">${sayDateTime(startedAt, timeZone, 'en')}</td>
              <td class="when">${stoppedAt === undefined ? '–' : sayDateTime(stoppedAt, timeZone, 'en')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** Most events that a page shows; a request's life has a few dozen. */
const MOST_EVENTS = 1000;

/** An execution by its name, in whichever machine has it. */
export const findExecution = (stack: ConsoleStack, name: string): ExecutionRecord | undefined => {
  for (const { arn } of stack.machines) {
    try {
      return stack.stepFunctions.describeExecution(`${arn.replace(':stateMachine:', ':execution:')}:${name}`);
    } catch {
      // Another machine may have it.
    }
  }
  return undefined;
};

/** One execution: the machine with the states it went through, and every event of its history. */
export const workflowPage = (stack: ConsoleStack, name: string): Page => {
  const record = findExecution(stack, name);
  if (record === undefined) {
    return missing(
      `There is no execution ${name}. It starts a moment after its request; ended ones are kept for 90 days.`,
    );
  }
  const { status, step, startedAt, stoppedAt, failure } = record;
  const machine = stack.machines.find(({ arn }) => arn === record.machineArn)!;
  const events = stack.stepFunctions.getExecutionHistory(record.arn, { limit: MOST_EVENTS });
  const visited = events.filter(({ type }) => type.endsWith('StateEntered')).map(({ details }) => String(details.name));
  const running = status === 'RUNNING';
  const now = stack.clock.now();
  const requestId = /^R-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(name)?.[0];
  const say = (at: number) => sayDateTime(at, stack.timeZone, 'en');
  return {
    title: `Workflow ${name}`,
    crumbs: [['/workflows', 'Workflows'], ...(requestId ? [[`/requests/${requestId}`, requestId] as const] : [])],
    content: html`<h1>${name}</h1>

      <section class="card">
        <dl class="facts">
          <dt>Status</dt>
          <dd>${chip(status, sayStatus(status))}</dd>
          ${
            running
              ? html`<dt>Now</dt>
                  <dd>${step.state}</dd>`
              : ''
          }
          ${
            running && step.wakeAt !== undefined
              ? html`<dt>Wakes</dt>
                  <dd>${say(step.wakeAt)}, in ${saySpan(step.wakeAt - now, 'en')}, or when the request changes</dd>`
              : ''
          }
          <dt>Started</dt>
          <dd>${say(startedAt)}</dd>
          ${
            stoppedAt === undefined
              ? ''
              : html`<dt>Ended</dt>
                  <dd>${say(stoppedAt)}</dd>`
          }
          ${
            failure
              ? html`<dt>Failure</dt>
                  <dd>${failure.error}: ${failure.cause}</dd>`
              : ''
          }
          <dt>States entered</dt>
          <dd>${record.statesEntered}${record.retries > 0 ? `, ${record.retries} retries` : ''}</dd>
        </dl>
      </section>

      <section class="card">
        <h2>Where it is</h2>
        ${drawMachine(machine.definition, {
          visited,
          ...(running ? { current: step.state } : {}),
          ...(!running && status !== 'SUCCEEDED' ? { failed: visited.at(-1) ?? '' } : {}),
        })}
      </section>
      <section class="card">
        <h2>History</h2>
        ${historyTable(events, stack.timeZone)}
      </section>`,
  };
};

const historyTable = (events: readonly HistoryEvent[], timeZone: string): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="History">
    <table>
      <thead>
        <tr>
          ${['Id', 'Time', 'Event', 'What'].map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${events.map(
          ({ id, timestamp, type, details }) =>
            html`<tr>
              <td>${id}</td>
              <td class="when">${toLocal(timestamp, timeZone).replace('T', ' ')}</td>
              <th scope="row">${type}</th>
              <td>
                ${
                  Object.keys(details).length > 1
                    ? html`<details>
                        <summary>${sayEvent(details) || 'Details'}</summary>
                        <pre tabindex="0">${JSON.stringify(details, readable, 2)}</pre>
                      </details>`
                    : sayEvent(details)
                }
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** Payloads are JSON texts inside the event; as JSON they can be read. */
const readable = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};

const sayEvent = (details: Record<string, unknown>): string => {
  for (const key of ['name', 'error', 'timeoutInSeconds', 'resource']) {
    const value = details[key];
    if (key === 'timeoutInSeconds' && typeof value === 'number') return `for at most ${saySpan(value * 1000, 'en')}`;
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
};
