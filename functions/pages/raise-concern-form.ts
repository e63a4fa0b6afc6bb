import { RAISE_CONCERN } from '../concerns/raise-concern.ts';
import { CONCERN_REASONS, type ConcernReason, MANAGER } from '../requests/concern.ts';
import { sayConcernReason } from '../requests/code-words.ts';
import { MANAGER_WORDS, RAISER_WORDS } from '../requests/concern-words.ts';
import type { Language } from '../languages/language.ts';
import { type Html, html } from '../shared/html.ts';
import { type Opened, type PageView, type Posted, namesOf } from './page-view.ts';
import { type FormState, folded, formState, postForm, radioGroup, textField } from './parts.ts';

/** The words of the form. */
export interface RaiseWords {
  heading: string;
  legend: string;
  label: string;
  hint: string;
  send: string;
}

const STAFF_WORDS: RaiseWords = {
  heading: 'Raise a concern',
  legend: 'What is it about?',
  label: 'What is wrong?',
  hint: 'The Service Operations Manager reads this, and gets in touch within three business days. The request goes on meanwhile.',
  send: 'Raise the concern',
};

/** What staff and partners are told when they have raised one. */
export const CONCERN_RAISED = 'Your concern was sent to the Service Operations Manager.';

/** How the form differs from page to page. */
interface RaiseForm {
  words: RaiseWords;
  query: string;
  language: Language;
  /** What is wrong with what was posted, in the reader's language. */
  fault: string | undefined;
  /** Whether it stands there at once. */
  open: boolean;
  /** A field that stands before the others. */
  before: (form: FormState) => Html;
}

/** The form by which a concern is raised (R158): the same on every page, folded away below what is wanted more often. */
export const raiseConcernForm = (
  view: Posted,
  { words = STAFF_WORDS, query = '?', language = 'en', fault, open = false, before }: Partial<RaiseForm> = {},
): Html => {
  const form = formState(RAISE_CONCERN, view, fault);
  const say = (reason: ConcernReason) => [reason, sayConcernReason(reason, language)] as const;
  return folded(
    words.heading,
    form,
    view,
    postForm(
      form,
      query,
      html`${before?.(form)}${radioGroup(form, { name: 'reason', legend: words.legend, choices: CONCERN_REASONS.map(say) })}
        ${textField(form, { name: 'text', label: words.label, hint: words.hint })}
        <button class="second">${words.send}</button>`,
    ),
    open,
  );
};

/** The concerns about a request, as those who run the service read of them. */
export const concernList = ({ concerns }: Opened, { catalogue }: PageView): Html | undefined => {
  if (concerns.length === 0) return undefined;
  const names = namesOf(catalogue);
  return html`<h2>Concerns</h2>
    <ul>
      ${concerns.map(
        ({ id, reason, by, owner, status }) =>
          html`<li>
            ${id}: ${sayConcernReason(reason, 'en')}; raised by ${RAISER_WORDS[by.kind].en}, owned by
            ${owner === MANAGER ? MANAGER_WORDS.en : names.partner(owner)}, ${status}
          </li> `,
      )}
    </ul>`;
};
