import type { Outcome } from '../requests/change.ts';
import { type Html, html } from '../shared/html.ts';
import { failureBox } from './frame.ts';

/** What became of a click. */
export type Answered = Outcome | { kind: 'failed' };

/** Says in a pop-up what became of a click, and what to do where it was not followed. */
export const answerBox = (answered: Answered): Html => {
  switch (answered.kind) {
    case 'changed':
      return html`<div class="w-box" role="status">
        <p>
          <b>Done.</b> It stands in the history as done on the dashboard. The lists show it when they are refreshed.
        </p>
      </div>`;
    case 'unchanged':
      return html`<div class="w-box" role="status">
        <p><b>Done before.</b> Somebody was faster, or it was clicked twice; nothing was done a second time.</p>
      </div>`;
    case 'refused':
      return failureBox('Not done.', answered.message);
    case 'failed':
      return failureBox(
        'It is not known whether this was done.',
        'Refresh the dashboard and look. If it is still as it was, try once more; operations have been told.',
      );
    default:
      return answered satisfies never;
  }
};

/** The link to a page, which its button asked for. */
export const linkBox = ({ href, words }: { href: string; words: string }): Html =>
  html`<p><a href="${href}" target="_blank" rel="noopener noreferrer">${words}</a></p>
    <p class="w-quiet">The link opens for whoever has it: it is yours, as those in your e-mails are.</p>`;
