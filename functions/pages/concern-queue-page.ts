import { MANAGER } from '../requests/concern.ts';
import { sayConcernReason } from '../requests/code-words.ts';
import { MANAGER_WORDS, RAISER_WORDS } from '../requests/concern-words.ts';
import type { ConcernLine } from '../requests/queue-line.ts';
import { saySpan } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import { csvLink } from './parts.ts';
import { type QueueView, byWhen, firstOf } from './queue-page.ts';

const isLate = ({ contactBy }: ConcernLine, now: number): boolean => contactBy !== undefined && contactBy < now;

/** The manager's list of open concerns, the oldest first: who waits for how long, for whom, and who has not been contacted in time. */
export const concernQueuePage = (lines: readonly ConcernLine[], view: QueueView<ConcernLine>): Html => {
  const { now, catalogue } = view;
  const { shown, behind } = firstOf(lines);
  const late = lines.filter((line) => isLate(line, now)).length;
  const ownerOf = ({ owner }: ConcernLine): string =>
    owner === MANAGER ? MANAGER_WORDS.en : (catalogue.partners.get(owner)?.name ?? owner);
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: 'Open concerns',
    content: html`<h1>Open concerns</h1>
      <p class="box${late > 0 ? ' late' : ''}">
        ${
          lines.length === 0
            ? 'Nobody waits for an answer.'
            : `${lines.length}${view.more ? ' and more' : ''} open; ${late} not contacted in time.`
        }
      </p>
      <ol class="story">
        ${shown.map(
          (line) =>
            html`<li>
              <a href="${view.hrefOf(line)}"
                ><bdi>${line.typeName}</bdi>${line.address ? html`, <bdi>${line.address}</bdi>` : undefined}</a
              >
              <br />${sayConcernReason(line.reason, 'en')}; raised by ${RAISER_WORDS[line.by].en}, open for
              ${saySpan(now - line.raisedAt, 'en')} <br /><span class="quiet"
                >${line.contactBy === undefined ? 'The person has been contacted' : byWhen(line.contactBy, view, 'Contact by')};
                owned by ${ownerOf(line)}</span
              >
            </li> `,
        )}
      </ol>
      ${behind} ${csvLink(lines)}`,
  });
};
