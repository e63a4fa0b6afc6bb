import { type Html, html } from '../shared/html.ts';
import type { View } from './frame.ts';
import type { ActionParameters } from './widget-command.ts';

/**
 * A button that calls the acting function after a question, and shows its answer in a pop-up: `cwdb-action` tells CloudWatch what the
 * element before it does (AWS, "Interactivity in the custom widget in CloudWatch"). The parameters are ids and codes, which need no
 * escaping in any reading of the element.
 */
export const button = (
  label: string,
  parameters: ActionParameters,
  { act }: Pick<View, 'act'>,
  { question, first = false }: { question?: string; first?: boolean } = {},
): Html =>
  html`<button type="button" class="btn${first ? ' btn-primary' : ''}">${label}</button
    ><cwdb-action action="call" display="popup" endpoint="${act}" ${question ? html`confirmation="${question}"` : ''}
      >${JSON.stringify(parameters)}</cwdb-action
    >`;

/** The button that opens a page of its own: the acting function signs its link, because a link is a permission. */
export const openButton = (
  label: string,
  page: 'review' | 'escalation' | 'concern' | 'queue',
  id: string,
  view: View,
): Html => button(label, { action: 'open', page, id }, view);

/** A field with its label; the names of all fields of a widget come in one object, so each holds the id that it is about. */
export const lineField = (name: string, label: string, hint = ''): Html =>
  html`<div>
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" maxlength="1000" placeholder="${hint}" autocomplete="off" />
  </div>`;

/** A choice with its label. */
export const choiceField = (
  name: string,
  label: string,
  choices: readonly (readonly [value: string, text: string])[],
): Html =>
  html`<div>
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${choices.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select>
  </div>`;

/** Fields and their button, folded away under what they are for. */
export const folded = (summary: string, content: Html): Html =>
  html`<details>
    <summary>${summary}</summary>
    <form class="w-fields">${content}</form>
  </details>`;
