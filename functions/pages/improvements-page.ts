import { CITY, MAX_TITLE, NO_FIGURE } from '../improvements/improvement-command.ts';
import { HAND_SOURCES, type Improvement, REVIEW_DESK } from '../improvements/improvement.ts';
import { SOURCE_WORDS, sayOutcome } from '../improvements/improvement-words.ts';
import { FIGURES, FIGURE_WORDS } from '../improvements/measure.ts';
import type { OpenFinding } from '../improvements/open-findings.ts';
import { ownerName } from '../improvements/owner.ts';
import { MANAGER } from '../requests/concern.ts';
import { capital } from '../languages/wording.ts';
import { sayDay } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import type { PageView } from './page-view.ts';
import {
  type FormState,
  folded,
  formState,
  lineField,
  placeOf,
  postForm,
  problemBox,
  selectField,
  textField,
} from './parts.ts';

/** What the page of findings and improvements is told besides them. */
export interface ImprovementsView extends Pick<PageView, 'city' | 'catalogue' | 'refusal' | 'fields'> {
  /** The city's date. */
  today: string;
  /** The page of an improvement, and that of a request. */
  hrefOf: (improvement: Improvement) => string;
  caseHref: (requestId: string) => string;
}

/** The manager's page: what was found and nobody is at yet, each with a button that begins an improvement; the improvements that are open, and those that are closed. */
export const improvementsPage = (
  findings: readonly OpenFinding[],
  improvements: readonly Improvement[],
  view: ImprovementsView,
): Html => {
  const open = improvements.filter(({ state }) => state !== 'closed').toSorted(byReview);
  const closed = improvements.filter(({ state }) => state === 'closed').toReversed();
  const late = open.filter((one) => isLate(one, view.today)).length;
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [view.refusal && 'Not saved', 'Findings and improvements'].filter(Boolean).join(' – '),
    content: html`${problemBox(view)}
      <h1>Findings and improvements</h1>
      <p class="box${late > 0 ? ' late' : ''}">
        ${open.length === 0 ? 'No improvement is open.' : `${open.length} open; ${late} not reviewed in time.`}
        ${findings.length === 0 ? 'No finding waits.' : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} that nobody is at.`}
      </p>
      <h2>Open improvements</h2>
      ${open.length === 0 ? html`<p>None.</p>` : improvementList(open, view)}
      <h2>Findings that nobody is at</h2>
      ${findings.length === 0 ? html`<p>None.</p>` : findingList(findings, view)} ${startForm(view)}
      ${
        closed.length > 0
          ? html`<details>
              <summary><h2>Closed improvements: ${closed.length}</h2></summary>
              ${improvementList(closed, view)}
            </details>`
          : undefined
      }`,
  });
};

/** Those to be reviewed first first, then those of which nothing was changed yet. */
const byReview = (one: Improvement, other: Improvement): number =>
  (one.reviewOn ?? '9999') < (other.reviewOn ?? '9999') ? -1 : one.reviewOn === other.reviewOn ? 0 : 1;

const isLate = ({ state, reviewOn }: Improvement, today: string): boolean =>
  state === 'changed' && reviewOn !== undefined && reviewOn < today;

const improvementList = (improvements: readonly Improvement[], view: ImprovementsView): Html =>
  html`<ol class="story">
    ${improvements.map(
      (improvement) =>
        html`<li>
          <a href="${view.hrefOf(improvement)}"><bdi>${improvement.title}</bdi></a> <br />${sayOutcome(improvement)}
          <br /><span class="quiet"
            >${improvement.id}; owned by
            ${ownerName(improvement.owner, view.catalogue)}${
              improvement.state === 'changed' && improvement.reviewOn
                ? `; review on ${sayDay(improvement.reviewOn, 'en')}`
                : undefined
            }</span
          >
        </li> `,
    )}
  </ol>`;

const findingList = (findings: readonly OpenFinding[], view: ImprovementsView): Html =>
  html`<ol class="story">
    ${findings.map(
      (finding, index) =>
        html`<li>
          <strong id="finding-${index + 1}"><bdi>${finding.what}</bdi></strong>
          ${finding.said === '' ? undefined : html`<br />${finding.said}`}
          ${finding.measure?.place === undefined ? undefined : html`<br />${squareLink(finding.measure.place)}`}
          ${caseLinks(finding.cases, view.caseHref)}
          <form method="post" action="?">
            <input type="hidden" name="action" value="start" />
            <input type="hidden" name="finding" value="${finding.id}" />
            <button class="second" aria-describedby="finding-${index + 1}">Start an improvement</button>
          </form>
        </li> `,
    )}
  </ol>`;

/** The middle of a square of about 100 m, with a map. */
export const squareLink = (square: string): Html => {
  const [lat, lon] = square.split(',').map(Number) as [number, number];
  return placeOf({ lat, lon });
};

/** Some of the requests that something is of, each with a link where its page may be seen. */
export const caseLinks = (
  cases: readonly string[],
  hrefOf: ((requestId: string) => string) | undefined,
): Html | undefined =>
  cases.length === 0
    ? undefined
    : html`<p class="quiet">
        Cases:
        ${cases.map((requestId) => (hrefOf ? html`<a href="${hrefOf(requestId)}">${requestId}</a> ` : html`${requestId} `))}
      </p>`;

/** The choice of who answers for an improvement. */
export const ownerField = (form: FormState, { catalogue }: Pick<PageView, 'catalogue'>, selected: string): Html =>
  selectField(form, {
    name: 'owner',
    label: 'Who owns it',
    groups: [
      {
        name: 'The office',
        options: [MANAGER, REVIEW_DESK].map((code) => [code, capital(ownerName(code, catalogue))] as const),
      },
      { name: 'Partners', options: [...catalogue.partners.values()].map(({ code, name }) => [code, name] as const) },
    ],
    selected,
  });

const startForm = (view: ImprovementsView): Html => {
  const { catalogue } = view;
  const form = formState('start-by-hand', view);
  const fields = postForm(
    form,
    '?',
    html`${lineField(form, { name: 'title', label: 'What is to be better', hint: 'In a few words.', most: MAX_TITLE })}
      ${selectField(form, {
        name: 'source',
        label: 'Where it comes from',
        groups: [{ options: HAND_SOURCES.map((source) => [source, SOURCE_WORDS[source]] as const) }],
      })}
      ${textField(form, {
        name: 'said',
        label: 'What was seen',
        hint: 'Its owner gets it by e-mail. Name no person.',
        required: false,
      })}
      ${selectField(form, {
        name: 'figure',
        label: 'By what it is measured',
        hint: 'Before the change and after it. Without a figure it can only be closed with a reason.',
        groups: [
          {
            options: [
              [NO_FIGURE, 'No figure'],
              ...FIGURES.map((figure) => [figure, capital(FIGURE_WORDS[figure])] as const),
            ],
          },
        ],
      })}
      ${selectField(form, {
        name: 'of',
        label: 'Whose figure',
        groups: [
          { options: [[CITY, 'The city']] },
          {
            name: 'Partners',
            options: [...catalogue.partners.values()].map(({ code, name }) => [`partner:${code}`, name] as const),
          },
          {
            name: 'Request types',
            options: [...catalogue.types.values()].map(({ code, name }) => [`type:${code}`, name] as const),
          },
        ],
      })}
      ${ownerField(form, view, MANAGER)} <button>Start it</button>`,
  );
  return folded('Start one by hand', form, view, fields);
};
