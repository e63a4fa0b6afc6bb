import type { Refusal } from '../requests/change.ts';
import { html, type Html } from '../shared/html.ts';
import { layout } from './layout.ts';
import { problemBox } from './parts.ts';
import { OPEN_PRIVATE } from './private-reading.ts';

/**
 * What stands before a private request: its number, and nothing that it holds, so that whoever only follows links reads nothing; and why
 * the form before was not carried out.
 */
export const privatePage = (city: string, requestId: string, refusal?: Refusal): Html =>
  layout({
    site: `${city} 311`,
    language: 'en',
    title: `Private request ${requestId}`,
    content: html`${problemBox({ fields: {}, ...(refusal ? { refusal } : {}) })}
      <h1>This request is private</h1>
      <p>
        What it is about and who asked is for those who work on it. It is written into the history of ${requestId} that
        you open it.
      </p>
      <form method="post" action="?">
        <input type="hidden" name="action" value="${OPEN_PRIVATE}" />
        <button>Open it</button>
      </form>
      <p class="quiet">It then stays open for eight hours.</p>`,
  });
