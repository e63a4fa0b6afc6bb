import { type Html, html } from '../../../functions/shared/html.ts';
import type { LogLine } from '../functions.ts';
import type { ConsoleStack } from './console-stack.ts';
import { nameInWords } from './home.ts';
import { type Page, missing } from './shell.ts';

/** The functions, and when each last said something. */
export const logsPage = (stack: ConsoleStack): Page => {
  const names = stack.functions.names().toSorted();
  return {
    title: 'Logs',
    content: html`<h1>Functions and their logs</h1>
      <div class="scroll card" tabindex="0" role="region" aria-label="Functions">
        <table>
          <thead>
            <tr>
              <th scope="col">Function</th>
              <th scope="col">Lines kept</th>
              <th scope="col">Last line</th>
            </tr>
          </thead>
          <tbody>
            ${names.map((name) => {
              const lines = stack.functions.logs(name);
              const last = lines.at(-1);
              return html`<tr>
                <th scope="row"><a href="/logs/${encodeURIComponent(name)}">${nameInWords(name)}</a></th>
                <td>${lines.length}</td>
                <td>${last ? timeOf(last) : 'never called'}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>`,
  };
};

/** Lines are as exact as CloudWatch's: UTC with milliseconds. */
const timeOf = ({ at }: LogLine): string => new Date(at).toISOString().replace('T', ' ');

/** A function's latest lines, the last first, each as it was written. */
export const logPage = (stack: ConsoleStack, name: string, query: URLSearchParams): Page => {
  if (!stack.functions.names().includes(name)) return missing(`There is no function ${name}.`);
  const text = query.get('text') ?? '';
  const withMetrics = query.get('metrics') === 'yes';
  const all = stack.functions.logs(name);
  const lines = all
    .filter((line) => (withMetrics || !line.text.includes('"_aws"')) && line.text.includes(text))
    .toReversed();
  return {
    title: nameInWords(name),
    crumbs: [['/logs', 'Logs']],
    content: html`<h1>${nameInWords(name)}</h1>
      <form class="filter" method="get">
        <div>
          <label for="text">Lines that hold</label>
          <input id="text" name="text" value="${text}" maxlength="200" type="search" />
        </div>
        <div>
          <label for="metrics">Lines that carry metrics</label>
          <select id="metrics" name="metrics">
            <option value="">left out</option>
            <option value="yes" ${withMetrics ? html` selected` : ''}>shown</option>
          </select>
        </div>
        <div><button class="go">Show</button></div>
      </form>
      <p role="status">${lines.length} of the latest ${all.length} lines, the last first. Times are UTC.</p>
      ${
        lines.length > 0
          ? html`<section class="card">
              <ol class="logs">
                ${lines.map(lineOf)}
              </ol>
            </section>`
          : ''
      }`,
  };
};

const lineOf = (line: LogLine): Html => {
  const failed = /"level":"ERROR"|"errorType"|Task timed out/.test(line.text);
  return html`<li class="${failed ? 'error' : ''}">
    <time>${timeOf(line)}</time>
    <pre>${line.text}</pre>
  </li>`;
};
