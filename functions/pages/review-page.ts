import type { RequestType } from '../catalogue/request-type.ts';
import type { Request, ReviewReason } from '../requests/request.ts';
import { sayInstant } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import { type Opened, type PageView, doneMessage, namesOf, subjectOf } from './page-view.ts';
import {
  doneBox,
  factList,
  folded,
  formState,
  placeOf,
  postForm,
  problemBox,
  quote,
  radioGroup,
  selectField,
  storyList,
  textField,
} from './parts.ts';
import { promiseOf, standingOf } from './promise.ts';

const REASONS: Record<ReviewReason, string> = {
  'unknown-type': 'The platform named a request type that is not in the catalogue.',
  'place-unknown': 'This type needs a place, and none was given.',
  'outside-the-city': 'The position lies outside the city.',
  'missing-answer': 'A question that this type always asks was not answered.',
  'private-type': 'Requests of this type are private.',
};

const DONE = {
  accept: 'You accepted the request, and the work was offered.',
  decline: 'You ended the request, and the resident is told why.',
};

const OUTCOMES = [
  ['declined', 'The city does not do this'],
  ['referred', 'Another office or company does this, and the sentence below says which'],
  ['duplicate', 'It has been reported already'],
] as const;

/** The reviewer's page: why a person is needed, what was reported, and the two decisions. */
export const reviewPage = (opened: Opened, view: PageView): Html => {
  const { request } = opened;
  const { catalogue, now, refusal } = view;
  const done = refusal ? undefined : doneMessage(DONE, view.done);
  const waiting = request.status === 'in-review';
  const standing = standingOf(promiseOf(request), now, catalogue.timeZone);
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [refusal && 'Not saved', done, `Review of request ${request.id}`].filter(Boolean).join(' – '),
    content: html`${doneBox(done)}${problemBox(view)}
      <h1>Review: <bdi>${subjectOf(request, catalogue)}</bdi></h1>
      <p class="quiet">Request ${request.id}</p>
      ${
        waiting
          ? html`<p class="box${standing.late ? ' late' : ''}">${standing.text}</p>
              <h2>Why a person is needed</h2>
              <ul>
                ${request.reviewReasons.map((reason) => html`<li>${REASONS[reason]}</li> `)}
              </ul>`
          : html`<p class="box">
              ${request.status === 'received' ? 'This request has not been held for review.' : 'This request has been decided on.'}
            </p>`
      }
      ${reportOf(request, view)} ${waiting ? html`${acceptForm(request, view)}${declineForm(view)}` : undefined}
      <h2>What happened so far</h2>
      ${storyList(opened.events, view, 'staff')}`,
  });
};

/** The type that the platform meant, as far as the catalogue knows it. */
const reportedTypeOf = ({ reportedType }: Request, { catalogue }: PageView): RequestType | undefined =>
  catalogue.find(reportedType) ?? catalogue.findByName(reportedType);

const reportOf = (request: Request, view: PageView): Html => {
  const { reporter } = request;
  const type = reportedTypeOf(request, view);
  const unanswered =
    type?.questions
      .filter(({ code, required }) => required && !request.answers[code]?.trim())
      .map(({ text }) => text) ?? [];
  const texts = new Map(type?.questions.map(({ code, text }) => [code, text]));
  const contact = [reporter?.name, reporter?.email, reporter?.phone].filter(Boolean).join(', ');
  return html`<h2>What was reported</h2>
    ${request.description ? quote(request.description) : html`<p>No description.</p>`}
    ${factList([
      ['Type as reported', html`<bdi>${request.reportedType}</bdi>`],
      ['Where', placeOf(request.place, 'en')],
      ['Reported', sayInstant(request.receivedAt, view.catalogue.timeZone, 'en')],
      ['By', contact ? html`<bdi>${contact}</bdi>` : 'Anonymous'],
      ['Through', html`<bdi>${request.channel ? `${request.platform}, ${request.channel}` : request.platform}</bdi>`],
      ...Object.entries(request.answers).map(
        ([code, answer]) => [texts.get(code) ?? code, html`<bdi>${answer}</bdi>`] as const,
      ),
      ['Not answered', unanswered.length > 0 ? unanswered.join(' ') : undefined],
    ])}`;
};

const acceptForm = (request: Request, view: PageView): Html => {
  const form = formState('accept', view);
  const { catalogue } = view;
  const names = namesOf(catalogue);
  const reported = reportedTypeOf(request, view)?.code;
  const types = [...catalogue.types.values()];
  const groups = catalogue.groups
    .map((name) => ({
      name,
      options: types
        .filter(({ group }) => group === name)
        .map(({ code, name: text, partner }) => [code, `${text} (${names.partner(partner)})`] as const),
    }))
    .filter(({ options }) => options.length > 0);
  return postForm(
    form,
    '?',
    html`<h2>Accept it</h2>
      ${selectField(form, {
        name: 'typeCode',
        label: 'Request type',
        hint: 'The promise counts from when the resident asked. The type’s owner stands in brackets.',
        groups: [{ options: [['', 'Choose a type']] }, ...groups],
        ...(reported ? { selected: reported } : {}),
      })}
      ${selectField(form, {
        name: 'partner',
        label: 'Partner that does the work',
        groups: [
          { options: [['', 'The owner of the type']] },
          {
            name: 'Another partner',
            options: [...catalogue.partners.values()].map(({ code, name }) => [code, name] as const),
          },
        ],
      })}
      <button>Accept and offer the work</button>`,
  );
};

const declineForm = (view: PageView): Html => {
  const form = formState('decline', view);
  return folded(
    'End it without work',
    form,
    view,
    postForm(
      form,
      '?',
      html`${radioGroup(form, { name: 'outcome', legend: 'How does it end?', choices: OUTCOMES })}
        ${textField(form, {
          name: 'resolution',
          label: 'A sentence for the resident',
          hint: 'Why, and where to go instead. They read exactly this.',
        })} <button class="second">End the request</button>`,
    ),
  );
};
