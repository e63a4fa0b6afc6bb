import { RAISE_CONCERN } from '../concerns/raise-concern.ts';
import { describeReviewReason } from '../notices/words.ts';
import { describeHoldReason } from '../requests/code-words.ts';
import type { Request } from '../requests/request.ts';
import { sayInstant, saySpan } from '../requests/say-time.ts';
import { WORK_ORDER_STATUS_WORDS } from '../requests/work-order-words.ts';
import { reportedTypeOf } from '../review/reported-type.ts';
import type { ReviewCommand } from '../review/review-command.ts';
import { minutesPerOwner } from '../work-orders/transfer.ts';
import { decisionForms } from './review-forms.ts';
import { type Html, html } from '../shared/html.ts';
import { detailList } from './detail-parts.ts';
import { layout } from './layout.ts';
import { type Opened, type PageView, doneMessage, namesOf, subjectOf } from './page-view.ts';
import { doneBox, factList, placeOf, problemBox, quote, storyList } from './parts.ts';
import { photoList } from './photo-parts.ts';
import { promiseOf, standingOf } from './promise.ts';
import { stormBox } from './say-storm.ts';
import { sayUnreachable } from './reach.ts';
import { CONCERN_RAISED, concernList, raiseConcernForm } from './raise-concern-form.ts';

const DONE: Record<ReviewCommand['action'] | typeof RAISE_CONCERN, string> = {
  [RAISE_CONCERN]: CONCERN_RAISED,
  accept: 'You accepted the request, and the work was offered.',
  answer: 'You answered the request, and the resident was written to.',
  ask: 'Your question was sent; the clock stands still until it is answered.',
  merge: 'The request has joined the earlier one, and its reporter was told.',
  refer: 'You referred the request, and the resident was told to whom.',
  decline: 'You ended the request, and the resident is told why.',
  withdraw: 'The request was withdrawn, and its work was cancelled.',
  retype: 'The type and the promise were changed.',
  'add-work': 'The work was offered.',
  share: 'The other work order does for this request too.',
  unlink: 'The request stands on its own again.',
  work: 'The work order was changed.',
  reopen: 'The request was opened again, and the partner that did it was asked.',
  'revoke-links': 'The earlier links no longer open, and whoever needs a new one was written to.',
};

/** The desk's page of one request: why a person is needed, what was reported, and every decision that its state allows. */
export const reviewPage = (opened: Opened, view: PageView): Html => {
  const { request } = opened;
  const { catalogue, now, refusal } = view;
  const done = refusal ? undefined : doneMessage(DONE, view.done);
  const standing = standingOf(promiseOf(request), now, catalogue.timeZone);
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [refusal && 'Not saved', done, `Review of request ${request.id}`].filter(Boolean).join(' – '),
    content: html`${doneBox(done)}${problemBox(view)}
      <h1>${request.status === 'in-review' ? 'Review: ' : ''}<bdi>${subjectOf(request, catalogue)}</bdi></h1>
      <p class="quiet">Request ${request.id}</p>
      ${stormBox(request, catalogue, 'en')}
      ${
        request.status === 'in-review'
          ? html`<p class="box${standing.late ? ' late' : ''}">${standing.text}</p>
              <h2>Why a person is needed</h2>
              <ul>
                ${request.reviewReasons.map((reason) => html`<li>${describeReviewReason(reason, 'en')}</li> `)}
              </ul>
              ${questionOf(request, view)}`
          : html`<p class="box">${stateOf(request)}</p>`
      }
      ${reportOf(opened, view)} ${detailList(opened, view)} ${linksOf(request)} ${workOf(opened, view)}
      ${photoList(opened, view)} ${concernList(opened, view)} ${decisionForms(opened, view)} ${raiseConcernForm(view)}
      <h2>What happened so far</h2>
      ${storyList(opened.events, view, 'staff')}`,
  });
};

const stateOf = (request: Request): string => {
  switch (request.status) {
    case 'received':
      return 'This request has not been held for review.';
    case 'in-review':
      return 'This request waits for a decision.';
    case 'in-progress':
      return request.follows ? `It follows request ${request.follows.requestId}.` : 'Work is under way.';
    case 'on-hold':
      return `The work is on hold: ${describeHoldReason(request.holdReason, 'en')}.`;
    case 'resolved':
    case 'closed':
      return 'This request has been decided on.';
    default:
      return request satisfies never;
  }
};

const questionOf = ({ question }: Request, { catalogue }: PageView): Html | undefined =>
  question &&
  html`<h2>What the resident was asked</h2>
    ${quote(question.text)}
    <p>
      They have until ${sayInstant(question.answerBy, catalogue.timeZone, 'en')}. The clock stands still meanwhile.
    </p>`;

/** The requests that are tied to this one. */
const linksOf = (request: Request): Html | undefined => {
  const { follows, followers = [], recurrenceOf } = request;
  if (!follows && followers.length === 0 && !recurrenceOf) return undefined;
  return html`<h2>Other requests</h2>
    ${factList([
      [
        'Follows',
        follows && `${follows.requestId}${follows.kind === 'work-order' ? ' (shares its work)' : ' (duplicate)'}`,
      ],
      ['Followed by', followers.length > 0 ? followers.join(', ') : undefined],
      ['Happened before', recurrenceOf],
    ])}`;
};

/** Who does what of it, and how long each had it. */
const workOf = ({ workOrders, request }: Opened, view: PageView): Html | undefined => {
  const present = workOrders.filter(({ cycle }) => cycle === request.cycle);
  if (present.length === 0) return undefined;
  const names = namesOf(view.catalogue);
  return html`<h2>Work orders</h2>
    ${present.map(
      (workOrder) =>
        html`<h3>${workOrder.task ?? names.partner(workOrder.partner)}</h3>
          ${factList([
            ['Number', workOrder.id],
            ['Partner', names.partner(workOrder.partner)],
            ['Status', WORK_ORDER_STATUS_WORDS[workOrder.status]],
            ['Their number', workOrder.reference],
            ['Reminders', workOrder.reminders.length > 0 ? String(workOrder.reminders.length) : undefined],
            [
              'In whose hands',
              minutesPerOwner(workOrder, view.now)
                .map(({ partner, minutes }) => `${names.partner(partner)}: ${saySpan(minutes * 60_000, 'en')}`)
                .join('; '),
            ],
          ])}`,
    )}`;
};

const reportOf = ({ request, events }: Opened, view: PageView): Html => {
  const { reporter } = request;
  const type = reportedTypeOf(request, view.catalogue);
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
      ['Where', placeOf(request.place)],
      ['Reported', sayInstant(request.receivedAt, view.catalogue.timeZone, 'en')],
      ['By', contact ? html`<bdi>${contact}</bdi>` : 'Anonymous'],
      ['E-mail', sayUnreachable(events, view.catalogue.timeZone)],
      ['Through', html`<bdi>${request.channel ? `${request.platform}, ${request.channel}` : request.platform}</bdi>`],
      ...Object.entries(request.answers).map(
        ([code, answer]) => [texts.get(code) ?? code, html`<bdi>${answer}</bdi>`] as const,
      ),
      [
        'Picture',
        request.mediaUrl && html`<a rel="noopener noreferrer" href="${request.mediaUrl}">Open the picture</a>`,
      ],
      ['Not answered', unanswered.length > 0 ? unanswered.join(' ') : undefined],
    ])}`;
};
