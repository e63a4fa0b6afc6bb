import type { Language } from '../languages/language.ts';
import { fill, say } from '../languages/wording.ts';
import type { RequestEvent } from '../requests/event.ts';
import type { Place } from '../requests/request.ts';
import { sayInstant } from '../requests/say-time.ts';
import { type Audience, remarkOf, tellEvent } from '../requests/story.ts';
import { MAX_SENTENCE } from '../requests/sentence.ts';
import { type Html, html } from '../shared/html.ts';
import { type PageView, type Posted, namesOf } from './page-view.ts';

/** A form of a page: its action, its words and what the last attempt left behind. */
export interface FormState {
  action: string;
  /** What was typed, if this form was the one. */
  fields: Record<string, string>;
  /** The field at fault and what to do about it, if this form was the one. */
  wrong?: { field: string; message: string };
}

/** The state of one form: only the form that was posted gets its words and its fault back. */
export const formState = (action: string, { fields, refusal }: Posted, message?: string): FormState => {
  if (fields.action !== action) return { action, fields: {} };
  const field = refusal?.field;
  return field ? { action, fields, wrong: { field, message: message ?? refusal.message } } : { action, fields };
};

const idOf = (form: FormState, field: string): string => `${form.action}-${field}`;

const wrongOf = (form: FormState, field: string): string | undefined =>
  form.wrong?.field === field ? form.wrong.message : undefined;

/** Says that something was done; stands first in `main`, and its words also in the title. */
export const doneBox = (message: string | undefined): Html | undefined =>
  message === undefined ? undefined : html`<p class="box good" role="status">${message}</p>`;

/** Says why nothing was done, leads to the field at fault, and takes the focus. */
export const problemBox = (
  { refusal, fields }: Posted,
  words: { heading: string; message?: string } = { heading: 'This was not saved' },
): Html | undefined => {
  if (!refusal) return undefined;
  const message = words.message ?? refusal.message;
  // The action came with the form, so it becomes part of an address only when it can be one of ours.
  const action = /^[a-z-]+$/.test(fields.action ?? '') ? fields.action : undefined;
  const target = action && refusal.field && refusal.field !== 'action' ? `#${action}-${refusal.field}` : undefined;
  return html`<div class="problem" role="alert" tabindex="-1" autofocus>
    <h2>${words.heading}</h2>
    <p>${target ? html`<a href="${target}">${message}</a>` : message}</p>
  </div>`;
};

/** A form that posts to its own page; `query` is kept so that the language stays. */
export const postForm = (form: FormState, query: string, content: Html): Html =>
  html`<form method="post" action="${query}" novalidate>
    <input type="hidden" name="action" value="${form.action}" />
    ${content}
  </form>`;

/** A form that is folded away until it is wanted, unless it is wanted `open` at once, and open when it has a fault. */
export const folded = (heading: string, { action }: FormState, { fields }: Posted, content: Html, open = false): Html =>
  html`<details${open || fields.action === action ? html` open` : undefined}><summary><h2>${heading}</h2></summary>${content}</details>`;

const faultLine = (id: string, message: string | undefined): Html | undefined =>
  message === undefined ? undefined : html`<p class="wrong" id="${id}-wrong">${message}</p>`;

/** Attributes that tie a field to its hint and to its fault. */
const tiedTo = (id: string, hint: string | undefined, wrong: string | undefined): Html => {
  const ids = [hint === undefined ? '' : `${id}-hint`, wrong === undefined ? '' : `${id}-wrong`]
    .filter(Boolean)
    .join(' ');
  return html`${ids && html` aria-describedby="${ids}"`}${wrong !== undefined && html` aria-invalid="true"`}`;
};

/** A field of several lines. */
export const textField = (
  form: FormState,
  { name, label, hint, required = true }: { name: string; label: string; hint?: string; required?: boolean },
): Html => {
  const id = idOf(form, name);
  const wrong = wrongOf(form, name);
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${hint === undefined ? undefined : html`<p class="hint" id="${id}-hint">${hint}</p>`} ${faultLine(id, wrong)}
    <textarea
      id="${id}"
      name="${name}"
      rows="4"
      maxlength="${MAX_SENTENCE}"
      dir="auto"
      ${required ? html` required` : undefined}${tiedTo(id, hint, wrong)}
    >
${form.fields[name]}</textarea>
  </div>`;
};

/** A field of one line: words, a day or an address; at most so many characters. */
export const lineField = (
  form: FormState,
  {
    name,
    label,
    hint,
    type = 'text',
    value,
    most = 200,
  }: { name: string; label: string; hint?: string; type?: 'text' | 'date' | 'url'; value?: string; most?: number },
): Html => {
  const id = idOf(form, name);
  const wrong = wrongOf(form, name);
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${hint === undefined ? undefined : html`<p class="hint" id="${id}-hint">${hint}</p>`} ${faultLine(id, wrong)}
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      value="${form.fields[name] ?? value ?? ''}"
      maxlength="${String(most)}"
      dir="${type === 'url' ? 'ltr' : 'auto'}"
      ${tiedTo(id, hint, wrong)}
    />
  </div>`;
};

/**
 * One of a few, by radio buttons; the first carries the group's id, so that a link from the summary reaches it. The steps of a
 * `scale` stand side by side where there is room.
 */
