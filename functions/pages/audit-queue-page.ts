import type { AuditLine } from '../audits/audit-line.ts';
import { nameOfStratum } from '../audits/frame.ts';
import { sayDate } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import { csvLink } from './parts.ts';
import { namesOf, type PageView } from './page-view.ts';

/** What the list of audits is told besides its lines. */
export interface AuditQueueView extends Pick<PageView, 'city' | 'catalogue' | 'now'> {
  more: boolean;
  /** Whose list it is; the manager's, with those of all auditors, where absent. */
  auditor?: string;
  /** The page of an audit; undefined for one that is another auditor's. */
  hrefOf: (line: AuditLine) => string | undefined;
}

/**
 * What is left to audit: an auditor's own cases with a link to each, or for the manager how many each auditor has left and which. Whether a
 * case is looked at twice does not show, so that the second look is as blind as the first (R162).
 */
export const auditQueuePage = (all: readonly AuditLine[], view: AuditQueueView): Html => {
  const { auditor, catalogue, now } = view;
  const lines = auditor === undefined ? all : all.filter((line) => line.auditor === auditor);
  const late = lines.filter(({ dueAt }) => dueAt < now).length;
  const names = namesOf(catalogue);
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: 'Audits that are left',
    content: html`<h1>Audits that are left</h1>
      <p class="box${late > 0 ? ' late' : ''}">
        ${lines.length === 0 ? 'Nothing is left to audit.' : `${lines.length}${view.more ? ' and more' : ''} left; ${late} late.`}
      </p>
      ${auditor === undefined ? countsOf(lines) : undefined}
      <ol class="story">
        ${lines.map((line) => {
          const href = view.hrefOf(line);
          const name = html`<bdi>${line.typeName}</bdi>, ${nameOfStratum(line.partner, names.partner)}`;
          return html`<li>
            ${href ? html`<a href="${href}">${name}</a>` : name}
            <br /><span class="quiet"
              >${line.requestId}, ended in ${line.month}; by
              ${sayDate(line.dueAt - 1, catalogue.timeZone, 'en')}${
                auditor === undefined ? `; with ${line.auditor}` : undefined
              }</span
            >
          </li> `;
        })}
      </ol>
      ${csvLink(lines)}`,
  });
};

const countsOf = (lines: readonly AuditLine[]): Html =>
  html`<ul>
    ${[...Map.groupBy(lines, ({ auditor }) => auditor)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([auditor, own]) => html`<li>${auditor}: ${own.length} left</li> `)}
  </ul>`;
