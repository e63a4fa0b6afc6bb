import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sayDateTime } from '../../../functions/requests/say-time.ts';
import { html } from '../../../functions/shared/html.ts';
import type { ConsoleStack } from './console-stack.ts';
import { markdown } from './markdown.ts';
import { type Page, missing } from './shell.ts';
import { alarmChip } from './widgets.ts';

const ORDER = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

/** Every alarm with what happened, who feels it and its article; and what the dead-letter queues hold. */
export const alarmsPage = (stack: ConsoleStack): Page => {
  const { timeZone } = stack;
  const alarms = stack
    .alarms()
    .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.name < b.name ? -1 : 1));
  const queues = stack.queues();
  return {
    title: 'Alarms',
    content: html`<h1>Alarms</h1>
      <div class="scroll card" tabindex="0" role="region" aria-label="Alarms">
        <table>
          <thead>
            <tr>
              <th scope="col">Alarm</th>
              <th scope="col">What happened, and who feels it</th>
              <th scope="col">Since</th>
            </tr>
          </thead>
          <tbody>
            ${alarms.map((alarm) => {
              const [what, impact, article] = alarm.description.split(' · ');
              const anchor = /#([\w-]+)/.exec(article ?? '')?.[1];
              return html`<tr id="${alarm.name}">
                <th scope="row">${alarmChip(alarm)}</th>
                <td>
                  ${what} ${impact ? html`<br /><span class="quiet">${impact}</span>` : ''}
                  ${anchor ? html`<br /><a href="/runbook#${anchor}">What to do</a>` : ''}
                  ${alarm.state === 'ALARM' && alarm.reason ? html`<br /><small class="quiet">${alarm.reason}</small>` : ''}
                </td>
                <td class="when">${alarm.since === undefined ? '–' : sayDateTime(alarm.since, timeZone, 'en')}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      <section class="card" id="dead-letters">
        <h2>Dead letters</h2>
        <p>Work that was given up after all its retries; the runbook says how it is sent again.</p>
        ${queues.map(
          ({ name, messages }) =>
            html`<details>
              <summary>${name}: ${messages.length}</summary>
              ${messages.slice(-20).map(
                ({ at, body }) =>
                  html`<p class="quiet">${sayDateTime(at, timeZone, 'en')}</p>
                    <pre tabindex="0">${body}</pre>`,
              )}
              ${messages.length === 0 ? html`<p>Empty.</p>` : ''}
            </details>`,
        )}
      </section>`,
  };
};

const RUNBOOK = join(import.meta.dirname, '../../observability/runbook.md');

/** The runbook, one article for each alarm. */
export const runbookPage = (): Page =>
  existsSync(RUNBOOK)
    ? {
        title: 'Runbook',
        crumbs: [['/alarms', 'Alarms']],
        content: html`<article class="card">${markdown(readFileSync(RUNBOOK, 'utf8'), 1)}</article>`,
      }
    : missing('There is no runbook yet.');