export const radioGroup = (
  form: FormState,
  {
    name,
    legend,
    choices,
    scale = false,
  }: { name: string; legend: string; choices: readonly (readonly [string, string])[]; scale?: boolean },
): Html => {
  const id = idOf(form, name);
  const wrong = wrongOf(form, name);
  return html`<fieldset${scale ? html` class="scale"` : undefined}${wrong === undefined ? undefined : html` aria-describedby="${id}-wrong"`}>
<legend>${legend}</legend>
${faultLine(id, wrong)}
${choices.map(([value, label], index) => {
  const choiceId = index === 0 ? id : `${id}-${value}`;
  return html`<div class="choice">
    <input
      type="radio"
      id="${choiceId}"
      name="${name}"
      value="${value}"
      required${form.fields[name] === value ? html` checked` : undefined}
    /><label for="${choiceId}">${label}</label>
  </div> `;
})}</fieldset>`;
};

/** One thing that is ticked or not. */
export const tickBox = (
  form: FormState,
  { name, label, ticked }: { name: string; label: string; ticked: boolean },
): Html => {
  const id = idOf(form, name);
  return html`<div class="choice">
    <input type="checkbox" id="${id}" name="${name}" value="yes" ${ticked ? html` checked` : undefined} />
    <label for="${id}">${label}</label>
  </div>`;
};

/** One of many; `groups` without a name stand outside any group. */
export const selectField = (
  form: FormState,
  {
    name,
    label,
    hint,
    groups,
    selected,
  }: {
    name: string;
    label: string;
    hint?: string;
    groups: readonly { name?: string; options: readonly (readonly [string, string])[] }[];
    selected?: string;
  },
): Html => {
  const id = idOf(form, name);
  const wrong = wrongOf(form, name);
  const chosen = form.fields[name] ?? selected;
  const option = ([value, text]: readonly [string, string]) =>
    html`<option value="${value}" ${value === chosen ? html` selected` : undefined}>${text}</option> `;
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${hint === undefined ? undefined : html`<p class="hint" id="${id}-hint">${hint}</p>`} ${faultLine(id, wrong)}
    <select id="${id}" name="${name}" ${tiedTo(id, hint, wrong)}>
      ${groups.map((group) => (group.name ? html`<optgroup label="${group.name}">${group.options.map(option)}</optgroup>` : group.options.map(option)))}
    </select>
  </div>`;
};

/** Words that somebody from outside wrote: inert, in their own direction of writing. */
export const quote = (words: string): Html => html`<blockquote dir="auto">${words}</blockquote>`;

/** A sentence with its values, each on its own in direction. Throws RangeError when one is missing, which is a mistake of ours. */
export const sentenceOf = (wording: string, values: Record<string, Html | string>): Html => {
  const pieces = fill(
    wording,
    (name) => (Object.hasOwn(values, name) ? { value: values[name] } : undefined),
    ({ value }) => String(value),
  );
  if (!pieces) throw new RangeError(`A value is missing in “${wording}”.`);
  return html`${pieces.map((piece) => (typeof piece === 'string' ? piece : html`<bdi>${piece.value}</bdi>`))}`;
};

/** Words that are in English whatever the language around them: what the catalogue calls things. */
export const inEnglish = (words: string, language: Language): Html =>
  language === 'en' ? html`${words}` : html`<span lang="en">${words}</span>`;

/** The history as an audience may read it, oldest first; remarks stand below their sentence. */
export const storyList = (
  events: readonly RequestEvent[],
  { catalogue, language }: PageView,
  audience: Audience,
  photo?: string,
): Html => {
  const names = namesOf(catalogue);
  const lines = events.flatMap((event) => {
    const sentence = tellEvent(event, language, names, audience);
    if (sentence === undefined) return [];
    const remark = remarkOf(event, audience);
    return [
      html`<li>
        <time datetime="${isoOf(event.at)}">${sayInstant(event.at, catalogue.timeZone, language)}</time
        ><span dir="auto">${sentence}</span
        >${event.link && html` ${pictureLink(event.link, photo)}`}${remark === undefined ? undefined : quote(remark)}
      </li> `,
    ];
  });
  return html`<ol class="story">
    ${lines}
  </ol>`;
};

/** A link to a picture somewhere else, with the host that it leads to: nothing of it is fetched for the page. */
export const pictureLink = (link: string, words = 'Photo at {host}'): Html =>
  html`<a rel="noopener noreferrer" href="${link}"><bdi>${say(words, { host: new URL(link).host })}</bdi></a>`;

const isoOf = (instant: number): string => new Date(instant).toISOString();

/** What is said of a place. */
export interface PlaceWords {
  map: string;
  unknown: string;
}

const ENGLISH_PLACE: PlaceWords = { map: 'Show on a map', unknown: 'No place was given.' };

/** Where it is: the address as it was given, and a map where there is a position. */
export const placeOf = ({ address, lat, lon }: Place, words = ENGLISH_PLACE): Html => {
  const positioned = typeof lat === 'number' && typeof lon === 'number' && Number.isFinite(lat) && Number.isFinite(lon);
  const map = positioned
    ? html` <a
        rel="noopener noreferrer"
        href="https://www.openstreetmap.org/?mlat=${lat}&amp;mlon=${lon}#map=18/${lat}/${lon}"
        >${words.map}</a
      >`
    : undefined;
  if (!address && !map) return html`${words.unknown}`;
  return html`<bdi>${address ?? `${lat}, ${lon}`}</bdi>${map}`;
};

/** Pairs of a term and what stands for it; a pair without a value is left out. */
export const factList = (facts: readonly (readonly [string, Html | string | undefined])[]): Html =>
  html`<dl>
    ${facts.map(([term, value]) =>
      value === undefined
        ? undefined
        : html`<dt>${term}</dt>
            <dd>${value}</dd> `,
    )}
  </dl>`;

/** Leads to the list of a page as a file: the same address, and a GET that changes nothing. */
export const csvLink = (lines: readonly unknown[]): Html | undefined =>
  lines.length === 0
    ? undefined
    : html`<p class="paperless"><a href="?format=csv" download>Download this list (CSV)</a></p>`;
